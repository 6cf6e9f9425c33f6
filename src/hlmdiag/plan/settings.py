"""The suggestions of `[plan]` in a settings file for new rows, and the check of the names in it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from hlmdiag.configuration import Configuration, PlanSettings
from hlmdiag.errors import USAGE, HlmdiagError, Problem, Severity
from hlmdiag.grid import load_shipped
from hlmdiag.plan.model import HISTORY, OURS, PEOPLE, Typed
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import Phrase
from hlmdiag.wording import Wording


def suggested(action: str, group: str | None, settings: PlanSettings, day: date) -> dict[str, Typed]:
    """The person who answers for a new action and its deadline, as far as the settings say: people may change both."""
    found: dict[str, Typed] = {}
    if (function := settings.responsible.get(group or "")) is not None:
        found["responsible"] = function
    if (days := settings.delays.get(action, settings.delay)) is not None:
        found["deadline"] = day + timedelta(days=days)
    return found


def check_settings(
    result: Result, units: Mapping[str, Mapping[str, str | None]], settings: Configuration, words: Wording
) -> list[Problem]:
    """The problems of groups that no unit has; raises (exit code 2) for actions and titles that cannot be.

    An action of another grid that comes with the tool waits for that grid: one file may serve several.
    """
    problems = [*_actions(result, settings), *_titles(settings, words)]
    if problems:
        raise HlmdiagError(sorted(problems, key=lambda each: each.location.line or 0), USAGE)
    groups = {each["group"] for each in units.values() if each.get("group")}
    strange = (group for group in settings.plan.responsible if group not in groups)
    return [_said("groupe", settings, ("responsible", each), groups, Severity.WARNING) for each in strange]


def _actions(result: Result, settings: Configuration) -> Iterator[Problem]:
    known = {action.id for action in result.grid.actions}
    named = [(table, id) for table in ("delays", "costs") for id in getattr(settings.plan, table) if id not in known]
    others = {action.id for grid in load_shipped() for action in grid.actions} if named else set()
    for path in named:
        if path[1] not in others:
            yield _said("action-inconnue", settings, path, known, grid=result.grid.id)


def _titles(settings: Configuration, words: Wording) -> Iterator[Problem]:
    ours = {words.say(f"rapport.plan.colonne.{key}").casefold() for key in (*OURS, *PEOPLE, *HISTORY)}
    for title in settings.plan.columns:
        if title.casefold() in ours:
            yield _said("titre", settings, ("columns", title), ())


def _said(
    code: str, settings: Configuration, path: tuple[str, str], known: Collection[str | None],
    severity: Severity = Severity.ERROR, **values: str,
) -> Problem:  # fmt: skip
    close = difflib.get_close_matches(path[1], [each for each in known if each], n=1, cutoff=0.5)
    nearest = Phrase("usage.vouliez-vous", nearest=close[0]) if close else ""
    place = settings.place(settings.plan.line(*path))
    return Problem(f"reglages.plan-{code}", place, {"key": path[1], "nearest": nearest, **values}, severity)
