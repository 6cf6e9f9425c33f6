"""A Result is prepared once, then any of its units can be explained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from hlmdiag.calls import language_asked, require, said
from hlmdiag.explain import actionable_columns
from hlmdiag.explain.conditions import condition_in_words
from hlmdiag.explain.counterfactual import better_level, why_no_better
from hlmdiag.explain.decisive_answers import settling
from hlmdiag.explain.diagnostic import (
    ColumnAnswer,
    DecisiveAnswer,
    Diagnostic,
    FlagReading,
    IndicatorReading,
    ThemeReading,
    ViewReading,
)
from hlmdiag.explain.exceptions import EXCEPTIONS, exceptions_by_unit, exceptions_told
from hlmdiag.explain.favourable import favourable
from hlmdiag.explain.indicator_details import Readings
from hlmdiag.explain.proposed import proposed_to
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.explain.searched import Searched, searched
from hlmdiag.explain.sources import scores_read
from hlmdiag.explain.verdict import verdict
from hlmdiag.grid.model import ROOT, Flag, Grid, Indicator, Theme
from hlmdiag.scoring.certainty import FLAGS_UNSURE
from hlmdiag.scoring.classify import flags_read
from hlmdiag.scoring.evidence import TO_RENEW
from hlmdiag.scoring.exactness import Bound
from hlmdiag.scoring.in_words import in_words
from hlmdiag.scoring.reads import columns_of
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import (
    coverage_column,
    gap_column,
    high_column,
    level_column,
    low_column,
    score_column,
)
from hlmdiag.scoring.roles import label_of
from hlmdiag.scoring.unit_code import find, unit_code
from hlmdiag.scoring.unproven import UNPROVEN
from hlmdiag.states import NAMES
from hlmdiag.wording import Wording

SHOWN_ACTIONS = 6
"""Actions that a report shows: few enough to be carried out (features Q8, after MonAideCyber)."""

SHOWN_CONTRIBUTIONS = 5
"""Indicators that a report lists on each side (features Q6)."""

_KEPT = 300
"""Units whose diagnostics are kept: as many as a page shows, for the next output that shows them."""

_TOGETHER = 5000
"""Units that are explained together: enough to search by columns, few enough for the memory."""


@said
def explain(result: Result, code: str, language: str | None = None, stock: Result | None = None) -> Diagnostic:
    """The diagnostic of the unit that has this code (keys joined by `/` where there are several).

    `language`: that of the reader (HLMDIAG_LANG, else French) where it is not given.
    `stock`: the whole of it, of which only `stock_columns` are read, where `result` has this unit alone.
    """
    require("explain", "result", result, (Result,), "resultat")
    require("explain", "code", code, (str,), "texte")
    require("explain", "stock", stock, (Result, type(None)), "resultat")
    asked = language_asked(language)
    told = in_words(result, asked)
    return Explainer(told, Wording(asked, told.grid), stock).unit(find(told, code))


def stock_columns(grid: Grid, columns: Collection[str]) -> list[str]:
    """The columns of a result of which one explanation reads every row: the codes, and what its levers are."""
    return list(dict.fromkeys([*grid.keys, *actionable_columns.stock_columns(grid, columns)]))


class Explainer:
    """Parts shared by the units of a result, computed once: rules in words, places, paths in the tree."""

    def __init__(self, result: Result, words: Wording, stock: Result | None = None) -> None:
        self.result = result
        self.words = words
        self._readings = Readings(result, words)
        self._rescoring = Rescoring.of(result, stock)
        flags = result.grid.flags.values()
        self._exceptions = exceptions_by_unit(result)
        self._rules = {flag.id: condition_in_words(flag.when, words) for flag in flags}
        self._known: dict[int, Diagnostic] = {}

    @classmethod
    def shared(cls, result: Result, words: Wording) -> Explainer:
        """One for all the outputs of a run in a language, which explain the same units."""
        return result.once(f"explainer:{words.language}", lambda: cls(result, words))

    def units(self, rows: Iterable[int], failed: dict[int, Exception] | None = None) -> Iterator[Diagnostic]:
        """The diagnostics of some rows, in their order: what would change their levels is searched for together.

        With `failed`, a row that cannot be explained is put there with what happened, and the others go on.
        """
        wanted = list(rows)
        for start in range(0, len(wanted), _TOGETHER):
            block = wanted[start : start + _TOGETHER]
            sought, lines = (
                searched(self.result, block, self._rescoring),
                self.result.frame[block].iter_rows(named=True),
            )
            for row, found, values in zip(block, sought, lines, strict=True):
                try:
                    diagnostic = self._known.get(row) or self._explained(row, values, found)
                except Exception as fault:
                    if failed is None:
                        raise
                    failed[row] = fault
                else:
                    if len(self._known) < _KEPT:
                        self._known[row] = diagnostic
                    yield diagnostic

    def unit(self, row: int) -> Diagnostic:
        """The diagnostic of one row of the result."""
        return next(self.units([row]))

    def _explained(self, row: int, line: Mapping[str, Any], found: Searched) -> Diagnostic:
        grid, values = self.result.grid, {**line, **self._readings.standards(row)}
        values[EXCEPTIONS] = excepted = self._exceptions.get(unit_code(values, grid.keys), {})
        readings = self._readings.of(values)
        unknown = self._unknown_answers(readings, found.swings)
        by_id = {reading.indicator.id: reading for reading in readings}
        flags, undecided = tuple(self._flags(values, by_id)), self._undecided(values)
        alone = self._readings.answer(found.alone, values) if found.alone is not None else None
        changes, bounds = found.changes, found.bounds
        return Diagnostic(
            row=row,
            keys=tuple(str(values[key]) for key in grid.keys),
            code=unit_code(values, grid.keys),
            label=label_of(values, grid),
            identity=self._identity(values),
            verdict=verdict(values, self.words, self.result.manifest.robustness, bounds.get(ROOT)),
            states={name: sum(reading.state == name for reading in readings) for name in NAMES.values()},
            themes=tuple(self._themes(values, readings, bounds)),
            indicators=readings,
            against=_largest(readings, "against"),
            favour=_largest(favourable(readings, [each.flag for each in flags if each.holds], grid), "favour"),
            adjustment=values["adjustment"],
            contribution_exact=bool(values.get("contribution_exact", True)),
            flags=flags,
            views=tuple(self._views(values)),
            gap=values.get("gap"),
            wide_gaps=tuple(self._wide_gaps(values)),
            deciding=tuple(each for each in unknown if each.width is None or each.width > 0),
            settling=settling(grid, values, unknown, undecided, flags, alone),
            better=None if changes is None else better_level(changes, values, by_id, self._readings),
            no_better=None if changes is not None else why_no_better(values, self.words),
            undecided=undecided,
            actions=proposed_to(grid, values, readings),
            exceptions=exceptions_told(excepted, by_id, self.result, self.words),
            unproven=tuple(by_id[id] for id in values.get(UNPROVEN) or ()),
            to_renew=tuple(by_id[id] for id in values.get(TO_RENEW) or ()),
        )

    def _identity(self, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        columns = self.result.grid.columns.values()
        shown = [column for column in columns if column.role in ("group", "size", "district", "shared_id", "identity")]
        texts = [(each.label, self._readings.identity_text(each.id, values.get(each.id))) for each in shown]
        return tuple((label, text) for label, text in texts if text)

    def _themes(
        self, values: Mapping[str, Any], readings: tuple[IndicatorReading, ...], bounds: Mapping[str, Bound]
    ) -> list[ThemeReading]:
        by_id = {reading.indicator.id: reading for reading in readings}
        weights = self._readings.weights(readings)

        def walk(node: Theme, depth: int) -> list[ThemeReading]:
            found = []
            for child in node.children:
                if isinstance(child, Theme):
                    found.append(self._theme(child, depth, values, weights.get(child.id), by_id, bounds.get(child.id)))
                    found += walk(child, depth + 1)
            return found

        return walk(self.result.grid.root, 0)

    def _theme(
        self,
        theme: Theme,
        depth: int,
        values: Mapping[str, Any],
        weight: float | None,
        by_id: Mapping[str, IndicatorReading],
        bound: Bound | None,
    ) -> ThemeReading:
        leaves = [by_id[node.id] for node in theme.walk() if isinstance(node, Indicator)]
        applicable = [leaf for leaf in leaves if leaf.state != "not_applicable"]
        return ThemeReading(
            theme=theme,
            depth=depth,
            weight=weight,
            score=values.get(score_column(theme.id)),
            low=values.get(low_column(theme.id)),
            high=values.get(high_column(theme.id)),
            coverage=values.get(coverage_column(theme.id)),
            level=theme.levels.named(values.get(level_column(theme.id))),
            gap=values.get(gap_column(theme.id)),
            answered=sum(leaf.state == "scored" for leaf in applicable),
            applicable=len(applicable),
            bound=bound,
        )

    def _flags(self, values: Mapping[str, Any], by_id: Mapping[str, IndicatorReading]) -> list[FlagReading]:
        grid, found = self.result.grid, []
        for column, holds in (("flags", True), ("flags_to_check", False)):
            for flag in (grid.flags[id] for id in values[column] or () if id in grid.flags):
                unknown = () if holds else self._lacking(flag, values, by_id)
                floor = grid.levels.named(flag.no_better_than)
                rule = self._rules[flag.id]
                if flag.id in (values.get(FLAGS_UNSURE) or ()):
                    rule = self.words.say("rapport.certitude.drapeau", rule=rule)
                found.append(FlagReading(flag, holds, floor, rule, unknown))
        return found

    def _lacking(
        self, flag: Flag, values: Mapping[str, Any], by_id: Mapping[str, IndicatorReading]
    ) -> tuple[ColumnAnswer, ...]:
        """Unknown answers that a flag depends on, read directly or through scores."""
        grid = self.result.grid
        read = flags_read(grid, [flag.when])
        conditions = [flag.when, *(each.when for id, each in grid.flags.items() if id in read)]
        found = [*self._unknown((name for each in conditions for name in columns_of(each)), values)]
        for reading in (by_id[id] for id in scores_read(grid, conditions)):
            if reading.state not in ("scored", "not_applicable"):
                found += [each for each in reading.answers if each.state not in ("scored", "not_applicable")]
        return tuple({each.column: each for each in found}.values())

    def _unknown(self, columns: Iterable[str], values: Mapping[str, Any]) -> tuple[ColumnAnswer, ...]:
        answers = (self._readings.answer(column, values) for column in dict.fromkeys(columns))
        return tuple(answer for answer in answers if answer.state not in ("scored", "not_applicable"))

    def _views(self, values: Mapping[str, Any]) -> list[ViewReading]:
        levels = self.result.grid.levels
        return [
            ViewReading(
                view.id,
                view.title,
                values.get(score_column(view.id)),
                values.get(coverage_column(view.id)),
                levels.named(values.get(level_column(view.id))),
            )
            for view in self.result.grid.views
        ]

    def _wide_gaps(self, values: Mapping[str, Any]) -> Iterator[tuple[str | None, float]]:
        least = self.result.grid.view_gap
        places = [(None, "gap"), *((theme.title, gap_column(theme.id)) for theme in self.result.grid.themes)]
        for title, column in places:
            gap = values.get(column)
            if least is not None and gap is not None and abs(gap) >= least.points:
                yield title, gap

    def _unknown_answers(
        self, readings: tuple[IndicatorReading, ...], swings: Mapping[str, float | None]
    ) -> tuple[DecisiveAnswer, ...]:
        """Unknown answers that have weight, the most decisive first."""
        found = [DecisiveAnswer(each, swings[each.indicator.id]) for each in readings if each.indicator.id in swings]
        return tuple(sorted(found, key=lambda each: float("-inf") if each.width is None else -each.width))

    def _undecided(self, values: Mapping[str, Any]) -> tuple[ColumnAnswer, ...]:
        rules = self.result.grid.level_rules if values["level_computed"] is None else ()
        return self._unknown((column for rule in rules for column in columns_of(rule.when)), values)


def _largest(readings: tuple[IndicatorReading, ...], side: str) -> tuple[IndicatorReading, ...]:
    weighing = [(getattr(reading, side), reading) for reading in readings]
    heavy = [(amount, reading) for amount, reading in weighing if amount is not None and round(amount, 9) > 0]
    return tuple(reading for _, reading in sorted(heavy, key=lambda pair: -pair[0]))
