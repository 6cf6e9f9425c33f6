"""A large stock with its event files, by pieces: the result, what is said of it and its summary are those of the whole.

The entities are invented: those of the examples.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

import hlmdiag
from hlmdiag.data import Settings
from hlmdiag.errors import Problem
from hlmdiag.grid import Grid
from hlmdiag.report import parquet
from hlmdiag.report.terminal.console import Terminal
from hlmdiag.report.terminal.summary import show
from hlmdiag.runs import chunked
from hlmdiag.runs.chunked import Chunked, kept_whole, score_in_chunks
from hlmdiag.runs.outputs import OutputTarget, rolled_path
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.written_part import PartRequest, WrittenPart
from hlmdiag.scoring.result import Result
from hlmdiag.selection import kept, narrowed, read_where

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
_PIECES = {"residence-complexe": 6_000, "tranquillite-residentielle": 2_500}
"""Bytes of a piece: several of the stock, and more of its tables, whose pieces are as large here."""
CASES = {
    "residence-complexe": ["parc.csv", "incidents.csv", "reclamations.csv"],
    "tranquillite-residentielle": ["halls.csv", "faits-halls.csv"],
}


def pieces_of(grid: Grid, data: Sequence[str], folder: Path, choice: PartRequest | None = None) -> Chunked:
    output = OutputTarget(folder / "r.parquet", "parquet")
    asked = RunRequest(data=tuple(data), grids=(grid.id,), targets=(output,), date=DAY, language="fr")
    assert kept_whole(asked, grid, asked.targets) is None
    part = WrittenPart.over(choice or PartRequest(), grid)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunked, "_NARROWER", 1)
        done = score_in_chunks(asked, grid, asked.targets, Settings(), part=part, size=_PIECES[grid.id])
    assert done is not None
    return done


def summary(result: Result) -> str:
    screen = Console(file=StringIO(), width=10_000)
    show(result, [], Terminal(screen, screen, "fr", verbose=True), screen)
    return str(screen.file.getvalue())  # type: ignore[attr-defined]


@pytest.fixture(scope="module", params=[*CASES])
def grid(request: pytest.FixtureRequest) -> Grid:
    return hlmdiag.load_grid(request.param)


@pytest.fixture(scope="module")
def data(grid: Grid, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files, with rows of events that cannot be decided in the last pieces alone, and some of no unit."""
    folder = tmp_path_factory.mktemp("parc")
    stock, *tables = CASES[grid.id]
    shutil.copy(EXAMPLES / stock, folder)
    for name in tables:
        raw = (EXAMPLES / name).read_bytes()
        text = raw.decode("utf-8" if is_utf8(raw) else "cp1252")
        titles, *rows = text.splitlines()
        keys = [row.partition(";")[0] for row in rows]
        late = [row.replace("/2026", "/20z6") if key == max(keys) else row for key, row in zip(keys, rows, strict=True)]
        (folder / name).write_text("\n".join([titles, *late, late[0].replace(keys[0], "Z999", 1)]) + "\n", "utf-8")
    return [str(folder / name) for name in (*tables[:1], stock, *tables[1:])]


@pytest.fixture(scope="module")
def whole(grid: Grid, data: list[str]) -> Result:
    return hlmdiag.score(grid, hlmdiag.read(data, grid, date=DAY), date=DAY)


@pytest.fixture(scope="module")
def done(grid: Grid, data: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Chunked, Path]:
    folder = tmp_path_factory.mktemp("resultat")
    return pieces_of(grid, data, folder), folder


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def codes(problems: Sequence[Problem]) -> set[str]:
    return {each.code for each in problems}


def test_every_row_and_every_remark_is_that_of_the_whole(done: tuple[Chunked, Path], whole: Result) -> None:
    found, folder = done
    assert "notation.evenement-sans-date" in codes(whole.manifest.problems)
    assert found.result.manifest.problems == whole.manifest.problems
    assert found.result.manifest == whole.manifest
    with (folder / "r.parquet").open("rb") as source:
        again = parquet.read(source)
    assert again.frame.columns == whole.frame.columns
    assert again.frame.equals(again.frame.clear().extend(whole.frame.cast(dict(again.frame.schema))), null_equal=True)


def test_the_summary_is_that_of_the_whole_but_for_the_answers_to_collect(
    done: tuple[Chunked, Path], whole: Result
) -> None:
    expected = [line.strip() for line in summary(whole).splitlines()]
    if "À recueillir" in expected and not whole.grid.level_rules:
        expected[expected.index("À recueillir") : expected.index("Données : anomalies et remarques")] = []
    asked = [line.strip() for line in summary(done[0].shown).splitlines()]
    told = [[line for line in each if line and not line.startswith("À recueillir d")] for each in (asked, expected)]
    assert told[0] == told[1]


def test_wider_units_are_those_of_the_whole(done: tuple[Chunked, Path], whole: Result) -> None:
    if whole.rolled is None:
        assert done[0].shown.rolled is None
        return
    beside = rolled_path(done[1] / "r.parquet", str(whole.grid.roll_up and whole.grid.roll_up.unit))
    again = pl.read_parquet(beside)
    assert again.columns == whole.rolled.columns
    assert again.equals(whole.rolled.cast(dict(again.schema)), null_equal=True)


def test_a_part_is_that_of_the_whole(grid: Grid, data: list[str], whole: Result, tmp_path: Path) -> None:
    if grid.roll_up is not None:
        return
    choice = PartRequest("score >= 40", ("score", "level", "rank", "state:*"))
    found = pieces_of(grid, data, tmp_path, choice)
    part = kept(whole, read_where("score >= 40", grid))
    expected = narrowed(part, choice.select).frame
    assert 0 < expected.height < whole.frame.height
    again = pl.read_parquet(tmp_path / "r.parquet")
    assert again.equals(expected.cast(dict(again.schema)), null_equal=True)
    assert found.shown.manifest == part.manifest
    assert found.result.manifest == whole.manifest


def test_levels_that_somebody_decided_are_those_of_the_whole(tmp_path: Path) -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    given = ["0101;complexe;Direction;01/10/2026;visite", "0305;vigilance;Direction;;visite", "Z999;complexe;;;visite"]
    path = tmp_path / "derogations.csv"
    path.write_text("\n".join(["code_residence;niveau;auteur;date;motif", *given]) + "\n", encoding="utf-8")
    data = [str(EXAMPLES / "parc.csv"), f"derogations={path}"]
    whole = hlmdiag.score(grid, hlmdiag.read(data, grid, date=DAY), date=DAY)
    assert whole.frame["override"].drop_nulls().to_list() == ["complexe", "vigilance"]
    assert pieces_of(grid, data, tmp_path).result.manifest == whole.manifest
    found = pl.read_parquet(tmp_path / "r.parquet", columns=["level", "override", "override_author"])
    assert found.cast(pl.String).equals(whole.frame.select(found.columns).cast(pl.String), null_equal=True)
