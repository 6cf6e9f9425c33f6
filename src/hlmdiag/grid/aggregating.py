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
        case Share() if not scale.bounded:
            faults.add("grille.echelle-requise", path, entry="share")
        case Share():
            check_within(aggregation.share.beyond, scale, (*path, "share", "beyond"), faults)
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
    if isinstance(stated, float) and here == path:
        check_within(stated, scale, (*path, "missing"), faults)
    return stated


def check_within(points: float, scale: Scale, path: Path, faults: Faults) -> None:
    """Points of the grid stand between the ends of its scale, where it has some."""
    if scale.low is not None and scale.high is not None and not scale.low <= points <= scale.high:
        faults.add("grille.points", path, value=show(points), low=show(scale.low), high=show(scale.high))
