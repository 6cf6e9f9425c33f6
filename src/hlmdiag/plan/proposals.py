"""The proposals of a diagnosis as rows of a plan: by unit in the order of the result, actions in that of the design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.configuration import PlanSettings
from hlmdiag.explain import proposals_of
from hlmdiag.grid.model import Action
from hlmdiag.plan.expected_scores import ExpectedScores
from hlmdiag.plan.model import PlanRow
from hlmdiag.plan.settings import suggested
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.roles import label_of, role_of
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.wording import Wording


def units_of(result: Result, words: Wording) -> dict[str, dict[str, str | None]]:
    """The words of a plan on each unit, by code: its name, its group and its level in words."""
    group = role_of(result.grid, "group", result.frame)
    titles = {level.id: level.title for level in result.grid.levels}
    found = {}
    for line in result.frame.iter_rows(named=True):
        shown = {"name": label_of(line, result.grid), "group": line.get(group or "")}
        level = titles.get(line["level"]) or words.say("rapport.titre-niveau.non-concluant")
        found[unit_code(line, result.grid.keys)] = {key: str(it) if it else None for key, it in shown.items()} | {
            "level": level
        }
    return found


def proposals(
    result: Result, units: Mapping[str, Mapping[str, str | None]], words: Wording, scores: ExpectedScores,
    settings: PlanSettings,
) -> Iterator[PlanRow]:  # fmt: skip
    """A row for each action that the grid proposes to each unit; `units`: what is said of each one, by code.

    What the settings suggest (who answers for it, by when) is in it: it is written in new rows, and in no other.
    """
    asked = [row for row, actions in enumerate(result.frame["actions"].to_list()) if actions]
    gains = {action.id: scores.gains(action.targets) for action in result.grid.actions}
    for row, (values, actions) in zip(asked, proposals_of(result, words, asked), strict=True):
        code = unit_code(values, result.grid.keys)
        for proposed in actions:
            action = proposed.action
            triggers = [f"{each.indicator.title} ({each.text or each.state_text})" for each in proposed.triggers]
            yield PlanRow({
                "code": code, **units[code], "action": action.id, "title": action.title,
                "lever": words.say(f"rapport.levier.{action.lever}") if action.lever else None,
                "axis": words.say(f"rapport.dossier.axe.{action.tfpb_axis}") if action.tfpb_axis else None,
                "why": words.joined(triggers) or action.why, "effort": action.effort,
                "gain": _gain(gains[action.id][row], action, values, words),
                **suggested(action.id, units[code].get("group"), settings, result.manifest.reference_date),
            })  # fmt: skip


def _gain(gain: float | None, action: Action, values: Mapping[str, Any], words: Wording) -> float | str:
    """The points that the action gains, or why nobody can tell."""
    if not action.targets:
        return words.say("rapport.plan.gain.sans-critere")
    if values["score"] is None:
        return words.say("rapport.plan.gain.sans-note")
    return gain if gain is not None else words.say("rapport.plan.gain.critere-sans-note")
