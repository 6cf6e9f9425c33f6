"""The cheapest plan for a level in words: a line a unit, for every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hlmdiag.plan.model import Typed
from hlmdiag.plan.target import PlanTarget, TargetUnit
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

TARGET_COLUMNS = (
    "code", "name", "level", "note", "choisies", "effort", "cout-choisi", "retenue-note", "retenue-de", "retenue-a",
    "retenue-niveau", "remarque",
)  # fmt: skip
"""The columns of a line."""


@dataclass(frozen=True)
class TargetTold:
    """The search and its finding over the whole stock, and a line a unit."""

    texts: tuple[str, ...]
    lines: tuple[tuple[Typed, ...], ...]


def target_told(
    found: Sequence[TargetUnit], target: PlanTarget, result: Result, units: Mapping[str, Mapping[str, str | None]],
    words: Wording,
) -> TargetTold:  # fmt: skip
    """The sentences and the lines; `units`: what the diagnosis says of each unit, by code."""
    telling = _Telling(target, result, units, words)
    return TargetTold(telling.texts(found), tuple(telling.line(each) for each in found))


class _Telling:
    def __init__(
        self, target: PlanTarget, result: Result, units: Mapping[str, Mapping[str, str | None]], words: Wording
    ) -> None:
        self._target, self._units, self._words = target, units, words
        self._titles = {action.id: action.title for action in result.grid.actions}
        self._efforts = {action.id: action.effort for action in result.grid.actions}
        self._scores = result.frame["score"].to_list()

    def _say(self, key: str, **told: object) -> str:
        return self._words.say(f"rapport.plan.objectif.{key}", **told)

    def texts(self, found: Sequence[TargetUnit]) -> tuple[str, ...]:
        """Sentences on what was asked, how many units come to the level, at what cost, and which are left."""
        level = self._words.grid.levels.titles[self._target.level]
        reached = [each for each in found if each.reached == "trouve"]
        values = {"level": level, "units": self._words.count(len(reached)), "total": self._words.integer(len(found))}
        texts = [self._say("regles"), self._say("bilan", **values)]
        if self._target.budget is not None:
            spent = sum(each.cost or 0.0 for each in reached)
            told = {"spent": self._words.number(spent, 0), "budget": self._words.number(self._target.budget, 0)}
            texts.append(self._say("budget", **told))
        return tuple(texts)

    def line(self, each: TargetUnit) -> tuple[Typed, ...]:
        """The cells of a unit."""
        unit, remark = self._units.get(each.code) or {}, self._remark(each)
        own = (each.code, unit.get("name"), unit.get("level"), self._scores[each.row])
        if each.found is None:
            return (*own, *(None,) * 7, remark)
        chosen, outcome = each.found.actions, each.found.outcome
        named = self._words.joined(f"{action} {self._titles[action]}" for action in chosen)
        effort = sum(self._efforts[action] for action in chosen)
        cost = each.cost if each.cost is not None else self._say("cout-inconnu")
        levels = self._words.grid.levels
        level = self._words.titles(levels[levels.places[it]] for it in outcome.levels)
        return (*own, named, effort, cost, outcome.score, outcome.low, outcome.high, level, remark)

    def _remark(self, each: TargetUnit) -> str | None:
        if each.found is None or each.reached == "hors-budget":
            return self._say(each.reached)
        return self._say("exact" if each.found.is_exact else "approche")
