"""Outputs of each grid of a run, with all refusals that need no data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.gate_run import GateRun
from hlmdiag.runs.grids import for_every_grid
from hlmdiag.runs.outputs import OutputTarget, check_outputs, default_targets, fit_for, target_for_grid
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.saved_results import companions
from hlmdiag.runs.stock import with_contents
from hlmdiag.runs.written_part import WrittenPart

if TYPE_CHECKING:
    from hlmdiag.grid import Grid


@dataclass(frozen=True)
class GridPlan:
    """The outputs, the limits and the part to write of one grid, checked against it."""

    grid: Grid
    targets: Sequence[OutputTarget]
    problems: OutputTarget | None
    gate: GateRun
    part: WrittenPart
    by_default: bool = False
    """Whether the names are ours, nothing having been asked for."""

    def targets_for(self, units: int) -> Sequence[OutputTarget]:
        """Targets for that many units."""
        return fit_for(self.targets, units, rolled_unit(self.grid)) if self.by_default else self.targets


def plans(request: RunRequest, grids: Sequence[Grid], inputs: Sequence[Path]) -> list[GridPlan]:
    """The plan of each grid; an output that would be lost or replace an input is refused."""
    several = len(grids) > 1
    protected = _protected(request, inputs)

    def plan(grid: Grid) -> GridPlan:
        return GridPlan(
            grid,
            _targets(request, grid, inputs, several),
            target_for_grid(request.problems, grid.id) if request.problems is not None else None,
            GateRun.over(request.limits, grid, protected),
            WrittenPart.over(request.choice, grid),
            by_default=not request.targets and request.writes_by_default,
        )

    found = for_every_grid(grids, plan)
    kept = [each.gate.path for each in found if each.gate.path is not None]
    asked = [target for each in found for target in (*each.targets, each.problems) if target is not None]
    check_outputs(asked, [*protected, *kept], force=request.force)
    return found


def rolled_unit(grid: Grid) -> str | None:
    """Unit of the roll-up of a grid, if it has one."""
    return grid.roll_up.unit if grid.roll_up is not None else None


def _targets(request: RunRequest, grid: Grid, inputs: Sequence[Path], several: bool) -> list[OutputTarget]:
    if not request.targets:
        return default_targets(inputs[0], grid.id if several else None) if request.writes_by_default else []
    rolled = rolled_unit(grid)
    return [target_for_grid(target, grid.id, several=several, rolled=rolled) for target in request.targets]


def _protected(request: RunRequest, inputs: Sequence[Path]) -> list[Path]:
    used = [each for result in (*request.uses.values(), *request.history) for each in companions(result)]
    referred = [request.reference] if request.reference is not None else []
    return [*with_contents(inputs), *(Path(name) for name in request.grids), *used, *referred]
