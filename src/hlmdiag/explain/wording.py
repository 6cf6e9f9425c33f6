"""Rules, bounds and values said in words, from the models of the grid and the catalogue of sentences."""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from typing import assert_never

from hlmdiag.explain.conditions import condition_in_words
from hlmdiag.explain.diagnostic import Threshold, Verdict
from hlmdiag.expression.fold import fold
from hlmdiag.grid.level import Level, Levels
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Anchors, Choices, Identity, Linear, Matrix, Steps, Target
from hlmdiag.text import say
from hlmdiag.text.figures import day, decimals_apart, left_to, number, plain
from hlmdiag.text.quantities import quantity, shown_decimals


def rule_in_words(indicator: Indicator, grid: Grid, language: str = "fr") -> str:
    """The rule of an indicator as one sentence, its conditions included."""
    parts = [_rule(indicator, grid, language)]
    if indicator.out_of is not None:
        parts.append(say("rapport.regle.sur", language, out_of=plain(indicator.out_of, language)))
    if indicator.applies_if is not None:
        parts.append(
            say("rapport.regle.si", language, condition=condition_in_words(indicator.applies_if, grid, language))
        )
    if indicator.min_base is not None:
        base, at_least = indicator.min_base.value.text, plain(indicator.min_base.at_least, language)
        parts.append(say("rapport.regle.effectif", language, base=base, at_least=at_least))
    return say("rapport.joint", language).join(parts)


def points(value: float, language: str = "fr", decimals: int = 3) -> str:
    """A number of points, its noun in agreement: the plural begins at two in French, and at all but one in English."""
    one = abs(value) < 2 if language == "fr" else abs(value) == 1
    return say("rapport.point" if one else "rapport.points", language, number=plain(value, language, decimals))


def nearest_told(verdict: Verdict, grid: Grid, language: str = "fr") -> tuple[str, ...]:
    """How far the score is from each neighbouring level, as one counts it from the score shown."""
    return tuple(_near(near, verdict.score or 0.0, grid, language) for near in verdict.nearest)


def _near(near: Threshold, score: float, grid: Grid, language: str) -> str:
    distance = left_to(near.bound, score, grid.bounds)
    said = points(distance, language, decimals_apart(distance, [0.0]))
    code = f"rapport.fiche.seuil-{'pire' if near.worse else 'mieux'}"
    return say(code, language, distance=said, level=near.level.title, bound=plain(near.bound, language))


def level_bounds(level: Level, levels: Levels, language: str = "fr") -> str:
    """The scores that a level holds: it owns its lower bound."""
    if level.start is None:
        return ""
    scale, (low, high) = levels.scale, levels.span(level)
    at_bottom = math.isinf(low) and (scale.low is None or level.start <= scale.low)
    lowest = scale.low if at_bottom else level.start
    if math.isinf(high):
        return _band(lowest, scale.high, language, closed=True)
    return _band(lowest, high, language)


def score_in_words(score: float, grid: Grid, language: str = "fr") -> str:
    """A score, with as many decimals as it takes not to show it on the wrong side of a bound."""
    return number(score, language, bounds=grid.bounds)


def unit_of(indicator: Indicator, grid: Grid) -> str | None:
    """The unit of an indicator's value: its own, else that of the column it reads."""
    if indicator.unit is not None or indicator.column is None:
        return indicator.unit
    return grid.columns[indicator.column].said_unit


def value_in_words(
    value: object, indicator: Indicator, grid: Grid, language: str = "fr", decimals: int | None = None
) -> str | None:
    """The value of an indicator as it is read aloud: label of a choice, number with its unit in words.

    `decimals`: as many at most, in the place of those that the value deserves.
    """
    if value is None:
        return None
    rule = indicator.rule
    if isinstance(rule, Choices) and isinstance(value, str | bool):
        code = str(value).lower() if isinstance(value, bool) else value
        choice = rule.choices.get(code)
        return column_value(value, indicator.column, grid, language, label=choice.label if choice else None)
    if isinstance(rule, Matrix) and isinstance(value, str):
        codes = value.split("×")
        columns = (rule.matrix.rows, rule.matrix.columns)
        return " × ".join(column_value(code, each, grid, language) for code, each in zip(codes, columns, strict=False))
    if isinstance(value, int | float) and not isinstance(value, bool):
        if indicator.column is not None and grid.columns[indicator.column].is_year:
            return column_value(value, indicator.column, grid, language)
        return quantity(value, unit_of(indicator, grid), language, rule.limits, decimals)
    return column_value(value, indicator.column, grid, language)


def shown_number(value: float, indicator: Indicator, grid: Grid, language: str = "fr") -> str:
    """The number of an indicator's value alone, with the decimals that it deserves beside its limits."""
    unit = unit_of(indicator, grid)
    return plain(value, language, shown_decimals(value, unit, indicator.rule.limits))


def column_value(value: object, column: str | None, grid: Grid, language: str = "fr", label: str | None = None) -> str:
    """The value of a column in words: the label of a code, a date in figures, a number with its decimals."""
    if isinstance(value, bool):
        return label or say("rapport.oui" if value else "rapport.non", language)
    declared = grid.columns.get(column) if column else None
    if isinstance(value, int | float):
        return f"{value:.0f}" if declared is not None and declared.is_year else plain(value, language)
    if isinstance(value, date):
        return day(value, language)
    known = label or (declared.choices.get(str(value)) if declared else None)
    return _labelled(known, str(value)) if known else str(value)


@lru_cache(maxsize=4096)
def _labelled(label: str, code: str) -> str:
    """A label with its code, unless they are one word."""
    return label if fold(label) == fold(code) else f"{label} ({code})"


def _rule(indicator: Indicator, grid: Grid, language: str) -> str:
    rule = indicator.rule
    match rule:
        case Steps():
            return _listed([*_steps(rule, language)], language)
        case Choices():
            return _listed([*_choices(rule, indicator, grid, language)], language)
        case Anchors():
            pairs = [(plain(value, language), points(given, language)) for value, given in rule.anchors]
            text = _listed([say("rapport.regle.repere", language, value=v, points=p) for v, p in pairs], language)
            return say("rapport.regle.reperes", language, anchors=text)
        case Linear():
            worst, best = plain(rule.linear.worst, language), plain(rule.linear.best, language)
            return say("rapport.regle.droite", language, worst=worst, best=best)
        case Matrix():
            return _matrix(rule, grid, language)
        case Target():
            return _target(rule, indicator, language)
        case Identity():
            return say("rapport.regle.identite", language)
    assert_never(rule)


def _steps(rule: Steps, language: str) -> list[str]:
    ends: list[float | None] = [*rule.steps[1:], None]
    return [
        say("rapport.regle.palier", language, band=_band(start, end, language), points=points(given, language))
        for start, end, given in zip(rule.steps, ends, rule.points, strict=True)
    ]


def _choices(rule: Choices, indicator: Indicator, grid: Grid, language: str) -> list[str]:
    sentences = []
    for code, choice in rule.choices.items():
        value: object = {"true": True, "false": False}.get(code, code)
        text = column_value(value, indicator.column, grid, language, label=choice.label)
        sentences.append(say("rapport.regle.choix", language, label=text, points=points(choice.points, language)))
    return sentences


def _matrix(rule: Matrix, grid: Grid, language: str) -> str:
    rows, columns = (_label(each, grid) for each in (rule.matrix.rows, rule.matrix.columns))
    worth = sorted({given for cells in rule.matrix.points.values() for given in cells.values()})
    low, high = plain(worth[0], language), points(worth[-1], language)
    return say("rapport.regle.matrice", language, rows=rows, columns=columns, low=low, high=high)


def _label(column: str, grid: Grid) -> str:
    return grid.columns[column].label if column in grid.columns else column


def _target(rule: Target, indicator: Indicator, language: str) -> str:
    goal = indicator.goal.text if indicator.goal is not None else str(rule.target.goal)
    reached, close, missed = (points(each, language) for each in rule.target.points)
    return say(
        f"rapport.regle.objectif-{rule.target.better}",
        language,
        goal=goal,
        tolerance=plain(rule.target.tolerance, language),
        reached=reached,
        close=close,
        missed=missed,
    )


def _band(start: float | None, end: float | None, language: str, closed: bool = False) -> str:
    values = {name: "" if it is None else plain(it, language) for name, it in (("start", start), ("end", end))}
    if start is None and end is None:
        return say("rapport.tranche.toute", language)
    if start is None:
        return say("rapport.tranche.moins", language, **values)
    if end is None:
        return say("rapport.tranche.plus", language, **values)
    return say("rapport.tranche.fermee" if closed else "rapport.tranche.entre", language, **values)


def _listed(parts: list[str], language: str) -> str:
    return say("rapport.joint", language).join(parts)
