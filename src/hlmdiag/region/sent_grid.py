"""Compares the grid of a received result with the grid asked for: can its answers be scored by that one?"""

from __future__ import annotations

from hlmdiag.campaign.order import major_of
from hlmdiag.errors import Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.grid.organisation import is_of_organisations
from hlmdiag.region.model import GridSent, GridStanding
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed


def grid_sent(result: Result, asked: Grid) -> GridSent:
    """The grid of a result beside the one asked for."""
    own = result.grid
    if own.id != asked.id and own.parent is not None and own.parent.id == asked.id:
        return GridSent(own.id, own.version, own.hash, "overlay", len(own.departures))
    if own.id != asked.id:
        return GridSent(own.id, own.version, own.hash, "other")
    standing: GridStanding = (
        "same" if own.hash == asked.hash else "altered" if own.version == asked.version else "version"
    )
    return GridSent(own.id, own.version, own.hash, standing)


def not_of_the_grid(result: Result, asked: Grid, name: str) -> Problem | None:
    """Why the answers of a result cannot be scored by the grid asked for; None where they can."""
    own = result.grid
    if is_of_organisations(own) and not is_of_organisations(asked):
        return Problem("collecte.deja-reunis", Location(name))
    base = own if own.id == asked.id or own.parent is None else own.parent
    if base.id != asked.id:
        return Problem("collecte.autre-grille", Location(name), {"found": own.id, "expected": asked.id})
    if major_of(base) != major_of(asked):
        return Problem(
            "collecte.autre-version", Location(name), {"found": base.version, "expected": asked.version}
        )  # fmt: skip
    if own.keys != asked.keys:
        values = {"found": Listed((*own.keys,)), "expected": Listed((*asked.keys,))}
        return Problem("collecte.autres-cles", Location(name), values)
    if result.manifest.selection is not None:
        conditions = Listed((*result.manifest.selection.conditions,), joint=BETWEEN_SENTENCES)
        return Problem("collecte.partiel", Location(name), {"conditions": conditions})
    return None
