"""The working columns of a diagnosis: everything that is computed before anything is rounded and put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from hlmdiag.data.dataset import Dataset
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.answers import answer
from hlmdiag.scoring.classify import classify
from hlmdiag.scoring.computed import lost_columns, work_out
from hlmdiag.scoring.contradictions import contradictions
from hlmdiag.scoring.contributions import contribute
from hlmdiag.scoring.first_look import glance
from hlmdiag.scoring.notices import notice
from hlmdiag.scoring.overrides import override
from hlmdiag.scoring.publish import publish_themes
from hlmdiag.scoring.ranking import rank
from hlmdiag.scoring.references import materialise, resolver
from hlmdiag.scoring.respondents import answer_each, judged
from hlmdiag.scoring.shares import count, left_out
from hlmdiag.scoring.tree import Tree
from hlmdiag.scoring.views import look

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class Measured:
    """The stock with all its working columns, the tree they come from, and what there is to say of the answers."""

    frame: pl.DataFrame
    tree: Tree
    problems: list[Problem]


def measure(grid: Grid, dataset: Dataset, day: date, uses: Mapping[str, Result]) -> Measured:
    """Answers, then scores from the leaves up, then levels and flags, then weights from the root down."""
    frame, lacks = work_out(dataset.stock.frame, grid, dataset, day)
    frame, found, problems = materialise(frame, grid, dataset, day, uses)
    problems += lacks
    resolve = resolver(found | lost_columns(frame.columns, grid))
    problems += contradictions(frame, grid, dataset, resolve, day)
    alone = [indicator for indicator in grid.indicators if indicator.consolidate is None]
    frame = answer(frame, grid, alone, resolve, day)
    problems += notice(frame, grid, alone, resolve)
    if grid.respondents is not None:
        frame, rows = answer_each(frame, grid, dataset.respondents, resolve, day)
        problems += notice(rows, grid, judged(grid), resolve)
    tree = Tree.of(grid, resolve, day)
    frame = publish_themes(tree.aggregate(frame), grid)
    frame = classify(look(frame, grid, tree), grid, resolve, day)
    frame = rank(glance(override(contribute(frame, grid), grid, dataset), grid))
    frame = count(frame, grid, tree)
    return Measured(frame, tree, problems + left_out(frame, grid))
