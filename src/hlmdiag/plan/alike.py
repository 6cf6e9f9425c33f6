"""The units most like a given one where an action was done: what was done there, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from hlmdiag.campaign.order import Named
from hlmdiag.grid.model import Action, Indicator
from hlmdiag.plan.lessons import StepsByAction, judged, steps_of
from hlmdiag.plan.matched import Matched
from hlmdiag.plan.model import Plan
from hlmdiag.plan.steps import standing
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import level_column, score_column, state_column
from hlmdiag.scoring.roles import unit_labels
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.states import NAMES, State

SHOWN: Final = 5


@dataclass(frozen=True)
class DoneAction:
    """An action done in a unit: `then`, `now`: the points of its criterion in the first and the last result."""

    id: str
    action: Action | None
    title: str
    judged: str
    is_proposed: bool
    """Whether it is proposed to the unit in question too."""
    indicator: Indicator | None
    then: float | None
    now: float | None


@dataclass(frozen=True)
class AlikeUnit:
    """A unit as it was: of its actions and those of the unit in question (`actions`), how many are common; of the
    themes whose level both have (`themes`), how many are at the same one.
    """

    code: str
    name: str | None
    common: int
    actions: int
    same: int
    themes: int
    done: tuple[DoneAction, ...]

    @property
    def likeness(self) -> float:
        """From 0 to 2: the share of common actions and that of themes at one level."""
        return self.common / max(self.actions, 1) + self.same / max(self.themes, 1)


@dataclass(frozen=True)
class Alike:
    """The unit in question as the last result has it, and those most like it as the first one had them.

    `done_in`: the units of the first result where something was done, those that are listed among them.
    """

    code: str
    name: str | None
    done_in: int
    units: tuple[AlikeUnit, ...]


def alike(plans: Sequence[Plan], campaigns: Sequence[Named], row: int) -> Alike:
    """The units most like the one at a row of the last result; `campaigns`: results in the order of their dates."""
    matched, (steps, _) = Matched.of(campaigns), steps_of(plans)
    mine = _traits(matched.results[-1], [row])[0]
    done: dict[str, list[str]] = {}
    for (code, action), rows in steps.items():
        if standing(rows) == "done" and code in matched.rows[0] and code != mine["code"]:
            done.setdefault(code, []).append(action)
    theirs = _traits(matched.results[0], [matched.rows[0][code] for code in done])
    found = [_unit(mine, each, done[each["code"]], steps, matched) for each in theirs]
    ordered = sorted((each for each in found if each.likeness > 0), key=lambda each: (-each.likeness, each.code))
    return Alike(mine["code"], mine["name"], len(found), tuple(ordered[:SHOWN]))


def _traits(result: Result, rows: Sequence[int]) -> list[dict[str, Any]]:
    """The code, the name, the actions and the levels of themes of some units."""
    frame = result.frame.with_columns(codes_seen(result).alias("|code"))[list(rows)]
    levels = [level_column(theme.id) for theme in result.grid.themes]
    kept = [name for name in levels if name in frame.columns]
    name = unit_labels(result.grid, frame).alias("name")
    wanted = frame.select(
        pl.col("|code").alias("code"), name, "actions", *(pl.col(each).cast(pl.String) for each in kept)
    )
    return [{**{key: line[key] for key in ("code", "name")}, "actions": set(line["actions"] or ()),
             "levels": {each: line[each] for each in kept if line[each] is not None}}
            for line in wanted.iter_rows(named=True)]  # fmt: skip


def _unit(
    mine: Mapping[str, Any], other: Mapping[str, Any], actions: Sequence[str], steps: StepsByAction, matched: Matched
) -> AlikeUnit:
    shared = mine["levels"].keys() & other["levels"].keys()
    same = sum(mine["levels"][each] == other["levels"][each] for each in shared)
    either = mine["actions"] | other["actions"]
    done = tuple(_done(mine, other["code"], actions, steps, matched))
    common = len(mine["actions"] & other["actions"])
    return AlikeUnit(other["code"], other["name"], common, len(either), same, len(shared), done)


def _done(
    mine: Mapping[str, Any], code: str, actions: Sequence[str], steps: StepsByAction, matched: Matched
) -> Iterator[DoneAction]:
    known = {each.id: each for each in matched.grid.actions}
    leaves = {each.id: each for each in matched.grid.indicators}
    for id in sorted(actions, key=[*known, *actions].index):
        rows, action = steps[code, id], known.get(id)
        indicator = leaves.get(action.success or "") if action is not None else None
        title = action.title if action is not None else str(rows[0].cells.get("title") or "")
        then, now = (_points(matched, place, code, indicator) for place in (0, -1))
        yield DoneAction(id, action, title, judged(rows), id in mine["actions"], indicator, then, now)


def _points(matched: Matched, place: int, code: str, indicator: Indicator | None) -> float | None:
    """The points of a criterion where it was scored."""
    row = matched.rows[place].get(code)
    if indicator is None or row is None:
        return None
    frame = matched.results[place].frame
    is_scored = str(frame[state_column(indicator.id)][row]) == NAMES[State.SCORED]
    return frame[score_column(indicator.id)][row] if is_scored else None
