"""Scores units with other answers, laid out in columns: many units and many trials at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.explain.actionable_columns import ActionableColumn
from hlmdiag.explain.rescoring import Rescoring
from hlmdiag.scoring.columns import is_true
from hlmdiag.scoring.deferred_columns import ColumnPlan
from hlmdiag.scoring.rescore import Rescorer

_MOST_ROWS = 20_000
"""Trials that are scored together: the working columns of as many units fit in some hundred megabytes."""


@dataclass(frozen=True)
class WhatIf:
    """Units and the answers that may be changed in them.

    `work`: one row per unit, the working columns of a replay, `start` (the index of its level) and, for the lever at
    each place: `order:<place>` (its turn among those of the unit; null: not to be changed), `goal:<place>` (what it
    would become) and `kept:<place>`. `base`: all that is computed of the units where nothing is changed; with it, a
    trial computes what its changes have a hand in, and nothing else.
    """

    rescoring: Rescoring
    work: pl.DataFrame
    base: pl.DataFrame | None = None

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
        return self.among(wanted.arg_true())

    def among(self, units: pl.Series) -> WhatIf:
        """Some units, by their row, which may come several times."""
        return replace(self, work=self.work[units], base=None if self.base is None else self.base[units])

    def with_base(self) -> WhatIf:
        """The same units, and what is computed of them where nothing is changed."""
        trials = asked_of(self.units)
        return replace(self, base=self.rescoring.given.on_the_way(self._read(trials, self.rescoring.given)))

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
        plan = self.rescoring.given
        found = self._given(trials, plan if self.base is None else plan.depending_on(self._changed(trials)))
        # a level given by a score is final; without a score, look for the only level still possible
        rest = found["level"].is_null().arg_true()
        if rest.is_empty():
            return found
        others = self._given(trials[rest], self.rescoring.decided)["level"]
        return found.with_columns(found["level"].scatter(rest, others))

    def _changed(self, trials: pl.DataFrame) -> set[str]:
        """The new answers that these trials may have (see `Rescoring`)."""
        if trials.is_empty():
            return set()
        furthest = trials["cut"].max()
        taken = self.work[trials["unit"].unique()].select(
            (pl.col(f"kept:{place}") | is_true(pl.col(f"order:{place}") < furthest)).any().alias(f"new:{place}")
            for place in range(len(self.levers))
        )
        tried = {f"new:{turn}" for turn in trials["turn"].unique()}
        return tried | {name for name, is_taken in taken.to_dicts()[0].items() if is_taken}

    def _given(self, trials: pl.DataFrame, given: ColumnPlan) -> pl.DataFrame:
        return trials.hstack(given.of(self._read(trials, given)))

    def _read(self, trials: pl.DataFrame, plan: ColumnPlan) -> pl.DataFrame:
        """What a plan reads of the units of trials, beside the trials."""
        held = {} if self.base is None else dict(zip(self.base.columns, self.base.get_columns(), strict=True))
        held |= zip(self.work.columns, self.work.get_columns(), strict=True)
        names = [name for name in held if name in plan.read]
        read = pl.DataFrame([held[name] for name in names])[trials["unit"]].get_columns() if names else []
        return trials.hstack(read)


def asked_of(units: pl.DataFrame, **given: pl.Expr | pl.Series) -> pl.DataFrame:
    """Trials of these units, in which nothing is changed but what is given."""
    nothing = {
        "cut": pl.lit(0, dtype=pl.Int32),
        "turn": pl.lit(-1, dtype=pl.Int32),
        "value": pl.lit(None, dtype=pl.Float64),
        "without": pl.lit(-1, dtype=pl.Int32),
    }
    return units.with_columns(**(nothing | given)).select("unit", *nothing)
