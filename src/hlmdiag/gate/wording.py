"""A verdict in words: the same lines on a console, in a Markdown report and in a summary of continuous integration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hlmdiag.gate.comparison_wording import compared_in_brief, lines_of_comparison, lines_of_losses, loss_text
from hlmdiag.gate.naming import SHOWN, VerdictLine, level_title, listed, unit_name
from hlmdiag.grid.model import Grid
from hlmdiag.grid.plural import count_of
from hlmdiag.scoring.gate_results import Gate, Gating, Measure, NamedUnit
from hlmdiag.text import say
from hlmdiag.text.figures import decimals_apart, integer, plain, proportion

_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.])")
_LOSSES = 3
"""Losses that the summary names."""


def gating_summary(gating: Gating, grid: Grid, language: str = "fr") -> str:
    """The verdict in one sentence, which begins with what was lost since the baseline."""
    found = gating.comparison
    parts = [loss_text(each, grid, language) for each in (found.losses[:_LOSSES] if found is not None else ())]
    if found is not None and len(found.losses) > _LOSSES:
        parts.append(say("reference.mots.pertes-suite", language, count=integer(len(found.losses) - _LOSSES, language)))
    if gating.gates:
        parts += _of_gates(gating.gates, language)
    if found is not None:
        parts += compared_in_brief(found, language)
    joint = say("seuil.mots.joint", language)
    return _capital(say("seuil.mots.bilan", language, parts=joint.join(parts))) if parts else ""


def gating_lines(gating: Gating, grid: Grid, language: str = "fr") -> tuple[VerdictLine, ...]:
    """The verdict in full: what was lost, each condition with its figures and units, then what changed."""
    found = gating.comparison
    lines = list(lines_of_losses(found, grid, language)) if found is not None else []
    lines += [line for gate in gating.gates for line in _of_gate(gate, grid, language)]
    if found is not None:
        lines += lines_of_comparison(found, grid, language)
    return tuple(lines)


def unit_text(unit: NamedUnit, grid: Grid, language: str = "fr") -> str:
    """A unit by its code, its name and its level."""
    name, level = unit_name(unit, language), level_title(unit.level, grid)
    return say("seuil.mots.unite-niveau", language, name=name, level=level) if level else name


def _of_gates(gates: Sequence[Gate], language: str) -> Iterator[str]:
    """How many limits are crossed, and how many nobody can decide."""
    crossed, total = sum(gate.fails for gate in gates), len(gates)
    undecided = sum(gate.status == "open" for gate in gates)
    if crossed or not undecided:
        yield say(f"seuil.mots.seuils-{'franchis' if crossed else 'tenus'}", language, count=crossed, total=total)
    if undecided:
        yield say("seuil.mots.seuils-indecis", language, count=undecided, total=total)


def _of_gate(gate: Gate, grid: Grid, language: str) -> Iterator[VerdictLine]:
    yield VerdictLine(0, say(f"seuil.mots.{gate.status}", language, condition=gate.condition))
    for measure in gate.measures:
        yield VerdictLine(1, _measure(measure, _limits(gate.condition), grid, language))
    if gate.count:
        names = [unit_text(unit, grid, language) for unit in gate.named[:SHOWN]]
        yield VerdictLine(
            1, listed("seuil.mots.unites", count_of(gate.count, grid, language), names, gate.count, language)
        )


def _measure(measure: Measure, limits: Sequence[float], grid: Grid, language: str) -> str:
    undecided = count_of(measure.undecided, grid, language)
    if measure.value is None:
        code = "mesure-sans-valeur" if measure.undecided else "mesure-sans-objet"
        return say(f"seuil.mots.{code}", language, text=measure.text, undecided=undecided)
    value = _figure(measure, measure.value, limits, language)
    if measure.open:
        open_ = count_of(measure.open, grid, language)
        span = _span(measure, limits, language)
        return say("seuil.mots.mesure-indecise", language, text=measure.text, value=value, span=span, open=open_)
    code = "mesure-partielle" if measure.undecided else "mesure"
    decided = count_of(measure.decided, grid, language)
    return say(f"seuil.mots.{code}", language, text=measure.text, value=value, decided=decided, undecided=undecided)


def _span(measure: Measure, limits: Sequence[float], language: str) -> str:
    code = {
        (True, True): "de-a", (True, False): "au-moins", (False, True): "au-plus", (False, False): "sans-borne",
    }[measure.low is not None, measure.high is not None]  # fmt: skip
    ends = (measure.low, measure.high)
    low, high = (_figure(measure, end, limits, language) if end is not None else "" for end in ends)
    return say(f"seuil.mots.{code}", language, low=low, high=high)


def _figure(measure: Measure, value: float, limits: Sequence[float], language: str) -> str:
    """A share in percent, with its tenths; another figure as it is; never the figure of a limit that it is not."""
    if not measure.text.startswith("share("):
        return plain(value, language, decimals_apart(value, limits, 3))
    decimals = decimals_apart(value, limits, 3) - 2
    return proportion(value, language, decimals)


def _limits(condition: str) -> list[float]:
    """The numbers that a condition holds."""
    return [float(number) for number in _NUMBER.findall(condition)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
