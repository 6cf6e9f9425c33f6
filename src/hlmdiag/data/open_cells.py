"""Reads one sheet of an OpenDocument row by row, with its repeated cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from hlmdiag.configuration import Limits
from hlmdiag.data.number_formats import MIXED, FormatKind, is_telling, kind_of
from hlmdiag.data.open_names import CALC, OFFICE, TABLE
from hlmdiag.data.open_styles import OpenStyles
from hlmdiag.data.sheet import FORMULA, Sheet
from hlmdiag.data.sheet_builder import SheetBuilder
from hlmdiag.data.size_limits import check_table, counted, too_large
from hlmdiag.data.spreadsheet_days import EPOCH, UNREAL_DAY

_TYPE, _CALC_TYPE, _FORMULA = f"{OFFICE}value-type", f"{CALC}value-type", f"{TABLE}formula"
_REPEATED, _ACROSS = f"{TABLE}number-columns-repeated", f"{TABLE}number-columns-spanned"
_DOWN = f"{TABLE}number-rows-spanned"
_ERROR = re.compile(r"#[^\s#].*[!?/A-Z].*|Err(?:eur)?\s?:\d{3}")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?")
_LANGUAGE = re.compile(r"^(?:of|oooc|msoxl|ooow):")
_MILLION = 1_000_000
_LONGEST = 40


@dataclass
class RepeatBudget:
    """Budget of characters that a document may still produce by repetition."""

    file: str
    limits: Limits
    left: int

    def spend(self, characters: int) -> None:
        """Raises `HlmdiagError` where that is more than is left."""
        self.left -= characters
        if self.left < 0:
            found = counted("mega", (characters - self.left) // _MILLION)
            raise too_large(self.file, "unfolded_mb", found, self.limits, unfolded=True)


CellRun = tuple[int, float | str, str]
"""Run of equal cells: nothing (""), a text, or a number with its format."""


@dataclass
class SheetReader:
    """The sheet that is being read."""

    name: str
    visible: bool
    budget: RepeatBudget
    styles: OpenStyles
    _cells: SheetBuilder = field(default_factory=SheetBuilder)
    _merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    _hidden_rows: list[int] = field(default_factory=list)
    _columns: list[tuple[int, int, str, bool]] = field(default_factory=list)
    _row: list[CellRun] = field(default_factory=list)
    _place: int = 0
    _blank_rows: int = 0
    _width: int = 0
    _row_style: str = ""
    _struck_here: list[tuple[int, int]] = field(default_factory=list)
    """Of the row, the columns that are struck through, as ranges."""
    _struck: dict[int, list[int]] = field(default_factory=dict)

    def column(self, attributes: dict[str, str]) -> None:
        """Columns of one definition."""
        first = self._columns[-1][1] if self._columns else 0
        count = _times(attributes, "number-columns-repeated")
        style, hidden = attributes.get(f"{TABLE}default-cell-style-name", ""), _hides(attributes)
        if self._columns and self._columns[-1][2:] == (style, hidden):
            self._columns[-1] = (self._columns[-1][0], first + count, style, hidden)
        elif first < self.budget.limits.columns:
            self._columns.append((first, first + count, style, hidden))

    def begin_row(self, attributes: dict[str, str]) -> None:
        """A row begins."""
        self._row, self._place, self._struck_here = [], 0, []
        self._row_style = attributes.get(f"{TABLE}default-cell-style-name", "")

    def cell(self, attributes: dict[str, str], paragraphs: list[str]) -> None:
        """The next cell of the row, with its paragraphs."""
        count = _times(attributes, "number-columns-repeated") if _REPEATED in attributes else 1
        value: float | str = ""
        code = ""
        if paragraphs or _TYPE in attributes or _FORMULA in attributes:
            value, code = self._read(attributes, paragraphs)
            if value != "" and self.styles.has_struck and self.styles.strikes(self._style(attributes)):
                self._struck_here.append((self._place, self._place + count))
        self._place += count
        if value == "":
            if self._row and self._row[-1][1] == "":
                count += self._row.pop()[0]
            self._row.append((count, "", ""))
            return
        self._row.append((count, value, code))
        if self._place > self._width:
            self._width = self._place
            check_table(self._title, 1, self._width, self.budget.limits, unfolded=True)
        if _ACROSS in attributes or _DOWN in attributes:
            across, down = _times(attributes, "number-columns-spanned"), _times(attributes, "number-rows-spanned")
            if across > 1 or down > 1:
                top, left = self._cells.height + self._blank_rows, self._place - count
                self._merged.append(((top, left), (top + down - 1, left + across - 1)))

    def end_row(self, attributes: dict[str, str]) -> None:
        """End of a row: it is written as often as it repeats, once one row is not blank."""
        times = _times(attributes, "number-rows-repeated")
        if self._row and self._row[-1][1] == "":
            self._row.pop()
        if not self._row:
            self._blank_rows += times
            return
        height = self._cells.height + self._blank_rows + times
        check_table(self._title, height, self._width, self.budget.limits, unfolded=True)
        self.budget.spend(times * sum(len(value) * count for count, value, _ in self._row if type(value) is str))
        self._cells.skip(self._blank_rows)
        self._blank_rows = 0
        if _hides(attributes):
            self._hidden_rows += range(self._cells.height + 1, self._cells.height + times + 1)
        for first, last in self._struck_here:
            for column in range(first, last):
                self._struck.setdefault(column, []).extend(range(self._cells.height, self._cells.height + times))
        values = [value for count, value, _ in self._row for _ in range(count)]
        formats: dict[int, str] = {}
        column = 0
        for count, _, code in self._row:
            if code:
                formats.update(dict.fromkeys(range(column, column + count), code))
            column += count
        for _ in range(times):
            self._cells.add(values, formats)

    def sheet(self) -> Sheet:
        """The whole sheet."""
        cells = self._cells.sheet()
        height, width = cells.texts.shape
        hidden = [range(first, min(last, width)) for first, last, _, is_hidden in self._columns if is_hidden]
        return Sheet(
            self.budget.file, self.name, cells.texts, pl.Series("row", range(1, height + 1), dtype=pl.UInt32),
            merged=tuple(self._merged), visible=self.visible,
            hidden_rows=tuple(self._hidden_rows),
            hidden_columns=tuple(column for columns in hidden for column in columns), shown=cells.shown,
            spelled=cells.spelled,
            struck={column: pl.Series("row", rows, dtype=pl.UInt32) for column, rows in self._struck.items()},
        )  # fmt: skip

    @property
    def _title(self) -> str:
        return f"{self.budget.file}, {self.name}"

    def _read(self, attributes: dict[str, str], paragraphs: list[str]) -> tuple[float | str, str]:
        """Content of a cell that is not blank, and the format of a number shown otherwise.

        A formula whose result is an empty text has a paragraph, a blank one; without result it has none.
        """
        text = paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)
        kind, formula = attributes.get(_TYPE, ""), attributes.get(_FORMULA)
        if "error" in (kind, attributes.get(_CALC_TYPE)) or (formula is not None and _ERROR.fullmatch(text)):
            return text or "#VALEUR!", ""
        value: float | None = None
        match kind:
            case "float" | "currency" | "percentage":
                value, code = _number(attributes.get(f"{OFFICE}value")), self._code(attributes)
                code = "0%" if kind == "percentage" and kind_of(code) != MIXED else code
            case "date":
                value, code = _serial(attributes.get(f"{OFFICE}date-value", "")), "yyyy-mm-dd"
            case "time":
                value, code = _days(attributes.get(f"{OFFICE}time-value", "")), self._code(attributes)
                code = code if kind_of(code) in (FormatKind.TIME, FormatKind.DURATION) else "[h]:mm:ss"
            case "boolean" if (answer := attributes.get(f"{OFFICE}boolean-value")) is not None:
                return "vrai" if answer == "true" else "faux", ""
            case "string":
                text = attributes.get(f"{OFFICE}string-value") or text
        if value is not None:
            return value, code if is_telling(code) else ""
        if formula is not None and not paragraphs and kind != "string":
            return f"{FORMULA}={_LANGUAGE.sub('', formula).removeprefix('=')}", ""
        return text, ""

    def _code(self, attributes: dict[str, str]) -> str:
        """The format of a cell."""
        return self.styles.code(self._style(attributes))

    def _style(self, attributes: dict[str, str]) -> str:
        """The style of a cell: its own, that of its row, or that of its column."""
        style = attributes.get(f"{TABLE}style-name") or self._row_style
        if not style:
            place = self._place
            style = next((style for first, last, style, _ in self._columns if first <= place < last), "")
        return style


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(TABLE + name)
    if text is None:
        return 1
    return max(1, int(text)) if text.isdecimal() and text.isascii() and len(text) < 18 else 1


def _hides(attributes: dict[str, str]) -> bool:
    return attributes.get(f"{TABLE}visibility") in ("collapse", "filter")


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if value - value == 0 else None


def _serial(text: str) -> float | None:
    """The number that a spreadsheet keeps for a day in ISO form, with its hour; None where it is no day."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    days = (moment.replace(tzinfo=None) - EPOCH) / timedelta(days=1)
    return None if days < 0 else days - 1 if days <= UNREAL_DAY else days


def _days(text: str) -> float | None:
    """The days of a duration as XML writes it, `PT12H30M00S`."""
    span = _DURATION.fullmatch(text.strip())
    if span is None or len(text) > _LONGEST:
        return None
    days, hours, minutes = (int(span[part] or 0) for part in (2, 3, 4))
    found = days + hours / 24 + minutes / 1440 + float((span[5] or "0").replace(",", ".")) / 86_400
    return -found if span[1] else found
