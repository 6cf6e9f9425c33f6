"""A verdict in words: the same lines on a console, in a Markdown report and in a summary of continuous integration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from hlmdiag.grid.model import Grid
from hlmdiag.grid.nouns import count_of
from hlmdiag.scoring.gating import Change, Comparison, Gate, Gating, Measure, Unit
from hlmdiag.text import say
from hlmdiag.text.figures import day, integer, number, plain, proportion

__all__ = ["Line", "change_text", "gating_lines", "gating_summary", "unit_text"]

_SHOWN = 10
"""Units and changes that a text names; the rest are counted."""


class Line(NamedTuple):
    """A line, and how deep it stands under the one before."""

    depth: int
    text: str


def gating_summary(gating: Gating, language: str = "fr") -> str:
    """The verdict in one sentence."""
    parts = []
    if gating.gates:
        crossed = sum(gate.status != "held" for gate in gating.gates)
        code = "franchis" if crossed else "tenus"
        parts.append(say(f"seuil.mots.seuils-{code}", language, count=crossed, total=len(gating.gates)))
    if gating.comparison is not None:
        new = gating.comparison.new
        code = "aggravations" if new else "aucune"
        parts.append(say(f"reference.mots.{code}", language, count=integer(new, language)))
    if len(parts) == 2:
        return _capital(say("seuil.mots.bilan", language, gates=parts[0], comparison=parts[1]))
    return _capital(say("seuil.mots.bilan-seul", language, part=parts[0])) if parts else ""


def gating_lines(gating: Gating, grid: Grid, language: str = "fr") -> tuple[Line, ...]:
    """The verdict in full: each condition with its figures and its units, then what changed since the baseline."""
    lines = [line for gate in gating.gates for line in _of_gate(gate, grid, language)]
    if gating.comparison is not None:
        lines += _of_comparison(gating.comparison, grid, language)
    return tuple(lines)


def change_text(change: Change, grid: Grid, language: str = "fr") -> str:
    """What got worse of a unit, and through which indicators."""
    values = {"name": _name(change.unit, language)}
    match change.about:
        case "level":
            values |= {"before": _title(change.before, grid), "after": _title(change.after, grid)}
        case "score":
            before, after = (
                number(float(each or 0), language, bounds=grid.bounds) for each in (change.before, change.after)
            )
            values |= {"before": before, "after": after}
        case "flag":
            flag = grid.flags.get(change.id)
            values["message"] = flag.message if flag is not None else say("reference.mots.ecart", language)
    text = say(f"reference.mots.{change.about}", language, **values)
    titles = {leaf.id: leaf.title for leaf in grid.indicators}
    causes = [
        say(
            "reference.mots.cause", language, title=titles.get(each.indicator, each.indicator),
            before=plain(each.before, language), after=plain(each.after, language),
        )
        for each in change.causes
    ]  # fmt: skip
    if change.about == "flag":
        return text
    told = say("rapport.joint", language).join(causes) if causes else say("reference.mots.sans-cause", language)
    return say("reference.mots.causes", language, change=text, causes=told)


def unit_text(unit: Unit, grid: Grid, language: str = "fr") -> str:
    """A unit by its code, its name and its level."""
    name, level = _name(unit, language), _title(unit.level, grid)
    return say("seuil.mots.unite-niveau", language, name=name, level=level) if level else name


def _of_gate(gate: Gate, grid: Grid, language: str) -> Iterator[Line]:
    yield Line(0, say(f"seuil.mots.{gate.status}", language, condition=gate.condition))
    for measure in gate.measures:
        yield Line(1, _measure(measure, grid, language))
    if gate.count:
        names = [unit_text(unit, grid, language) for unit in gate.named[:_SHOWN]]
        yield Line(1, _listed("seuil.mots.unites", count_of(gate.count, grid, language), names, gate.count, language))


def _of_comparison(found: Comparison, grid: Grid, language: str) -> Iterator[Line]:
    words = "reference.mots"
    if found.is_empty:
        yield Line(0, say(f"{words}.vide", language, name=found.name))
        return
    counts = {name: integer(getattr(found, name), language) for name in ("new", "known", "resolved")}
    when = day(date.fromisoformat(found.date), language)
    yield Line(0, say(f"{words}.bilan", language, name=found.name, date=when, **counts))
    if not found.same_grid:
        yield Line(1, say(f"{words}.autre-empreinte", language, then=found.grid_version, now=grid.version))
    for change in found.changes[:_SHOWN]:
        yield Line(1, change_text(change, grid, language))
    if found.new > _SHOWN:
        yield Line(1, say(f"{words}.suite", language, count=integer(found.new - _SHOWN, language)))
    if found.undecided:
        yield Line(1, say(f"{words}.indecis", language, count=integer(found.undecided, language)))
    for kind, count, names in (
        ("apparues", found.appeared, found.appeared_units),
        ("disparues", found.vanished, found.vanished_units),
    ):
        if count:
            yield Line(1, _listed(f"{words}.{kind}", count_of(count, grid, language), names, count, language))


def _listed(code: str, units: str, names: Sequence[str], count: int, language: str) -> str:
    joined, rest = say("rapport.joint", language).join(names), count - len(names)
    if rest:
        return say(f"{code}-suite", language, units=units, names=joined, rest=integer(rest, language))
    return say(code, language, units=units, names=joined)


def _measure(measure: Measure, grid: Grid, language: str) -> str:
    undecided = count_of(measure.undecided, grid, language)
    if measure.value is None:
        code = "mesure-sans-valeur" if measure.undecided else "mesure-sans-objet"
        return say(f"seuil.mots.{code}", language, text=measure.text, undecided=undecided)
    share = measure.text.startswith("share(")
    value = proportion(measure.value, language, 1) if share else plain(measure.value, language)
    code = "mesure-partielle" if measure.undecided else "mesure"
    decided = count_of(measure.decided, grid, language)
    return say(f"seuil.mots.{code}", language, text=measure.text, value=value, decided=decided, undecided=undecided)


def _name(unit: Unit, language: str) -> str:
    return say("seuil.mots.unite", language, code=unit.code, label=unit.label or "").strip()


def _title(level: str | float | None, grid: Grid) -> str:
    return next((each.title for each in grid.levels if each.id == level), str(level or ""))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
