"""Crossed views, computed from a result alone: each role's scores beside those of all voices and of the data.

A role is asked some judgements: those of the others do not count against its coverage, unless it answered them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.normalise import Matrix, Target
from hlmdiag.scoring.columns import code, leaf
from hlmdiag.scoring.consolidation import UNSAID, consolidated, weighed
from hlmdiag.scoring.indicator_scoring import points_of
from hlmdiag.scoring.nodes import restrict
from hlmdiag.scoring.publication import theme_numbers
from hlmdiag.scoring.rescore import Rescorer
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answers_column, published, state_column
from hlmdiag.scoring.tree import ScoreTree
from hlmdiag.scoring.unproven import held_proven
from hlmdiag.states import NAMES, State

_TREE = "crossed"


@dataclass(frozen=True, eq=False)
class CrossedViews:
    """Themes that have judgements, the root first, with the views of each unit that has voices.

    `roles` has one row per unit and role (`row`, its place in the result; `role`, `?` where none is said); `together`
    has one row per unit, over all of its voices; `data` over what is no judgement. All have `score:<theme>` (null
    under the coverage that the theme asks for) and `coverage:<theme>`, bare for the root.
    """

    themes: tuple[Theme, ...]
    roles: pl.DataFrame
    together: pl.DataFrame
    data: pl.DataFrame


def crossed_views(result: Result, rows: Sequence[int] | None = None) -> CrossedViews | None:
    """The crossed views of a result, or of some of its rows; None where nobody is heard, or where nothing is scored."""
    grid, frame = result.grid, result.frame
    judged = _judged(result)
    root = restrict(grid.root, frozenset(each.id for each in judged))
    if "respondents" not in frame.columns or root is None or not frame["respondents"].list.len().sum():
        return None
    voices = _voices(frame, grid, judged, rows)
    if voices.is_empty():
        return None
    working = Rescorer(result, frozenset())
    units = working.rows(voices["row"].unique(maintain_order=True).to_list())
    held = ("points", "state", "applicable", "optional", "low", "high")
    own = [leaf(what, each.id) for each in judged for what in held]
    roles = _by_role(voices, grid, judged).join(units.drop(own, strict=False), on="row", maintain_order="left")
    tree = ScoreTree(root, grid.scale, working.resolve, working.day, _TREE)
    facts = restrict(grid.root, frozenset(each.id for each in grid.indicators if each.consolidate is None))
    return CrossedViews(
        tuple(node for node in root.walk() if isinstance(node, Theme)),
        _scored(roles, tree, root, ["row", "role"]),
        _scored(units, tree, root, ["row"]),
        _scored(units, replace(tree, root=facts), facts, ["row"]) if facts is not None else units.select("row"),
    )


def voice_points(result: Result) -> pl.DataFrame | None:
    """The points of each voice: `row`, the place of its unit in the result, then a column per judgement, by its id.

    None where nobody is heard. Points are null where a voice gave none.
    """
    judged = _judged(result)
    if not judged:
        return None
    voices = _voices(result.frame, result.grid, judged, None)
    return voices.select("row", *(pl.col(leaf("points", each.id)).alias(each.id) for each in judged))


def _judged(result: Result) -> tuple[Indicator, ...]:
    """The judgements that voices were heard on."""
    return tuple(
        each for each in result.grid.indicators if _is_crossed(each) and answers_column(each.id) in result.frame.columns
    )


def _is_crossed(indicator: Indicator) -> bool:
    """Whether the points of a voice can be found again: a goal is not part of its answer."""
    return indicator.consolidate is not None and not isinstance(indicator.rule, Target)


def _scored(frame: pl.DataFrame, tree: ScoreTree, root: Theme, keys: list[str]) -> pl.DataFrame:
    themes = [node for node in root.walk() if isinstance(node, Theme)]
    numbers = [each for theme in themes for each in theme_numbers(theme, _TREE, theme.id)]
    kept = [published(what, theme.id) for theme in themes for what in ("score", "coverage")]
    return tree.aggregate(frame).with_columns(numbers).select(*keys, *kept)


def _voices(frame: pl.DataFrame, grid: Grid, judged: Sequence[Indicator], rows: Sequence[int] | None) -> pl.DataFrame:
    """One row per voice, with the points of each answer that it gave."""
    lists = ["respondents", *(answers_column(each.id) for each in judged)]
    role = "respondent_roles"
    # results saved by versions without roles have no such column
    said = pl.col(role) if role in frame.columns else pl.col("respondents").list.eval(pl.lit(UNSAID))
    kept = frame.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), said.alias("role"))
    kept = kept.filter(pl.col("respondents").list.len() > 0)
    if rows is not None:
        kept = kept.filter(pl.col("row").is_in(rows))
    states = [state_column(each.id) for each in judged]
    voices = kept.select("row", "role", *lists, *states, *held_proven(grid, kept.columns)).explode("role", *lists)
    voices = voices.with_columns(weighed(pl.col("role"), grid))
    voices = voices.with_columns(column for each in judged for column in _answer(each))
    return voices.with_columns(_points(each, grid) for each in judged)


def _answer(indicator: Indicator) -> Iterator[pl.Expr]:
    """The working columns that hold what a voice gave, from its text in the result."""
    text = pl.col(answers_column(indicator.id))
    given = pl.when(text.is_in(list(NAMES.values()))).then(None).otherwise(text)
    if isinstance(indicator.rule, Matrix):
        parts = given.str.split_exact("×", 1).struct
        yield parts.field("field_0").alias(leaf("rows", indicator.id))
        yield parts.field("field_1").alias(leaf("columns", indicator.id))
        return
    kind = indicator.value.type.kind if indicator.value is not None else "text"
    if kind == "number":
        given = given.cast(pl.Float64, strict=False)
    elif kind == "boolean":
        given = given.replace_strict(["true", "false"], [True, False], default=None, return_dtype=pl.Boolean)
    yield given.alias(leaf("raw", indicator.id))


def _points(indicator: Indicator, grid: Grid) -> pl.Expr:
    """The points of a voice; none where no voice of the unit has any."""
    scored = pl.col(state_column(indicator.id)).cast(pl.String) == NAMES[State.SCORED]
    return pl.when(scored).then(points_of(indicator, grid)).otherwise(None).alias(leaf("points", indicator.id))


def _by_role(voices: pl.DataFrame, grid: Grid, judged: Sequence[Indicator]) -> pl.DataFrame:
    """One row per unit and role, with the working columns of the judgements that it is asked or answered."""
    roles = voices.group_by("row", "role", maintain_order=True).agg(
        column for each in judged for column in _of_role(each, grid)
    )
    return roles.with_columns(column for each in judged for column in _applied(each))


def _of_role(indicator: Indicator, grid: Grid) -> Iterator[pl.Expr]:
    assert indicator.consolidate is not None
    points, text = pl.col(leaf("points", indicator.id)), pl.col(answers_column(indicator.id))
    heard = points.is_not_null()
    yield consolidated(points, heard, indicator.consolidate, grid.scale).alias(points.meta.output_name())
    applies = (text != NAMES[State.NOT_APPLICABLE]).any()
    asked = pl.col("role").first().is_in([*indicator.asked, UNSAID]) if indicator.asked else pl.lit(value=True)
    yield (applies & (asked | heard.any())).alias(leaf("applicable", indicator.id))


def _applied(indicator: Indicator) -> Iterator[pl.Expr]:
    points, applies = (pl.col(leaf(what, indicator.id)) for what in ("points", "applicable"))
    without = pl.when(applies).then(code(State.MISSING)).otherwise(code(State.NOT_APPLICABLE))
    yield pl.when(points.is_not_null()).then(code(State.SCORED)).otherwise(without).alias(leaf("state", indicator.id))
    for end in ("low", "high"):
        yield points.alias(leaf(end, indicator.id))
    if indicator.applies_if is not None:
        yield pl.lit(value=False).alias(leaf("optional", indicator.id))
