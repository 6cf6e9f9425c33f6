"""Warnings about answers: failed computations, values that no rule takes, answers to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import polars as pl

from hlmdiag.data.dataset_columns import data_state, data_text
from hlmdiag.errors import Problem, Severity
from hlmdiag.expression import EventRef, Expression, infinite
from hlmdiag.expression import names as see
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Matrix
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.rule_points import has_thresholds, standards_of
from hlmdiag.scoring.tallies import Tally
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Listed, in_quotes

_SHOWN = 5


def warn_of_answers(frame: pl.DataFrame, grid: Grid, indicators: Sequence[Indicator], resolve: Resolve) -> list[Tally]:
    """For each indicator and kind of trouble, the number of units and the first of them.

    A unit may have several rows, one a respondent: it counts once.
    """
    troubles = [(indicator, *trouble) for indicator in indicators for trouble in _troubles(indicator, resolve)]
    if not troubles:
        return []
    counts = frame.select(condition.sum().alias(str(place)) for place, (*_, condition) in enumerate(troubles)).row(0)
    keys = pl.concat_str([pl.col(data_text(key)) for key in grid.keys], separator=" ")
    found = []
    for (indicator, code, severity, condition), count in zip(troubles, counts, strict=True):
        told = partial(_told, code, severity, indicator, grid)
        if not count:
            found.append(Tally(0, told, most=_SHOWN))
            continue
        units = frame.select(keys.filter(condition)).to_series().unique(maintain_order=True)
        found.append(Tally(len(units), told, tuple(map(str, units.head(_SHOWN + 1).to_list())), _SHOWN))
    return found


def _troubles(indicator: Indicator, resolve: Resolve) -> Iterator[tuple[str, Severity, pl.Expr]]:
    invalid = pl.col(leaf("state", indicator.id)) == int(State.INVALID)
    if isinstance(indicator.rule, Matrix) or indicator.value is None:
        both = pl.all_horizontal([pl.col(leaf(role, indicator.id)).is_not_null() for role in ("rows", "columns")])
        yield "notation.hors-regle", Severity.WARNING, invalid & both
        return
    has_value = pl.col(leaf("raw", indicator.id)).is_not_null()
    others = ["base"] if indicator.min_base is not None else []
    others += [role for role, _ in standards_of(indicator)]
    elsewhere = [pl.col(leaf(f"{role}-state", indicator.id)) == int(State.INVALID) for role in others]
    by_rule = invalid & has_value & ~pl.any_horizontal(elsewhere) if elsewhere else invalid & has_value
    yield "notation.hors-regle", Severity.WARNING, by_rule
    if has_thresholds(indicator):
        yield "notation.seuil-absent", Severity.WARNING, _without_threshold(indicator) & has_value
    events = _open_events(indicator, resolve)
    undecided, without = (pl.any_horizontal([pl.lit(value=False), *(each[kind] for each in events)]) for kind in (0, 1))
    if indicator.column is None:
        refused = pl.any_horizontal([_is_refused(name) for name in _columns(indicator.value)] or [pl.lit(value=False)])
        yield "notation.calcul-impossible", Severity.WARNING, invalid & ~has_value & ~refused & ~undecided & ~without
    if events:
        yield "notation.lignes-indecises", Severity.WARNING, invalid & undecided
        yield "notation.lignes-sans-valeur", Severity.WARNING, invalid & without & ~undecided
    if indicator.applies_if is not None:
        given = pl.col(leaf("applies", indicator.id)).not_() & (pl.col(leaf("raw-state", indicator.id)) == int(KNOWN))
        yield "notation.reponse-sans-objet", Severity.NOTICE, given


def _without_threshold(indicator: Indicator) -> pl.Expr:
    """Whether no threshold is in force for a unit whose group is known."""
    role, standard = standards_of(indicator)[0]
    without = pl.col(leaf(f"{role}-state", indicator.id)) == int(State.MISSING)
    groups = [pl.col(data_state(name)) == int(KNOWN) for name in _columns(standard)]
    return pl.all_horizontal([without, *groups])


def _open_events(indicator: Indicator, resolve: Resolve) -> list[tuple[pl.Expr, pl.Expr]]:
    """For each aggregate of events: the units that undecided or refused rows leave open, and blank values alone."""
    found = []
    for reference in (each for expression in indicator.expressions for each in expression.references):
        if isinstance(reference, EventRef) and (operand := resolve(reference)).high is not None:
            is_open = operand.state == int(State.INVALID)
            blank = _without_bound(reference, operand.high)
            found.append((is_open & ~blank, is_open & blank))
    return found


def _without_bound(event: EventRef, high: pl.Expr) -> pl.Expr:
    return (high == infinite(1, pl)).fill_null(value=False) if event.function == "sum" else pl.lit(value=False)


def _columns(expression: Expression) -> list[str]:
    return [each.name for each in expression.references if isinstance(each, see.ColumnRef)]


def _is_refused(column: str) -> pl.Expr:
    return pl.col(data_state(column)) == int(State.INVALID)


def _told(code: str, severity: Severity, indicator: Indicator, grid: Grid, found: Tally) -> Problem:
    values = {
        "indicator": indicator.id,
        "title": indicator.title,
        "count": found.count,
        "units": found.shown,
    }
    if code in ("notation.lignes-indecises", "notation.lignes-sans-valeur"):
        values["tables"] = _tables_read(indicator, grid)
    return Problem(code, values=values, severity=severity)


def _tables_read(indicator: Indicator, grid: Grid) -> Listed:
    """The tables that an indicator reads, by their titles."""
    events = (
        each for expression in indicator.expressions for each in expression.references if isinstance(each, EventRef)
    )
    tables = dict.fromkeys(each.table for each in events)
    return in_quotes(*(grid.tables[table].title or table for table in tables))
