"""A text file becomes a sheet: cells cut by the separator, each row with its line.

Two paths give the same sheet: polars when nothing in the file can shift a cell, and the standard library's strict
reader for everything else, which knows the line of each fault.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.separator import SEPARATORS, separator_of, width_of
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.toolarge import check_table
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["read_text"]

_HEAD_LINES = 200
_HEAD_BYTES = 4_000_000
_MILLION = 1_000_000
_FEW = 20
"""Of so many lines, one that has too many cells is an accident; more of them, and the file is misread."""
_PLACES = 10
_BLOCK = 2000
"""How many lines stand in memory as Python texts at a time."""


class _Row(NamedTuple):
    line: int
    cells: list[str]
    is_broken: bool
    """Whether a cell holds a line break."""


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


def _head(sample: str, separator: str, *, complete: bool, file: str) -> list[_Row]:
    rows: list[_Row] = []
    try:
        rows.extend(_records(io.StringIO(sample, newline=""), separator, 1))
    except _Unclosed as fault:
        if complete:
            raise _refused("donnees.guillemet", file, line=fault.line) from None
    return rows


def _width(head: list[_Row]) -> int:
    """The width of the table: the most common one, or its header's where lines lost their last separators."""
    width = width_of([len(row.cells) for row in head if any(row.cells)])
    for row in head:
        if len(row.cells) >= width and any(row.cells):
            return max(width, len(_trimmed(row.cells)))
    return width


def _check_separator(head: list[_Row], start: int, width: int, separator: str, file: str) -> None:
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
    mark = re.escape(separator.encode())
    if quoted and (re.search(rb'[^\n"' + mark + rb']"[^\n"' + mark + rb"]", body) or b'\n"\n' in body):
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
    inside = _count_inside(cells, separator) if quoted else 0
    lines = body.count(b"\n") + (not body.endswith(b"\n")) if body else 0
    if lines != cells.height or body.count(separator.encode()) != inside + cells.height * (width - 1):
        return None
    return cells.fill_null(""), pl.Series("row", range(line, line + cells.height), dtype=pl.UInt32)


def _count_inside(cells: pl.DataFrame, separator: str) -> int:
    counts = cells.select(pl.all().str.count_matches(separator, literal=True).sum())
    return int(sum(value or 0 for value in counts.row(0)))


def _exact(
    body: bytes, line: int, width: int, separator: str, file: str
) -> tuple[pl.DataFrame, pl.Series, tuple[Problem, ...]]:
    """The cells, line by line; refuses the file at a line that was cut in two.

    Lines that have too many cells are left out, which is said, unless they are many: the file is then misread whole.
    """
    rows = _records((text.decode("utf-8") for text in io.BytesIO(body)), separator, line)
    check = _Regular(width, separator, file)
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


class _Regular:
    """Whether every line has its own cells and no other's, block after block."""

    def __init__(self, width: int, separator: str, file: str) -> None:
        self.width, self.separator, self.file = width, separator, file
        self._last: list[_Row] = []
        self._long: list[_Row] = []
        self._long_count = 0
        self._count = 0
        self._cut: _Row | None = None

    def kept(self, rows: list[_Row]) -> list[_Row]:
        """Look at the next lines and keep those without too many cells; one that swallowed others is refused."""
        self._count += len(rows)
        for row in rows:
            if row.is_broken and self.width > 1 and any(self._swallows(cell) for cell in row.cells):
                raise _refused("donnees.guillemet", self.file, line=row.line)
        long = [row for row in rows if len(row.cells) > self.width and len(_trimmed(row.cells)) > self.width]
        self._long_count += len(long)
        self._long += long[: _PLACES - len(self._long)]
        if self._cut is None:
            pairs = pairwise([*self._last, *rows])
            self._cut = next((first for first, second in pairs if self._is_one(first, second)), None)
        self._last = rows[-1:]
        if not long:
            return rows
        left_out = {row.line for row in long}
        return [row for row in rows if row.line not in left_out]

    @property
    def is_sound(self) -> bool:
        """Whether no line seen so far makes the file unreadable."""
        return self._cut is None

    def end(self) -> tuple[Problem, ...]:
        """What is said of the lines left out; refuses the file if they are many, or if a line was cut in two."""
        if self._long_count * _FEW > self._count:
            raise HlmdiagError([self._irregular("donnees.lignes-irregulieres")])
        if self._cut is not None:
            count = len(self._cut.cells)
            raise _refused("donnees.ligne-coupee", self.file, line=self._cut.line, count=count, expected=self.width)
        return (self._irregular("donnees.lignes-decalees"),) if self._long else ()

    def _irregular(self, code: str) -> Problem:
        lines = ", ".join(str(row.line) for row in self._long) + ("…" if self._long_count > len(self._long) else "")
        first = self._long[0]
        values = {
            "count": self._long_count, "lines": lines, "found": len(_trimmed(first.cells)), "expected": self.width,
        }  # fmt: skip
        return Problem(code, Location(self.file, line=first.line), values)

    def _swallows(self, cell: str) -> bool:
        return "\n" in cell and cell.count(self.separator) >= self.width - 1

    def _is_one(self, first: _Row, second: _Row) -> bool:
        """Excel drops trailing separators by blocks of equal width: two pieces of one line differ, or stand alone."""
        a, b = len(first.cells), len(second.cells)
        return 1 < a < self.width and 1 < b < self.width and a + b - 1 == self.width and a != b and any(second.cells)


def _with_titles(
    titles: list[_Row], cells: pl.DataFrame, lines: pl.Series, width: int
) -> tuple[pl.DataFrame, pl.Series]:
    padded = [_padded(row.cells, width) for row in titles]
    above = pl.DataFrame(padded, schema=cells.schema, orient="row")
    return pl.concat([above, cells]), pl.Series("row", [row.line for row in titles], dtype=pl.UInt32).append(lines)


class _Unclosed(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


def _records(lines: Iterator[str], separator: str, line: int) -> Iterator[_Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = line + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _Unclosed(start) from None
        yield _Row(start, cells or [""], line + reader.line_num - start > 1)


def _offset(data: bytes, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = data.index(b"\n", offset) + 1
    return offset


def _padded(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) == width else (cells + [""] * (width - len(cells)))[:width]


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _shown(separator: str) -> str:
    return {"\t": "tab"}.get(separator, separator)


def _refused(code: str, file: str, *, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line=line), values)])
