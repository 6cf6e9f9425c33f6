"""A text file becomes a sheet: cells cut by the separator, each row with its line.

Two paths give the same sheet: polars when nothing in the file can shift a cell, and the standard library's strict
reader for everything else, which knows the line of each fault.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.regular import Regular, Row, trimmed
from hlmdiag.data.separator import SEPARATORS, separator_of, width_of
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.size_limits import check_table
from hlmdiag.errors import HlmdiagError, Location, Problem

_HEAD_LINES = 200
_HEAD_BYTES = 4_000_000
_MILLION = 1_000_000
_BLOCK = 2000
"""Lines held in memory as Python texts at a time."""


def read_text(
    data: bytes, file: str, *, separator: str | None = None, encoding: str = "utf-8", limits: Limits = LIMITS
) -> Sheet:
    """The sheet of a text in UTF-8, or a refusal of the whole file where a cell could be shifted."""
    if data.isspace() or not data:
        raise _refused("donnees.fichier-vide", file)
    _check_lines(data, file, limits)
    sample = _sample(data)
    found = separator_of(sample, separator) or ";"
    head = _head(sample, found, complete=len(sample.encode()) >= len(data), file=file)
    width = _width(head)
    start = next((i for i, row in enumerate(head) if len(row.cells) == width), 0)
    _check_separator(head, start, width, found, file)
    check_table(file, data.count(b"\n") + 1, width, limits)
    body = data[_offset(data, head[start].line) :] if head else b""
    if body.endswith(b"\n\n"):
        body = body.rstrip(b"\n")
    rows = _quick(body, head[start].line, width, found)
    if rows is None:
        cells, lines, problems = _exact(body, head[start].line, width, found, file)
    else:
        (cells, lines), problems = rows, ()
    if start:
        cells, lines = _with_titles(head[:start], cells, lines, width)
    return Sheet(file, None, cells, lines, encoding=encoding, separator=found, problems=problems)


def _check_lines(data: bytes, file: str, limits: Limits) -> None:
    """Refuse a line that no table has, which would be copied several times over; no cell is longer either."""
    longest, start = limits.line_mb * _MILLION, 0
    while len(data) - start > longest:
        end = data.rfind(b"\n", start, start + longest)
        if end < 0:
            raise _refused("donnees.ligne-sans-fin", file, line=data.count(b"\n", 0, start) + 1, limit=limits.line_mb)
        start = end + 1
    csv.field_size_limit(longest)


def _sample(data: bytes) -> str:
    end = 0
    for _ in range(_HEAD_LINES):
        end = data.find(b"\n", end, _HEAD_BYTES) + 1
        if end == 0:
            break
    piece = data[:end] if end else data[:_HEAD_BYTES]
    return piece.decode("utf-8", errors="ignore")


def _head(sample: str, separator: str, *, complete: bool, file: str) -> list[Row]:
    rows: list[Row] = []
    try:
        rows.extend(_records(io.StringIO(sample, newline=""), separator, 1))
    except _Unclosed as fault:
        if complete:
            raise _refused("donnees.guillemet", file, line=fault.line) from None
    return rows


def _width(head: list[Row]) -> int:
    """The width of the table: the most common one, or its header's where lines lost their last separators."""
    width = width_of([len(row.cells) for row in head if any(row.cells)])
    for row in head:
        if len(row.cells) >= width and any(row.cells):
            return max(width, len(trimmed(row.cells)))
    return width


def _check_separator(head: list[Row], start: int, width: int, separator: str, file: str) -> None:
    """A header cut by another separator than its rows' would leave every column unnamed or misnamed."""
    before = [row for row in head[:start] if any(row.cells)]
    if width < 2 or not before or len(before[-1].cells) > 1:
        return
    for other in SEPARATORS:
        if other != separator and before[-1].cells[0].count(other) == width - 1:
            raise _refused(
                "donnees.separateur", file, line=before[-1].line, header=_shown(other), rows=_shown(separator)
            )


def _quick(body: bytes, line: int, width: int, separator: str) -> tuple[pl.DataFrame, pl.Series] | None:
    """The cells, if every line has all its separators and no quote or line break is out of the ordinary."""
    quoted = b'"' in body
    usual = rb'[^\n"' + re.escape(separator.encode())
    # the pattern begins with the quote and looks back: one that begins with a class of characters tries every byte
    if quoted and (re.search(rb'"(?<=' + usual + rb']")' + usual + rb"]", body) or b'\n"\n' in body):
        return None
    # polars ignores a separator too many at the end of the text
    last = body[body.rfind(b"\n") + 1 :]
    if last and b'"' not in last and last.count(separator.encode()) != width - 1:
        return None
    try:
        cells = pl.read_csv(
            body,
            has_header=False,
            separator=separator,
            schema={str(number): pl.String for number in range(width)},
            empty_string_is_null=False,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    cells = cells.fill_null("")
    if not (_holds_every_byte(cells, body) or _is_regular(cells, body, separator, quoted=quoted)):
        return None
    return cells, pl.Series("row", range(line, line + cells.height), dtype=pl.UInt32)


def _holds_every_byte(cells: pl.DataFrame, body: bytes) -> bool:
    """Whether the cells, each with one mark after it, make up the text: nothing is then out of its place.

    Most files show it, and sizes are added up much sooner than marks are counted.
    """
    sizes = cells.select(pl.all().str.len_bytes().cast(pl.UInt64).sum()).row(0)
    return sum(map(int, sizes)) + cells.height * cells.width - (not body.endswith(b"\n")) == len(body)


def _is_regular(cells: pl.DataFrame, body: bytes, separator: str, *, quoted: bool) -> bool:
    """Whether a text has as many lines as there are rows, and as many separators as their cells ask for."""
    inside = _count_inside(cells, separator) if quoted else 0
    lines = body.count(b"\n") + (not body.endswith(b"\n")) if body else 0
    return lines == cells.height and body.count(separator.encode()) == inside + cells.height * (cells.width - 1)


def _count_inside(cells: pl.DataFrame, separator: str) -> int:
    counts = cells.select(pl.all().str.count_matches(separator, literal=True).sum())
    return int(sum(value or 0 for value in counts.row(0)))


def _exact(
    body: bytes, line: int, width: int, separator: str, file: str
) -> tuple[pl.DataFrame, pl.Series, tuple[Problem, ...]]:
    """The cells, line by line; a line cut in two refuses the file.

    Lines that have too many cells are left out, which is said, unless they are many: the file is then misread whole.
    """
    rows = _records((text.decode("utf-8") for text in io.BytesIO(body)), separator, line)
    check = Regular(width, separator, file, is_ended=body.endswith(b"\n"))
    blocks: list[pl.DataFrame] = []
    lines = pl.Series(dtype=pl.UInt32)
    try:
        while some := list(islice(rows, _BLOCK)):
            some = check.kept(some)
            if not check.is_sound or not some:
                continue
            padded = [_padded(row.cells, width) for row in some]
            texts = {str(n): pl.Series(column, dtype=pl.String) for n, column in enumerate(zip(*padded, strict=True))}
            blocks.append(pl.DataFrame(texts))
            lines.append(pl.Series([row.line for row in some], dtype=pl.UInt32))
    except _Unclosed as fault:
        raise _refused("donnees.guillemet", file, line=fault.line) from None
    problems = check.end()
    cells = pl.concat(blocks) if blocks else pl.DataFrame(schema=dict.fromkeys(map(str, range(width)), pl.String))
    return cells, lines.alias("row"), problems


def _with_titles(
    titles: list[Row], cells: pl.DataFrame, lines: pl.Series, width: int
) -> tuple[pl.DataFrame, pl.Series]:
    padded = [_padded(row.cells, width) for row in titles]
    above = pl.DataFrame(padded, schema=cells.schema, orient="row")
    return pl.concat([above, cells]), pl.Series("row", [row.line for row in titles], dtype=pl.UInt32).append(lines)


class _Unclosed(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


def _records(lines: Iterator[str], separator: str, line: int) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = line + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _Unclosed(start) from None
        yield Row(start, cells or [""], line + reader.line_num - start > 1)


def _offset(data: bytes, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = data.index(b"\n", offset) + 1
    return offset


def _padded(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) == width else (cells + [""] * (width - len(cells)))[:width]


def _shown(separator: str) -> str:
    return {"\t": "tab"}.get(separator, separator)


def _refused(code: str, file: str, *, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line=line), values)])
