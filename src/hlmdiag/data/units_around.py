"""Finds the unit that a sheet gives its numbers outside their titles: « Montants en k€ » above the table, or under it.

A column whose unit it contradicts is not read, unless its own title says a unit: nobody can tell which one holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hlmdiag.data.assign import Candidate
from hlmdiag.data.cell_units import is_same
from hlmdiag.data.match import TOLD, Match
from hlmdiag.data.normalise_text import mark, units, words
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.values import expected
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid.data_model import Column
from hlmdiag.text.phrase import Phrase

_Family = Literal["money", "thousands", "area", "time", "share"]

_FAMILIES: dict[_Family, str] = {
    "money": (
        r"k ?(?:€|euros?|eur)|milliers? (?:d'? ?|de )?(?:€|euros?)|m ?€|m ?eur|meuros?"
        r"|millions? (?:d'? ?|de )?(?:€|euros?)|centimes?(?: d'euros?)?"
        r"|francs?(?: cfp| pacifiques?| suisses?)?|f ?cfp|xpf|chf|dollars?|usd"
    ),
    "thousands": r"milliers?|millions?",
    "area": r"ares?|hectares?|ha|km2|dm2|cm2",
    "time": r"jours?|j|semaines?|mois|ans?|annees?|heures?|h|minutes?|min",
    "share": r"‰|pour mille|pour 1 ?000",
}  # fmt: skip
_UNIT = "|".join(rf"(?P<{family}>{spelled})" for family, spelled in _FAMILIES.items())
_AFTER = r"(?=\s*(?:[)\].,;:]|$|(?:h\.?t|t\.?t\.?c|hors|toutes|courants?|constants?|sauf)\b))"
_SAID = re.compile(
    rf"(?:\ben |[(\[] ?(?:en )?|\b(?:unites?|montants?|valeurs?)(?: monetaires?)? ?[:=] ?(?:en )?)(?:{_UNIT}){_AFTER}"
)
_ALONE = re.compile(rf"(?:en )?(?:{_UNIT})")
_OF_TIME = re.compile(r"\b(?:delais?|durees?|temps|unites?)\b")
"""What is said with a unit of time that is that of a table: a month is also when a table was made."""
_NAMED = re.compile(r"(?:^|[\s_(-])(?P<money>k€|keuros?|m€|meuros?)(?:$|[\s_)-])")
"""In the name of a sheet or of a file, where nobody writes `en`."""
_MONEY = re.compile(r"\b(?:cout|montant|depense|charge|loyer|budget|prix|dette|impaye|recette|euro)")
"""What a column counts in money that does not say its unit."""
_OWN: dict[_Family, str] = {
    "money": r"€|eur|euros?", "thousands": r"€|eur|euros?", "area": r"m2", "share": r"%|pct|pour ?cent",
    "time": r"jours?|j|semaines?|mois|ans?|annees?|heures?|h|minutes?|min",
}  # fmt: skip
_UNDER = 10
"""Last rows of a sheet among which a note is looked for."""
_LONGEST = 300


@dataclass(frozen=True)
class UnitAround:
    """A unit said around a table: its text, its place (None: the name of the sheet), the columns that it is of."""

    text: str
    family: _Family
    unit: str
    place: tuple[int, int] | None
    first: int = 0
    last: int | None = None

    def is_of(self, index: int) -> bool:
        """Whether it is said of a column."""
        return self.first <= index and (self.last is None or index <= self.last)


def units_around(candidate: Candidate) -> list[UnitAround]:
    """What is said above the titles or in their upper rows, in the last rows where a note is alone, in the names."""
    sheet, header = candidate.sheet, candidate.header
    found = [each for row in range(header.last) for each in _of_row(sheet, row, sheet.cells.row(row), header.first)]
    below = max(header.last + 1, sheet.cells.height - _UNDER)
    for row, texts in enumerate(sheet.cells.slice(below).rows(), start=below):
        filled = [column for column, text in enumerate(texts) if text and text.strip()]
        if len(filled) == 1 and (said := _said(texts[filled[0]] or "", is_note=True)) is not None:
            found.append(UnitAround(texts[filled[0]] or "", *said, (row, filled[0])))
    for name in (sheet.name, sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]):
        if name and (named := _NAMED.search(mark(name))) is not None:
            found.append(UnitAround(name, "money", named["money"], None))
    return found


def without_contradicted(
    candidate: Candidate, matches: Sequence[Match], form: TableSchema
) -> tuple[list[Match], list[Problem]]:
    """The matches without the columns that a unit said around the table contradicts, and a warning for each of them."""
    around = units_around(candidate)
    if not around:
        return list(matches), []
    kept, problems = [], []
    for match in matches:
        said = next((each for each in around if _contradicts(each, match, form)), None)
        if said is None:
            kept.append(match)
            continue
        kept.append(Match(match.header, match.index, None, match.how, match.column, said.unit))
        problems.append(_problem(candidate, match, said, form.columns[match.column or ""]))
    return kept, problems


def _of_row(sheet: Sheet, row: int, texts: Sequence[str | None], titles: int) -> Iterator[UnitAround]:
    """The units said in a row above the last titles; beside other cells just above them, each is of its own columns."""
    filled = [column for column, text in enumerate(texts) if text and text.strip()]
    is_group = len(filled) > 1 and row >= titles - 1
    for place, column in enumerate(filled):
        text = texts[column] or ""
        if (said := _said(text)) is None:
            continue
        following = filled[place + 1] - 1 if place + 1 < len(filled) else None
        merged = [right for (top, left), (_, right) in sheet.merged if (top, left) == (row, column)]
        first, last = (column, merged[0] if merged else following) if is_group else (0, None)
        yield UnitAround(text, *said, (row, column), first, last)


def _said(text: str, *, is_note: bool = False) -> tuple[_Family, str] | None:
    """The unit that a text gives numbers, and its family; under a table, a unit alone may be a code."""
    if len(text) > _LONGEST:
        return None
    plain = mark(text).replace("’", "'")
    found = _SAID.search(plain) or (None if is_note else _ALONE.fullmatch(plain))
    if found is None:
        return None
    family, unit = next((family, found[family]) for family in _FAMILIES if found[family])
    return None if family == "time" and not _OF_TIME.search(plain) else (family, unit)


def _contradicts(said: UnitAround, match: Match, form: TableSchema) -> bool:
    """Whether a column is read in another unit than the one said, which its title does not settle."""
    if match.column is None or match.how in TOLD or not said.is_of(match.index) or units(match.header):
        return False
    column = form.columns[match.column]
    if said.family == "share":
        return column.type == "percent"
    if column.type not in ("integer", "number"):
        return False
    own = mark(column.read_unit or "").split("/")[0].strip()
    if not own:
        is_money = said.family in ("money", "thousands") and column.type == "number"
        return is_money and _MONEY.search(words(column.label)) is not None
    return re.fullmatch(_OWN[said.family], own) is not None and not is_same(said.unit, own)


def _problem(candidate: Candidate, match: Match, said: UnitAround, column: Column) -> Problem:
    sheet = candidate.sheet
    row = sheet.row(candidate.header.last)
    where = sheet.address(said.place[1], sheet.row(said.place[0])) if said.place else Phrase("donnees.mots.nom-donne")
    return sheet.problem(
        "donnees.unite-du-tableau", row=row, column=match.index, header=match.header, severity=Severity.WARNING,
        text=" ".join(said.text.split()), where=where, title=match.header, expected=expected(column),
    )  # fmt: skip
