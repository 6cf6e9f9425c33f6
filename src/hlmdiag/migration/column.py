"""One column of a sheet under another version of its grid: what each of its cells becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext, value_type
from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import context_of
from hlmdiag.grid.data_model import Column
from hlmdiag.migration.account import Account, Edit, Orphan, OrphanReason
from hlmdiag.migration.spelling import absent, spelled
from hlmdiag.scoring.held_answers import Carried, as_new
from hlmdiag.states import KNOWN, State

Outcome = Literal["carried", "recoded", "not_applicable", "aside"] | OrphanReason
_REASONS: tuple[OrphanReason, ...] = get_args(OrphanReason)
_ABSENT = frozenset({State.MISSING, State.UNKNOWN, State.NOT_APPLICABLE})


@dataclass(frozen=True, eq=False)
class ColumnMove:
    """A column of a sheet: its title, its texts in the rows of units, the codes of these.

    `column` is the one of the older version that it holds, None where it holds none.
    """

    candidate: Candidate
    match: Match
    rows: tuple[int, ...]
    texts: pl.Series
    units: Sequence[str]
    column: Column | None

    @property
    def sheet(self) -> Sheet:
        """Sheet of the column."""
        return self.candidate.sheet

    @property
    def is_text(self) -> bool:
        """Whether the file holds texts alone."""
        return self.sheet.name is None


@dataclass(frozen=True, eq=False)
class MovedColumn:
    """A moved column: by row, the outcome (None for a blank) and the text written.

    `target`: the column of the newer version that stands in its place; `beside`: others that are made of it, with
    their texts; `becomes`: by column of the newer version, the values and the states that it is to read.
    """

    move: ColumnMove
    target: Column | None
    outcomes: Sequence[Outcome | None]
    written: Sequence[str | float | None] = ()
    beside: Sequence[tuple[Column, Sequence[str | float | None]]] = ()
    becomes: dict[str, pl.DataFrame] = field(default_factory=dict)
    known: pl.DataFrame | None = None

    @property
    def is_orphaned(self) -> bool:
        """Whether the newer version has no place for a column that the older one reads."""
        return self.target is None and self.move.column is not None

    @property
    def edits(self) -> Iterator[Edit]:
        """The cells to write anew."""
        moved_to = zip(self.move.rows, self.move.texts.to_list(), self.outcomes, self.written, strict=False)
        for row, _, outcome, written in moved_to:
            if outcome not in (None, "carried", "not_applicable", "aside") or written is not None:
                yield Edit(row, self.move.match.index, written)

    @property
    def orphans(self) -> Iterator[Orphan]:
        """The answers without a place."""
        match, sheet = self.move.match, self.move.sheet
        told = zip(self.move.rows, self.move.units, self.move.texts.to_list(), self.outcomes, strict=True)
        for row, unit, text, outcome in told:
            reason = next((each for each in _REASONS if each == outcome), None)
            if reason is not None:
                place = sheet.place(sheet.row(row), match.index, match.header)
                yield Orphan(place, unit, match.header, text, reason)

    @property
    def account(self) -> Account:
        """Outcome of its cells."""
        counts = Counter(self.outcomes)
        orphaned = sum(counts[reason] for reason in _REASONS)
        return Account(counts["carried"], counts["recoded"], orphaned, counts["not_applicable"], counts["aside"])

    def compared(self, displaced: MovedColumn) -> tuple[MovedColumn, MovedColumn]:
        """A column whose name this one takes, and this one: what both say alike is kept, what they dispute is not."""
        assert self.target is not None and displaced.known is not None
        made = self.becomes[self.target.id]
        was = displaced.known["value"].cast(pl.String).to_list()
        now = made["value"].cast(pl.String).to_list()
        theirs, ours, written = list(displaced.outcomes), list(self.outcomes), list(self.written)
        values, states = made["value"].to_list(), made["state"].to_list()
        blank = _blank(self.target)
        for place, outcome in enumerate(theirs):
            if outcome is None:
                continue
            if was[place] is not None and was[place] == now[place] and states[place] == int(KNOWN):
                theirs[place] = "carried"
                continue
            theirs[place] = "en-conflit"
            if ours[place] is not None:
                ours[place], written[place] = "en-conflit", None
                values[place], states[place] = blank
        becomes = {**self.becomes, self.target.id: _table(self.target, values, states)}
        return replace(displaced, outcomes=theirs), replace(self, outcomes=ours, written=written, becomes=becomes)


def moved(move: ColumnMove, targets: Sequence[Carried], known: pl.DataFrame | None) -> MovedColumn:
    """Move a column. `targets`: columns of its answers; `known`: the `value` and `state` read of each row."""
    texts = move.texts.to_list()
    if known is None or move.column is None:
        return MovedColumn(move, None, ["aside" if text else None for text in texts])
    if not targets:
        return MovedColumn(move, None, ["retiree" if text else None for text in texts], known=known)
    first, *others = sorted(targets, key=lambda each: each.column.id != move.column.id)  # type: ignore[union-attr]
    outcomes, written, table = _placed(move, first, known, in_place=True)
    beside, becomes = [], {first.column.id: table}
    for each in others:
        also, out, table = _placed(move, each, known, in_place=False)
        beside.append((each.column, out))
        becomes[each.column.id] = table
        pairs = zip(outcomes, also, strict=True)
        outcomes = ["recoded" if one in _REASONS and other not in (None, *_REASONS) else one for one, other in pairs]
    return MovedColumn(move, first.column, outcomes, written, beside, becomes, known)


def _placed(
    move: ColumnMove, carried: Carried, known: pl.DataFrame, *, in_place: bool
) -> tuple[list[Outcome | None], list[str | float | None], pl.DataFrame]:
    """Outcome of each cell, text to write (None: unchanged, or blank), text to read."""
    column = carried.column
    wanted = _as_new(known["value"], carried)
    again = decode(move.texts, column, _context(move, carried))
    read = list(zip(again.values.to_list(), again.states.to_list(), strict=True))
    blank, outcomes, written, becomes = _blank(column), [], [], []
    cells = zip(move.texts.to_list(), known["state"].to_list(), wanted.to_list(), read, strict=True)
    for text, state, value, (same, as_state) in cells:
        outcome, out, then = _cell(text, State(state), value, carried)
        if then is not None and in_place and (same, as_state) == then:
            outcome, out = "not_applicable" if outcome == "not_applicable" else "carried", None
        elif text and then is None and carried.is_as_it_was and in_place:
            outcome, then = "carried", (same, as_state)
        outcomes.append(outcome)
        written.append(out if not isinstance(out, float) or not move.is_text else spelled(out, column, is_text=True))
        becomes.append(blank if then is None else then)
    return outcomes, written, _table(column, [each for each, _ in becomes], [each for _, each in becomes])


def _cell(
    text: str, state: State, value: Any, carried: Carried
) -> tuple[Outcome | None, str | float | None, tuple[Any, int] | None]:
    """The outcome, the text that says it anywhere, and what is to be read; None where nothing is."""
    if not text:
        return None, None, None
    if state in _ABSENT:
        outcome: Outcome = "not_applicable" if state is State.NOT_APPLICABLE else "recoded"
        return outcome, absent(state), (None, int(state))
    if state is not KNOWN:
        return "illisible", None, None
    if value is None:
        return "sans-place", None, None
    return "recoded", spelled(value, carried.column, is_text=False), (value, int(KNOWN))


def _as_new(values: pl.Series, carried: Carried) -> pl.Series:
    column = carried.column
    if not carried.fits:
        return pl.Series([None], dtype=value_type(column)).new_from_index(0, len(values))
    if carried.is_as_it_was:
        return values
    return values.to_frame("value").select(as_new(pl.col("value"), carried)).to_series()


def answer_as_new(value: Any, carried: Carried) -> Any:
    """One answer of the older column as the newer one has it; None where it has none."""
    return _as_new(pl.Series([value], dtype=value_type(carried.older)), carried)[0]


def _context(move: ColumnMove, carried: Carried) -> ColumnContext:
    """Context of the column in its file; settings on texts are those of one column."""
    candidate = move.candidate
    context = context_of(candidate.sheet, candidate.header, move.match, candidate.form)
    return context if carried.column.id == carried.older.id else replace(context, translations={}, decimal=None)


def _blank(column: Column) -> tuple[Any, int]:
    """Reading of a blank by the newer version."""
    read = decode(pl.Series([""]), column)
    return read.values[0], int(read.states[0])


def _table(column: Column, values: Sequence[Any], states: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"value": pl.Series(values, dtype=value_type(column)), "state": pl.Series(states, dtype=pl.UInt8)}
    )
