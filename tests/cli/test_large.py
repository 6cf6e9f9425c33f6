"""A stock read, diagnosed and written piece by piece gives what it gives whole, or is left to be read whole.

The entities are invented: those of the example, again under other codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from hlmdiag import load_grid, read, score
from hlmdiag.configuration import LIMITS
from hlmdiag.data import Settings
from hlmdiag.data.large import text_size
from hlmdiag.errors import Problem
from hlmdiag.grid import Grid
from hlmdiag.report import csv, excel, html, jsonl, markdown, parquet
from hlmdiag.runs import chunked, saved_results
from hlmdiag.runs.chunked import kept_whole, large_file, score_in_chunks
from hlmdiag.runs.execution import execute
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.request import ReadRequest, RunRequest

EXAMPLE = Path(__file__).parents[2] / "examples" / "indicateurs.csv"
DAY = date(2026, 10, 31)
GRID = str(Path(__file__).parent / "data" / "suivi-abrege.yaml")
"""A grid of the first columns of the example, of which a piece costs four times less."""
COLUMNS = 17
PIECE = 2_000
SHIPPED, ALL = "indicateurs-suivi", 40
"""The grid that reads all the columns of the example."""


def stock(
    path: Path,
    change: Callable[[int, list[str]], object] = lambda *_: None,
    copies: int = 30,
    columns: int = COLUMNS,
) -> Path:
    """The example again and again, each row open to a change (its number, its cells)."""
    titles, *rows = (line.split(";")[:columns] for line in EXAMPLE.read_text(encoding="utf-8").splitlines())
    lines = [";".join(titles)]
    for number in range(copies * len(rows)):
        cells = list(rows[number % len(rows)])
        cells[0] = f"E{number:04d}"
        change(number, cells)
        lines.append(";".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_parquet(path: Path) -> Path:
    """The same stock as a table whose columns have types, in groups of a few rows."""
    found = path.with_suffix(".parquet")
    frame = pl.read_csv(path, separator=";", infer_schema_length=None, try_parse_dates=True)
    frame.write_parquet(found, row_group_size=25)
    path.unlink()
    return found


def as_it_is(path: Path) -> Path:
    return path


def as_delta(path: Path) -> Path:
    """The same in a table of Delta Lake, of which a row was deleted."""
    deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed: no table of Delta Lake is tried")
    found = path.with_suffix("")
    frame = pl.read_parquet(as_parquet(path))
    for start in range(0, frame.height, 50):
        deltalake.write_deltalake(str(found), frame.slice(start, 50), mode="append")
    deltalake.DeltaTable(str(found)).delete("code_entite = 'E0007'")
    return found


def job(path: Path, *outputs: Path, grid: str = GRID) -> RunRequest:
    targets = tuple(OutputTarget(each, each.suffix.removeprefix(".")) for each in outputs)
    return RunRequest(data=(str(path),), grids=(grid,), targets=targets, date=DAY, language="fr")


@pytest.fixture(scope="module")
def grid() -> Grid:
    return load_grid(GRID)


def _faults(number: int, cells: list[str]) -> None:
    """Refused cells, blanks, marks of absence, values that a rule refuses."""
    if number % 17 == 0:
        cells[12] = "beaucoup"
    if number % 7 == 0:
        cells[13] = ("250", "NC", "")[number % 3]
    if number % 23 == 0:
        cells[15] = f"env. {number}"


@pytest.mark.parametrize("form", [as_it_is, as_parquet, as_delta])
@pytest.mark.parametrize(
    ("change", "name", "columns", "size"), [(lambda *_: None, GRID, COLUMNS, PIECE), (_faults, SHIPPED, ALL, 6_000)],
    ids=["sound", "with faults"],
)  # fmt: skip
def test_a_stock_by_pieces_is_the_stock_whole(
    tmp_path: Path, change: Callable[[int, list[str]], object], name: str, columns: int, size: int,
    form: Callable[[Path], Path],
) -> None:  # fmt: skip
    path, grid = form(stock(tmp_path / "parc.csv", change, columns=columns)), load_grid(name)
    outputs = [tmp_path / "r.parquet", tmp_path / "r.csv", tmp_path / "r.jsonl"]
    asked = job(path, *outputs, grid=name)
    assert text_size(path) > 3 * size
    done = score_in_chunks(asked, grid, asked.targets, Settings(), size=size)
    assert done is not None
    whole = score(grid, read(path, grid, date=DAY), date=DAY)
    found, *_ = done
    assert found.manifest == whole.manifest
    with outputs[0].open("rb") as source:
        again = parquet.read(source)
    assert again.frame.equals(again.frame.clear().extend(whole.frame.cast(dict(again.frame.schema))), null_equal=True)
    assert again.manifest == whole.manifest
    for output, render in ((outputs[1], csv.render), (outputs[2], jsonl.render)):
        with (tmp_path / "whole").open("wb") as out:
            render(whole, out, "fr")
        assert output.read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("first", [0, 60], ids=["accents at once", "accents late"])
def test_a_stock_in_another_encoding_by_pieces_is_the_stock_whole(
    tmp_path: Path, grid: Grid, encoding: str, first: int
) -> None:
    def accented(number: int, cells: list[str]) -> None:
        cells[1] = "Résidence des Érables, côté cœur d’îlot" if number >= first else "Tilleuls"

    path, output = stock(tmp_path / "parc.csv", accented), tmp_path / "r.parquet"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    asked = job(path, output)
    assert path.stat().st_size > 4 * PIECE
    done = score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE)
    assert done is not None
    whole = score(grid, read(path, grid, date=DAY), date=DAY)
    assert whole.manifest.inputs[0].encoding == encoding
    assert done.result.manifest == whole.manifest
    found = pl.read_parquet(output)
    assert found.equals(whole.frame.cast(dict(found.schema)), null_equal=True)


@pytest.mark.parametrize(
    "late", ["Hôtel de la Gare".encode(), "Rsidence".encode("latin-1"), "Hôtel".encode("mac_roman")],
    ids=["utf-8", "no character of cp1252", "mac"],
)  # fmt: skip
def test_a_doubt_on_the_encoding_of_one_row_has_the_file_read_whole(tmp_path: Path, grid: Grid, late: bytes) -> None:
    def accented(number: int, cells: list[str]) -> None:
        cells[1] = "LATE" if number == 110 else "Résidence"

    path, output = stock(tmp_path / "parc.csv", accented), tmp_path / "r.parquet"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252").replace(b"LATE", late))
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is None


def _twice(number: int, cells: list[str]) -> None:
    cells[0] = "E0003" if number == 110 else cells[0]


def _twice_then_once_more(number: int, cells: list[str]) -> None:
    """A code that returns in one piece, so that none of its rows is a unit there, then in another."""
    cells[0] = "E0003" if number in (3, 5, 110) else cells[0]


def _shares(number: int, cells: list[str]) -> None:
    """A percent column that holds shares in its first rows, and percents further on."""
    cells[13] = "0,8" if number < 60 else "80"


def _thousands(number: int, cells: list[str]) -> None:
    cells[4] = "1.250" if number < 20 else "1.250.000" if number == 119 else cells[4]


def _ticks(number: int, cells: list[str]) -> None:
    cells[6] = "x" if number < 60 else ""


def _total(number: int, cells: list[str]) -> None:
    cells[0] = "Total" if number == 118 else cells[0]


def _total_without_code(number: int, cells: list[str]) -> None:
    cells[:2] = ["", "Total"] if number == 118 else cells[:2]


@pytest.mark.parametrize(
    "change", [_twice, _twice_then_once_more, _shares, _thousands, _ticks, _total, _total_without_code]
)
def test_what_depends_on_another_piece_is_read_whole(
    tmp_path: Path, grid: Grid, change: Callable[[int, list[str]], object]
) -> None:
    path, output = stock(tmp_path / "parc.csv", change), tmp_path / "r.parquet"
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is None
    assert [each.name for each in tmp_path.iterdir()] == ["parc.csv"]


def test_a_file_that_holds_notes_on_a_criterion_is_read_whole(tmp_path: Path, grid: Grid) -> None:
    path, output = stock(tmp_path / "parc.csv"), tmp_path / "r.parquet"
    titles, *rows = path.read_text(encoding="utf-8").splitlines()
    noted = [f"{titles};{grid.indicators[0].id} : commentaire", *(f"{row};" for row in rows[:-1]), f"{rows[-1]};vu"]
    path.write_text("\n".join(noted), encoding="utf-8")
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is None


def test_what_is_written_beside_a_late_row_is_said(tmp_path: Path, grid: Grid) -> None:
    path, output = stock(tmp_path / "parc.csv"), tmp_path / "r.parquet"
    titles, *rows = path.read_text(encoding="utf-8").splitlines()
    aside = [f"{titles};;", *(f"{row};;" for row in rows[:-9]), f"{rows[-9]};;revu", *(f"{row};;" for row in rows[-8:])]
    path.write_text("\n".join(aside), encoding="utf-8")
    assert "donnees.note-a-cote" in {each.code for each in read(path, grid, date=DAY).problems}
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is None


def test_only_files_of_rows_that_compare_nothing_go_by_pieces(tmp_path: Path, grid: Grid) -> None:
    path = stock(tmp_path / "parc.csv", copies=1)
    asked = job(path, tmp_path / "r.parquet")
    assert large_file(asked, above=1) == path
    assert large_file(asked) is None
    assert kept_whole(asked, grid, asked.targets) is None
    report = kept_whole(asked, grid, [OutputTarget(tmp_path / "r.xlsx", "xlsx")])
    assert report is not None
    assert "un rapport à lire" in report.say("fr")
    told = kept_whole(replace(asked, reading=ReadRequest(encoding="cp1252")), grid, asked.targets)
    assert told is not None
    assert "option de lecture" in told.say("fr")


def test_ranks_are_those_of_the_whole_stock(tmp_path: Path, grid: Grid) -> None:
    path, output = stock(tmp_path / "parc.csv"), tmp_path / "r.parquet"
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is not None
    found = pl.read_parquet(output)
    best = found.filter(pl.col("rank") == 1)
    assert best["score"].unique().to_list() == [found["score"].max()]
    assert best.height >= 30


def test_a_report_of_a_stock_by_pieces_has_the_bytes_of_one_of_the_stock_whole(tmp_path: Path, grid: Grid) -> None:
    path, output = stock(tmp_path / "parc.csv", _faults, copies=15), tmp_path / "r.parquet"
    asked = job(path, output)
    assert score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE) is not None
    whole = score(grid, read(path, grid, date=DAY), date=DAY)
    with output.open("rb") as source:
        again = parquet.read(source)
    for report in (excel, html, markdown, parquet):
        written = [BytesIO(), BytesIO()]
        for result, out in zip((again, whole), written, strict=True):
            report.render(result, out, "fr")  # type: ignore[attr-defined]
        assert written[0].getvalue() == written[1].getvalue(), report.__name__


@pytest.mark.parametrize(
    ("encoding", "output", "reason"),
    [("utf-8", "r.xlsx", "un rapport à lire"), ("utf-16", "r.parquet", "en UTF-8"), ("cp1252", "r.csv", "")],
)
def test_a_large_file_that_is_held_whole_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, output: str, reason: str
) -> None:
    path = stock(tmp_path / "parc.csv", copies=2)
    path.write_bytes(path.read_bytes().decode().replace("E0001", "É0001").encode(encoding))
    monkeypatch.setattr(chunked.large_file, "__defaults__", (LIMITS, 1))
    heard = Heard()
    run = execute(job(path, tmp_path / output), heard.listen)
    said = [each.say("fr") for each in run.result.manifest.problems if each.code == "donnees.lu-d-un-bloc"]
    assert [reason in each for each in said] == ([True] if reason else [])
    # before the reading, which may lack memory
    before = (
        heard.told[: heard.told.index("Lecture des données")] if "Lecture des données" in heard.told else heard.told
    )
    assert [each for each in before if "tenues tout entières" in each] == said


def test_large_results_that_are_held_whole_say_so_before_they_are_read(
    tmp_path: Path, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, earlier = stock(tmp_path / "parc.csv", copies=1), tmp_path / "avant.parquet"
    found = score(grid, read(path, grid, date=DAY), date=DAY)
    with earlier.open("wb") as out:
        parquet.render(replace(found, manifest=replace(found.manifest, reference_date=date(2025, 10, 31))), out, "fr")
    monkeypatch.setattr(saved_results, "_LARGE", 1)
    heard = Heard()
    execute(replace(job(path, tmp_path / "r.xlsx"), history=(earlier,)), heard.listen)
    assert heard.told[0].startswith("avant.parquet : ces données")
    assert "résultat enregistré" in heard.told[0]


class Heard:
    """The steps of a run and what it warns of, in their order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @contextmanager
    def listen(self, total: int) -> Iterator[Heard]:
        yield self

    def begin(self, title: str) -> None:
        self.told.append(title)

    def units(self, done: int, total: int) -> None:
        pass

    def warn(self, problem: Problem) -> None:
        self.told.append(problem.say("fr"))
