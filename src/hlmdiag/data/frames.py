"""Converts tables in memory (polars, pandas, any Arrow table) to sheets of text, read like files.

A row is told by its place among the rows, the first one being 1. Nothing of pandas is imported: without pyarrow too,
its columns are taken one by one.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.appearance import duration
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.size_limits import check_table
from hlmdiag.errors import USAGE, HlmdiagError, Problem, WrongArgument
from hlmdiag.text.file_names import frame_name
from hlmdiag.text.phrase import Listed, Phrase

_OBJECT = "[…]"
"""Text read for a cell that holds a list or an object: neither an answer nor a blank."""
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


@dataclass(frozen=True, eq=False)
class GivenTable:
    """A table in memory, and its declared table of the grid (None: to be recognised)."""

    frame: Any
    table: str | None = None


def given_data(data: Any) -> tuple[list[str | Path], list[GivenTable]]:
    """Inputs to read: paths, then tables in memory. The names of a mapping are tables of the grid.

    Raises `WrongArgument` where something is neither.
    """
    paths: list[str | Path] = []
    frames: list[GivenTable] = []
    for table, each in _one_by_one(data):
        if isinstance(each, str | PathLike) and str(each):
            paths.append(Path(each) if table is None and not isinstance(each, str) else _said(table, each))
        elif is_frame(each):
            frames.append(GivenTable(each, table))
        else:
            raise WrongArgument("hlmdiag.read", "data", each, Phrase("api.mots.donnees"))
    if not paths and not frames:
        raise WrongArgument("hlmdiag.read", "data", data, Phrase("api.mots.donnees"))
    return paths, frames


def _one_by_one(data: Any) -> Iterator[tuple[str | None, Any]]:
    if isinstance(data, Mapping) and all(isinstance(name, str) for name in data):
        yield from data.items()
    elif isinstance(data, list | tuple | set | frozenset) or (isinstance(data, Iterator) and not is_frame(data)):
        yield from ((None, each) for each in data)
    else:
        yield None, data


def _said(table: str | None, path: str | PathLike[str]) -> str:
    return str(path) if table is None else f"{table}={path}"


def is_frame(given: object) -> bool:
    """Whether something is a table in memory."""
    if isinstance(given, pl.DataFrame | pl.LazyFrame) or _is_pandas(given):
        return True
    return hasattr(given, "__arrow_c_stream__") and not isinstance(given, pl.Series | type)


def sheets_of(given: Sequence[GivenTable], tables: Sequence[str], limits: Limits) -> list[tuple[Sheet, str | None]]:
    """The sheets of tables in memory, each with the table of the grid that it feeds, among `tables`."""
    return [(_sheet_of(each, tables, number, limits), each.table) for number, each in enumerate(given, start=1)]


def as_polars(function: str, name: str, given: Any) -> pl.DataFrame:
    """A table in memory as one of polars; whatever is none is refused."""
    if not is_frame(given):
        raise WrongArgument(function, name, given, Phrase("api.mots.tableau"))
    if not _is_pandas(given):
        return _of_polars(given)
    try:
        return pl.from_pandas(given)
    except ModuleNotFoundError as absent:
        raise HlmdiagError([Problem("api.sans-pandas", values={"name": function})], USAGE) from absent


def in_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table in texts, as its cells would be read."""
    return pl.DataFrame([_texts(column)[0].alias(column.name) for column in frame.get_columns()])


def _sheet_of(given: GivenTable, tables: Sequence[str], number: int, limits: Limits) -> Sheet:
    if given.table is not None and given.table not in tables:
        values = {"table": given.table, "known": Listed(tuple(tables))}
        raise HlmdiagError([Problem("donnees.table-inconnue", values=values)], USAGE)
    name = frame_name(given.table or str(number))
    if _is_pandas(given.frame):
        height, width = given.frame.shape
        check_table(name, height, width, limits)
        return _sheet(_columns_of_pandas(given.frame), name, first=0)
    frame = _of_polars(given.frame)
    check_table(name, frame.height, frame.width, limits)
    return as_sheet(frame, name, first=0)


def _of_polars(given: Any) -> pl.DataFrame:
    try:
        if isinstance(given, pl.LazyFrame):
            return given.collect()
        return given if isinstance(given, pl.DataFrame) else pl.from_dataframe(given)
    except Exception as fault:
        # the library that made the table raises errors of its own: a failing query, a stream that is not a table
        raise HlmdiagError(
            [Problem("api.tableau-illisible", values={"message": str(fault).partition("\n")[0]})], USAGE
        ) from fault


def as_sheet(frame: pl.DataFrame, file: str, first: int) -> Sheet:
    """The sheet of a table of polars; its titles are the row `first`: 1 as in a workbook, 0 where it is in memory."""
    return _sheet([(column.name, *_texts(column)) for column in frame.get_columns()], file, first)


def _sheet(columns: list[tuple[str, pl.Series, pl.Series]], file: str, first: int) -> Sheet:
    """The sheet of named texts, each column with the rows (an index) that hold a text where others hold a number."""
    height = len(columns[0][1]) if columns else 0
    named = [pl.Series([name]).append(texts) for name, texts, _ in columns]
    cells = pl.DataFrame({str(index): each for index, each in enumerate(named)})
    spelled = {index: (rows + 1).cast(pl.UInt32) for index, (_, _, rows) in enumerate(columns) if len(rows)}
    rows = pl.Series("row", range(first, height + first + 1), dtype=pl.UInt32)
    digest = "" if first else hashlib.sha256(cells.write_csv(include_header=False).encode()).hexdigest()
    return Sheet(file, None, cells, rows, digest, spelled=spelled, is_frame=not first)


def _texts(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts of a column, and the rows that held a text."""
    every, none = pl.Series(range(len(column)), dtype=pl.UInt32), pl.Series([], dtype=pl.UInt32)
    dtype = column.dtype
    if dtype in (pl.Object, pl.Binary) or dtype.base_type() == pl.Duration:
        return _texts_of_objects(column.to_list())
    if dtype.is_nested():
        return _known(column, pl.Series([_OBJECT]).new_from_index(0, len(column))), none
    if dtype == pl.Boolean:
        return column.replace_strict([True, False], ["vrai", "faux"], default="", return_dtype=pl.String), none
    texts = column.cast(pl.String).fill_null("")
    if dtype.is_float():
        return texts.str.strip_suffix(".0").replace("NaN", ""), none
    return texts, every if dtype.base_type() in _TEXTS else none


def _known(column: pl.Series, texts: pl.Series) -> pl.Series:
    return pl.select(pl.when(column.is_null()).then(pl.lit("")).otherwise(texts)).to_series()


def _is_pandas(given: object) -> bool:
    names = ((each.__name__, each.__module__.partition(".")[0]) for each in type(given).__mro__)
    return ("DataFrame", "pandas") in names


def _columns_of_pandas(frame: Any) -> list[tuple[str, pl.Series, pl.Series]]:
    """Columns of a pandas table, with those of a named index."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return [(_title(name), *_texts_of_pandas(frame.iloc[:, place])) for place, name in enumerate(frame.columns)]


def _title(name: object) -> str:
    """Title of a column; the levels of a multi-index are joined."""
    return " ".join(str(part) for part in name if part != "") if isinstance(name, tuple) else str(name)


def _texts_of_pandas(column: Any) -> tuple[pl.Series, pl.Series]:
    if getattr(column.dtype, "kind", "O") in "iufb" and not hasattr(column.dtype, "numpy_dtype"):
        return _texts(pl.Series(values=column.to_numpy()))
    absent = column.isna().tolist()
    return _texts_of_objects(
        None if is_absent else value for value, is_absent in zip(column.tolist(), absent, strict=True)
    )


def _texts_of_objects(values: Iterable[Any]) -> tuple[pl.Series, pl.Series]:
    """The texts of Python values of any types."""
    found = list(values)
    texts = pl.Series([_text(value) for value in found], dtype=pl.String)
    return texts, pl.Series(
        [place for place, value in enumerate(found) if isinstance(value, str | bytes)], dtype=pl.UInt32
    )


def _text(value: Any) -> str:
    """Text of a Python value, as a file would hold it.

    >>> [_text(each) for each in (None, "a", 3.0, 0.5, True, date(2026, 1, 31), timedelta(1.5), [1])]
    ['', 'a', '3', '0.5', 'vrai', '2026-01-31', '36:00', '[…]']
    """
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        value = value.item()
    match value:
        case None:
            return ""
        case str():
            return value
        case bytes():
            return _decoded(value)
        case bool():
            return "vrai" if value else "faux"
        case int() | Decimal():
            return str(value)
        case float():
            return "" if math.isnan(value) else repr(value).removesuffix(".0")
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration(value / timedelta(days=1))
        case _:
            return _OBJECT


def _decoded(value: bytes) -> str:
    """The text that old programs write as mere bytes in a Parquet file."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return _OBJECT
