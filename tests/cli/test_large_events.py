"""The event file of a large stock, read by pieces: what each row gives and what is said of it are those of the whole.

The halls are invented: those of the example.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
from hlmdiag.configuration import LIMITS
from hlmdiag.data import Settings, large
from hlmdiag.data.dataset_columns import data_text, data_value
from hlmdiag.data.event_chunks import UNIT, EventChunks
from hlmdiag.data.pieces import NotChunkable
from hlmdiag.data.sources import InputSource
from hlmdiag.grid import Grid
from hlmdiag.report import parquet
from hlmdiag.runs import chunked
from hlmdiag.runs.chunked import score_in_chunks
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.request import RunRequest

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
_PIECE = 2_500
Change = Callable[[list[list[str]]], object]


def _older(rows: list[list[str]]) -> None:
    """Rows before the period that is counted, in the last pieces alone."""
    for row in rows[-60:-20]:
        row[2] = "12/03/2023"


def _later(rows: list[list[str]]) -> None:
    for row in rows[-9:-4]:
        row[2] = "12/03/2027"


def _unkeyed(rows: list[list[str]]) -> None:
    for row in rows[-30::7]:
        row[1] = ""


def _unknown(rows: list[list[str]]) -> None:
    for number, row in enumerate(rows[-30::4]):
        row[1] = f"inconnu-{number}"


def _refused(rows: list[list[str]]) -> None:
    for row in rows[-50::9]:
        row[2] = "un jour"


def _blank(rows: list[list[str]]) -> None:
    rows[-12][:] = [""] * len(rows[0])


def _in_any_order(rows: list[list[str]]) -> None:
    random.Random(1).shuffle(rows)


def _twice(rows: list[list[str]]) -> None:
    """Rows of the first piece and of a later one, written again at the end."""
    rows += [list(rows[3]), list(rows[60]), list(rows[3])]


def _undated(rows: list[list[str]]) -> None:
    for row in (rows[40], *rows[-30::8]):
        row[2] = ""


def _of_long_ago(rows: list[list[str]]) -> None:
    for row in (rows[50], rows[-20]):
        row[2] = "01/01/1900"


def _by_month_first(rows: list[list[str]]) -> None:
    rows[-3][2] = "10/23/2026"


def _total(rows: list[list[str]]) -> None:
    rows[-1][0] = "Total"


SOUND: list[Change] = [_older, _later, _unkeyed, _unknown, _refused, _in_any_order, _twice, _undated, _of_long_ago]
OF_THE_WHOLE: list[Change] = [_by_month_first, _total]
TOGETHER: list[Change] = [_older, _later, _unkeyed, _unknown, _of_long_ago, _twice, _in_any_order]
"""Changes that leave the types of the columns as they are, so that one table can hold them all."""


def _all_together(rows: list[list[str]]) -> None:
    for change in TOGETHER:
        change(rows)


@pytest.fixture(scope="module")
def grid() -> Grid:
    return hlmdiag.load_grid("tranquillite-residentielle")


def events(folder: Path, change: Change, name: str = "faits-halls.csv", *, some: slice = slice(None)) -> Path:
    raw = (EXAMPLES / "faits-halls.csv").read_bytes()
    titles, *lines = raw.decode("utf-8-sig" if raw[:1] == b"\xef" else "utf-8").splitlines()
    rows = [line.split(";") for line in lines][some]
    change(rows)
    path = folder / name
    path.write_text("\n".join([titles, *map(";".join, rows)]) + "\n", encoding="utf-8")
    return path


def as_parquet(path: Path) -> Path:
    """The same rows in a table whose columns have types, but for the codes: those of halls begin with zeros."""
    found = path.with_suffix(".parquet")
    texts = pl.read_csv(path, separator=";", infer_schema_length=0)
    codes = dict.fromkeys(texts.columns[:2], pl.String)
    frame = pl.read_csv(path, separator=";", infer_schema_length=None, try_parse_dates=True, schema_overrides=codes)
    frame.write_parquet(found, row_group_size=40)
    path.unlink()
    return found


def as_it_is(path: Path) -> Path:
    return path


def pieces_of(path: Path, grid: Grid, whole: hlmdiag.Dataset) -> tuple[EventChunks, list[pl.DataFrame]]:
    units = whole.stock.frame.select(of(key) for key in grid.keys for of in (data_value, data_text))
    chunks = EventChunks(large.pieces_of(InputSource(path), _PIECE // 2, LIMITS), grid, units, DAY, Settings())
    return chunks, list(chunks)


@pytest.mark.parametrize("form", [as_it_is, as_parquet])
@pytest.mark.parametrize("change", SOUND)
def test_the_rows_of_pieces_are_those_of_the_whole_each_with_its_unit(
    grid: Grid, tmp_path: Path, change: Change, form: Callable[[Path], Path]
) -> None:
    path = form(events(tmp_path, change))
    whole = hlmdiag.read([EXAMPLES / "halls.csv", path], grid, date=DAY)
    chunks, rows = pieces_of(path, grid, whole)
    found, expected = pl.concat(rows), whole.events[chunks.table].frame
    assert len(rows) > 3
    assert found.drop(UNIT).equals(expected, null_equal=True)
    keys = whole.stock.frame.select(data_value(key) for key in grid.keys)
    placed, own = found.drop_nulls(UNIT), [data_value(key) for key in grid.tables[chunks.table].key]
    assert placed.height > 0.5 * found.height
    assert keys[placed[UNIT].to_list()].rows() == placed.select(own).rows()
    assert chunks.met.to_list() == [key in set(expected.select(own).rows()) for key in keys.rows()]
    assert chunks.together().cells.height < expected.height * 0.7


@pytest.mark.parametrize("change", OF_THE_WHOLE)
def test_a_row_that_decides_of_others_leaves_the_file_to_the_whole_reading(
    grid: Grid, tmp_path: Path, change: Change
) -> None:
    path = events(tmp_path, change)
    whole = hlmdiag.read([EXAMPLES / "halls.csv", path], grid, date=DAY)
    with pytest.raises(NotChunkable):
        pieces_of(path, grid, whole)


@pytest.mark.parametrize(
    ("change", "form"),
    [(change, as_it_is) for change in (*SOUND, _blank, *OF_THE_WHOLE)]
    + [(change, as_parquet) for change in (_all_together, _refused, _undated, _blank, *OF_THE_WHOLE)],
)
def test_a_result_with_an_event_file_by_pieces_is_that_of_the_whole(
    grid: Grid, tmp_path: Path, change: Change, form: Callable[[Path], Path]
) -> None:
    _same(grid, [EXAMPLES / "halls.csv", form(events(tmp_path, change))], tmp_path)


def test_two_files_of_one_table_are_read_whole_beside_a_stock_by_pieces(grid: Grid, tmp_path: Path) -> None:
    one = events(tmp_path, _older, "faits-1.csv", some=slice(0, 120))
    other = events(tmp_path, _unknown, "faits-2.csv", some=slice(100, None))
    _same(grid, [one, EXAMPLES / "halls.csv", other], tmp_path)


def _same(grid: Grid, data: list[Path], folder: Path) -> None:
    output = OutputTarget(folder / "r.parquet", "parquet")
    asked = RunRequest(data=tuple(map(str, data)), grids=(grid.id,), targets=(output,), date=DAY, language="fr")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunked, "_NARROWER", 1)  # as many bytes of events as of units: five pieces of them
        done = score_in_chunks(asked, grid, asked.targets, Settings(), size=_PIECE)
    assert done is not None
    whole = hlmdiag.score(grid, hlmdiag.read(data, grid, date=DAY), date=DAY)
    assert done.result.manifest.problems == whole.manifest.problems
    assert done.result.manifest == whole.manifest
    with (folder / "r.parquet").open("rb") as source:
        again = parquet.read(source)
    assert again.frame.equals(again.frame.clear().extend(whole.frame.cast(dict(again.frame.schema))), null_equal=True)
