"""Text of numbers as the formats of their cells show them: shares, days, durations, codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

import polars as pl

from hlmdiag.data.number_formats import MIXED, FormatKind, kind_for, kind_of, shown_number, shown_scale, shown_words
from hlmdiag.data.sheet import DAY
from hlmdiag.data.spreadsheet_days import DAYS_TO_1904, EPOCH, UNREAL_DAY

_DIGITS = 13
"""Significant digits of a share multiplied by 100: the last ones come from its binary form."""
_EXACT = 1e15
"""From this number on a spreadsheet has lost digits: a code of sixteen digits ends in a zero that nobody typed."""
_SCIENTIFIC = "0.00E+00"
_LAST_DAY = 2_958_466
_SECONDS = 86_400
_OUT_OF_RANGE = "####"
"""Text that a spreadsheet shows for an impossible day or duration."""


@dataclass(frozen=True, eq=False)
class Appearance:
    """The text of each number; what codes read instead (`row`, `text`)."""

    texts: pl.Series
    shown: pl.DataFrame


def appearance(numbers: pl.Series, formats: pl.DataFrame | None, *, date_1904: bool = False) -> Appearance:
    """Texts of the numbers of a column; null where the cell holds none.

    `formats` gives the `row` (an index) and the `code` of the cells that have a telling format.
    """
    texts = plain(numbers)
    shown = [_lost_digits(numbers)]
    for code, rows in _by_code(formats, len(numbers)):
        held = rows.filter(numbers.gather(rows).is_not_null())
        if held.is_empty():
            continue
        for kind, places in _by_kind(code, held, numbers.gather(held)):
            values = numbers.gather(places)
            if (written := _written(kind, code, values, date_1904=date_1904)) is not None:
                texts = texts.scatter(places, written)
            if (read := _read_by_codes(kind, code, values, written)) is not None:
                shown.append(pl.DataFrame({"row": places, "text": read}).drop_nulls())
    return Appearance(texts, pl.concat(shown).unique("row", keep="last", maintain_order=True))


def nothing_else() -> pl.DataFrame:
    """Appearance of a column without numbers."""
    return pl.DataFrame(schema={"row": pl.UInt32, "text": pl.String})


def with_digits(columns: Sequence[pl.Series]) -> dict[int, pl.Series]:
    """By column, the rows of the cells of text that hold a digit: numbers that were typed as texts are among them."""
    texts = pl.DataFrame({str(place): column for place, column in enumerate(columns)})
    found = texts.select(pl.all().str.contains("[0-9]").fill_null(value=False))
    return {place: rows for place, each in enumerate(found.iter_columns()) if len(rows := each.arg_true())}


def plain(numbers: pl.Series) -> pl.Series:
    """Numbers as texts, without the `.0` of whole ones."""
    if (most := _largest(numbers)) is not None and most < _EXACT:
        whole = numbers.cast(pl.Int64)
        if (whole == numbers).all():
            return whole.cast(pl.String)
    return numbers.cast(pl.String).str.strip_suffix(".0")


def _by_code(formats: pl.DataFrame | None, height: int) -> list[tuple[str, pl.Series]]:
    if formats is None:
        return []
    inside = formats.filter(pl.col("row") < height)
    groups = inside.partition_by("code", as_dict=True, include_key=False, maintain_order=True)
    return [(str(code), group["row"].cast(pl.UInt32)) for (code,), group in groups.items()]


def _by_kind(code: str, rows: pl.Series, values: pl.Series) -> list[tuple[FormatKind, pl.Series]]:
    """The rows that a format shows in each way: one way, but for a format whose sections differ."""
    kind = kind_of(code)
    if isinstance(kind, FormatKind):
        return [(kind, rows)]
    assert kind == MIXED
    kinds = _each(values, lambda value: kind_for(code, value).value)
    return [(each, rows.filter(kinds == each.value)) for each in FormatKind if (kinds == each.value).any()]


def _written(kind: FormatKind, code: str, values: pl.Series, *, date_1904: bool) -> pl.Series | None:
    """Text that replaces a number in every column; None where the number itself is read."""
    match kind:
        case FormatKind.PERCENT:
            return plain((values * 100).round_sig_figs(_DIGITS)) + " %"
        case FormatKind.DATE:
            return _days(values, date_1904=date_1904)
        case FormatKind.TIME:
            return _times(values, date_1904=date_1904)
        case FormatKind.DURATION:
            return _durations(values)
        case FormatKind.SCALED:
            return plain(values) + _each(values, lambda value: f" {shown_scale(code, value)}")
        case FormatKind.WORDS:
            return _each(values, lambda value: shown_words(code, value))
        case (
            FormatKind.CODE
            | FormatKind.FRACTION
            | FormatKind.GENERAL
            | FormatKind.NUMBER
            | FormatKind.SCIENTIFIC
            | FormatKind.TEXT
        ):
            return None
        case _:
            assert_never(kind)


def _read_by_codes(kind: FormatKind, code: str, values: pl.Series, written: pl.Series | None) -> pl.Series | None:
    """Text that replaces a number in a column of codes; None where it is the same as elsewhere."""
    if kind is FormatKind.DATE or kind is FormatKind.TIME:
        assert written is not None
        return pl.select(pl.lit(DAY) + written).to_series()
    if kind is not FormatKind.CODE and kind is not FormatKind.SCIENTIFIC:
        return None
    distinct = values.unique()
    texts = pl.Series([shown_number(code, value) for value in distinct], dtype=pl.String)
    texts = pl.select(pl.when(distinct.abs() < _EXACT).then(texts).otherwise(_scientific(distinct))).to_series()
    return values.replace_strict(distinct, texts, return_dtype=pl.String)


def _each(values: pl.Series, shown: Callable[[float], str]) -> pl.Series:
    """A text for each number, computed once for equal numbers."""
    distinct = values.unique()
    texts = pl.Series([shown(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, texts, return_dtype=pl.String)


def _largest(numbers: pl.Series) -> float | None:
    """The largest absolute value, None where there is no number."""
    low, high = numbers.min(), numbers.max()
    return max(-low, high) if isinstance(low, float) and isinstance(high, float) else None


def _lost_digits(numbers: pl.Series) -> pl.DataFrame:
    most = _largest(numbers)
    if most is None or most < _EXACT:
        return pl.DataFrame(schema={"row": pl.UInt32, "text": pl.String})
    rows = (numbers.abs() >= _EXACT).fill_null(False).arg_true().cast(pl.UInt32)
    return pl.DataFrame({"row": rows, "text": _scientific(numbers.gather(rows))})


def _scientific(values: pl.Series) -> pl.Series:
    return pl.Series([shown_number(_SCIENTIFIC, value) for value in values], dtype=pl.String)


def _days(values: pl.Series, *, date_1904: bool) -> pl.Series:
    """Days in ISO form, with their hour where they have one; a number below one is an hour without day."""
    serials = values + DAYS_TO_1904 if date_1904 else values
    seconds = pl.col("s") * _SECONDS
    since = pl.when(pl.col("s") < UNREAL_DAY).then(seconds + _SECONDS).otherwise(seconds)
    moment = pl.lit(EPOCH) + pl.duration(seconds=since.round().cast(pl.Int64))
    midnight = moment.dt.time() == pl.time(0)
    day = pl.when(midnight).then(moment.dt.strftime("%Y-%m-%d")).otherwise(moment.dt.strftime("%Y-%m-%d %H:%M:%S"))
    written = pl.when(pl.col("s") < 1).then(moment.dt.strftime("%H:%M:%S")).otherwise(day)
    possible = (pl.col("s") >= 0) & (pl.col("s") < _LAST_DAY)
    inside = pl.DataFrame({"s": serials}).with_columns(pl.when(possible).then("s"))
    return inside.select(written.fill_null(_OUT_OF_RANGE)).to_series()


def _times(values: pl.Series, *, date_1904: bool) -> pl.Series:
    """Hours of a day; a number past one day is a day with its hour."""
    hours = _days(values, date_1904=False)
    frame = pl.DataFrame({"s": values, "h": hours, "d": _days(values, date_1904=date_1904)})
    return frame.select(pl.when((pl.col("s") >= 0) & (pl.col("s") < 1)).then("h").otherwise("d")).to_series()


def _durations(values: pl.Series) -> pl.Series:
    """Hours that go past a day, `36:30` or `36:30:15`."""
    return pl.Series([duration(value) for value in values], dtype=pl.String)


def duration(value: float) -> str:
    """Days as hours and minutes, past a day too.

    >>> duration(1.5), duration(-0.25)
    ('36:00', '-6:00')
    """
    if value - value != 0 or abs(value) >= _LAST_DAY:
        return _OUT_OF_RANGE
    whole = round(abs(value) * _SECONDS)
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{hours}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
