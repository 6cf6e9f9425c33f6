"""What a walk says of a unit: the saved result of another grid, filled on the spot under the same codes."""

from __future__ import annotations

from hlmdiag.dossier.companion import Companion
from hlmdiag.dossier.model import Walk
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.explain import Diagnostic, IndicatorReading
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording

_SHOWN_POINTS = 8
_SHOWN_DIFFERENCES = 8


def walk_of(result: Result, diagnostic: Diagnostic | None, identity: tuple[tuple[str, str], ...]) -> Walk:
    """What the result of a walk says of a unit, beyond what its identity already does."""
    day, grid, manifest = result.manifest.reference_date, result.grid, result.manifest
    if diagnostic is None:
        return Walk(day, grid, manifest, None, (), (), (), ())
    known = set(identity)
    return Walk(
        day,
        grid,
        manifest,
        diagnostic,
        _observers(result, diagnostic.row),
        tuple(pair for pair in diagnostic.identity if pair not in known),
        _worst(diagnostic, grid)[:_SHOWN_POINTS],
        diagnostic.differing[:_SHOWN_DIFFERENCES],
    )


def visit_of(result: Result, walk: tuple[str, Result] | None, words: Wording) -> Companion | None:
    """The walk beside a result; the same grid, or units that bear other codes, are refused (exit code 2).

    `walk`: the result with the name of its file.
    """
    if walk is None:
        return None
    name, found = walk
    if found.grid.id == result.grid.id:
        raise HlmdiagError([Problem("dossier.parcours-meme-grille", Location(name), {"grid": found.grid.id})], USAGE)
    if len(found.grid.keys) != len(result.grid.keys):
        values = {"found": Listed((*found.grid.keys,)), "expected": Listed((*result.grid.keys,))}
        raise HlmdiagError([Problem("dossier.parcours-cles", Location(name), values)], USAGE)
    return Companion(found, words)


def _observers(result: Result, row: int) -> tuple[str, ...]:
    if "respondents" not in result.frame.columns:
        return ()
    named: list[str] | None = result.frame.row(row, named=True)["respondents"]
    return tuple(named or ())


def _worst(diagnostic: Diagnostic, grid: Grid) -> tuple[IndicatorReading, ...]:
    """What weighs most against the unit; where weights do not add up, what is furthest from its best."""
    if any(reading.against is not None for reading in diagnostic.indicators) or grid.scale.best is None:
        return diagnostic.against
    best = grid.scale.best
    known = [(abs(each.points - best), each) for each in diagnostic.indicators if each.points is not None]
    return tuple(each for distance, each in sorted(known, key=lambda pair: -pair[0]) if distance > 0)
