"""A column of text becomes values and states: plain numbers cast where they stand, the rest through distinct texts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from hlmdiag.data import dates, numbers
from hlmdiag.data.fold import french
from hlmdiag.data.marks import own_marks
from hlmdiag.data.sheet import DAY, FORMULA
from hlmdiag.data.values import NUMERIC, Refusal, expected, reader
from hlmdiag.grid.model import Column
from hlmdiag.states import KNOWN, State

__all__ = ["SAID", "Context", "Decoded", "absent", "decode", "value_type"]

_PERCENT_BOUNDS = (0.0, 100.0)
_REPEATED = 4
"""From this many rows for each different text, reading the different texts alone costs less."""
SAID = 50
"""Refused texts of a column that are said one by one, for each rule that refuses some."""
_NO_CODES = pl.DataFrame(schema={"text": pl.String, "code": pl.Categorical})
_LOOKED = 4096
_DIFFERENT, _FEW = 0.95, 0.1
"""Shares of different texts among the first rows: above the one a column hardly repeats, under the other it may well
have no other text."""


@dataclass(frozen=True)
class Context:
    """What else is known of a column where it was read: signs of percent, the calendar, translations."""

    percent_header: bool = False
    percent_format: bool = False
    formats_known: bool = True
    """Whether the formats of the cells were seen: a share that is shown as a percent may hide where they were not."""
    date_1904: bool = False
    translations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Decoded:
    """A column once understood; `ambiguous` is a sample of unclear percents.

    `refusals` says why the first texts are refused, by stripped text, and `codes` of every refused text by which rule
    (`text`, `code`): a column that is all wrong takes little more memory than another.
    """

    values: pl.Series
    states: pl.Series
    texts: pl.Series
    refusals: dict[str, Refusal]
    codes: pl.DataFrame
    ambiguous: str | None = None
    unverified: bool = False
    """Whether they are unclear because no format of a cell could be seen."""


def value_type(column: Column) -> pl.DataType:
    """The type of the values of a column."""
    if column.type in NUMERIC:
        return pl.Float64()
    if column.type == "boolean":
        return pl.Boolean()
    return pl.Date() if column.type in ("date", "month") else pl.String()


def absent(column: Column, height: int) -> Decoded:
    """A column that stands in no file: missing everywhere."""
    values = pl.Series([None], dtype=value_type(column)).new_from_index(0, height)
    states = pl.Series([int(State.MISSING)], dtype=pl.UInt8).new_from_index(0, height)
    return Decoded(values, states, pl.Series([""]).new_from_index(0, height), {}, _NO_CODES)


def decode(texts: pl.Series, column: Column, context: Context | None = None) -> Decoded:
    """The values and states of a column of texts, and every refusal.

    A column whose texts repeat is decoded over its different texts, then spread: no question asked of a column
    depends on how often a text stands in it.
    """
    context = context or Context()
    repeated = _repeated(texts)
    if repeated is None:
        return _decode(texts.str.strip_chars(), column, context)
    distinct, places = repeated
    found = _decode(distinct.str.strip_chars(), column, context)
    values, states = found.values.gather(places), found.states.gather(places)
    return replace(found, values=values, states=states, texts=found.texts.gather(places))


def _repeated(texts: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """The different texts of a column in their order and, for each row, which one it has; None if they repeat little.

    The first rows tell what to expect: nearly always different, as codes are; or a few answers, often all there are.
    """
    first = texts.head(_LOOKED).unique(maintain_order=True)
    if len(texts) > _LOOKED:
        if len(first) > _LOOKED * _DIFFERENT:
            return None
        if len(first) < _LOOKED * _FEW:
            places = texts.cast(pl.Enum(first), strict=False).to_physical()
            if not places.has_nulls():
                return first, places
    distinct = texts.unique(maintain_order=True)
    if len(distinct) * _REPEATED >= len(texts):
        return None
    return distinct, texts.cast(pl.Enum(distinct)).to_physical()


def _decode(texts: pl.Series, column: Column, context: Context) -> Decoded:
    if context.translations:
        texts = texts.replace(context.translations)
    if column.type in NUMERIC:
        return _numeric(texts, column, context)
    if column.type in ("id", "text") and not _needs_reading(texts, column):
        blank = texts == ""
        frame = pl.DataFrame({"t": texts, "b": blank}).select(
            v=pl.when("b").then(None).otherwise("t"),
            s=pl.when("b").then(int(State.MISSING)).otherwise(int(KNOWN)).cast(pl.UInt8),
        )
        return Decoded(frame["v"], frame["s"], texts, {}, _NO_CODES)
    decoded = _distinct(texts, column, context)
    return _sure_order(decoded, column) if column.type in ("date", "month") else decoded


def _needs_reading(texts: pl.Series, column: Column) -> bool:
    if own_marks(column) or texts.str.contains(f"^[{FORMULA}{DAY}]").any():
        return True
    return not column.is_free_text and bool(texts.str.contains(r"^(#|=|\d+([.,]\d+)?[eE]\+)").any())


def _distinct(texts: pl.Series, column: Column, context: Context) -> Decoded:
    """Every different text read once."""
    read = reader(column, date_1904=context.date_1904)
    known: dict[str, object] = {}
    states: dict[str, int] = {}
    refusals: dict[str, Refusal] = {}
    codes: dict[str, list[str]] = {}
    for text in texts.unique(maintain_order=True).to_list():
        understood = read(text)
        if isinstance(understood, Refusal):
            if len(refusals) < SAID:
                refusals[text] = understood
            codes.setdefault(understood.code, []).append(text)
            states[text] = int(State.INVALID)
        elif isinstance(understood, State):
            states[text] = int(understood)
        else:
            known[text] = understood
            states[text] = int(KNOWN)
    kind = value_type(column)
    values = _replaced(texts, known, kind)
    listed = [_coded(pl.Series(refused, dtype=pl.String), code) for code, refused in codes.items()]
    return Decoded(values, _replaced(texts, states, pl.UInt8()), texts, refusals, pl.concat([_NO_CODES, *listed]))


def _coded(texts: pl.Series, code: str) -> pl.DataFrame:
    return texts.to_frame("text").with_columns(pl.lit(code, dtype=pl.Categorical).alias("code"))


def _replaced(texts: pl.Series, by: dict[str, object] | dict[str, int], kind: pl.DataType) -> pl.Series:
    if not by:
        return pl.Series([None], dtype=kind).new_from_index(0, len(texts))
    old = pl.Series(list(by), dtype=pl.String)
    return texts.replace_strict(old, pl.Series(list(by.values()), dtype=kind), default=None, return_dtype=kind)


def _numeric(texts: pl.Series, column: Column, context: Context) -> Decoded:
    """Numbers: cast in the column where the spelling is usual, then bounds, then the question of percents."""
    usual = texts.str.contains(numbers.PLAIN)
    if usual.all():
        values = texts.cast(pl.Float64)
        decoded = Decoded(values, _states(values), texts, {}, _NO_CODES)
    else:
        decoded = _spelled(texts, usual, column, context)
    decoded = _own_numbers(decoded, column)
    if column.type == "integer":
        fractional = decoded.values != decoded.values.floor()
        decoded = _refuse(decoded, fractional, Refusal("donnees.entier", {"expected": expected(column)}))
    if column.type == "percent":
        decoded = _certain_percents(decoded, context)
    return _bounded(decoded, column)


def _spelled(texts: pl.Series, plain: pl.Series, column: Column, context: Context) -> Decoded:
    shaped = plain | texts.str.contains(numbers.SPELLED)
    if column.type != "percent":
        shaped = shaped & ~texts.str.ends_with("%")
    rest = texts.filter(~shaped)
    others = _distinct(rest.unique(maintain_order=True), column, context)
    frame = pl.DataFrame({"t": texts, "shaped": shaped}).select(
        v=pl.when("shaped")
        .then(pl.col("t").str.replace_all(r"[\s%+]", "").str.replace(",", ".", literal=True).str.replace("^[−–]", "-"))
        .cast(pl.Float64, strict=False)
    )
    values = frame["v"]
    states = _states(values)
    if len(others.texts):
        from_rest = _replaced(texts, dict(zip(others.texts, others.values, strict=True)), pl.Float64())
        state_of_rest = _replaced(texts, dict(zip(others.texts, others.states, strict=True)), pl.UInt8())
        both = pl.DataFrame({"a": values, "b": from_rest, "s": shaped, "x": states, "y": state_of_rest}).select(
            v=pl.when("s").then("a").otherwise("b"), s=pl.when("s").then("x").otherwise("y")
        )
        values, states = both["v"], both["s"]
    values = pl.select(pl.when(values == 0).then(0.0).otherwise(values)).to_series()
    decoded = Decoded(values, states, texts, others.refusals, others.codes)
    if any(numbers.has_point_of_thousands(text) for text in others.texts):
        doubtful = texts.str.contains(r"^[-−]?\d{1,3}[.,]\d{3}\s?%?$")
        decoded = _refuse(decoded, doubtful, Refusal("donnees.milliers"))
    return decoded


def _states(values: pl.Series) -> pl.Series:
    return pl.select(
        pl.when(values.is_null()).then(int(State.INVALID)).otherwise(int(KNOWN)).cast(pl.UInt8)
    ).to_series()


def _own_numbers(decoded: Decoded, column: Column) -> Decoded:
    """Marks of the column that look like numbers, such as -1 or 999."""
    for mark, state in own_marks(column).items():
        number = numbers.spelled(mark)
        if number is not None and not number.unit:
            there = (decoded.values == number.value).fill_null(False)
            if there.any():
                decoded = _set(decoded, there, state)
    return decoded


def _certain_percents(decoded: Decoded, context: Context) -> Decoded:
    """Values between 0 and 1 with no sign of percent anywhere may be shares or percents: refused, not guessed."""
    signed = decoded.texts.str.ends_with("%")
    bare = pl.select(pl.when(~signed).then(decoded.values)).to_series()
    small = ((bare > 0) & (bare <= 1)).fill_null(False)
    if not small.any() or (bare > 1).any():
        return decoded
    if not context.formats_known:
        return replace(_set(decoded, small, State.INVALID), ambiguous=decoded.texts.filter(small)[0], unverified=True)
    if context.percent_header:
        return decoded
    if context.percent_format:
        return _refuse(decoded, small, Refusal("donnees.pourcentage-melange"))
    if (signed & decoded.values.is_not_null()).any():
        return decoded
    sample = decoded.texts.filter(small)[0]
    return replace(_set(decoded, small, State.INVALID), ambiguous=sample)


def _bounded(decoded: Decoded, column: Column) -> Decoded:
    low, high = column.min, column.max
    if column.type == "percent":
        low = _PERCENT_BOUNDS[0] if low is None else low
        high = _PERCENT_BOUNDS[1] if high is None else high
    if low is not None:
        decoded = _refuse(decoded, decoded.values < low, Refusal("donnees.borne-basse", {"bound": french(low)}))
    if high is not None:
        decoded = _refuse(decoded, decoded.values > high, Refusal("donnees.borne-haute", {"bound": french(high)}))
    return decoded


def _refuse(decoded: Decoded, where: pl.Series, refusal: Refusal) -> Decoded:
    where = where.fill_null(False)
    if not where.any():
        return decoded
    texts = decoded.texts.filter(where).unique(maintain_order=True)
    refusals = decoded.refusals | dict.fromkeys(texts.head(SAID).to_list(), refusal)
    codes = pl.concat([decoded.codes, _coded(texts, refusal.code)])
    return replace(_set(decoded, where, State.INVALID), refusals=refusals, codes=codes)


def _set(decoded: Decoded, where: pl.Series, state: State) -> Decoded:
    frame = pl.select(
        v=pl.when(~where).then(decoded.values),
        s=pl.when(where).then(int(state)).otherwise(decoded.states).cast(pl.UInt8),
    )
    return replace(decoded, values=frame["v"], states=frame["s"])


def _sure_order(decoded: Decoded, column: Column) -> Decoded:
    """One date written month first, or with am or pm, makes every `03/04/2025` of the column doubtful."""
    american = (decoded.codes["code"] == "donnees.jour-et-mois-americain").any()
    if not american and not any(dates.is_american(text) for text in decoded.codes["text"]):
        return decoded
    known = decoded.texts.filter(decoded.states == int(KNOWN)).unique(maintain_order=True)
    doubtful = [text for text in known.to_list() if dates.is_order_unsure(text)]
    where = decoded.texts.is_in(doubtful)
    return _refuse(decoded, where, Refusal("donnees.jour-et-mois")) if doubtful else decoded
