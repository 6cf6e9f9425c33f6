"""A result beside an earlier one: what is worse, the same, better, and what nobody can tell, unit by unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hlmdiag.campaign.doubts import doubts_of
from hlmdiag.campaign.findings_counted import FindingsCounted
from hlmdiag.campaign.losses import losses
from hlmdiag.campaign.named_changes import changes_of
from hlmdiag.campaign.order import major_of
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import BaselineComparison, GridChange
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

_NAMED = 10
_LONGEST = 80


def require_comparable(baseline: Result, grid: Grid, name: str) -> None:
    """Refuse a baseline that holds other findings than a result of this grid would, with the reason (exit code 2).

    It is of another grid, has other keys, is of another major version, or holds some columns or some units only.
    """
    then = baseline.grid
    values: dict[str, Any] = {"name": name, "found": then.id, "expected": grid.id}
    if then.id != grid.id:
        raise _refused("reference.autre-grille", values)
    if then.keys != grid.keys:
        raise _refused("reference.autres-cles", values | {"found": _keys(then), "expected": _keys(grid)})
    if major_of(then) != major_of(grid):
        raise _refused("reference.autre-version", values | {"found": then.version, "expected": grid.version})
    if baseline.manifest.is_part:
        raise _refused("reference.colonnes", values)
    if baseline.manifest.selection is not None:
        conditions = Listed((*baseline.manifest.selection.conditions,), joint=BETWEEN_SENTENCES)
        raise _refused("reference.partielle", {"path": name, "conditions": conditions})


def compare(
    result: Result, baseline: Result | None, name: str, worse_by: float | None = None, *, accept_loss: bool = False
) -> BaselineComparison:
    """Compare with a baseline: changes for the worse, for the better, and undecided ones; none without a baseline yet.

    Worse (better): a level, a flag or, with `worse_by`, a score moved by more than so many points, whatever the answers
    that are not known (decision 0024). `name` is what messages call the baseline; `accept_loss`: what it had and this
    result no longer has is said, and is no failure.
    """
    day, version = result.manifest.reference_date.isoformat(), result.grid.version
    if baseline is None:
        return BaselineComparison(name, day, version, 0, 0, 0, 0, 0, 0, (), (), (), worse_by, is_empty=True, day=day)
    beside = FindingsCounted.of(result, baseline, worse_by)
    found = losses(result, baseline, beside.answers, beside.vanished.len())
    doubts, _ = doubts_of(beside.named, beside.moves, result, baseline)
    changes = _grid_changes(baseline.grid, result.grid)
    new, known_, resolved, undecided = beside.counts("worse", "stands", "better", "undecided")
    return BaselineComparison(
        name, baseline.manifest.reference_date.isoformat(), baseline.grid.version,
        new, known_, resolved, undecided, beside.appeared.len(), beside.vanished.len(),
        tuple(beside.appeared.head(_NAMED).to_list()), tuple(beside.vanished.head(_NAMED).to_list()),
        changes_of(beside.named, beside.moves, result, baseline), worse_by,
        same_grid=baseline.grid.hash == result.grid.hash, still_open=beside.open_levels(), doubtful=beside.doubtful,
        doubts=doubts, losses=found, losses_accepted=accept_loss and bool(found),
        grid_changes=tuple(changes[:_NAMED]), grid_change_count=len(changes), day=day,
        improvements=changes_of(beside.named, beside.moves, result, baseline, better=True),
    )  # fmt: skip


def _grid_changes(then: Grid, now: Grid) -> Sequence[GridChange]:
    if then.hash == now.hash:
        return ()
    from hlmdiag.method import compare as differences

    return [
        GridChange(each.path, str(each.kind), each.size.name.lower(), _written(each.before), _written(each.after))
        for each in differences(then, now).changes
    ]


def _written(value: Any) -> str | None:
    if value is None:
        return None
    text = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _refused(code: str, values: dict[str, Any]) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file="hlmdiag"), values)], USAGE)


def _keys(grid: Grid) -> Listed:
    return Listed((*grid.keys,))
