"""A verdict in words: the same lines on a console, in a Markdown report and in a summary of continuous integration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hlmdiag.campaign.comparison_wording import compared_in_brief, lines_of_comparison, lines_of_losses, loss_text
from hlmdiag.campaign.naming import SHOWN, VerdictLine, level_title, listed, unit_name
from hlmdiag.scoring.gate_results import Gate, Gating, Measure, NamedUnit
from hlmdiag.text.figures import decimals_apart
from hlmdiag.wording import Wording

_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.])")
_LOSSES = 3
"""Losses that the summary names."""


def gating_summary(gating: Gating, words: Wording) -> str:
    """The verdict in one sentence, which begins with what was lost since the baseline."""
    found = gating.comparison
    parts = [loss_text(each, words) for each in (found.losses[:_LOSSES] if found is not None else ())]
    if found is not None and len(found.losses) > _LOSSES:
        parts.append(words.say("reference.mots.pertes-suite", count=words.integer(len(found.losses) - _LOSSES)))
    if gating.gates:
        parts += _of_gates(gating.gates, words)
    if found is not None:
        parts += compared_in_brief(found, words)
    joint = words.say("seuil.mots.joint")
    return _capital(words.say("seuil.mots.bilan", parts=joint.join(parts))) if parts else ""


def gating_lines(gating: Gating, words: Wording) -> tuple[VerdictLine, ...]:
    """The verdict in full: what was lost, each condition with its figures and units, then what changed."""
    found = gating.comparison
    lines = list(lines_of_losses(found, words)) if found is not None else []
    lines += [line for gate in gating.gates for line in _of_gate(gate, words)]
    if found is not None:
        lines += lines_of_comparison(found, words)
    return tuple(lines)


def unit_text(unit: NamedUnit, words: Wording) -> str:
    """A unit by its code, its name and its level."""
    name, level = unit_name(unit, words), level_title(unit.level, words.grid)
    return words.say("seuil.mots.unite-niveau", name=name, level=level) if level else name


def _of_gates(gates: Sequence[Gate], words: Wording) -> Iterator[str]:
    """Number of crossed limits, and of limits that cannot be decided."""
    crossed, total = sum(gate.fails for gate in gates), len(gates)
    undecided = sum(gate.status == "open" for gate in gates)
    if crossed or not undecided:
        yield words.say(f"seuil.mots.seuils-{'franchis' if crossed else 'tenus'}", count=crossed, total=total)
    if undecided:
        yield words.say("seuil.mots.seuils-indecis", count=undecided, total=total)


def _of_gate(gate: Gate, words: Wording) -> Iterator[VerdictLine]:
    yield VerdictLine(0, words.say(f"seuil.mots.{gate.status}", left=words.left_open, condition=gate.condition))
    for measure in gate.measures:
        yield VerdictLine(1, _measure(measure, _limits(gate.condition), words))
    if gate.count:
        names = [unit_text(unit, words) for unit in gate.named[:SHOWN]]
        yield VerdictLine(1, listed("seuil.mots.unites", words.count(gate.count), names, gate.count, words))


def _measure(measure: Measure, limits: Sequence[float], words: Wording) -> str:
    undecided = words.count(measure.undecided)
    if measure.value is None:
        code = "mesure-sans-valeur" if measure.undecided else "mesure-sans-objet"
        return words.say(f"seuil.mots.{code}", text=measure.text, undecided=undecided)
    value = _figure(measure, measure.value, limits, words)
    if measure.open:
        ends = {"span": _span(measure, limits, words), "left": words.left_open, "units": words.count(measure.open)}
        return words.say("seuil.mots.mesure-indecise", text=measure.text, value=value, **ends)
    code = "mesure-partielle" if measure.undecided else "mesure"
    decided = words.count(measure.decided)
    return words.say(f"seuil.mots.{code}", text=measure.text, value=value, decided=decided, undecided=undecided)


def _span(measure: Measure, limits: Sequence[float], words: Wording) -> str:
    code = {
        (True, True): "de-a", (True, False): "au-moins", (False, True): "au-plus", (False, False): "sans-borne",
    }[measure.low is not None, measure.high is not None]  # fmt: skip
    ends = (measure.low, measure.high)
    low, high = (_figure(measure, end, limits, words) if end is not None else "" for end in ends)
    return words.say(f"seuil.mots.{code}", low=low, high=high)


def _figure(measure: Measure, value: float, limits: Sequence[float], words: Wording) -> str:
    """A share in percent, with its tenths; another figure as it is; never the figure of a limit that it is not."""
    if not measure.text.startswith("share("):
        return words.plain(value, decimals_apart(value, limits, 3))
    decimals = decimals_apart(value, limits, 3) - 2
    return words.proportion(value, decimals)


def _limits(condition: str) -> list[float]:
    """The numbers that a condition holds."""
    return [float(number) for number in _NUMBER.findall(condition)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
