"""What the reader of workbooks does not tell of an OpenDocument: percents, errors, formulas alone, hidden rows.

There a row or a cell says how often it is repeated, which is refused where it would fill the memory.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from html import unescape

import polars as pl

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.archive import DAMAGE, read_part
from hlmdiag.data.marked import Marks
from hlmdiag.data.toolarge import counted, too_large
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["look_at_all"]

_TABLE = re.compile(rb'<table:table (?=[^>]*?table:name="([^"]*)")[^>]*>(.*?)</table:table>', re.DOTALL)
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL)
_COLUMN = re.compile(rb"<table:table-column\b([^>]*)>")
_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_TEXT = re.compile(rb"<text:p>([^<]*)")
_FORMULA = re.compile(rb'table:formula="(?:of:|oooc:|msoxl:)?([^"]*)"')
_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_TELLING = re.compile(rb'"percentage"|"error"|table:formula=')


def look_at_all(archive: zipfile.ZipFile, file: str, limits: Limits = LIMITS) -> Callable[[str], Marks]:
    """What is seen in each sheet, by name; refuses a file where a cell that holds something is repeated too often."""
    try:
        data = read_part(archive, "content.xml")
    except DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    _check_repeats(data, file, limits)
    found = {unescape(name.decode("utf-8", "replace")): _Seen(body).marks() for name, body in _TABLE.findall(data)}
    return lambda sheet: found.get(sheet, Marks())


def _check_repeats(data: bytes, file: str, limits: Limits) -> None:
    unfolded = 0
    for attributes, body in _ROW.findall(data):
        if b"value-type=" in body:
            unfolded += _count(_ROWS, attributes) * max(1, sum(map(int, _COLUMNS.findall(body))))
    if unfolded > limits.cells:
        raise too_large(file, "cells", counted("cellules", unfolded), limits, unfolded=True)


def _count(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes)
    return int(found[1]) if found else 1


class _Seen:
    """The marks of one sheet."""

    def __init__(self, body: bytes) -> None:
        self._percents: dict[int, array[int]] = {}
        self._errors: dict[int, dict[int, str]] = {}
        self._formulas: dict[int, dict[int, str]] = {}
        self._hidden: list[int] = []
        self._hidden_columns = tuple(_hidden_columns(body))
        row = 0
        for attributes, cells in _ROW.findall(body):
            rows = range(row, row + _count(_ROWS, attributes))
            if b"value-type=" in cells and _HIDDEN.search(attributes):
                self._hidden += [index + 1 for index in rows]
            if _TELLING.search(cells):
                self._take(cells, rows)
            row = rows.stop

    def _take(self, cells: bytes, rows: range) -> None:
        column = 0
        for attributes, inside in _CELL.findall(cells):
            columns = range(column, column + _count(_COLUMNS, attributes))
            column = columns.stop
            formula = _FORMULA.search(attributes)
            if b'value-type="percentage"' in attributes:
                for each in columns:
                    self._percents.setdefault(each, array("I")).extend(rows)
            elif b'value-type="error"' in attributes and (text := _TEXT.search(inside)):
                _put(self._errors, columns, rows, text[1])
            elif formula and b"value-type=" not in attributes:
                _put(self._formulas, columns, rows, formula[1].removeprefix(b"="))

    def marks(self) -> Marks:
        """All of them."""
        formats = {
            column: pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32)}).with_columns(code=pl.lit("0%"))
            for column, rows in self._percents.items()
        }
        return Marks(
            formats, errors=self._errors, formulas=self._formulas, hidden_rows=tuple(self._hidden),
            hidden_columns=self._hidden_columns,
        )  # fmt: skip


def _put(found: dict[int, dict[int, str]], columns: range, rows: range, text: bytes) -> None:
    shown = unescape(text.decode("utf-8", "replace"))
    for column in columns:
        found.setdefault(column, {}).update(dict.fromkeys(rows, shown))


def _hidden_columns(body: bytes) -> Iterator[int]:
    column = 0
    for attributes in _COLUMN.findall(body):
        count = _count(_COLUMNS, attributes)
        if _HIDDEN.search(attributes):
            yield from range(column, column + min(count, 1000))
        column += count
