"""What a result knows of each unit, as far as a comparison needs it: what is certain, what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.campaign.possible_results import Possible, flag_ids, is_known_column, is_known_reference, truth
from hlmdiag.data.clean import all_seen
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.expression import ColumnRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.held_result import height_of, part_of
from hlmdiag.scoring.rescore import Rescorer, read_column_again, stored_name
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answers_column
from hlmdiag.scoring.unit_code import unit_codes
from hlmdiag.states import NAMES

_AT_ONCE = 50_000
"""Units seen at once: all their working columns are there together."""


def known(column: str) -> str:
    """Whether the answer of a column is known: true or false."""
    return f"known|{column}"


def read(reference: str) -> str:
    """A number that was read beyond the row."""
    return f"read|{reference}"


def readable(reference: str) -> str:
    """Whether there was anything to read there."""
    return f"readable|{reference}"


def placed(indicator: str) -> str:
    """Whether all that says if an indicator applies is known."""
    return f"placed|{indicator}"


def shown(flag: str) -> str:
    """A flag as the result shows it: raised, not raised, or null where it is to be checked."""
    return f"shown|{flag}"


def made(column: str) -> str:
    """Whether the value of a column was worked out of the tables."""
    return f"made|{column}"


def heard(indicator: str) -> str:
    """Which respondents answered a judgement: a list of their names, `?` before those who did not."""
    return f"heard|{indicator}"


def inputs(indicator: str) -> str:
    """A hash of everything that a composed indicator reads."""
    return f"inputs|{indicator}"


def evidence(result: Result) -> pl.DataFrame:
    """A row a unit, in the order of the result: `key`, `row`, its level, its bounds, its flags, what it answered."""
    frame = result.frame
    starts = range(0, max(frame.height, 1), _AT_ONCE)
    pieces = [_piece(replace(result, frame=frame.slice(start, _AT_ONCE))) for start in starts]
    whole = pl.concat(pieces)
    return whole.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))


def codes_of(frame: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    """The code of each unit as codes are compared."""
    # codes are matched without their invisible characters (zero-width spaces and the like)
    return all_seen(frame.select(unit_codes(keys).alias("key")).to_series())


def answered(result: Result, names: Sequence[str]) -> pl.DataFrame:
    """Which units answered some columns, in the order of the result: `known` of each that it holds."""
    empty = part_of(result, 0, 0)
    here = [name for name in _columns(result.grid, empty.frame) if name in names]
    replay = Rescorer(empty, frozenset())
    again = [each for name in here for each in read_column_again(result.grid.columns[name], replay)]
    read = list(dict.fromkeys(name for each in again for name in each.meta.root_names()))
    parts = [
        part_of(result, start, _AT_ONCE, read)
        .frame.select(again)
        .select(is_known_column(n).alias(known(n)) for n in here)
        for start in range(0, height_of(result), _AT_ONCE)
    ]
    return pl.concat(parts) if parts and here else pl.DataFrame()


def _piece(result: Result) -> pl.DataFrame:
    grid, possible = result.grid, Possible(result)
    frame = possible.frame
    return frame.select(
        codes_of(frame, grid.keys).alias("key"),
        *(pl.col(name).cast(pl.String) for name in ("level", "override")),
        "score", "low", "high", "best", "worst", "floor", "ceiling",
        *(is_known_column(name).alias(known(name)) for name in _columns(grid, frame)),
        *_beyond(possible),
        *(each for indicator in grid.indicators for each in _indicator(indicator, possible)),
        *(each for flag in flag_ids(grid) for each in _flag(flag)),
        *(
            pl.col("computed").list.contains(each.id).alias(made(each.id))
            for each in grid.columns.values()
            if each.computed is not None and "computed" in frame.columns
        ),
    )  # fmt: skip


def _columns(grid: Grid, frame: pl.DataFrame) -> list[str]:
    return [
        each.id
        for each in grid.columns.values()
        if each.id not in grid.keys and stored_name(each, grid, frame.columns) is not None
    ]


def _beyond(possible: Possible) -> Iterator[pl.Expr]:
    for place, reference in enumerate(possible.beyond):
        name = reference_text(reference)
        yield pl.col(f"beyond|{place}").cast(pl.Float64, strict=False).alias(read(name))
        yield is_known_reference(place).alias(readable(name))


def _indicator(indicator: Indicator, possible: Possible) -> Iterator[pl.Expr]:
    yield pl.col(leaf("state", indicator.id))
    yield pl.col(leaf("points", indicator.id))
    if indicator.column is None:
        yield pl.struct(_read_by(indicator, possible)).hash().alias(inputs(indicator.id))
    if indicator.applies_if is not None:
        yield possible.is_answered(indicator.applies_if).alias(placed(indicator.id))
    answers = answers_column(indicator.id)
    if indicator.consolidate is not None and answers in possible.frame.columns:
        silent = pl.col(answers).list.eval(pl.element().is_in(list(NAMES.values())).cast(pl.String))
        yield pl.concat_list("respondents", silent).alias(heard(indicator.id))


def _read_by(indicator: Indicator, possible: Possible) -> list[pl.Expr]:
    references = {each for expression in indicator.operands for each in expression.references}
    names = {each.name for each in references if isinstance(each, ColumnRef)} | set(indicator.columns)
    places = [place for place, each in enumerate(possible.beyond) if each in references]
    return [
        *(pl.col(part(name)) for name in sorted(names) for part in (data_value, data_state)),
        *(pl.col(f"{part}|{place}") for place in places for part in ("beyond", "beyond-state")),
    ]


def _flag(flag: str) -> Iterator[pl.Expr]:
    yield pl.col(truth(flag))
    to_check = pl.col("flags_to_check").list.contains(flag)
    yield pl.when(to_check).then(None).otherwise(pl.col("flags").list.contains(flag)).alias(shown(flag))
