"""Findings of a walk about a unit: the saved result of another grid, filled on the spot under the same codes."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.dossier.companion import Companion
from hlmdiag.dossier.model import Walk
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.explain import Diagnostic, IndicatorReading
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result
from hlmdiag.synthesis import by_deadline
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording

_SHOWN_POINTS = 8
_SHOWN_DIFFERENCES = 8


def walk_of(visit: Companion, diagnostic: Diagnostic | None, identity: tuple[tuple[str, str], ...]) -> Walk:
    """Findings of a walk about a unit, without what its identity already gives."""
    result = visit.result
    day, grid, manifest = result.manifest.reference_date, result.grid, result.manifest
    if diagnostic is None:
        return Walk(visit.file, day, grid, manifest, None, (), (), (), (), ())
    observed = by_deadline(visit.written_of(diagnostic.code), day)
    known = set(identity)
    labels = {each.label for each in grid.columns.values() if each.remark is not None} if observed else set()
    return Walk(
        visit.file,
        day,
        grid,
        manifest,
        diagnostic,
        _observers(result, diagnostic.row),
        tuple(pair for pair in diagnostic.identity if pair not in known and pair[0] not in labels),
        observed,
        _worst(diagnostic, grid)[:_SHOWN_POINTS],
        diagnostic.differing[:_SHOWN_DIFFERENCES],
    )


def visits_of(result: Result, walks: Sequence[tuple[str, Result]], words: Wording) -> tuple[Companion, ...]:
    """The walks beside a result, the earliest first; the same grid, or other codes, are refused (exit code 2).

    `walks`: results with the names of their files.
    """
    problems: list[Problem] = []
    for name, found in walks:
        if found.grid.id == result.grid.id:
            problems.append(Problem("dossier.parcours-meme-grille", Location(name), {"grid": found.grid.id}))
        elif len(found.grid.keys) != len(result.grid.keys):
            values = {"found": Listed((*found.grid.keys,)), "expected": Listed((*result.grid.keys,))}
            problems.append(Problem("dossier.parcours-cles", Location(name), values))
    if problems:
        raise HlmdiagError(problems, USAGE)
    ordered = sorted(walks, key=lambda walk: walk[1].manifest.reference_date)
    return tuple(Companion(found, words, name) for name, found in ordered)


def _observers(result: Result, row: int) -> tuple[str, ...]:
    if "respondents" not in result.frame.columns:
        return ()
    named: list[str] | None = result.frame.row(row, named=True)["respondents"]
    return tuple(named or ())


def _worst(diagnostic: Diagnostic, grid: Grid) -> tuple[IndicatorReading, ...]:
    """Heaviest indicators against the unit; the furthest from their best where weights do not add up."""
    if any(reading.against is not None for reading in diagnostic.indicators) or grid.scale.best is None:
        return diagnostic.against
    best = grid.scale.best
    known = [(abs(each.points - best), each) for each in diagnostic.indicators if each.points is not None]
    return tuple(each for distance, each in sorted(known, key=lambda pair: -pair[0]) if distance > 0)
