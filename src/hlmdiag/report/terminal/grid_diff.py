"""Prints the changes between two versions of a grid, and the units they move."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hlmdiag.grid.identifiers import is_identifier
from hlmdiag.method import ChangeSize, VersionChange, VersionComparison
from hlmdiag.method.impact import Impact, Moved
from hlmdiag.method.replacements import Replacement
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say
from hlmdiag.text.figures import decimals_apart, difference, integer, number
from hlmdiag.text.locale import Locale

_STYLES = {ChangeSize.MAJOR: "red", ChangeSize.MINOR: "yellow", ChangeSize.PATCH: "dim"}
_LONGEST = 80
_UNITS = 20
"""Most residences named without `--verbose`."""


def show_changes(found: VersionComparison, terminal: Terminal) -> None:
    """Every change by its size, and the version to give at least."""
    language = terminal.language
    values = {"id": found.new.id, "old": found.old.version, "new": found.new.version}
    terminal.out.print(styled(say("cli.grille.ecart.titre", language, **values), "bold"))
    for size in sorted(ChangeSize, reverse=True):
        changes = [each for each in found.changes if each.size is size]
        if changes:
            title = say(
                f"cli.grille.ecart.importance.{size.name.lower()}", language, count=integer(len(changes), language)
            )
            terminal.out.print(styled(title, _STYLES[size]))
        for each in changes:
            terminal.out.print(styled("  " + _line(each, language)))
    if found.replacements:
        terminal.out.print(styled(say("cli.grille.ecart.reprise", language)))
        terminal.out.print(styled("  columns:"))
    for replacement in found.replacements:
        terminal.out.print(styled("    " + _proposed(replacement, language)))
    asked = list(dict.fromkeys(each.subject for each in found.changes if each.asked))
    if asked:
        terminal.out.print(styled(say("cli.grille.ecart.a-confirmer", language, names=", ".join(asked)), "yellow"))
    if found.is_raised:
        raised = say("cli.grille.ecart.releve", language, count=integer(found.moved, language))
        terminal.out.print(styled(raised, "yellow"))
    terminal.out.print(styled(_verdict(found, language), "bold"))


def show_impact(impact: Impact, bounds: Iterable[float], terminal: Terminal) -> None:
    """Print the changes of scores and levels, their size and their units; `bounds`: the bounds of both scales."""
    language, out = terminal.language, terminal.out
    values = {"units": impact.units, "scores": impact.scores, "levels": impact.levels}
    out.print()
    counts = {name: integer(value, language) for name, value in values.items()}
    out.print(styled(say("cli.grille.ecart.effet", language, **counts), "bold"))
    if impact.largest:
        largest = number(impact.largest, language, decimals_apart(impact.largest, [0.0]))
        out.print(styled(say("cli.grille.ecart.plus-grand", language, points=largest)))
    if impact.flags:
        out.print(styled(say("cli.grille.ecart.drapeaux", language, count=integer(impact.flags, language))))
    for (before, after), count in impact.passages.items():
        passage = {"before": before or "—", "after": after or "—", "count": integer(count, language)}
        out.print(styled("  " + say("cli.grille.ecart.niveaux", language, **passage)))
    named = impact.moved if terminal.verbose else impact.moved[:_UNITS]
    for each in named:
        out.print(styled("  " + _moved(each, bounds, language)))
    left = len(impact.moved) - len(named)
    if left:
        out.print(styled(say("cli.grille.ecart.suite", language, count=integer(left, language))))
    for key, units in (("seule-ancienne", impact.only_old), ("seule-nouvelle", impact.only_new)):
        if units:
            out.print(styled(say(f"cli.grille.ecart.{key}", language, units=", ".join(units)), "yellow"))


def _line(change: VersionChange, language: str) -> str:
    key = f"cli.grille.ecart.{'retrait' if change.after is None else 'apport' if change.before is None else 'passage'}"
    return say(
        key, language, place=change.location.say(language), path=change.path,
        kind=say(f"cli.grille.ecart.nature.{change.kind}", language),
        before=_written(change.before), after=_written(change.after),
    ) + (say("cli.grille.ecart.question", language) if change.asked else "")  # fmt: skip


def _proposed(replacement: Replacement, language: str) -> str:
    """The line to copy into the new grid, and what is to be settled before."""
    doubts = []
    if not replacement.is_declared:
        doubts.append(say("cli.grille.ecart.reprise-jugement", language))
    if not replacement.is_certain:
        doubts.append(say("cli.grille.ecart.reprise-a-confirmer", language))
    if replacement.unmatched:
        names = ", ".join(replacement.unmatched)
        doubts.append(say("cli.grille.ecart.reprise-sans-suite", language, names=names))
    line = f"{replacement.column}: {{replaces: {_flow(replacement.block)}}}"
    return line + (f"  # {Locale(language).joined(doubts)}" if doubts else "")


def _flow(value: object) -> str:
    """A value as YAML on one line: ids bare, codes between quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(it)}" for key, it in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(f"{number:.15g}" for number in value) + "]"
    return _key(str(value))


def _key(text: str) -> str:
    return text if is_identifier(text) else json.dumps(text, ensure_ascii=False)


def _written(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _verdict(found: VersionComparison, language: str) -> str:
    if found.size is None:
        return say("cli.grille.ecart.aucun", language)
    key = "suffisante" if found.is_declared else "insuffisante"
    if not found.is_ordered or found.needed is None:
        key = "illisible"
    values = {"needed": found.needed or "", "new": found.new.version, "old": found.old.version}
    return say(f"cli.grille.ecart.version-{key}", language, **values)


def _moved(each: Moved, bounds: Iterable[float], language: str) -> str:
    one, other, shift, decimals = each.score_before, each.score_after, "", 1
    if one is not None and other is not None:
        decimals, change = difference(one, other, bounds)
        shift = f" ({'+' if change > 0 else ''}{number(change, language, decimals)})"
    before, after = ("—" if it is None else number(it, language, decimals, bounds) for it in (one, other))
    levels = each.level_before or "—"
    if each.has_another_level:
        levels += f" → {each.level_after or '—'}"
    return say(
        "cli.grille.ecart.residence", language, unit=each.unit, before=before, after=after, shift=shift, levels=levels
    )
