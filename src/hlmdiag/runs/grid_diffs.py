"""Two versions of a grid compared, and tried on the same answers where some are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hlmdiag.configuration import Configuration
from hlmdiag.grid import load_grid
from hlmdiag.method import VersionComparison, compare
from hlmdiag.method.impact import Impact, impact_of
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.saved_answers import answers_of
from hlmdiag.runs.settings import settings_for
from hlmdiag.text import say


@dataclass(frozen=True)
class GridDiff:
    """Changes from one version to the other, and the units they move if answers were given."""

    comparison: VersionComparison
    impact: Impact | None


@dataclass(frozen=True)
class DiffRequest:
    """Request of a comparison: two versions, answers to score by both, ids whose meaning stays although reworded."""

    old: str
    new: str
    on: Sequence[str]
    same: Sequence[str]
    date: str | None
    language: str
    configuration: Configuration


def diff_grids(asked: DiffRequest, listener: Listener = unheard) -> GridDiff:
    """Compare two versions of a grid; nothing is written."""
    answers = answers_of(asked.on, asked.date) if asked.on else None
    comparison = compare(load_grid(asked.old), load_grid(asked.new), asked.same)
    if answers is None:
        return GridDiff(comparison, None)
    old, new = comparison.old, comparison.new
    with listener(1) as progress:
        progress.begin(say("cli.etape.notation", asked.language))
        settings = settings_for(asked.configuration, [old, new])
        impact = impact_of(old, new, answers.paths, date=answers.date, settings=settings)
    return GridDiff(replace(comparison, moved=len(impact.moved)), impact)
