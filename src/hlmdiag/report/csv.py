"""The result as CSV, with its manifest beside: for machines, or for a French Excel; never a formula in a cell."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.manifest import TableProof
from hlmdiag.scoring.pairs import open_saved_pair
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import describe
from hlmdiag.text.inert import FORMULA

if TYPE_CHECKING:
    import polars as pl

CsvDialect = Literal["standard", "excel-fr"]

_BOM = b"\xef\xbb\xbf"
_LIST = "|"
_NUMBER = r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$"


def render(result: Result, out: BinaryIO, language: str, dialect: CsvDialect = "standard") -> None:
    """Write every row: lists joined by `|`, an apostrophe before a text that a spreadsheet would take for a formula."""
    _write(result.frame, out, dialect)


def render_pieces(pieces: Iterable[pl.DataFrame], out: BinaryIO, dialect: CsvDialect = "standard") -> None:
    """Write a stock whose rows come piece by piece."""
    for place, piece in enumerate(pieces):
        _write(piece, out, dialect, goes_on=place > 0)


def render_rolled(result: Result, out: BinaryIO, dialect: CsvDialect = "standard") -> None:
    """Write the wider units alone, which the rows of the result give again."""
    assert result.rolled is not None
    _write(result.rolled, out, dialect)


def _write(frame: pl.DataFrame, out: BinaryIO, dialect: CsvDialect, *, goes_on: bool = False) -> None:
    french = dialect == "excel-fr"
    _disarm(_join_lists(frame)).write_csv(
        out, separator=";" if french else ",", decimal_comma=french, include_bom=french and not goes_on,
        include_header=not goes_on, line_terminator="\n",
    )  # fmt: skip


def render_manifest(result: Result, out: BinaryIO, language: str, proof: TableProof | None = None) -> None:
    """Write what goes beside the rows, as `<name>.csv.manifest.json`; `proof` says which rows these are."""
    out.write((json.dumps(describe(result, language, proof), ensure_ascii=False, indent=1) + "\n").encode())


def read(source: BinaryIO, manifest: BinaryIO, name: str = "") -> Result:
    """The result that `render` and `render_manifest` wrote; `name` is what messages call the file."""
    import polars as pl

    text = source.read()
    saved = open_saved_pair(manifest.read(), text, name)
    french, types = text.startswith(_BOM), saved.types
    try:
        header, rows = _parted(text.removeprefix(_BOM), ";" if french else ",", types)
        frame = pl.read_csv(
            rows,
            has_header=False,
            separator=";" if french else ",",
            decimal_comma=french,
            schema={column: _written_as(types[column]) for column in header},
            raise_if_empty=False,
        ).select(list(types))
        frame = frame.with_columns(_restored(column, dtype) for column, dtype in types.items())
    except (pl.exceptions.PolarsError, csv.Error, ValueError) as fault:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))]) from fault
    return saved.result(frame)


def _parted(text: bytes, separator: str, types: Mapping[str, Any]) -> tuple[list[str], bytes]:
    """The names of the columns and the rows under them: polars leaves doubled the quotes of a name that holds some."""
    first, _, rows = text.partition(b"\n")
    header = next(csv.reader([first.decode().rstrip("\r")], delimiter=separator), [])
    if sorted(header) != sorted(types):
        raise ValueError(header)
    return header, rows


def _join_lists(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl
    import polars.selectors as cs

    lists = frame.select(cs.list().cast(pl.List(pl.String)))
    # escaping every item is slow, and few lists hold a bar or a backslash: only those are escaped
    for name in lists.columns:
        if lists[name].list.explode().str.contains(r"[|\\]").any():
            lists = lists.with_columns(pl.col(name).list.eval(pl.element().str.replace_all(r"([|\\])", r"\$1")))
    return frame.with_columns(lists.with_columns(pl.all().list.join(_LIST)))


def _disarm(frame: pl.DataFrame) -> pl.DataFrame:
    """Received text made harmless; codes of ours, which are no free text, are left as they are held."""
    import polars as pl
    import polars.selectors as cs

    text = cs.string()
    risky = text.str.contains(FORMULA) & ~text.str.contains(_NUMBER)
    return frame.with_columns(pl.when(risky).then(pl.lit("'") + text).otherwise(text).name.keep())


def _written_as(dtype: Any) -> Any:
    import polars as pl

    return pl.String() if dtype == pl.List(pl.String) else dtype


def _restored(column: str, dtype: Any) -> pl.Expr:
    """A column as it was before writing: the apostrophe removed, the list split."""
    import polars as pl

    if dtype == pl.String():
        return pl.col(column).str.replace(r"^'", "")
    if dtype == pl.List(pl.String()):
        # a bar or a backslash inside an item is escaped by a backslash
        item = r"(?:[^|\\]|\\.)+"
        items = pl.col(column).str.replace(r"^'", "").str.extract_all(item)
        items = items.list.eval(pl.element().str.replace_all(r"\\(.)", "$1"))
        return pl.when(pl.col(column) == "").then(pl.lit([], dtype=dtype)).otherwise(items).alias(column)
    return pl.col(column)
