"""What `hlmdiag grid diff` prints: the changes by importance, the version they ask for, the residences that move."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hlmdiag.cli.configured import configuration_for
from hlmdiag.cli.grid.answers import Answers
from hlmdiag.cli.terminal import steps
from hlmdiag.grid import load_grid
from hlmdiag.method import Change, Comparison, Size, compare
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.settings import settings_for
from hlmdiag.text import say
from hlmdiag.text.figures import decimals_apart, difference, integer, number

if TYPE_CHECKING:
    from hlmdiag.method.impact import Impact, Moved

DIFF_FORMATS = ("text", "json")
_SCHEMA_VERSION = 1
_STYLES = {Size.MAJOR: "red", Size.MINOR: "yellow", Size.PATCH: "dim"}
_LONGEST = 80
_UNITS = 20
"""How many residences are named without `--verbose`."""


def show_differences(old: str, new: str, answers: Answers | None, shown: str, terminal: Terminal) -> None:
    """Compare two versions and print what was found; nothing is written."""
    comparison = compare(load_grid(old), load_grid(new))
    impact = None if answers is None else _impact(comparison, answers, terminal)
    if shown == "json":
        print(json.dumps(_document(comparison, impact), ensure_ascii=False, indent=2))
        return
    _say_changes(comparison, terminal)
    if impact is not None:
        _say_impact(impact, (*comparison.old.bounds, *comparison.new.bounds), terminal)


def _impact(comparison: Comparison, answers: Answers, terminal: Terminal) -> Impact:
    from hlmdiag.method.impact import impact_of

    old, new = comparison.old, comparison.new
    with steps(terminal, 1) as bar:
        bar.begin(say("cli.etape.notation", terminal.language))
        return impact_of(
            old, new, answers.paths, date=answers.date, settings=settings_for(configuration_for(), [old, new])
        )


def _say_changes(found: Comparison, terminal: Terminal) -> None:
    language = terminal.language
    values = {"id": found.new.id, "old": found.old.version, "new": found.new.version}
    terminal.out.print(styled(say("cli.grille.ecart.titre", language, **values), "bold"))
    for size in sorted(Size, reverse=True):
        changes = [each for each in found.changes if each.size is size]
        if changes:
            title = say(f"cli.grille.ecart.importance.{size.name.lower()}", language, count=integer(len(changes)))
            terminal.out.print(styled(title, _STYLES[size]))
        for each in changes:
            terminal.out.print(styled("  " + _line(each, language)))
    terminal.out.print(styled(_verdict(found, language), "bold"))


def _line(change: Change, language: str) -> str:
    key = f"cli.grille.ecart.{'retrait' if change.after is None else 'apport' if change.before is None else 'passage'}"
    return say(
        key, language, place=change.location.say(language), path=change.path,
        kind=say(f"cli.grille.ecart.nature.{change.kind}", language),
        before=_written(change.before), after=_written(change.after),
    )  # fmt: skip


def _written(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _verdict(found: Comparison, language: str) -> str:
    if not found.changes:
        return say("cli.grille.ecart.aucun", language)
    key = "suffisante" if found.is_declared else "insuffisante"
    if found.needed is None:
        key = "illisible"
    values = {"needed": found.needed or "", "new": found.new.version, "old": found.old.version}
    return say(f"cli.grille.ecart.version-{key}", language, **values)


def _say_impact(impact: Impact, bounds: Iterable[float], terminal: Terminal) -> None:
    language, out = terminal.language, terminal.out
    values = {"units": impact.units, "scores": impact.scores, "levels": impact.levels}
    out.print()
    counts = {name: integer(value, language) for name, value in values.items()}
    out.print(styled(say("cli.grille.ecart.effet", language, **counts), "bold"))
    if impact.largest:
        largest = number(impact.largest, language, decimals_apart(impact.largest, [0.0]))
        out.print(styled(say("cli.grille.ecart.plus-grand", language, points=largest)))
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


def _document(found: Comparison, impact: Impact | None) -> dict[str, Any]:
    from hlmdiag import __version__

    return {
        "schema_version": _SCHEMA_VERSION, "tool_version": __version__,
        "old": {"id": found.old.id, "version": found.old.version, "hash": found.old.hash},
        "new": {"id": found.new.id, "version": found.new.version, "hash": found.new.hash},
        "size": None if found.size is None else found.size.name.lower(),
        "version_needed": found.needed, "version_is_enough": found.is_declared,
        "changes": [_change(each) for each in found.changes],
        "impact": None if impact is None else _effects(impact),
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": str(change.kind), "size": change.size.name.lower(), "path": change.path, "before": change.before,
        "after": change.after, "file": change.location.file, "line": change.location.line,
    }  # fmt: skip


def _effects(impact: Impact) -> dict[str, Any]:
    return {
        "units": impact.units, "scores_changed": impact.scores, "levels_changed": impact.levels,
        "largest_shift": impact.largest,
        "passages": [{"before": old, "after": new, "units": n} for (old, new), n in impact.passages.items()],
        "moved": [
            {
                "unit": each.unit, "score_before": each.score_before, "score_after": each.score_after,
                "shift": each.shift, "level_before": each.level_before, "level_after": each.level_after,
            }
            for each in impact.moved
        ],
        "only_old": list(impact.only_old), "only_new": list(impact.only_new),
    }  # fmt: skip
