"""Reads how a node makes one score of several, and refuses what its scale or its policy does not allow."""

from __future__ import annotations

from typing import Any

from hlmdiag.grid.faults import Faults, nearest_first, show
from hlmdiag.grid.model import Missing
from hlmdiag.grid.places import Path
from hlmdiag.grid.validation import read_block
from hlmdiag.rules.aggregate import AGGREGATIONS, Aggregation, Geometric, Mean, Share, Sum
from hlmdiag.rules.scale import Scale

__all__ = ["read_aggregation", "resolve_missing"]


def read_aggregation(written: Any, scale: Scale, path: Path, faults: Faults) -> Aggregation:
    """The aggregation of a node; after a fault, the mean stands in while the rest is read."""
    here = (*path, "aggregation")
    name = next(iter(written), "") if isinstance(written, dict) and len(written) == 1 else written
    if not isinstance(name, str) or name not in AGGREGATIONS:
        faults.add("grille.agregation", here, value=show(written), names=nearest_first(name, AGGREGATIONS))
        return Mean()
    if written == "share" or (isinstance(written, dict) and name not in ("share", "sum")):
        faults.add("grille.agregation-parametres", here, name=name)
        return Mean()
    aggregation = read_block(AGGREGATIONS[name], written if isinstance(written, dict) else {}, here, faults)
    if aggregation is None:
        return Mean()
    _check(aggregation, scale, here, faults)
    return aggregation


def _check(aggregation: Aggregation, scale: Scale, path: Path, faults: Faults) -> None:
    match aggregation:
        case Geometric() if scale.burden:
            faults.add("grille.geometrique-sens", path)
        case Geometric() if scale.low is None or scale.low < 0:
            faults.add("grille.geometrique-echelle", path)
        case Share() if scale.low is None or scale.high is None:
            faults.add("grille.echelle-requise", path, entry="share")
        case Share() if not scale.low <= aggregation.share.beyond <= scale.high:
            where = (*path, "share", "beyond")
            value = show(aggregation.share.beyond)
            faults.add("grille.points", where, value=value, low=show(scale.low), high=show(scale.high))
        case Sum() if scale.bounded and aggregation.sum.out_of is None:
            faults.add("grille.somme-sans-maximum", path)
        case Sum() if not scale.bounded and aggregation.sum.out_of is not None:
            faults.add("grille.somme-sans-echelle", (*path, "sum", "out_of"))


def resolve_missing(
    stated: Missing | None, here: Path | None, aggregation: Aggregation, scale: Scale, path: Path, faults: Faults
) -> Missing:
    """The policy of a node: what is stated on it or above, else `exclude`, which a sum would count as zero."""
    if stated is None:
        return "block" if isinstance(aggregation, Sum) else "exclude"
    if stated == "exclude" and isinstance(aggregation, Sum):
        faults.add("grille.somme-exclude", (*path, "missing") if here == path else (*path, "aggregation"))
    if isinstance(stated, float) and scale.low is not None and scale.high is not None and here == path:
        low, high = scale.low, scale.high
        if not low <= stated <= high:
            faults.add("grille.points", (*path, "missing"), value=show(stated), low=show(low), high=show(high))
    return stated
