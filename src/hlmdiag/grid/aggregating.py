"""Reads how a node makes one score of several, and refuses what its scale or its policy does not allow."""

from __future__ import annotations

from typing import Any

from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.model import Missing
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.validation import read_block
from hlmdiag.rules.aggregate import AGGREGATIONS, Aggregation, Mean
from hlmdiag.rules.scale import Scale
from hlmdiag.text.phrase import Listed


def read_aggregation(written: Any, scale: Scale, path: NodePath, faults: Faults) -> Aggregation:
    """The aggregation of a node; after a fault, the mean replaces it while the rest is read."""
    here = (*path, "aggregation")
    name = next(iter(written), "") if isinstance(written, dict) and len(written) == 1 else written
    if not isinstance(name, str) or name not in AGGREGATIONS:
        faults.add("grille.agregation", here, value=show(written), names=nearest_first(name, AGGREGATIONS))
        return Mean()
    model, parameters = AGGREGATIONS[name], written if isinstance(written, dict) else {}
    fields = model.model_fields
    if (parameters and not fields) or (not parameters and any(field.is_required() for field in fields.values())):
        alone = Listed(tuple(key for key, it in AGGREGATIONS.items() if not it.model_fields))
        faults.add("grille.agregation-parametres", here, name=name, alone=alone)
        return Mean()
    aggregation = read_block(model, parameters, here, faults)
    if aggregation is None:
        return Mean()
    for refusal in aggregation.refusals(scale):
        shown = {name: show(value) for name, value in refusal.values.items()}
        faults.add(refusal.code, (*here, *refusal.below), **shown)
    return aggregation


def resolve_missing(
    stated: Missing | None,
    here: NodePath | None,
    aggregation: Aggregation,
    scale: Scale,
    path: NodePath,
    faults: Faults,
) -> Missing:
    """The policy of a node: what is stated on it or above, else `exclude`, which a sum would count as zero."""
    if stated is None:
        return "exclude" if aggregation.normalises else "block"
    if stated == "exclude" and not aggregation.normalises:
        faults.add("grille.somme-exclude", (*path, "missing") if here == path else (*path, "aggregation"))
    if isinstance(stated, float) and here == path:
        check_within(stated, scale, (*path, "missing"), faults)
    return stated


def check_within(points: float, scale: Scale, path: NodePath, faults: Faults) -> None:
    """Check that the points of the grid lie between the ends of its scale, if it has one."""
    if scale.low is not None and scale.high is not None and not scale.low <= points <= scale.high:
        faults.add("grille.points", path, value=show(points), low=show(scale.low), high=show(scale.high))
