"""Scores units with other answers, laid out in columns: many units and many trials at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.explain.actionable_columns import ActionableColumn
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.scoring.deferred_columns import ColumnPlan
from hlmdiag.scoring.rescore import Rescorer

_MOST_ROWS = 20_000
"""Trials that are scored together: the working columns of as many units fit in some hundred megabytes."""


@dataclass(frozen=True)
class WhatIf:
    """Units and the answers that may be changed in them.

    `work`: one row per unit, the working columns of a replay, `start` (the index of its level) and, for the lever at
    each place: `order:<place>` (its turn among those of the unit; null: not to be changed), `goal:<place>` (what it
    would become) and `kept:<place>`.
    """

    rescoring: Rescoring
    work: pl.DataFrame

    @property
    def replay(self) -> Rescorer:
        """Scores the units again."""
        return self.rescoring.replay

    @property
    def levers(self) -> tuple[ActionableColumn, ...]:
        """The answers that may be changed."""
        return self.rescoring.levers

    @property
    def units(self) -> pl.DataFrame:
        """Every unit: its row in `work`."""
        return self.work.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("unit"))

    def filtered(self, wanted: pl.Series) -> WhatIf:
        """The units for which a Boolean holds."""
        return replace(self, work=self.work.filter(wanted))

    def levers_in_rows(self, *names: str) -> pl.DataFrame:
        """One row per unit and lever (`turn`, its place): what `work` says of it under each of these names."""
        parts = [
            self.units.with_columns(
                pl.lit(place, dtype=pl.Int32).alias("turn"),
                *(self.work[f"{name}:{place}"].alias(name) for name in names),
            )
            for place in range(len(self.levers))
        ]
        return pl.concat(parts).sort("unit", "turn")

    def with_levers(self, found: pl.DataFrame) -> WhatIf:
        """The same units, with what was found of some levers: the columns of `found` but `unit` and `turn`."""
        columns = []
        for (place,), lines in found.partition_by("turn", as_dict=True, maintain_order=True).items():
            for name in found.columns[2:]:
                known = lines.filter(lines[name].is_not_null())
                columns.append(self.work[f"{name}:{place}"].clone().scatter(known["unit"], known[name]))
        return replace(self, work=self.work.with_columns(columns))

    def works(self, found: pl.DataFrame) -> pl.Series:
        """Whether each trial gives its unit a better level, by answers that count: a refused one betters nothing."""
        before = self.work.select("start", "base-scored")[found["unit"]]
        better = (found["level"] < before["start"]) & (found["scored"] >= before["base-scored"])
        return better.fill_null(value=False)

    def run(self, trials: pl.DataFrame, *, detailed: bool = False) -> pl.DataFrame:
        """Score trials. Each has `unit` (its row in `work`) and says what is changed in it: the kept levers but the one
        at `without`, those whose turn comes before `cut`, and the lever at `turn`, which becomes `value`.

        Adds `level` (null without one), `score`, `pressure` (how many conditions of bad flags hold), `burden` (the
        points of the indicators, more being worse) and `scored` (how many have some); if `detailed`, the value and the
        points of each indicator too.
        """
        blocks = [self._scored(block, detailed) for block in trials.iter_slices(_MOST_ROWS)]
        return pl.concat(blocks) if blocks else self._scored(trials, detailed)

    def decided(self, trials: pl.DataFrame) -> pl.DataFrame:
        """Score trials as `run` does, for `level` (null without one) and `conclusive` alone."""
        parts = [self._given(block, self.rescoring.decided) for block in trials.iter_slices(_MOST_ROWS)]
        return pl.concat(parts) if parts else self._given(trials, self.rescoring.decided)

    def _scored(self, trials: pl.DataFrame, detailed: bool) -> pl.DataFrame:
        if detailed:
            return self._given(trials, self.rescoring.detailed)
        found = self._given(trials, self.rescoring.given)
        # a level that a score gives is the level; without a score, it is the only one still possible
        rest = found["level"].is_null().arg_true()
        if rest.is_empty():
            return found
        others = self._given(trials[rest], self.rescoring.decided)["level"]
        return found.with_columns(found["level"].scatter(rest, others))

    def _given(self, trials: pl.DataFrame, given: ColumnPlan) -> pl.DataFrame:
        work = self.work.select(name for name in self.work.columns if name in given.read)
        return trials.hstack(given.of(work[trials["unit"]].hstack(trials)))


def asked_of(units: pl.DataFrame, **given: pl.Expr | pl.Series) -> pl.DataFrame:
    """Trials of these units, in which nothing is changed but what is given."""
    nothing = {
        "cut": pl.lit(0, dtype=pl.Int32),
        "turn": pl.lit(-1, dtype=pl.Int32),
        "value": pl.lit(None, dtype=pl.Float64),
        "without": pl.lit(-1, dtype=pl.Int32),
    }
    return units.with_columns(**(nothing | given)).select("unit", *nothing)
