"""The working columns of a diagnosis: everything that is computed before anything is rounded and put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.answer_warnings import warn_of_answers
from hlmdiag.scoring.classify import classify
from hlmdiag.scoring.contradictions import contradictions
from hlmdiag.scoring.contributions import contribute
from hlmdiag.scoring.derived_columns import derive, lost_columns
from hlmdiag.scoring.evidence import Proofs, add_proven, proofs
from hlmdiag.scoring.external_references import add_external_columns, resolver
from hlmdiag.scoring.first_look import glance
from hlmdiag.scoring.indicator_scoring import score_indicators
from hlmdiag.scoring.lone_certainties import lone_certainties
from hlmdiag.scoring.overrides import override
from hlmdiag.scoring.publication import publish_themes
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.respondents import answer_each, judged
from hlmdiag.scoring.shares import count, left_out
from hlmdiag.scoring.tallies import Tally
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.views import score_views
from hlmdiag.scoring.voice_span import add_span

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class Measured:
    """The stock with all its working columns, the tree they come from, and what there is to say of the answers."""

    frame: pl.DataFrame
    tree: ScoreTree
    tallies: list[Tally]
    proofs: Proofs | None


def measure(grid: Grid, dataset: Dataset, day: date, uses: Mapping[str, Result]) -> Measured:
    """Answers, then scores from the leaves up, then levels and flags, then weights from the root down."""
    frame, lacks = derive(dataset.stock.frame, grid, dataset, day)
    frame, found, tallies = add_external_columns(frame, grid, dataset, day, uses)
    tallies += lacks
    resolve = resolver(found | lost_columns(frame.columns, grid))
    tallies += [*contradictions(frame, grid, dataset, resolve, day), *lone_certainties(dataset, grid)]
    given = proofs(frame, grid, dataset)
    frame = add_proven(frame, grid, given)
    voices = dataset.respondents
    alone = [each for each in grid.indicators if voices is None or each.consolidate is None]
    frame = score_indicators(frame, grid, alone, resolve, day)
    tallies += warn_of_answers(frame, grid, alone, resolve)
    if voices is not None:
        frame, rows = answer_each(frame, grid, voices, resolve, day)
        tallies += warn_of_answers(rows, grid, judged(grid), resolve)
    tree = ScoreTree.of(grid, resolve, day)
    frame = publish_themes(tree.aggregate(frame), grid)
    if voices is not None:
        frame = add_span(frame, grid, tree, judged(grid))
    frame = classify(score_views(frame, grid, tree), grid, resolve, day)
    frame = rank(glance(override(contribute(frame, grid), grid, dataset), grid))
    frame = count(frame, grid, tree)
    return Measured(frame, tree, tallies + left_out(frame, grid), given)
