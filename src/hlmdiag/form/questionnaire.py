"""The questions of a form, in the order of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hlmdiag.form.question import FormQuestion, possible_answers
from hlmdiag.grid.data_model import AskedRole
from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.grid.read_columns import columns_of

Asked = Literal["judgements", "missing", "all"]
"""Questions to ask: the judgements; the unanswered columns, facts included; or every column read."""


@dataclass(frozen=True)
class Questionnaire:
    """The questions of a grid for a role, in its order; `role`: None where whoever answers says which is theirs."""

    grid: Grid
    questions: tuple[FormQuestion, ...]
    role: AskedRole | None = None
    asked: Asked = "judgements"


def questionnaire(grid: Grid, asked: Asked = "judgements", role: AskedRole | None = None) -> Questionnaire:
    """The questions for a role: each column once, at the place of the first indicator that reads it."""
    readers: dict[str, list[Indicator]] = {}
    themes: dict[str, Theme] = {}
    for theme, leaf in topmost_themes(grid):
        for name in _answered_by(leaf, grid, asked):
            readers.setdefault(name, []).append(leaf)
            themes.setdefault(name, theme)
    questions = [_question(name, leaves, themes[name], grid) for name, leaves in readers.items()]
    return Questionnaire(grid, tuple(each for each in questions if role is None or role in each.roles), role, asked)


def _question(name: str, leaves: list[Indicator], theme: Theme, grid: Grid) -> FormQuestion:
    column, sure = grid.columns[name], {each.certainty for each in leaves if each.column == name and each.certainty}
    return FormQuestion(
        column, tuple(leaves), theme, _roles(leaves, grid), possible_answers(column, leaves),
        next((_question(each, leaves, theme, grid) for each in sure), None),
    )  # fmt: skip


def _answered_by(leaf: Indicator, grid: Grid, asked: Asked) -> Iterator[str]:
    """The columns that people may answer for a criterion."""
    if asked == "judgements" and leaf.kind != "judgement":
        return
    names = leaf.columns if asked == "judgements" else (*leaf.columns, *columns_of(leaf))
    for name in dict.fromkeys(names):
        column = grid.columns.get(name)
        if column is not None and column.role is None and column.computed is None and name not in grid.keys:
            yield name


def _roles(leaves: list[Indicator], grid: Grid) -> tuple[AskedRole, ...]:
    wanted = {role for leaf in leaves for role in leaf.asked}
    return tuple(role for id, role in grid.roles.items() if id in wanted)


def topmost_themes(grid: Grid) -> Iterator[tuple[Theme, Indicator]]:
    """Each indicator with its topmost theme, the root if it has none."""
    return _leaves(grid.root, grid.root)


def _leaves(node: Theme, topmost: Theme) -> Iterator[tuple[Theme, Indicator]]:
    for child in node.children:
        if isinstance(child, Indicator):
            yield topmost, child
        else:
            yield from _leaves(child, child if topmost.id == ROOT else topmost)
