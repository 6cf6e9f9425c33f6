"""A landlord's own actions beside those of the grid: read by its keys, triggered by what the result holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from hlmdiag.configuration import Configuration
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.expression import ResultRef
from hlmdiag.expression.names import ColumnRef
from hlmdiag.grid import load_document
from hlmdiag.grid.model import Action, Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.scoring.actions import propose
from hlmdiag.scoring.classify import classify
from hlmdiag.scoring.publication import publish_themes
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.text.phrase import Phrase


def with_own_actions(result: Result, settings: Configuration) -> Result:
    """The same result, the actions of the settings file among those that its grid proposes.

    Raises `HlmdiagError` (exit code 2) with every fault of them, each at its line.
    """
    if not settings.plan.actions:
        return result
    own = _loaded(result.grid, settings)
    replay = Rescorer(result, frozenset())
    problems = [each for action in own for each in _unheld(action, replay, settings)]
    if problems:
        raise HlmdiagError(problems, USAGE)
    grid = replace(result.grid, actions=(*result.grid.actions, *own))
    return replace(result, grid=grid, frame=result.frame.with_columns(_proposed(replay, grid).alias("actions")))


def _loaded(grid: Grid, settings: Configuration) -> list[Action]:
    given = settings.plan.actions
    known = [id for id in given if any(action.id == id for action in grid.actions)]
    if known:
        values = {"grid": grid.id}
        places = ((id, settings.place(settings.plan.line("actions", id))) for id in known)
        said = [Problem("reglages.plan-action-connue", place, {"key": id, **values}) for id, place in places]
        raise HlmdiagError(said, USAGE)
    document = dict(grid.document) | {"actions": {**(grid.document.get("actions") or {}), **_as_written(given)}}
    paths = (path for path in settings.plan.lines if path[:1] == ("actions",))
    lines = {".".join(path): settings.plan.lines[path] for path in paths}
    used = {each.id: each for each in (*grid.uses.values(), *grid.unread.values())}
    file = settings.place(1).file or ""
    try:
        loaded = settled(load_document(document, lines, file, used, parent=grid.parent), grid.uses)
    except HlmdiagError as error:
        raise HlmdiagError(error.problems, USAGE) from None
    return [action for action in loaded.actions if action.id in given]


def _as_written(blocks: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {id: dict(block) for id, block in blocks.items()}


def _unheld(action: Action, replay: Rescorer, settings: Configuration) -> Iterator[Problem]:
    """The columns that a trigger reads and the result does not hold: the trigger could never be decided."""
    views = {view.id for view in replay.grid.views}
    for reference in action.when.references:
        is_view = isinstance(reference, ResultRef) and reference.grid is None and reference.node in views
        if is_view or replay.is_lost(reference):
            place = settings.place(settings.plan.line("actions", action.id, "when"))
            name = reference.name if isinstance(reference, ColumnRef) else action.when.text
            fault = Phrase("reglages.plan-non-garde", name=name)
            values = {"key": action.id, "grid": replay.grid.id, "fault": fault}
            yield Problem("reglages.plan-action-refusee", place, values)


def _proposed(replay: Rescorer, grid: Grid) -> pl.Series:
    """For each unit what its result proposes and what the new actions add, in the usual order."""
    tree = ScoreTree.of(grid, replay.resolve, replay.day)
    held = replay.rows(range(replay.result.frame.height))
    frame = classify(publish_themes(tree.aggregate(held), grid), grid, replay.resolve, replay.day)
    before, after = replay.result.frame["actions"].to_list(), propose(frame, grid, tree).to_list()
    added = {action.id for action in grid.actions} - {action.id for action in replay.grid.actions}
    lists = []
    for kept, now in zip(before, after, strict=True):
        found = [each for each in now if each in added or each in (kept or ())]
        lists.append([*found, *(each for each in kept or () if each not in found)])
    return pl.Series(lists, dtype=pl.List(pl.String))
