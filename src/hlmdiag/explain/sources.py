"""Places of answers in files, and of their rules in the grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hlmdiag.data.dataset import Provenance
from hlmdiag.data.sheet import address
from hlmdiag.data.translations import Translated
from hlmdiag.errors import Location
from hlmdiag.explain.diagnostic import ColumnAnswer
from hlmdiag.expression import Expression
from hlmdiag.expression.names import ResultRef
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.reads import columns_read, tables_read
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import file_name
from hlmdiag.text.locale import Locale
from hlmdiag.text.phrase import Phrase, in_quotes


def halves(grid: Grid) -> dict[str, tuple[str, int]]:
    """The indicator that shows a column as one half of its value (a matrix), and which half."""
    found: dict[str, tuple[str, int]] = {}
    for leaf in grid.indicators:
        if isinstance(leaf.rule, Matrix):
            found |= {leaf.rule.matrix.rows: (leaf.id, 0), leaf.rule.matrix.columns: (leaf.id, 1)}
    return found


def scores_read(grid: Grid, conditions: Iterable[Expression]) -> list[str]:
    """The indicators whose points count in what conditions read of this grid's own results, in its order."""
    nodes: set[str] = set()
    for reference in (each for condition in conditions for each in condition.references):
        if isinstance(reference, ResultRef) and reference.grid is None and reference.kind not in ("flag", "alerts"):
            nodes.add(reference.node or ROOT)
    found = {leaf.id for leaf in grid.indicators if leaf.id in nodes}
    for theme in grid.root.walk():
        if isinstance(theme, Theme) and theme.id in nodes:
            found |= {each.id for each in theme.walk() if isinstance(each, Indicator)}
    return [leaf.id for leaf in grid.indicators if leaf.id in found]


def cell_of(column: str, values: Mapping[str, Any], provenance: Mapping[str, Provenance]) -> Location | None:
    """The cell of a column in the unit's row; None if no file had such a column.

    A column joined from another sheet has its row in `source_row:<n>`; without it, the sheet alone is said.
    """
    place = provenance.get(column)
    if place is None:
        return None
    row = values.get(f"source_{place.rows}")
    # a value from the name of a folder, or a table in memory, has no column letter
    cell = None if row is None or not place.letter else address(place.letter, row)
    if place.sheet is not None:
        return Location(file=place.file, sheet=place.sheet, cell=cell, header=place.header)
    return Location(file=place.file, line=row, cell=cell, header=place.header)


def answer_in_words(answer: ColumnAnswer, words: Locale) -> str:
    """An answer as it was received: its own text too where the settings read another one in its place."""
    if answer.translated is not None:
        return _translated(answer.translated, words)
    return answer.text if answer.text is not None else words.state(answer.state)


def cell_in_words(answer: ColumnAnswer, words: Locale) -> str:
    """The place of an answer, with the text of the cell where it is read as another."""
    assert answer.place is not None
    place = words.said(answer.place)
    if answer.translated is None:
        return place
    return words.say("rapport.place-traduite", place=place, received=_translated(answer.translated, words))


def _translated(found: Translated, words: Locale) -> str:
    read = Phrase("rapport.traduit", text=found.text_in_words, read=found.read_in_words, place=found.place)
    return words.said(read)


def places_in_words(answers: Iterable[ColumnAnswer], words: Locale) -> str:
    """The places of several answers, the cells of one sheet together: « parc.xlsx, feuille « Relevé », O50, E50 »."""
    answers = [answer for answer in answers if answer.place is not None]
    translated = [cell_in_words(answer, words) for answer in answers if answer.translated is not None]
    plain = _plain_places((answer for answer in answers if answer.translated is None), words)
    return words.joined(dict.fromkeys([*filter(None, [plain]), *translated]))


def _plain_places(answers: Iterable[ColumnAnswer], words: Locale) -> str:
    places = list(dict.fromkeys(answer.place for answer in answers if answer.place is not None))
    if len(places) == 1:
        return words.said(places[0])
    together: dict[tuple[str | None, str | None, str], list[Location]] = {}
    for place in places:
        own = "" if place.sheet is not None else words.said(place)
        together.setdefault((place.file, place.sheet, own), []).append(place)
    texts = []
    for found in together.values():
        others = [place.cell for place in found[1:] if place.cell is not None]
        texts.append(", ".join([words.said(found[0]), *others]))
    return words.joined(texts)


def home_of(result: Result) -> Provenance | None:
    """Place of the units' codes: the file, sheet and rows that need not be repeated with each cell."""
    return result.manifest.provenance.get("stock", {}).get(result.grid.keys[0])


def columns_in_words(indicator: Indicator, result: Result, words: Locale) -> str:
    """Sources of an indicator for all units: letters of the columns beside the codes, other places in full."""
    stock, home = result.manifest.provenance.get("stock", {}), home_of(result)
    found = []
    for place in (stock[column] for column in columns_read(indicator) if column in stock):
        elsewhere = Location(place.file, sheet=place.sheet, cell=place.letter or None, header=place.header)
        beside = place.letter or words.said(in_quotes(place.header))
        found.append(beside if _beside(place, home) else words.said(elsewhere))
    for event in tables_read(indicator):
        found += [words.file(place.file) for place in result.manifest.provenance.get(event.table, {}).values()]
    return ", ".join(dict.fromkeys(found))


def cells_elsewhere(answers: Iterable[ColumnAnswer], result: Result, words: Locale) -> str:
    """The cells of a unit's answers that its row and `columns_in_words` do not give."""
    stock, home = result.manifest.provenance.get("stock", {}), home_of(result)
    kept = (
        each
        for each in answers
        if each.translated is not None or (each.column in stock and not _beside(stock[each.column], home))
    )
    return places_in_words(kept, words)


def _beside(place: Provenance, home: Provenance | None) -> bool:
    return home is not None and (place.file, place.sheet, place.rows) == (home.file, home.sheet, home.rows)


def grid_lines(grid: Grid) -> dict[str, Location]:
    """The line of each node, flag and action in the text of the grid."""
    found = dict(_walk(grid.document, ""))
    for room in ("flags", "actions", "levels", "columns"):
        found |= {f"{room}.{id}": f"{room}.{id}" for id in grid.document.get(room) or {}}
    return {id: Location(file=file_name(grid.file_of(path)), line=grid.lines.get(path)) for id, path in found.items()}


def _walk(node: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for room in ("themes", "indicators"):
        for id, child in (node.get(room) or {}).items():
            path = f"{prefix}{room}.{id}"
            yield id, path
            if room == "themes" and isinstance(child, Mapping):
                yield from _walk(child, f"{path}.")
