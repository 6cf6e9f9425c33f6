"""Why the score of a unit moved, in three numbers that add up: the grid, what is known, the answers (decision 0044)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.campaign.course import place_of_level
from hlmdiag.campaign.held_side import HeldSide
from hlmdiag.data.dataset_columns import data_state
from hlmdiag.grid.model import Grid
from hlmdiag.method import compare as differences
from hlmdiag.method.change_kinds import ChangeSize
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.external_references import read_beyond, reference_text
from hlmdiag.scoring.held_answers import carried_columns, dataset_of
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import read_column, state_column
from hlmdiag.scoring.score import score
from hlmdiag.states import NAMES, State

STEPS = ("then", "regraded", "informed", "answered", "now")
"""From the earlier campaign to the later one: as published, by the later grid, its gaps filled from the later answers,
the later answers with their gaps filled from the earlier ones, as published."""
CAUSES = ("grid", "informations", "answers")
_FOLLOWING = ("noise", "watch")
"""Keys of a grid that say how campaigns are compared, and score nothing."""
_AT_ONCE = 50_000
_WRITTEN = 8
_KNOWN = [NAMES[state] for state in (State.SCORED, State.NOT_APPLICABLE)]


def is_scored_alike(then: Grid, now: Grid) -> bool:
    """Whether two versions of a grid score alike: nothing but texts differs."""
    if then.uses.keys() != now.uses.keys():
        return False
    if then.hash == now.hash:
        return True
    changes = differences(then, now).changes
    return all(each.size is ChangeSize.PATCH or each.path.startswith(_FOLLOWING) for each in changes)


def rescored(then: Result, grid: Grid) -> Result:
    """An earlier result under a later grid, from the answers that it holds."""
    if is_scored_alike(then.grid, grid):
        return then
    return then.once(
        f"again:{grid.hash}:{sorted(grid.uses)}",
        lambda: score(grid, dataset_of(then, grid), date=then.manifest.reference_date, uses={}),
    )


def causes_of(then: Result, now: Result, rows: tuple[int, int]) -> dict[str, float] | None:
    """Why the score of one unit moved, by cause; `rows`: its rows then and now. None where nobody can tell."""
    is_whole = then.manifest.selection is None or is_scored_alike(then.grid, now.grid)
    if then.grid.keys != now.grid.keys or not is_whole:
        return None
    found = split(then, now, pl.DataFrame({"then": [rows[0]], "now": [rows[1]]})).row(0, named=True)
    return None if found["grid"] is None else {name: found[name] for name in CAUSES}


def split(then: Result, now: Result, pairs: pl.DataFrame) -> pl.DataFrame:
    """For each pair of rows (`then`, `now`) the score and the level at each of `STEPS`, and each of `CAUSES`.

    All are null where one of the campaigns publishes no score. `regraded` is null where the later grid makes no score
    of the earlier answers: the grid and the informations are then one number, said as informations.
    """
    again = rescored(then, now.grid)
    pieces = [_piece(then, again, now, pairs.slice(start, _AT_ONCE)) for start in range(0, pairs.height, _AT_ONCE)]
    if not pieces:
        pieces = [_piece(then, again, now, pairs)]
    return pl.concat(pieces)


def _piece(then: Result, again: Result, now: Result, pairs: pl.DataFrame) -> pl.DataFrame:
    before, after = pairs["then"].to_list(), pairs["now"].to_list()
    new = HeldSide.of(now, after)
    old = HeldSide.of(again, before)
    if again is not then:
        old = old.taking(new, _unread(then, again, before, old).__getitem__)
    steps = {"informed": old.filled(new), "answered": new.filled(old)}
    if again is not then:
        steps["regraded"] = old
    published = {"then": _published(then, before, now.grid), "now": _published(now, after, now.grid)}
    found = {name: step.scored for name, step in steps.items()} | published
    found.setdefault("regraded", published["then"])
    columns = [each.rename({"score": f"score:{name}", "level": f"level:{name}"}) for name, each in found.items()]
    return _caused(pl.concat(columns, how="horizontal"))


def _caused(frame: pl.DataFrame) -> pl.DataFrame:
    scores = {name: pl.col(f"score:{name}") for name in STEPS}
    given = pl.all_horizontal([scores[name].is_not_null() for name in STEPS if name != "regraded"])
    start = pl.coalesce(scores["regraded"], scores["then"])
    parts = {
        "grid": start - scores["then"],
        "informations": (scores["informed"] - start) + (scores["now"] - scores["answered"]),
        "answers": scores["answered"] - scores["informed"],
    }
    found = {f"score:{name}": scores[name] for name in STEPS}
    found |= {f"level:{name}:step": pl.col(f"level:{name}") for name in STEPS}
    found |= {name: _tidy(part) for name, part in parts.items()}
    return frame.select(pl.when(given).then(each).otherwise(None).alias(name) for name, each in found.items())


def _tidy(number: pl.Expr) -> pl.Expr:
    tidy = number.round(_WRITTEN)
    return pl.when(tidy == 0).then(0.0).otherwise(tidy)


def _published(result: Result, rows: Sequence[int], grid: Grid) -> pl.DataFrame:
    """The score and the computed level, by its place in the later grid, as a result publishes them."""
    level = place_of_level(pl.col("level_computed"), grid)
    return result.frame[list(rows)].select("score", level.alias("level"))


def _unread(then: Result, again: Result, rows: Sequence[int], old: HeldSide) -> dict[str, pl.Expr]:
    """By state, where the later grid cannot read what the earlier one knew, or asks what it did not have."""
    before = {each.id for each in then.grid.indicators}
    carried = {each.column.id for each in carried_columns(then.grid, again.grid)}
    known = then.frame[list(rows)].select(
        pl.col(state_column(id)).cast(pl.String).is_in(_KNOWN).alias(id) for id in before
    )
    found: dict[str, pl.Expr] = {}
    for each in again.grid.indicators:
        state = leaf("state", each.id)
        if each.id not in before:
            found[state] = pl.lit(value=True)
            continue
        unread = ~pl.col(state).is_in([int(State.SCORED), int(State.NOT_APPLICABLE)])
        found[state] = unread & pl.lit(known[each.id])
    for column in again.grid.columns:
        found[data_state(column)] = pl.lit(value=column not in carried)
    for place, reference in enumerate(read_beyond(again.grid)):
        found[f"beyond-state|{place}"] = pl.lit(value=read_column(reference_text(reference)) not in then.frame.columns)
    return found
