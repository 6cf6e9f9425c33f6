"""A large stock in several files, by pieces: the result and what is said of it are those of the whole.

The entities are invented: those of the example, again under other codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
from cli.test_large import ALL, COLUMNS, GRID, SHIPPED
from hlmdiag.configuration import LIMITS
from hlmdiag.data import Settings
from hlmdiag.data.large import is_large, text_size
from hlmdiag.grid import Grid
from hlmdiag.report import parquet
from hlmdiag.runs.chunked import score_in_chunks
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.request import RunRequest

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
_PIECE = 6_400
_PIECE_OF_ALL = 15_000
Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture(scope="module")
def grid() -> Grid:
    return hlmdiag.load_grid(GRID)


def rows(change: Change, count: int = 300, columns: int = COLUMNS) -> pl.DataFrame:
    """The example again and again, in texts."""
    once = pl.read_csv(EXAMPLES / "indicateurs.csv", separator=";", infer_schema_length=0)[:, :columns]
    found = pl.concat([once] * (count // once.height + 1)).head(count)
    codes = pl.format("E{}", pl.int_range(1000, 1000 + count)).alias(found.columns[0])
    return change(found.with_columns(codes))


def sound(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def at(frame: pl.DataFrame, column: int, texts: dict[int, str]) -> pl.DataFrame:
    """Some cells of a column changed, by the number of their row."""
    name, row = frame.columns[column], pl.int_range(pl.len())
    new = row.replace_strict([*texts], [*texts.values()], default=None, return_dtype=pl.String)
    return frame.with_columns(pl.coalesce(new, pl.col(name)).alias(name))


def with_faults(frame: pl.DataFrame) -> pl.DataFrame:
    """Refused cells in every file, keys that are absent."""
    frame = at(frame, 12, dict.fromkeys(range(3, 300, 17), "beaucoup"))
    return at(at(frame, 13, dict.fromkeys(range(5, 300, 23), "250")), 0, {77: "", 210: ""})


def with_other_titles(frame: pl.DataFrame) -> pl.DataFrame:
    """A title that nobody knows, and one that may be understood by its words."""
    return frame.with_columns(pl.lit("x").alias("Observation interne"), pl.lit("2024").alias("millésime"))


def parquet_files(folder: Path, frame: pl.DataFrame, parts: int) -> list[Path]:
    return _written(folder, frame, parts, lambda some, path: some.write_parquet(path.with_suffix(".parquet")))


def typed_files(folder: Path, frame: pl.DataFrame, parts: int) -> list[Path]:
    """The columns typed as far as all their texts allow."""
    source = folder.with_suffix(".csv")
    frame.write_csv(source, separator=";")
    typed = pl.read_csv(source, separator=";", infer_schema_length=None, try_parse_dates=True)
    source.unlink()
    return parquet_files(folder, typed, parts)


def csv_files(folder: Path, frame: pl.DataFrame, parts: int) -> list[Path]:
    return _written(folder, frame, parts, lambda some, path: some.write_csv(path.with_suffix(".csv"), separator=";"))


def partitions(folder: Path, frame: pl.DataFrame, parts: int) -> list[Path]:
    """As a warehouse writes them: the group is in the names of the folders alone."""
    group = frame.columns[2]

    def write(some: pl.DataFrame, path: Path) -> None:
        place = path.parent / f"{group}=Agence {path.name}"
        place.mkdir()
        some.drop(group).write_parquet(place / "0.parquet")

    return _written(folder, frame, parts, write)


def _written(
    folder: Path, frame: pl.DataFrame, parts: int, write: Callable[[pl.DataFrame, Path], object]
) -> list[Path]:
    folder.mkdir()
    for part in range(parts):
        start, end = (frame.height * each // parts for each in (part, part + 1))
        write(frame.slice(start, end - start), folder / f"{part:03d}")
    return [folder]


def by_pieces(data: Sequence[Path], grid: Grid, folder: Path, size: int = _PIECE) -> bool:
    """Whether a stock goes by pieces; its result is then the same, which is checked."""
    output = OutputTarget(folder / "r.parquet", "parquet")
    asked = RunRequest(data=tuple(map(str, data)), grids=(grid.id,), targets=(output,), date=DAY, language="fr")
    done = score_in_chunks(asked, grid, asked.targets, Settings(), size=size)
    if done is None:
        return False
    whole = hlmdiag.score(grid, hlmdiag.read(data, grid, date=DAY), date=DAY)
    assert done.result.manifest.problems == whole.manifest.problems
    assert done.result.manifest == whole.manifest
    with (folder / "r.parquet").open("rb") as source:
        again = parquet.read(source)
    assert again.manifest == whole.manifest
    assert again.frame.equals(again.frame.clear().extend(whole.frame.cast(dict(again.frame.schema))), null_equal=True)
    return True


@pytest.mark.parametrize("form", [parquet_files, typed_files, csv_files, partitions])
@pytest.mark.parametrize("change", [sound, with_faults, with_other_titles])
def test_a_stock_in_several_files_by_pieces_is_the_stock_whole(
    tmp_path: Path, grid: Grid, form: Callable[[Path, pl.DataFrame, int], list[Path]], change: Change
) -> None:
    """Eight files of the same titles or more are read together where they are read whole."""
    assert by_pieces(form(tmp_path / "parc", rows(change), 9), grid, tmp_path)


@pytest.mark.parametrize("parts", [2, 30], ids=["several pieces a file", "several files a piece"])
def test_files_larger_and_smaller_than_a_piece_are_the_stock_whole(tmp_path: Path, grid: Grid, parts: int) -> None:
    assert by_pieces(parquet_files(tmp_path / "parc", rows(with_faults), parts), grid, tmp_path)


def test_several_files_are_the_stock_whole_under_a_shipped_grid(tmp_path: Path) -> None:
    grid, frame = hlmdiag.load_grid(SHIPPED), rows(with_faults, columns=ALL)
    assert by_pieces(csv_files(tmp_path / "parc", frame, 9), grid, tmp_path, _PIECE_OF_ALL)


def test_files_given_one_by_one_among_others_are_the_stock_whole(tmp_path: Path, grid: Grid) -> None:
    [folder] = csv_files(tmp_path / "parc", rows(with_faults), 3)
    (folder / "lisez-moi.pdf").write_bytes(b"%PDF-")
    assert by_pieces([folder / "002.csv", folder / "000.csv", folder / "002.csv"], grid, tmp_path)
    assert by_pieces([folder], grid, tmp_path)


def _a_column_less(folder: Path) -> None:
    path = folder / "001.parquet"
    pl.read_parquet(path).drop(pl.nth(8)).write_parquet(path)


def _no_row(folder: Path) -> None:
    path = folder / "001.parquet"
    pl.read_parquet(path).clear().write_parquet(path)


def _the_same_units(folder: Path) -> None:
    pl.read_parquet(folder / "001.parquet").head(3).write_parquet(folder / "009.parquet")


def _shares(folder: Path) -> None:
    """Percents written as shares in one of the files."""
    path = folder / "001.parquet"
    frame = pl.read_parquet(path)
    frame.with_columns(pl.lit("0,8").alias(frame.columns[13])).write_parquet(path)


def _people(folder: Path) -> None:
    """A column, in one file, of what tells people apart."""
    for path in folder.iterdir():
        value = "camille.martin@exemple.invalid" if path.stem == "001" else "rien"
        pl.read_parquet(path).with_columns(pl.lit(value).alias("contact")).write_parquet(path)


@pytest.mark.parametrize("change", [_a_column_less, _no_row, _the_same_units, _shares, _people])
def test_files_that_are_not_of_one_making_are_read_whole(
    tmp_path: Path, grid: Grid, change: Callable[[Path], None]
) -> None:
    [folder] = parquet_files(tmp_path / "parc", rows(sound), 3)
    change(folder)
    assert not by_pieces([folder], grid, tmp_path)
    assert not (tmp_path / "r.parquet").exists()


def test_a_folder_is_as_large_as_all_its_tables(tmp_path: Path) -> None:
    [folder] = parquet_files(tmp_path / "parc", rows(sound), 3)
    assert text_size(folder) == sum(text_size(each) for each in folder.iterdir()) > 0
    assert not is_large(folder, LIMITS)


@pytest.mark.parametrize("parts", [2, 5])
def test_the_tables_of_a_folder_are_those_of_the_whole(tmp_path: Path, parts: int) -> None:
    grid = hlmdiag.load_grid("tranquillite-residentielle")
    for name, table, count in (("halls.csv", "stock", parts), ("faits-halls.csv", "faits", 1)):
        frame = pl.read_csv(EXAMPLES / name, separator=";", infer_schema_length=0)
        (tmp_path / "parc").mkdir(exist_ok=True)
        parquet_files(tmp_path / "parc" / table, frame, count)
    assert by_pieces([tmp_path / "parc"], grid, tmp_path)
