"""Several respondents judge one unit: each row is scored by itself, then their points become one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from hlmdiag.data.dataset import DecodedTable
from hlmdiag.data.dataset_columns import data_value, declared_column, is_data_state, is_data_value
from hlmdiag.data.voices import OWN_TABLE
from hlmdiag.expression.compiler import Resolve
from hlmdiag.grid.data_model import Consolidation
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.rules.scale import Scale
from hlmdiag.scoring.answer_code import code_of
from hlmdiag.scoring.columns import code, leaf
from hlmdiag.scoring.consolidation import UNSAID, consolidated, weighed
from hlmdiag.scoring.indicator_scoring import score_indicators
from hlmdiag.states import NAMES, State

_THEIRS = "|theirs"
_LIST_SIGN = "|"
"""Separator of the items of a list in a text file; no item may hold it."""


def judged(grid: Grid) -> tuple[Indicator, ...]:
    """The indicators that each respondent answers."""
    return tuple(indicator for indicator in grid.indicators if indicator.consolidate is not None)


def answer_each(
    frame: pl.DataFrame, grid: Grid, opinions: DecodedTable, resolve: Resolve, day: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add to each unit the consolidated answer of its respondents to each judgement; return their scored rows besides.

    The columns are those of `score_indicators`, with `divergence`, `answers`, `respondents` and `respondent_rows`
    besides.
    """
    rows = score_indicators(_rows(frame, grid, opinions), grid, judged(grid), resolve, day)
    named = pl.col("respondent").is_not_null()
    together = rows.group_by("unit", maintain_order=True).agg(
        pl.col("respondent").filter(named).str.replace_all(_LIST_SIGN, "/", literal=True).alias("respondents"),
        pl.col("role").filter(named).fill_null(UNSAID).alias("respondent_roles"),
        pl.col("respondent-row").filter(named).cast(pl.String).alias("respondent_rows"),
        pl.col("respondent-part").filter(named).cast(pl.String).fill_null("").alias("respondent_parts"),
        *(column for each in judged(grid) for column in _consolidated(each, grid.scale)),
        *(_texts(each).filter(named).alias(leaf("answers", each.id)) for each in judged(grid)),
        *(
            _certainty(each).filter(named).alias(leaf("certainties", each.id))
            for each in judged(grid)
            if each.certainty
        ),
    )
    return frame.hstack(together.drop("unit")), rows


def diverging(frame: pl.DataFrame, grid: Grid) -> dict[str, pl.Expr]:
    """The indicators on which two respondents are as far apart as the grid says, or more; none where none is heard."""
    if "respondents" not in frame.columns:
        return {}
    most = grid.respondents.divergence if grid.respondents is not None else None
    if most is None:
        return {}
    return {each.id: pl.col(leaf("divergence", each.id)) >= most for each in judged(grid)}


def _rows(frame: pl.DataFrame, grid: Grid, opinions: DecodedTable) -> pl.DataFrame:
    """The rows of the stock, once for each respondent; a unit without any keeps its own answers.

    Written without what an engine of frames cannot do: a column is dropped or renamed only where it is there.
    """
    units = frame.with_row_index("unit")
    given = opinions.frame.rename({"row": "respondent-row"})
    # the stock itself as respondent has no place of its own: it has that of the stock
    part = pl.col("part") if "part" in given.columns else pl.when(pl.col("respondent") != OWN_TABLE).then(0)
    given = given.with_columns(part.alias("respondent-part"))
    if "part" in given.columns:
        given = given.drop("part")
    if "role" not in given.columns:
        given = given.with_columns(pl.lit(None, pl.String).alias("role"))
    read = [name for name in given.columns if is_data_value(name) or is_data_state(name)]
    own = [name for name in read if declared_column(name) not in grid.keys]
    keys = [data_value(key) for key in grid.keys]
    given = given.rename({name: name + _THEIRS for name in own})
    rows = units.join(given, on=keys, how="left", maintain_order="left_right")
    is_heard = pl.col("respondent").is_not_null()
    return rows.with_columns(
        *weighed(pl.col("role"), grid),
        *(pl.when(is_heard).then(pl.col(name + _THEIRS)).otherwise(pl.col(name)).alias(name) for name in own),
    )


def _consolidated(indicator: Indicator, scale: Scale) -> Iterator[pl.Expr]:
    """The columns of an indicator once its respondents are heard: only those who have points count."""
    assert indicator.consolidate is not None
    points, state, value = (pl.col(leaf(what, indicator.id)) for what in ("points", "state", "value"))
    scored = points.is_not_null()
    heard = scored & pl.col("respondent").is_not_null()
    final = pl.when(scored.any()).then(code(State.SCORED)).otherwise(state.min())
    yield consolidated(points, scored, indicator.consolidate, scale).alias(points.meta.output_name())
    yield final.alias(state.meta.output_name())
    yield (final != int(State.NOT_APPLICABLE)).alias(leaf("applicable", indicator.id))
    if indicator.applies_if is not None:
        applies, undecided = (pl.col(leaf(what, indicator.id)) for what in ("applicable", "optional"))
        sure = applies & undecided.not_()
        yield sure.any().not_().alias(leaf("optional", indicator.id))
    # common answer of those scored; if none is scored, of all
    shown = pl.when(scored.any()).then(value.filter(scored).n_unique()).otherwise(value.n_unique())
    common = pl.when(scored.any()).then(value.filter(scored).first()).otherwise(value.first())
    yield pl.when(shown == 1).then(common).otherwise(None).alias(value.meta.output_name())
    yield from _ends(indicator, indicator.consolidate, scale, final)
    for end, furthest in (("voices-low", points.filter(heard).min()), ("voices-high", points.filter(heard).max())):
        yield furthest.alias(leaf(end, indicator.id))
    if indicator.certainty is not None:
        yield (pl.col(leaf("unsure", indicator.id)) & scored).any().alias(leaf("unsure", indicator.id))
    yield _divergence(indicator, scored).alias(leaf("divergence", indicator.id))


def _ends(indicator: Indicator, consolidate: Consolidation, scale: Scale, final: pl.Expr) -> Iterator[pl.Expr]:
    """Range of an indicator: consolidated over the answers that have points; the whole scale without any."""
    scored = pl.col(leaf("points", indicator.id)).is_not_null()
    applicable = pl.col(leaf("applicable", indicator.id))
    for what in ("low", "high"):
        end = pl.col(leaf(what, indicator.id))
        held = consolidated(end, scored, consolidate, scale)
        furthest = end.filter(applicable).min() if what == "low" else end.filter(applicable).max()
        bound = pl.when(scored.any()).then(held).otherwise(furthest)
        counted = pl.when(scored.any()).then(scored).otherwise(applicable)
        endless = (end.is_null() & counted).any()
        known = (final != int(State.NOT_APPLICABLE)) & endless.not_()
        yield pl.when(known).then(bound).otherwise(None).alias(leaf(what, indicator.id))


def _divergence(indicator: Indicator, scored: pl.Expr) -> pl.Expr:
    """Ranks between the two most distant answers, in the order of the list of choices."""
    if not isinstance(indicator.rule, Choices):
        return pl.lit(None, dtype=pl.Float64)
    codes = list(indicator.rule.choices)
    answers = code_of(pl.col(leaf("raw", indicator.id)), indicator).filter(scored)
    ranks = answers.replace_strict(codes, [float(rank) for rank in range(len(codes))], default=None)
    return pl.when(scored.sum() > 1).then(ranks.max() - ranks.min()).otherwise(None)


def _certainty(indicator: Indicator) -> pl.Expr:
    """Certainty of each respondent, as a code; the name of its state if there is none."""
    return pl.col(data_value(indicator.certainty or "")).fill_null(NAMES[State.MISSING])


def _texts(indicator: Indicator) -> pl.Expr:
    """Answer of each respondent, as a code or a plain number; the name of its state if there is no value.

    Of a matrix that one of its two answers is enough to score, the other is the name of its state.
    """
    value, names = pl.col(leaf("value", indicator.id)), _state_name("state", indicator)
    if isinstance(indicator.rule, Matrix):
        halves = [pl.col(leaf(half, indicator.id)) for half in ("rows", "columns")]
        names_of_halves = [_state_name(f"{half}-state", indicator) for half in ("rows", "columns")]
        told = [half.fill_null(name) for half, name in zip(halves, names_of_halves, strict=True)]
        enough = (pl.col(leaf("state", indicator.id)) == int(State.SCORED)) & pl.any_horizontal(
            half.is_not_null() for half in halves
        )
        value = pl.coalesce(value, pl.when(enough).then(pl.concat_str(told[0], pl.lit("×"), told[1])))
    return code_of(value, indicator).cast(pl.String).fill_null(names).str.replace_all(_LIST_SIGN, "/", literal=True)


def _state_name(role: str, indicator: Indicator) -> pl.Expr:
    state = pl.col(leaf(role, indicator.id))
    return state.replace_strict([int(each) for each in NAMES], list(NAMES.values()), return_dtype=pl.String)
