"""Campaigns compared: each unit then and now, why its score moved, its course, and the figures of the stock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from hlmdiag.campaign.beside import Beside
from hlmdiag.campaign.code_changes import CodeChanges, Reshaped, without_mark
from hlmdiag.campaign.confidence import kept_sign
from hlmdiag.campaign.course import LevelPlaces, course, place_of_level
from hlmdiag.campaign.follow_up_rows import rows_of
from hlmdiag.campaign.order import Named, need_common_units
from hlmdiag.campaign.score_split import STEPS, is_scored_alike, split
from hlmdiag.campaign.stock_split import STATISTICS, StockMove, stock_move
from hlmdiag.campaign.tallies import tallies
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.roles import columns_of_role, role_of, unit_labels
from hlmdiag.scoring.unit_code import codes_seen

MOVES = ("worse", "better", "to_confirm", "stable")
"""The move of a unit that both campaigns have: worse or better whatever the missing answers, perhaps so, or not."""


@dataclass(frozen=True)
class Followed:
    """Campaigns of one grid, in the order of their dates, as their last two compare.

    `units`: a row per unit of the last two campaigns, those of the last one first, in its order (see `unit_columns` of
    the documentation); `beside`: the evidence of the units of both, and what of it moved. `unknown_codes`: those of a
    table of codes that no campaign has.
    """

    campaigns: tuple[Named, ...]
    units: pl.DataFrame
    beside: Beside
    unknown_codes: tuple[str, ...] = ()

    @property
    def now(self) -> Result:
        """The last campaign."""
        return self.campaigns[-1][1]

    @property
    def then(self) -> Result:
        """The one before it."""
        return self.campaigns[-2][1]

    @property
    def grid(self) -> Grid:
        """The grid of the last campaign."""
        return self.now.grid

    @cached_property
    def is_one_grid(self) -> bool:
        """Whether the last two campaigns were scored alike."""
        return is_scored_alike(self.then.grid, self.grid)

    @cached_property
    def stock(self) -> tuple[StockMove, ...]:
        """The figures of the stock and their causes: by unit, then by what units hold where the grid has a size."""
        kinds = (False, True) if columns_of_role(self.grid, "size") else (False,)
        levels = STATISTICS if self.grid.levels else STATISTICS[1:]
        return tuple(stock_move(self.units, each, by_size=by_size) for by_size in kinds for each in levels)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row per unit of the last two campaigns: what programs read of a follow-up."""
        return rows_of(self)

    @cached_property
    def tallies(self) -> pl.DataFrame:
        """Each campaign counted, whole and by group (see `tallies`)."""
        return tallies([each for _, each in self.campaigns], self.grid)

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """Values computed once from this comparison and kept, by name (see `Result`)."""
        return {}

    def count(self, move: str, about: str = "move") -> int:
        """The number of units of both campaigns that moved so."""
        return int((self.units[about] == move).sum())

    def standing(self, status: str) -> int:
        """The number of such units; of those split or merged, how many there were before."""
        units = self.units.filter(pl.col("status") == status)
        return units.height if status in ("stayed", "came", "gone") else int(units["here:then"].sum())


def follow(given: Sequence[Named], codes: CodeChanges | None = None) -> Followed:
    """Compare campaigns that are in order (see `in_order`); `codes`: those that changed from one to the next.

    Raises where the last two have no unit in common (exit code 2).
    """
    if codes is None:
        need_common_units(*given[-2:])
        beside, units = _compared(given)
        return Followed(tuple(given), units, beside)
    *earlier, last = given
    campaigns = (*((name, codes.followed(each)) for name, each in earlier), last)
    need_common_units(*campaigns[-2:])
    beside, units = _compared(campaigns)
    units = _named_as_reshaped(units, codes.reshaped(earlier[-1][1]))
    return Followed(campaigns, units, beside, codes.unknown([each for _, each in given]))


def _compared(campaigns: Sequence[Named]) -> tuple[Beside, pl.DataFrame]:
    (_, then), (_, now) = campaigns[-2:]
    grid = now.grid
    beside = Beside.of(now, then, grid.watch.noise)
    sides = [_side(each, grid) for _, each in campaigns]
    before, after = _at_end(sides[-2], "then"), _at_end(sides[-1], "now")
    units = after.join(before, on="key", how="full", coalesce=True, maintain_order="left_right")
    present = units.filter(pl.col("row:then").is_not_null(), pl.col("row:now").is_not_null())
    parts = split(then, now, present.select(pl.col("row:then").alias("then"), pl.col("row:now").alias("now")))
    # both ends of the change are on each side already
    parts = present.select("key").hstack(parts)
    units = units.join(parts, on="key", how="left", maintain_order="left")
    units = units.join(_moved(beside), on="key", how="left", maintain_order="left")
    units = units.with_columns(_standing(grid))
    units = units.with_columns(kept_sign(then, now, units))
    units = units.with_columns(_flags("flags:now", "flags:then", "raised"), _flags("flags:then", "flags:now", "ended"))
    return beside, _with_course(units, sides, grid)


def _named_as_reshaped(units: pl.DataFrame, reshaped: Reshaped) -> pl.DataFrame:
    """Units under their own codes; those split or merged name the codes of the other campaign."""
    found = {**reshaped.before, **reshaped.after}
    table = pl.DataFrame(
        {"key": list(found), "how": [how for how, _ in found.values()], "with": [list(to) for _, to in found.values()]},
        schema={"key": pl.String, "how": pl.String, "with": pl.List(pl.String)},
    )
    joined = units.drop("related").join(table, on="key", how="left", maintain_order="left")
    return joined.with_columns(
        without_mark(pl.col("key")).alias("key"), pl.coalesce("how", "status").alias("status")
    ).rename({"with": "related"}).drop("how")  # fmt: skip


def size_label(grid: Grid) -> str:
    """The label of the column that says how much a unit holds; empty where there is none."""
    return next((grid.columns[name].label for name in columns_of_role(grid, "size")), "")


def _side(result: Result, grid: Grid) -> pl.DataFrame:
    """The published columns of the units of a campaign."""
    frame, own = result.frame, result.grid
    names = {role: role_of(own, role, frame) for role in ("group", "size")}
    worst = own.levels.ids[-1] if own.levels else None
    alerts = [flag.id for flag in own.flags.values() if flag.alert]
    columns = [
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        pl.col("level").cast(pl.String), pl.col("level_computed").cast(pl.String), pl.col("override").cast(pl.String),
        pl.col("score").alias("published"), "low", "high", "coverage", "flags",
        (pl.col("level").cast(pl.String) == pl.lit(worst, dtype=pl.String)).alias("worst:final"),
        (pl.col("level_computed").cast(pl.String) == pl.lit(worst, dtype=pl.String)).alias("worst"),
        pl.any_horizontal([pl.lit(value=False), *(pl.col("flags").list.contains(each) for each in alerts)])
        .alias("alert"),
        unit_labels(own, frame).alias("label"),
        *(
            (pl.col(name) if name is not None else pl.lit(None))
            .cast(pl.Float64 if role == "size" else pl.String).alias(role)
            for role, name in names.items()
        ),
        place_of_level(pl.col("level"), grid).alias("place"),
    ]  # fmt: skip
    return pl.DataFrame({"key": codes_seen(result)}).hstack(frame.select(columns))


def _at_end(side: pl.DataFrame, end: str) -> pl.DataFrame:
    """The same under names that say when: `level:then`; what is told of a level comes after, `worst:then:final`."""
    names = {name: name.partition(":") for name in side.columns if name != "key"}
    return side.rename({name: f"{first}:{end}{colon}{rest}" for name, (first, colon, rest) in names.items()})


def _moved(beside: Beside) -> pl.DataFrame:
    """The move of the level and of the score of each unit of both."""
    named = {move.about: move for move in beside.moves if move.about != "flag"}
    columns = []
    for about in ("level", "score"):
        if about not in named:
            columns.append(pl.lit(None, dtype=pl.String).alias(f"{about}_move"))
            continue
        worse, better, open_ = (pl.col(named[about].column(part)) for part in ("worse", "better", "undecided"))
        words = pl.when(worse).then(pl.lit("worse")).when(better).then(pl.lit("better"))
        columns.append(words.when(open_).then(pl.lit("to_confirm")).otherwise(pl.lit("stable")).alias(f"{about}_move"))
    found = beside.both.select("key", *columns)
    level, score = pl.col("level_move"), pl.col("score_move")
    firm = level.is_in(["worse", "better", "to_confirm"])
    return found.with_columns(pl.when(firm).then(level).otherwise(score).alias("move"))


def _standing(grid: Grid) -> Iterator[pl.Expr]:
    here = {end: pl.col(f"row:{end}").is_not_null() for end in ("then", "now")}
    status = pl.when(here["then"] & here["now"]).then(pl.lit("stayed"))
    yield status.when(here["now"]).then(pl.lit("came")).otherwise(pl.lit("gone")).alias("status")
    yield from (is_there.alias(f"here:{end}") for end, is_there in here.items())
    last = len(grid.levels) - 1
    yield from ((pl.col(f"level:{name}:step") == last).alias(f"worst:{name}") for name in STEPS[1:-1])
    yield pl.lit(None, dtype=pl.List(pl.String)).alias("related")
    yield (pl.col("published:now") - pl.col("published:then")).round(8).alias("change")


def _flags(of: str, without: str, name: str) -> pl.Expr:
    """The flags of one campaign that the other did not raise; of units that both have."""
    both = pl.col("flags:now").is_not_null() & pl.col("flags:then").is_not_null()
    return pl.when(both).then(pl.col(of).list.set_difference(pl.col(without))).alias(f"flags_{name}")


def _with_course(units: pl.DataFrame, sides: Sequence[pl.DataFrame], grid: Grid) -> pl.DataFrame:
    """The units with their level at each campaign (`sides`: what each publishes), and what their course says."""
    names = [f"level:{place}" for place in range(len(sides))]
    alerts = [f"alert:{place}" for place in range(len(sides))]
    for place, side in enumerate(sides):
        shown = side.select(
            "key", pl.col("place").alias(names[place]), pl.col("alert").alias(alerts[place]),
            *(pl.col(what).alias(f"{what}:{place}") for what in ("row", "published", "low", "high")),
        )  # fmt: skip
        units = units.join(shown, on="key", how="left", maintain_order="left")
    for step in course(names, alerts, LevelPlaces.of(grid.watch, grid.levels.places)):
        units = units.with_columns(step)
    kept = [name for name in units.columns if not name.startswith("|")]
    absent = pl.col("status") == "gone"
    return units.select(kept).with_columns(
        pl.when(absent).then(None).otherwise(pl.col(name)).alias(name) for name in ("since", "campaigns", "watch")
    )
