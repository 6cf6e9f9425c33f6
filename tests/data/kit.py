"""Files as their senders see them, and tables as a reader of the tests sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from hlmdiag.data import Dataset, read
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid import Grid, load_grid
from hlmdiag.states import State
from hlmdiag.text.phrase import spell

MARKS = {
    int(State.MISSING): "(vide)",
    int(State.UNKNOWN): "(nsp)",
    int(State.NOT_APPLICABLE): "(so)",
    int(State.INVALID): "(refusé)",
}


@cache
def small_grid() -> Grid:
    return load_grid(Path(__file__).with_name("parc.yaml"))


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.lstrip("\n").encode(encoding))
    return path


def workbook(folder: Path, name: str = "parc.xlsx", **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook of sheets given as rows; `_` in a name of sheet is a space."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in (sheets or {"Feuil1": []}).items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def look(dataset: Dataset, *columns: str) -> list[tuple[object, ...]]:
    """The stock as rows of values, a mark standing where there is none."""
    frame = dataset.stock.frame
    shown = []
    for column in columns:
        pairs = zip(frame[f"v:{column}"].to_list(), frame[f"s:{column}"].to_list(), strict=True)
        shown.append([MARKS[state] if value is None else value for value, state in pairs])
    return list(zip(*shown, strict=True))


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code.removeprefix("donnees.") for problem in problems]


def only(dataset: Dataset, code: str) -> Problem:
    found = [problem for problem in dataset.problems if problem.code == f"donnees.{code}"]
    assert len(found) == 1, codes(dataset.problems)
    return found[0]


def filled(problem: Problem, name: str) -> str:
    """What fills a blank of a problem, as a French reader reads it."""
    return spell(problem.values[name], "fr")


def refusal(paths: object, **options: object) -> HlmdiagError:
    """The error with which nothing can be read."""
    with pytest.raises(HlmdiagError) as caught:
        read(paths, small_grid(), **options)  # type: ignore[arg-type]
    return caught.value
