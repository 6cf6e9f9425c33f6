"""The plans of several organisations as one, whose units have the codes that they have in the region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.identifiers import fold
from hlmdiag.plan import Plan, PlanRow
from hlmdiag.scoring.unit_code import JOINT

if TYPE_CHECKING:
    from hlmdiag.grid.model import Grid
    from hlmdiag.runs.received_files import SentFile


@dataclass(frozen=True)
class SentPlan:
    """A plan and whose it is, as its folder says."""

    owner: str
    plan: Plan


def read_sent(file: SentFile, asked: Grid) -> SentPlan:
    """The plan of a file. Refused: one that cannot be read whole, of another grid, or that nobody owns."""
    from hlmdiag.runs.plan_files import read_one

    plan, _ = read_one(file.path)
    grid = plan.grid.partition("@")[0]
    if grid != asked.id:
        values = {"path": file.name, "found": grid, "expected": asked.id}
        raise HlmdiagError([Problem("plan.autre-grille", Location(file.name), values)])
    if file.folder is None:
        raise HlmdiagError([Problem("collecte.sans-organisme", Location(file.name))])
    return SentPlan(file.folder, plan)


def together(plans: Sequence[SentPlan], grid: Grid, owners: Iterable[str]) -> Plan:
    """Every row of every plan, in their order; `owners`: the organisations by the names that the region gives them."""
    names = {fold(name): name for name in owners}
    rows = tuple(_row(row, names.get(fold(each.owner), each.owner)) for each in plans for row in each.plan.rows)
    added = tuple(dict.fromkeys(title for each in plans for title in each.plan.added))
    return Plan(f"{grid.id}@{grid.version}", rows, added)


def _row(row: PlanRow, owner: str) -> PlanRow:
    """A row as it was typed, its unit under the code that it has among those of all; one without a code stays so."""
    cells: Mapping[str, object] = row.cells
    code = cells.get("code")
    return row if code in (None, "") else replace(row, cells={**row.cells, "code": f"{owner}{JOINT}{code}"})
