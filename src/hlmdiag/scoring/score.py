"""The flow of a diagnosis: from a grid and a dataset to a result, the whole stock at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.rules.span import ENDS
from hlmdiag.scoring.actions import propose
from hlmdiag.scoring.assemble import assemble
from hlmdiag.scoring.columns import leaf
from hlmdiag.scoring.evidence import with_evidence
from hlmdiag.scoring.exceptions import check_exceptions
from hlmdiag.scoring.group_spellings import groups_alike
from hlmdiag.scoring.measure import measure
from hlmdiag.scoring.overlay_parent import dataset_for_parent, with_parent
from hlmdiag.scoring.result import Manifest, Result
from hlmdiag.scoring.stock_alerts import check_stock_alerts
from hlmdiag.scoring.tallies import Tally, problems_told


def score(grid: Grid, dataset: Dataset, *, date: date, uses: Mapping[str, Result] | None = None) -> Result:
    """Diagnose every unit of a dataset.

    `date` is the reference date: ages and windows of events are counted up to it. `uses` gives the results that the
    grid reads, by their local name; `HlmdiagError` (exit code 3) is raised where one is lacking that is not optional.
    A result has one row per unit, in the received order, and keeps the problems of the dataset with those that scoring
    found.
    """
    grid, frame, tallies = score_units(grid, dataset, date, uses or {})
    problems = [*problems_told(tallies), *groups_alike(frame, grid), *check_stock_alerts(frame, grid)]
    return Result(grid, frame, manifest_of(dataset, date, [*problems, *check_exceptions(dataset.notes, grid, date)]))


def score_units(
    grid: Grid, dataset: Dataset, day: date, given: Mapping[str, Result]
) -> tuple[Grid, pl.DataFrame, list[Tally]]:
    """The grid without the results that were not given, its columns for each unit, and what was counted over them.

    The dataset may be a piece of a stock: only ranks then look at the other units, and are those within the piece.
    """
    given = dict(given)
    grid = settled(grid, given)
    # a saved result already holds what it read of other results: what it did not read is missing
    is_held = dataset.already_read is not None
    lacking = [name for name in grid.uses if name not in given and not is_held]
    if lacking:
        raise HlmdiagError(
            [Problem("notation.resultat-absent", values={"name": name, "grid": grid.uses[name].id}) for name in lacking]
        )
    measured = measure(grid, dataset, day, given)
    actions = propose(measured.frame, grid, measured.tree)
    measured = replace(measured, frame=_without_bounds(measured.frame, grid))
    result = assemble(measured.frame, grid, actions, measured.tree.resolve)
    result = with_evidence(result, grid, measured.proofs, day)
    if grid.parent is not None:
        result = with_parent(result, _parent(grid.parent, grid, dataset, day, given))
    return grid, result, measured.tallies


def _without_bounds(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Drop the ends of the points that no result shows, once all that reads them has: a fifth of the memory."""
    return frame.drop(leaf(end, each.id) for each in grid.indicators if not each.may_be_other for end in ENDS)


def _parent(parent: Grid, grid: Grid, dataset: Dataset, day: date, given: Mapping[str, Result]) -> Result | None:
    """Result of the extended grid on the same data; None where a result that it reads is absent."""
    if dataset.already_read is None and any(name not in given for name in parent.uses):
        return None
    return score(replace(parent, parent=None), dataset_for_parent(parent, grid, dataset), date=day, uses=given)


def manifest_of(dataset: Dataset, day: date, problems: list[Problem]) -> Manifest:
    """Origin of the result of a dataset; `problems`: those that scoring found."""
    from hlmdiag import __version__

    parts = {f"stock:{place}": columns for place, columns in enumerate(dataset.stock.parts)}
    heard = dataset.respondents
    voices = () if heard is None else heard.parts or (heard.provenance,)
    parts |= {f"voices:{place}": columns for place, columns in enumerate(voices)}
    events = {name: table.provenance for name, table in dataset.events.items()}
    provenance = {"stock": dataset.stock.provenance} | parts | events
    return Manifest(
        tool_version=__version__,
        reference_date=day,
        inputs=dataset.inputs,
        provenance=provenance,
        problems=(*dataset.problems, *problems),
        counts=dataset.counts,
        translated=dataset.translated,
        organisation=dataset.organisation,
        awaited=dataset.awaited,
        notes=dataset.notes,
    )
