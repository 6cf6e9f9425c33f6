"""Decodes a column of text into values and states: plain numbers by casting, the rest by distinct texts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from hlmdiag.data import dates, numbers
from hlmdiag.data.clean import cleaned, translated
from hlmdiag.data.decoded import (
    NO_CODES,
    ColumnContext,
    Decoded,
    in_state,
    refuse,
    states_of,
    value_type,
    where_blank,
)  # fmt: skip
from hlmdiag.data.different_texts import read_each
from hlmdiag.data.missing_markers import declared_markers
from hlmdiag.data.sheet import DAY, FORMULA, TO_CORRECT
from hlmdiag.data.thousands import DOUBTFUL, THOUSANDS, possible_numbers, settled
from hlmdiag.data.values import NUMERIC, CellRefusal, expected
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN, State

_REPEATED = 2
"""From this many rows for each different text, reading the different texts alone costs less (measured on amounts)."""
TICKS = ("x", "✓", "✔")
"""Contents of a ticked box."""
_PERCENT = r"(?i)(?:%|pct|pour\s*cent)[.\s]*$"
"""End of a number that says itself a percent, in a column of percents."""
_LOST_DIGITS = r"[0-9]+(?:[.,][0-9]*)?[eE]\+"
_READ = rf"^(?:[{FORMULA}{DAY}{TO_CORRECT}#='\"]|{_LOST_DIGITS})"
"""Beginnings of texts that make a column of texts read one by one."""
_LOOKED = 4096
_DIFFERENT, _FEW = 0.95, 0.1
"""Shares of different texts among the first rows: above the one a column hardly repeats, under the other it may well
have no other text."""


def decode(texts: pl.Series, column: Column, context: ColumnContext | None = None) -> Decoded:
    """The values and states of a column of texts, and every refusal.

    A column whose texts repeat is decoded over its different texts, then spread: no question asked of a column
    depends on how often a text stands in it.
    """
    context = context or ColumnContext()
    repeated = _repeated(texts)
    if repeated is None:
        return _cleanly(texts.str.strip_chars(), column, context)
    distinct, places = repeated
    found = _cleanly(distinct.str.strip_chars(), column, context)
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
    distinct = first if len(texts) <= _LOOKED else texts.unique(maintain_order=True)
    if len(distinct) * _REPEATED >= len(texts):
        return None
    return distinct, texts.cast(pl.Enum(distinct)).to_physical()


def _cleanly(texts: pl.Series, column: Column, context: ColumnContext) -> Decoded:
    """A column decoded from what is seen of its texts; refusals are of the texts as received."""
    if context.translations:
        texts = translated(texts, context.translations)
    clean = cleaned(texts, column)
    if clean is None:
        return _decode(texts, column, context)
    if context.written is not None and (written := cleaned(context.written, column)) is not None:
        context = replace(context, written=written)
    found = _decode(clean, column, context)
    if column.is_name:
        texts = pl.select(pl.when(found.values.is_null()).then(texts).otherwise(found.values)).to_series()
    pairs = pl.DataFrame({"received": texts, "text": clean}).unique(maintain_order=True)
    codes = pairs.join(found.codes, on="text", maintain_order="left_right").select(text="received", code="code")
    refusals = {
        received: found.refusals[text]
        for received, text in pairs.filter(pl.col("text").is_in(list(found.refusals))).iter_rows()
    }
    ambiguous = found.ambiguous
    if ambiguous is not None:
        ambiguous = pairs.filter(pl.col("text") == ambiguous)["received"][0]
    return replace(found, texts=texts, refusals=refusals, codes=codes, ambiguous=ambiguous)


def _decode(texts: pl.Series, column: Column, context: ColumnContext) -> Decoded:
    if column.type in NUMERIC:
        return _numeric(texts, column, context)
    if column.type in ("id", "text") and not _needs_reading(texts, column):
        blank = texts == ""
        frame = pl.DataFrame({"t": texts, "b": blank}).select(
            v=pl.when("b").then(None).otherwise("t"),
            s=pl.when("b").then(int(State.MISSING)).otherwise(int(KNOWN)).cast(pl.UInt8),
        )
        return Decoded(frame["v"], frame["s"], texts, {}, NO_CODES)
    found = read_each(texts, column, context)
    values, states = found.given_to(texts, value_type(column))
    decoded = Decoded(values, states, texts, found.refusals, found.codes)
    return _sure_order(decoded, column) if column.type in ("date", "month") else decoded


def _needs_reading(texts: pl.Series, column: Column) -> bool:
    if declared_markers(column) or texts.str.contains(f"^[{FORMULA}{DAY}{TO_CORRECT}]").any():
        return True
    return not column.is_free_text and bool(texts.str.contains(f"^(#|=|{_LOST_DIGITS})").any())


def hangs_on_others(texts: pl.Series, column: Column, context: ColumnContext) -> pl.Series:
    """Whether the reading of each text depends on the others of its column, or affects it.

    The texts are different ones, without spaces around them.
    """
    seen = translated(texts, context.translations) if context.translations else texts
    if column.type == "id":
        return seen.str.contains(r"\.0\W*$") | seen.str.contains(_READ)
    if column.type == "text":
        return seen.str.contains(_READ)
    clean = cleaned(seen, column)
    seen = seen if clean is None else clean
    if column.type in NUMERIC:
        doubtful = seen.str.contains(DOUBTFUL)
        if column.type != "percent":
            return doubtful
        values = _read_numbers(seen, column, context).values
        return doubtful | ((values > 0) & (values <= 1) & ~seen.str.contains(_PERCENT)).fill_null(False)
    if column.type in ("date", "month"):
        refused = read_each(seen, column, context).codes
        american = refused["code"] == "donnees.jour-et-mois-americain"
        first = refused["text"].map_elements(dates.is_american, return_dtype=pl.Boolean)
        return seen.is_in(refused["text"].filter(american | first).implode())
    return seen.str.to_lowercase().is_in(TICKS) if column.type == "boolean" else pl.repeat(False, len(seen), eager=True)


def _numeric(texts: pl.Series, column: Column, context: ColumnContext) -> Decoded:
    """Numbers: cast in the column where the spelling is usual, then bounds, then the question of percents."""
    decoded = _read_numbers(texts, column, context)
    decoded = _certain_thousands(decoded, column, context)
    decoded = _own_numbers(decoded, column)
    if column.type == "integer":
        fractional = decoded.values != decoded.values.floor()
        decoded = refuse(decoded, fractional, CellRefusal("donnees.entier", {"expected": expected(column)}))
    if column.type == "percent":
        decoded = _certain_percents(decoded, context)
    decoded = _bounded(decoded, column)
    return decoded if column.blank is None else where_blank(decoded, column.blank)


def _read_numbers(texts: pl.Series, column: Column, context: ColumnContext) -> Decoded:
    usual = texts.str.contains(numbers.PLAIN)
    if not usual.all():
        return _spelled(texts, usual, column, context)
    values = texts.cast(pl.Float64)
    return Decoded(values, states_of(values), texts, {}, NO_CODES)


def _spelled(texts: pl.Series, plain: pl.Series, column: Column, context: ColumnContext) -> Decoded:
    shaped = plain | texts.str.contains(numbers.SPELLED)
    if column.type != "percent":
        shaped = shaped & ~texts.str.ends_with("%")
    rest = read_each(texts.filter(~shaped), column, context)
    values, states = rest.given_to(texts, pl.Float64())
    number = pl.col("t").str.replace_all("[ %+]", "").str.replace(",", ".", literal=True)
    frame = pl.DataFrame({"t": texts, "shaped": shaped, "v": values, "s": states}).with_columns(
        number=pl.when("shaped").then(number).cast(pl.Float64, strict=False)
    )
    value = pl.when("shaped").then("number").otherwise("v")
    state = pl.when(pl.col("number").is_null()).then(int(State.INVALID)).otherwise(int(KNOWN)).cast(pl.UInt8)
    frame = frame.select(
        v=pl.when(value == 0).then(0.0).otherwise(value), s=pl.when("shaped").then(state).otherwise("s")
    )
    return Decoded(frame["v"], frame["s"], texts, rest.refusals, rest.codes)


def _certain_thousands(decoded: Decoded, column: Column, context: ColumnContext) -> Decoded:
    """A mark that may be of thousands or of decimals is read as what the column makes of it, or refused."""
    found = settled(decoded.texts, decoded.values, column, decimal=context.decimal, among=context.written)
    for reading in found:
        if reading.thousands.any():
            both = pl.DataFrame({"v": decoded.values, "k": reading.thousands})
            values = both.select(v=pl.when("k").then((pl.col("v") * 1000).round()).otherwise("v"))["v"]
            decoded = replace(decoded, values=values)
        decoded = refuse(decoded, reading.unsure, partial(_unsure, column=column.id))
    return decoded


def _unsure(text: str, *, column: str) -> CellRefusal:
    """The doubt about one text, which is shown as it was typed."""
    return CellRefusal(THOUSANDS, {**possible_numbers(text), "name": column, "value": text})


def _own_numbers(decoded: Decoded, column: Column) -> Decoded:
    """Marks of the column that look like numbers, such as -1 or 999."""
    for mark, state in declared_markers(column):
        number = numbers.parse_number(mark)
        if number is not None and not number.unit:
            there = (decoded.values == number.value).fill_null(False)
            if there.any():
                decoded = in_state(decoded, there, state)
    return decoded


def _certain_percents(decoded: Decoded, context: ColumnContext) -> Decoded:
    """Values between 0 and 1 with no sign of percent anywhere may be shares or percents: refused, not guessed."""
    if not ((decoded.values > 0) & (decoded.values <= 1)).any():
        return decoded
    signed = decoded.texts.str.contains(_PERCENT) & decoded.values.is_not_null()
    bare = pl.select(pl.when(~signed).then(decoded.values)).to_series()
    small = ((bare > 0) & (bare <= 1)).fill_null(False)
    if not small.any() or (bare > 1).any():
        return decoded
    if signed.any():
        beside = decoded.texts.filter(signed)[0]
        return refuse(decoded, small, CellRefusal("donnees.pourcentage-melange", beside=beside))
    if not context.formats_known:
        unclear = decoded.texts.filter(small)[0]
        return replace(in_state(decoded, small, State.INVALID), ambiguous=unclear, unverified=True)
    if context.percent_header:
        return decoded
    sample = decoded.texts.filter(small)[0]
    return replace(in_state(decoded, small, State.INVALID), ambiguous=sample)


def _bounded(decoded: Decoded, column: Column) -> Decoded:
    low, high = column.bounds
    if low is not None:
        decoded = refuse(decoded, decoded.values < low, CellRefusal("donnees.borne-basse", {"bound": float(low)}))
    if high is not None:
        decoded = refuse(decoded, decoded.values > high, CellRefusal("donnees.borne-haute", {"bound": float(high)}))
    return decoded


def _sure_order(decoded: Decoded, column: Column) -> Decoded:
    """One date written month first, or with am or pm, makes every `03/04/2025` of the column doubtful."""
    american = (decoded.codes["code"] == "donnees.jour-et-mois-americain").any()
    if not american and not any(dates.is_american(text) for text in decoded.codes["text"]):
        return decoded
    known = decoded.texts.filter(decoded.states == int(KNOWN)).unique(maintain_order=True)
    doubtful = [text for text in known.to_list() if dates.is_order_unsure(text)]
    where = decoded.texts.is_in(doubtful)
    return refuse(decoded, where, CellRefusal("donnees.jour-et-mois")) if doubtful else decoded
