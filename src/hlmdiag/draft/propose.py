"""The grid that a file suggests: its columns as understood, a criterion for each that can be scored, all to review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.data.files import FileOptions, open_source
from hlmdiag.data.header import locate, strongest
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.rows import classify_rows
from hlmdiag.data.sources import list_sources
from hlmdiag.draft.guess import Guess, guess, known_grid
from hlmdiag.draft.skeleton import grid_id, quoted
from hlmdiag.draft.thresholds import steps_of
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.diagnostics import show
from hlmdiag.grid.model import Grid
from hlmdiag.rules.normalise import Steps
from hlmdiag.text.phrase import in_quotes

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.data.sheet import Sheet

_REVIEW = "# à revoir"
_SCORED = ("integer", "number", "percent")
_LONGEST_CHOICE = 60


def propose(path: Path, title: str, day: date, sheet: str | None = None) -> str:
    """The text of a grid proposed from a file: it loads, and scores that very file."""
    grid = known_grid()
    chosen = _chosen(path, sheet, grid)
    headers, cells = _table(chosen, grid)
    columns = guess(headers, cells, grid)
    if not columns:
        raise HlmdiagError([Problem("ebauche.rien", Location(path.name))])
    indicators = [lines for rank, it in enumerate(columns, 1) if (lines := _indicator(it, rank, grid, path.name))]
    if not indicators:
        raise HlmdiagError([Problem("ebauche.sans-critere", Location(path.name))])
    return "\n".join([*_head(title, path.name, cells.height, day), *_columns(columns), *_tree(indicators)]) + "\n"


def _chosen(path: Path, wanted: str | None, grid: Grid) -> Sheet:
    """The sheet to read: the one asked for, else the one with the most rows and titles."""
    sheets = [sheet for source in list_sources(path, []) for sheet in open_source(source, FileOptions())]
    names = [sheet.name for sheet in sheets if sheet.name is not None]
    if wanted is not None:
        sheets = [sheet for sheet in sheets if (sheet.name or "").casefold() == wanted.strip().casefold()]
        if not sheets:
            known = in_quotes(*names)
            raise HlmdiagError([Problem("donnees.feuille-absente", values={"sheet": wanted, "known": known})], USAGE)
    if not sheets:
        raise HlmdiagError([Problem("ebauche.rien", Location(path.name))])
    vocabulary = Vocabulary(grid.columns)

    def worth(sheet: Sheet) -> tuple[int, int]:
        header = locate(sheet, vocabulary, grid.keys)
        return (len(header.columns) if header else 0, sheet.cells.height * sheet.cells.width)

    return max(sheets, key=worth)


def _table(sheet: Sheet, grid: Grid) -> tuple[Sequence[str], pl.DataFrame]:
    """The titles of a sheet and the rows that are units, totals and blank rows left out."""
    header = locate(sheet, Vocabulary(grid.columns), grid.keys) or strongest(sheet)
    if header is None:
        raise HlmdiagError([Problem("ebauche.rien", Location(sheet.file))])
    body = sheet.cells.slice(header.last + 1)
    first = next((index for index, title in enumerate(header.titles) if title.strip()), 0)
    kept = classify_rows(body, [first], header.titles).units.to_list()
    return header.titles, body[kept]


def _head(title: str, file: str, rows: int, day: date) -> Iterator[str]:
    yield "# yaml-language-server: $schema=./grid.schema.json"
    yield f"# Première grille proposée d'après {_in_comment(file)} ({rows} lignes). Rien n'y est décidé : chaque ligne"
    yield f"# marquée « {_REVIEW.removeprefix('# ')} » est une hypothèse tirée des titres et des valeurs du fichier."
    yield "language_version: 1"
    yield f"id: {grid_id(title)}"
    yield f'version: "{day.year}.0"'
    yield f"title: {quoted(title)}"
    yield f"publisher: À compléter            {_REVIEW}"
    yield f"licence: À compléter              {_REVIEW}"
    yield f'date: "{day.isoformat()}"'
    text = f"Première grille tirée de {file}. Critères, poids et seuils sont des hypothèses de départ, à revoir."
    yield f"statement: {quoted(text)}"
    yield "unit: résidence"
    yield f"polarity: burden                  {_REVIEW} : burden, une note haute est mauvaise"
    yield "scale: [0, 100]"
    yield "min_coverage: 0.6"


def _in_comment(name: str) -> str:
    """A file name that cannot leave its comment."""
    return " ".join(name.split())


def _columns(columns: Sequence[Guess]) -> Iterator[str]:
    yield ""
    yield "columns:"
    for it in columns:
        column = it.column
        entries = [f"type: {column.type}"]
        entries += ["required: true"] if column.required else []
        entries += [f"{end}: {show(value)}" for end, value in (("min", column.min), ("max", column.max))
                    if value is not None and column.type != "percent"]  # fmt: skip
        entries += [f"role: {column.role}"] if column.role else []
        entries += [f"unit: {quoted(column.unit)}"] if column.unit else []
        entries.append(f"label: {quoted(it.header)}")
        if column.type == "choice":
            entries.append(
                f"choices: {{{', '.join(f'{quoted(code)}: {quoted(label)}' for code, label in _answers(it))}}}"
            )
        origin = "reconnue par son titre" if it.known else f"{_REVIEW.removeprefix('# ')} : type déduit des valeurs"
        yield f"  {column.id}: {{{', '.join(entries)}}}  # {origin}"


def _answers(it: Guess) -> list[tuple[str, str]]:
    """Codes and labels: known ones, else the answers found."""
    if it.column.choices:
        return list(it.column.choices.items())
    return [(text[:_LONGEST_CHOICE], text[:_LONGEST_CHOICE]) for text in it.texts]


def _indicator(it: Guess, rank: int, grid: Grid, file: str) -> list[str]:
    """The lines of a criterion on a column, none where nothing is to be scored."""
    column = it.column
    if column.required or column.role is not None:
        return []
    if column.type in _SCORED:
        return _on_numbers(it, rank, grid, file)
    if column.type in ("boolean", "choice"):
        return _on_answers(it, rank, file)
    return []


def _on_numbers(it: Guess, rank: int, grid: Grid, file: str) -> list[str]:
    bad = _high_is_bad(it, grid)
    found = steps_of(it.numbers, it.column.min, high_is_bad=bad)
    if found is None or _is_year(it):
        return []
    steps, points = found
    direction = "une valeur haute est supposée mauvaise" if bad else "une valeur haute est supposée bonne"
    lines = _opening(it, rank)
    lines.append(
        f"        # à revoir : {direction} ; seuils pris à la moitié, aux trois quarts et aux neuf dixièmes du parc"
    )
    lines.append(f"        score: {{steps: [{', '.join(map(show, steps))}], points: [{', '.join(map(str, points))}]}}")
    return lines + _closing(file)


def _on_answers(it: Guess, rank: int, file: str) -> list[str]:
    codes = ["false", "true"] if it.column.type == "boolean" else [code for code, _ in _answers(it)]
    if len(codes) < 2:
        return []
    points = [round(100 * place / (len(codes) - 1)) for place in range(len(codes))]
    lines = _opening(it, rank)
    lines.append(
        "        # à revoir : l'ordre des réponses est celui du fichier, les points sont répartis sans les juger"
    )
    pairs = ", ".join(f"{quoted(code)}: {given}" for code, given in zip(codes, points, strict=True))
    lines.append(f"        score: {{choices: {{{pairs}}}}}")
    return lines + _closing(file)


def _opening(it: Guess, rank: int) -> list[str]:
    lines = [f"      C{rank:02}:", f"        title: {quoted(it.header)}", f"        value: {it.column.id}"]
    return lines + ([f"        unit: {quoted(it.column.unit)}"] if it.column.unit else [])


def _closing(file: str) -> list[str]:
    note = quoted(f"Proposé d'après les valeurs de {file}, à revoir.")
    return [
        f"        weight: 1                   {_REVIEW}",
        f"        source: {{title: Parc du bailleur, note: {note}}}",
        f"        help: À compléter, ce que l'on compte et comment le relever.  {_REVIEW}",
    ]


def _high_is_bad(it: Guess, grid: Grid) -> bool:
    """As the known grid has it for this column; else the title may say so."""
    for leaf in grid.indicators:
        if it.known and leaf.column == it.column.id and isinstance(leaf.rule, Steps):
            return leaf.rule.points[-1] > leaf.rule.points[0]
    words = ("satisf", "dispo", "note", "moyenne", "conform", "propret", "etp", "effectif")
    return not any(word in it.header.casefold() for word in words)


def _is_year(it: Guess) -> bool:
    numbers = it.numbers
    return it.column.type == "integer" and bool(numbers) and numbers[0] >= 1800 and numbers[-1] <= 2100


def _tree(indicators: Sequence[list[str]]) -> Iterator[str]:
    yield from ("", "themes:", f"  ensemble:                       {_REVIEW} : répartir les critères en thèmes")
    yield from ("    title: Ensemble des critères", "    indicators:")
    for lines in indicators:
        yield from lines
    yield ""
    yield f"levels:                           {_REVIEW} : titres et bornes"
    yield '  courant: {title: Gestion courante, from: 0, colour: "#2e7d32"}'
    yield '  vigilance: {title: Vigilance, from: 25, colour: "#f9a825"}'
    yield '  fragile: {title: Gestion renforcée, from: 45, colour: "#ef6c00"}'
    yield '  complexe: {title: Situation complexe, from: 65, colour: "#c62828"}'
