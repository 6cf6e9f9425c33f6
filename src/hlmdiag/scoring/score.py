"""The flow of a diagnosis: from a grid and a dataset to a result, the whole stock at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hlmdiag.data.dataset import Dataset
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.actions import propose
from hlmdiag.scoring.answers import answer
from hlmdiag.scoring.assemble import assemble
from hlmdiag.scoring.classify import classify
from hlmdiag.scoring.computed import work_out
from hlmdiag.scoring.contributions import contribute
from hlmdiag.scoring.notices import notice
from hlmdiag.scoring.overrides import override
from hlmdiag.scoring.parent import as_read_by, beside
from hlmdiag.scoring.publish import publish_indicators, publish_themes
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.references import materialise, resolver
from hlmdiag.scoring.respondents import answer_each, judged
from hlmdiag.scoring.result import Manifest, Result
from hlmdiag.scoring.shares import count, left_out
from hlmdiag.scoring.stock_alerts import look_over
from hlmdiag.scoring.tree import Tree
from hlmdiag.scoring.views import look

__all__ = ["score"]


def score(grid: Grid, dataset: Dataset, *, date: date, uses: Mapping[str, Result] | None = None) -> Result:
    """Diagnose every unit of a dataset.

    `date` is the reference date: ages and windows of events are counted up to it. `uses` gives the results that the
    grid reads, by their local name; `HlmdiagError` (exit code 3) is raised where one is lacking. A result has one
    row per unit, in the received order, and keeps the problems of the dataset with those that scoring found.
    """
    given = dict(uses or {})
    lacking = [name for name in grid.uses if name not in given]
    if lacking:
        raise HlmdiagError(
            [Problem("notation.resultat-absent", values={"name": name, "grid": grid.uses[name].id}) for name in lacking]
        )
    frame, lacks = work_out(dataset.stock.frame, grid, dataset, date)
    frame, found, problems = materialise(frame, grid, dataset, date, given)
    problems += lacks
    resolve = resolver(found)
    alone = [indicator for indicator in grid.indicators if indicator.consolidate is None]
    frame = answer(frame, grid, alone, resolve, date)
    problems += notice(frame, grid, alone)
    if grid.respondents is not None:
        frame, rows = answer_each(frame, grid, dataset.respondents, resolve, date)
        problems += notice(rows, grid, judged(grid))
    tree = Tree.of(grid, resolve, date)
    frame = tree.aggregate(frame)
    frame = publish_themes(publish_indicators(frame, grid), grid)
    frame = look(frame, grid, tree)
    frame = contribute(classify(frame, grid, resolve, date), grid)
    frame = rank(override(frame, grid, dataset))
    frame = count(frame, grid, tree)
    problems += left_out(frame, grid)
    result = assemble(frame, grid, propose(frame, grid, tree))
    problems += look_over(result, grid)
    if grid.parent is not None:
        result = beside(result, _parent(grid.parent, grid, dataset, date, given))
    return Result(grid, result, _manifest(dataset, date, problems))


def _parent(parent: Grid, grid: Grid, dataset: Dataset, day: date, given: Mapping[str, Result]) -> Result | None:
    """What the grid that this one extends says of the same data; None where a result that it reads is not there."""
    if any(name not in given for name in parent.uses):
        return None
    return score(replace(parent, parent=None), as_read_by(parent, grid, dataset), date=day, uses=given)


def _manifest(dataset: Dataset, day: date, problems: list[Problem]) -> Manifest:
    from hlmdiag import __version__

    parts = {f"stock:{place}": columns for place, columns in enumerate(dataset.stock.parts)}
    events = {name: table.provenance for name, table in dataset.events.items()}
    provenance = {"stock": dataset.stock.provenance} | parts | events
    return Manifest(
        tool_version=__version__,
        reference_date=day,
        inputs=dataset.inputs,
        provenance=provenance,
        problems=(*dataset.problems, *problems),
        counts=dataset.counts,
    )
