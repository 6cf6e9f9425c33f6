"""The formats in which a result is written and read back: what each can do, said once.

Help, refusals, folders and saved results list what stands here. A new format is a report and one line of `_ALL`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.branding import Brand
    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.document.sections import PartedDocument
    from hlmdiag.report.csv import CsvDialect
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class RenderOptions:
    """Options of every output, whatever the result.

    `brand`: None is ours; `places`: the path of each file read from the root of a job of continuous integration, by its
    name; `sheets`: the file of the sheet of each unit, by row; `advance` is told how many of these sheets are written,
    of how many; `followed`: the result beside earlier ones; `embedded`: the saved result that a workbook is to hold;
    `among`: where it stands among those of other landlords.
    """

    language: str
    dialect: CsvDialect = "standard"
    brand: Brand | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[int, str] = field(default_factory=dict)
    advance: Callable[[int, int], None] = lambda done, total: None
    followed: Followed | None = None
    embedded: bytes | None = None
    among: PartedDocument | None = None


Content = Literal["report", "rows", "verdict"]

Write = Callable[["Result", BinaryIO, RenderOptions], None]


class RowPieces(Protocol):
    """Rows that are never together: they are gone through as often as is asked; `result` says the rest."""

    @property
    def result(self) -> Result:
        """Without a row, with the columns."""

    @property
    def height(self) -> int:
        """Number of rows."""

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each piece."""


WritePieces = Callable[["RowPieces", BinaryIO, RenderOptions], None]
Read = Callable[[BinaryIO, BinaryIO | None, str], "Result"]
"""Reads a result from its stream, that of its manifest where it stands beside it, and the name that messages say."""


@dataclass(frozen=True)
class Format:
    """A format: `write` writes a whole result; the rest is what only some formats do.

    `content`: a report to read, rows to compute with, or the verdict alone, for continuous integration;
    `has_manifest`: the file holds rows only, its manifest stands beside it; `in_folder`: it is part of a folder of
    everything; `write_rolled` writes wider units apart; `write_pieces` writes rows as they come; `read` reads back what
    was written.
    """

    name: str
    content: Content
    write: Write
    has_manifest: bool = False
    in_folder: bool = True
    write_rolled: Write | None = None
    write_pieces: WritePieces | None = None
    read: Read | None = None


def _report(module: str, *takes: str) -> Write:
    """The `render` of a report, loaded when it is first called; `takes`: the options that it is given."""

    def write(result: Result, stream: BinaryIO, options: RenderOptions) -> None:
        report = import_module(f"hlmdiag.report.{module}")
        report.render(result, stream, **{name: getattr(options, name) for name in takes})

    return write


def _parquet_rolled(result: Result, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import parquet

    parquet.render_rolled(result, stream)


def _csv_rolled(result: Result, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import csv

    csv.render_rolled(result, stream, options.dialect)


def _jsonl_rolled(result: Result, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import jsonl

    jsonl.render_rolled(result, stream)


def _parquet_pieces(parts: RowPieces, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import parquet

    parquet.render_pieces(parts.result, parts, parts.height, stream, options.language)


def _csv_pieces(parts: RowPieces, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import csv

    csv.render_pieces(parts, stream, options.dialect)


def _jsonl_pieces(parts: RowPieces, stream: BinaryIO, options: RenderOptions) -> None:
    from hlmdiag.report import jsonl

    jsonl.render_pieces(parts, stream)


def _read_json(source: BinaryIO, manifest: BinaryIO | None, name: str) -> Result:
    from hlmdiag.report import json

    return json.read(source, name)


def _read_parquet(source: BinaryIO, manifest: BinaryIO | None, name: str) -> Result:
    from hlmdiag.report import parquet

    return parquet.read(source, name)


def _read_csv(source: BinaryIO, manifest: BinaryIO | None, name: str) -> Result:
    from hlmdiag.report import csv

    assert manifest is not None
    return csv.read(source, manifest, name)


def _read_jsonl(source: BinaryIO, manifest: BinaryIO | None, name: str) -> Result:
    from hlmdiag.report import jsonl

    assert manifest is not None
    return jsonl.read(source, manifest, name)


_ALL = (
    Format("xlsx", "report", _report("excel", "language", "brand", "followed", "embedded", "among")),
    Format("html", "report", _report("html", "language", "brand", "followed", "among")),
    Format("md", "report", _report("markdown", "language", "sheets", "brand")),
    Format("json", "rows", _report("json", "language"), read=_read_json),
    Format(
        "parquet", "rows", _report("parquet", "language"),
        write_rolled=_parquet_rolled, write_pieces=_parquet_pieces, read=_read_parquet,
    ),
    Format(
        "csv", "rows", _report("csv", "language", "dialect"), has_manifest=True,
        write_rolled=_csv_rolled, write_pieces=_csv_pieces, read=_read_csv,
    ),
    # not in a folder of every format: its lines repeat the JSON
    Format(
        "jsonl", "rows", _report("jsonl", "language"), has_manifest=True, in_folder=False,
        write_rolled=_jsonl_rolled, write_pieces=_jsonl_pieces, read=_read_jsonl,
    ),
    *(
        Format(name, "verdict", _report(name, "language", "places"), in_folder=False)
        for name in ("github", "gitlab", "junit", "sarif")
    ),
)  # fmt: skip

_BY_NAME = {each.name: each for each in _ALL}

FORMATS = tuple(each.name for each in _ALL if each.content != "verdict")
"""The formats of a result, by suffix."""

VERDICT_FORMATS = tuple(each.name for each in _ALL if each.content == "verdict")
"""The formats of continuous integration; `.sarif` is a suffix, the others are said by `junit=seuils.xml`."""

WITH_MANIFEST = tuple(each.name for each in _ALL if each.has_manifest)

ROLLED_FORMATS = tuple(each.name for each in _ALL if each.write_rolled is not None)

ROWS = tuple(each.name for each in _ALL if each.content == "rows")
"""The formats of which columns can be chosen."""

WHOLE_FORMATS = tuple(each.name for each in _ALL if each.read is not None and not each.has_manifest)
"""The formats of one file from which a whole result is read back."""

READABLE = tuple(f".{each.name}" for each in _ALL if each.read is not None)
"""The suffixes of saved results."""


def format_named(name: str) -> Format:
    """The format of a name; a name that nobody could have asked for raises KeyError."""
    return _BY_NAME[name]


def suffixes(names: Iterable[str] = FORMATS, joint: str = " ") -> str:
    """Formats as suffixes.

    >>> suffixes(("json", "csv"))
    '.json .csv'
    """
    return joint.join(f".{name}" for name in names)
