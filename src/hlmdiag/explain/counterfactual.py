"""Counterfactuals in the words of the user: which answers to change, from what to what, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.explain.counterfactual_search import ColumnChange, Counterfactual
from hlmdiag.explain.diagnostic import AnswerChange, BetterLevel, Diagnostic, Effect, IndicatorReading
from hlmdiag.explain.indicator_details import Readings
from hlmdiag.text.quantities import EXACT
from hlmdiag.wording import Wording

_NAMED = 6
"""Answers that are named where they cannot settle a level by themselves: the table beside has them all."""


def better_level(
    found: Counterfactual, values: Mapping[str, Any], by_id: Mapping[str, IndicatorReading], readings: Readings
) -> BetterLevel:
    """The set of changes found for a unit, each answer with its present value and place."""
    changes = tuple(_change(move, values, by_id, readings) for move in found.moves)
    return BetterLevel(changes, readings.grid.levels[found.level], found.score)


def why_no_better(values: Mapping[str, Any], words: Wording) -> str | None:
    """Why no change is given for a unit; None at the best level, or without a level."""
    if not words.grid.levels or values["level_computed"] == words.grid.levels[0].id == values["level"]:
        return None
    if values["override"] is not None:
        code = "derogation"
    elif values["level"] is None:
        return None
    else:
        code = "hors-portee" if values["conclusive"] else "certain"
    return words.say(f"rapport.changement.{code}")


def better_told(diagnostic: Diagnostic, words: Wording, *, brief: bool = False) -> tuple[str, tuple[str, ...]]:
    """Lines for every format: a sentence, then one line per answer to change; `brief`: the answers alone.

    Both are empty where there is nothing to better: the best level, a grid without levels.
    """
    better = diagnostic.better
    if better is None:
        return diagnostic.no_better or "", ()
    code = "bref" if brief else "un" if len(better.changes) == 1 else "plusieurs"
    values = {"count": words.integer(len(better.changes)), "level": better.level.title}
    if better.score is not None:
        code, values = f"{code}-note", values | {"score": words.score(better.score)}
    intro = words.say(f"rapport.changement.{code}", **values)
    return intro, tuple(_line(change, words, brief) for change in better.changes)


def settling_told(diagnostic: Diagnostic, words: Wording, *, brief: bool = False) -> str:
    """Which missing answers settle the level, or can change it; empty where none does. `brief`: titles of several."""
    settling = diagnostic.settling
    if settling is None:
        return ""
    lacking = [each.reading.indicator for each in settling.indicators]
    named = [leaf.title if brief and len(lacking) > 1 else words.named(leaf) for leaf in lacking]
    named += [answer.label for answer in settling.answers]
    shown = named if settling.is_enough else named[:_NAMED]
    names = words.joined(shown)
    code = ("un" if len(named) == 1 else "plusieurs") if settling.is_enough else "peuvent"
    if len(shown) < len(named):
        code = "peuvent-suite"
    counts = {"count": words.integer(len(named)), "others": words.integer(len(named) - len(shown))}
    return words.say(f"rapport.decision.{code}", names=names, **counts)


def _line(change: AnswerChange, words: Wording, brief: bool) -> str:
    values = {"label": change.label, "present": change.present, "needed": change.needed}
    told = [_effect(each, words) for each in change.effects if not brief and _says_more(each, change)]
    if not told:
        return words.say("rapport.changement.ligne", **values)
    effects = words.joined(told)
    return words.say("rapport.changement.ligne-effets", **values, effects=effects)


def _says_more(effect: Effect, change: AnswerChange) -> bool:
    """Whether an indicator is a figure of its own, rather than the answer under another name or beside another one."""
    if not isinstance(effect.reading.value, int | float):
        return False
    figures = [text.split("\u00a0")[0] for text in (effect.reading.text or "", change.present)]
    return figures[0] != figures[1]


def _effect(effect: Effect, words: Wording) -> str:
    reading = effect.reading
    values = {"present": reading.text or reading.state_text, "after": effect.text or ""}
    return words.say("rapport.changement.effet", id=reading.indicator.id, **values)


def _change(
    move: ColumnChange, values: Mapping[str, Any], by_id: Mapping[str, IndicatorReading], readings: Readings
) -> AnswerChange:
    column = move.lever.column
    answer = readings.answer(column.id, values)
    bare = next((each for each in by_id.values() if each.indicator.column == column.id), None)
    return AnswerChange(
        column=column.id,
        label=readings.words.named(bare.indicator) if bare else _labelled(answer.label, move),
        present=(bare.text if bare else answer.text) or readings.words.state(answer.state),
        needed=_needed(move, bare, readings),
        value=move.value,
        effects=tuple(_effects(move, by_id, readings)),
        place=answer.place,
    )


def _labelled(label: str, move: ColumnChange) -> str:
    """The label of an answer after the indicators that it serves, which are what the grid weighs."""
    return f"{', '.join(move.indicators)} {label}" if move.indicators else label


def _needed(move: ColumnChange, bare: IndicatorReading | None, readings: Readings) -> str:
    value: object = move.value == "true" if move.lever.column.type == "boolean" else move.value
    if bare is not None:
        text = readings.words.value(value, bare.indicator, EXACT)
    else:
        text = readings.column_text(move.lever.column.id, value)
    column = move.lever.column
    if move.lowered is None or move.value == (column.min if move.lowered else column.max):
        return text or ""
    return readings.words.say(f"rapport.changement.{'au-plus' if move.lowered else 'au-moins'}", value=text)


def _effects(move: ColumnChange, by_id: Mapping[str, IndicatorReading], readings: Readings) -> Iterator[Effect]:
    """The indicators worked out from the answer: one that shows it as it is has nothing more to say."""
    for id, (value, points) in move.indicators.items():
        reading = by_id[id]
        if reading.indicator.column != move.lever.column.id:
            text = readings.words.value(value, reading.indicator)
            yield Effect(reading, text, points)
