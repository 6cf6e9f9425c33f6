"""The rule of an indicator said in words, from the models of the grid and the catalogue of sentences."""

from __future__ import annotations

from typing import assert_never

from hlmdiag.explain.conditions import condition_in_words, formula_in_words
from hlmdiag.explain.thresholds import table_in_words
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Identity, Linear, Matrix, Steps, Target
from hlmdiag.rules.thresholds import GoalTable
from hlmdiag.wording import Wording


def rule_in_words(indicator: Indicator, words: Wording) -> str:
    """The rule of an indicator as one sentence, its conditions included."""
    return words.joined([_rule(indicator, words), *limits_in_words(indicator, words)])


def limits_in_words(indicator: Indicator, words: Wording) -> list[str]:
    """Limits of a rule in words: scale of its points, condition, base, survey."""
    parts = []
    if indicator.out_of is not None:
        parts.append(words.say("rapport.regle.sur", out_of=words.plain(indicator.out_of)))
    if indicator.applies_if is not None:
        parts.append(words.say("rapport.regle.si", condition=condition_in_words(indicator.applies_if, words)))
    if indicator.min_base is not None:
        base, at_least = formula_in_words(indicator.min_base.value, words), words.plain(indicator.min_base.at_least)
        parts.append(words.say("rapport.regle.effectif", base=base, at_least=at_least))
    if indicator.survey is not None:
        among = indicator.survey.among
        sizes = [formula_in_words(each, words) for each in (indicator.survey.answers, among) if each is not None]
        code = "marge-comptee" if indicator.has_margin else "marge-dite"
        parts.append(words.say(f"rapport.regle.{code}", answers=words.say("rapport.enquete.sur").join(sizes)))
    return parts


def _rule(indicator: Indicator, words: Wording) -> str:
    rule = indicator.rule
    match rule:
        case Steps():
            return words.joined(_steps(rule, words))
        case GroupedSteps():
            points = " / ".join(words.plain(each) for each in rule.points)
            return words.say("rapport.regle.paliers-table", table=table_in_words(rule.steps, words), points=points)
        case Choices():
            return words.joined(_choices(rule, indicator, words))
        case Anchors():
            pairs = [(words.plain(value), words.points(given)) for value, given in rule.anchors]
            text = words.joined(words.say("rapport.regle.repere", value=v, points=p) for v, p in pairs)
            return words.say("rapport.regle.reperes", anchors=text)
        case Linear():
            worst, best = words.plain(rule.linear.worst), words.plain(rule.linear.best)
            return words.say("rapport.regle.droite", worst=worst, best=best)
        case Matrix():
            return _matrix(rule, words)
        case Target():
            return _target(rule, indicator, words)
        case Identity():
            return words.say("rapport.regle.identite")
    assert_never(rule)


def _steps(rule: Steps, words: Wording) -> list[str]:
    ends: list[float | None] = [*rule.steps[1:], None]
    return [
        words.say("rapport.regle.palier", band=words.band(start, end), points=words.points(given))
        for start, end, given in zip(rule.steps, ends, rule.points, strict=True)
    ]


def _choices(rule: Choices, indicator: Indicator, words: Wording) -> list[str]:
    sentences = []
    for code, choice in rule.choices.items():
        value: object = {"true": True, "false": False}.get(code, code)
        text = words.column_value(value, indicator.column, label=choice.label)
        sentences.append(words.say("rapport.regle.choix", label=text, points=words.points(choice.points)))
    return sentences


def _matrix(rule: Matrix, words: Wording) -> str:
    rows, columns = (_label(each, words.grid) for each in (rule.matrix.rows, rule.matrix.columns))
    worth = sorted({given for cells in rule.matrix.points.values() for given in cells.values()})
    low, high = words.plain(worth[0]), words.points(worth[-1])
    return words.say("rapport.regle.matrice", rows=rows, columns=columns, low=low, high=high)


def _label(column: str, grid: Grid) -> str:
    return grid.columns[column].label if column in grid.columns else column


def _target(rule: Target, indicator: Indicator, words: Wording) -> str:
    goal = formula_in_words(indicator.goal, words) if indicator.goal is not None else str(rule.target.goal)
    if isinstance(rule.target.goal, GoalTable):
        goal = table_in_words(rule.target.goal, words)
    reached, close, missed = (words.points(each) for each in rule.target.points)
    return words.say(
        f"rapport.regle.objectif-{rule.target.better}",
        goal=goal,
        tolerance=words.plain(rule.target.tolerance),
        reached=reached,
        close=close,
        missed=missed,
    )
