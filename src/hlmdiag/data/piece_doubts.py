"""What a piece of a large file shows that only the whole of a column, or of the file, can decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from hlmdiag.data import dates
from hlmdiag.data.codes import ABOUT_TYPED, NEAR
from hlmdiag.data.dataset import Provenance
from hlmdiag.data.rows import bears_words
from hlmdiag.data.sheet import Sheet, letter
from hlmdiag.data.thousands import DOUBTFUL
from hlmdiag.data.translations import TRANSLATED
from hlmdiag.data.values import NUMERIC
from hlmdiag.errors import Problem
from hlmdiag.grid.data_model import Column

_OF_A_COLUMN = frozenset(
    {
        "donnees.pourcentage-ambigu",
        "donnees.pourcentage-non-verifie",
        "donnees.pourcentage-melange",
        "donnees.jour-et-mois",
        "donnees.jour-et-mois-americain",
        "donnees.milliers",
    }
)
"""Refusals that one cell decides for all the column."""
_THOUSANDS = r"[.,][0-9]{3}[.,][0-9]"
"""Pattern of a number with thousands separators: `1.250.000`, `1.250,5`."""
_FLOAT_CODE = r"\.0\s*$"
"""A code that is read without its decimals where all codes of the file have some."""
_ABOUT_CODES = frozenset({*ABOUT_TYPED, NEAR, TRANSLATED})
_OF_OTHER_ROWS = frozenset(
    {"donnees.cle-repetee", "donnees.cles-repetees", "donnees.plusieurs-lignes", "donnees.note-a-cote"}
)
"""Of a code that returns no row is a unit, one of another piece neither; all of a table tells what is beside it."""


def decides_a_column(
    sheet: Sheet,
    places: Mapping[str, Provenance],
    columns: Mapping[str, Column],
    refused: pl.DataFrame | None,
    problems: Iterable[Problem],
) -> bool:
    """Whether a cell says how all its column is to be read, or a row what becomes of others."""
    if refused is not None:
        codes, values = (set(refused[name].unique()) for name in ("code", "value"))
        if codes & _OF_A_COLUMN or any(map(dates.is_american, values)):
            return True
    if any(problem.code in _ABOUT_CODES | _OF_OTHER_ROWS for problem in problems):
        return True
    decides = [
        pl.col(place_in(sheet, place.letter)).str.contains(pattern).any()
        for column, place in places.items()
        if place.letter and (pattern := _deciding(columns[column])) is not None
    ]
    return bool(decides) and bool(sheet.cells.select(pl.any_horizontal(decides)).item())


def says_words(
    sheet: Sheet, titles: int, places: Mapping[str, Provenance], keys: Iterable[str], labels: Iterable[str]
) -> bool:
    """Whether a row is none of data but a total or another sentence, by what it says in place of a key or a name."""
    asked = [
        [int(place_in(sheet, places[name].letter)) for name in some if name in places and places[name].letter]
        for some in (keys, labels)
    ]
    return bears_words(sheet.cells.slice(titles), *asked)


def of_titles(problems: Iterable[Problem], titles: int) -> list[Problem]:
    """Notices on the file and its columns, not on a row."""
    return [each for each in problems if each.location.line is None or each.location.line <= titles]


def kinds(problems: Iterable[Problem]) -> set[tuple[str, str | None]]:
    """What notices say, and of which title, wherever it is said."""
    return {(each.code, each.location.header) for each in problems}


def place_in(sheet: Sheet, of_sheet: str) -> str:
    """The column of cells that has a letter; one that folders give has none, and one value."""
    return next(str(index) for index in range(sheet.cells.width) if letter(index) == of_sheet)


def _deciding(column: Column) -> str | None:
    """Texts of a column that decide how the others are read."""
    if column.type == "id":
        return _FLOAT_CODE
    if column.type not in NUMERIC:
        return None
    # with a minimum, one doubtful « 1.500 » may decide that the mark separates thousands in the whole column
    return _THOUSANDS if column.min is None else f"{_THOUSANDS}|{DOUBTFUL}"
