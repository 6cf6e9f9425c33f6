"""The text of an overlay that holds the thresholds proposed for a grid, each with what it comes from and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hlmdiag.draft.calibrate import Calibration, CalibrationProposal, Left, thresholds
from hlmdiag.draft.skeleton import quoted
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.diagnostics import show
from hlmdiag.rules.normalise import Steps
from hlmdiag.text import say
from hlmdiag.text.figures import plain, proportion
from hlmdiag.text.locale import Locale

_SUFFIX = "recalee"
_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def overlay_text(found: Calibration, extends: str, files: Sequence[str], day: date, language: str) -> str:
    """A grid that extends the one that was calibrated; `extends` is how it names it, `files` what was read."""
    if not found.proposals:
        reasons = " ".join(_reason(it, language) for it in found.left) or say("ebauche.mots.sans-seuils", language)
        raise HlmdiagError([Problem("ebauche.sans-proposition", values={"grid": found.grid.id, "reasons": reasons})])
    read = _plain(", ".join(files))
    lines = [*_head(found, read, day, language), *_identity(found, extends, day, language)]
    lines += _tree(found, read, day, language)
    if found.left:
        lines += ["", _comment(_say("laisses", language, count=len(found.left)))]
        lines += [_comment(f"- {_reason(it, language)}") for it in found.left]
    return "\n".join(lines) + "\n"


def _head(found: Calibration, files: str, day: date, language: str) -> Iterator[str]:
    grid = found.grid
    yield "# yaml-language-server: $schema=./grid.schema.json"
    values = {"id": grid.id, "version": grid.version, "files": files, "units": found.units, "date": day.isoformat()}
    yield _comment(_say("entete", language, **values))
    for key in ("relire", "methode", "limite"):
        yield _comment(_say(key, language))
    yield _comment(_say("effet", language, changed=found.levels_changed, units=found.units))
    for title, before, after in found.levels:
        yield _comment(f"  {Locale(language).labelled(title, f'{before} → {after}')}")


def _identity(found: Calibration, extends: str, day: date, language: str) -> Iterator[str]:
    grid = found.grid
    yield f"extends: {quoted(extends)}"
    yield f"id: {grid.id}-{_SUFFIX}"
    yield f'version: "{day.year}.0"'
    yield f"title: {quoted(_say('titre', language, title=grid.title))}"
    yield f"publisher: {quoted(_say('editeur', language))}"
    yield f'date: "{day.isoformat()}"'


def _tree(found: Calibration, files: str, day: date, language: str) -> Iterator[str]:
    """The criteria under the keys that lead to them, each key written once."""
    proposals = {it.indicator.id: it for it in found.proposals}
    note = _say("note", language, files=files, date=day.isoformat())
    above: tuple[str, ...] = ()
    for path, leaf in _leaves(found.grid.document, ()):
        if path[-1] not in proposals:
            continue
        for depth, key in enumerate(path[:-1]):
            if above[: depth + 1] != path[: depth + 1]:
                yield f"{'  ' * depth}{key}:"
        above = path
        indent = "  " * (len(path) - 1)
        yield from (f"{indent}{line}" for line in _criterion(proposals[path[-1]], leaf, note, found.units, language))


def _leaves(block: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Indicators with the keys that lead to them, grouped by block."""
    for id, leaf in (block.get("indicators") or {}).items():
        yield (*path, "indicators", id), leaf
    for id, theme in (block.get("themes") or {}).items():
        yield from _leaves(theme, (*path, "themes", id))


def _criterion(it: CalibrationProposal, leaf: Mapping[str, Any], note: str, units: int, language: str) -> Iterator[str]:
    yield _comment(f"{it.indicator.title}{f' ({it.indicator.unit})' if it.indicator.unit else ''}")
    old, new = (_numbers(thresholds(rule), language) for rule in (it.before, it.rule))
    yield _comment("  " + _say("anciens", language, old=old, new=new))
    pairs = zip(it.shares, it.quantiles, strict=True)
    drawn = Locale(language).joined(
        f"{proportion(share, language)} → {plain(value, language)}" for share, value in pairs
    )
    yield _comment("  " + _say("quantiles", language, known=it.known, drawn=drawn))
    yield _comment("  " + _say("points", language, changed=it.changed, units=units))
    yield f"{it.indicator.id}:"
    yield f"  score: {{{it.rule.key}: {_rule(it)}}}"
    yield f"  source: {{{', '.join(_source(leaf.get('source'), note, language))}}}"


def _rule(it: CalibrationProposal) -> str:
    if isinstance(it.rule, Steps):
        return _list(it.rule.steps)
    return f"[{', '.join(_list(pair) for pair in it.rule.anchors)}]"


def _source(parent: Mapping[str, Any] | None, note: str, language: str) -> Iterator[str]:
    """Thresholds drawn from the stock no longer come from what the parent cites."""
    yield f"title: {quoted(_say('source', language))}"
    yield f"note: {quoted(note)}"
    yield from (f"{key}: null" for key in ("url", "date") if parent and parent.get(key) is not None)


def _reason(it: Left, language: str) -> str:
    values = {key: _numbers(value, language) if isinstance(value, tuple) else value for key, value in it.values.items()}
    reason = _say(f"raison.{it.reason}", language, **values)
    return Locale(language).labelled(f"{it.indicator.id} ({it.indicator.title})", reason)


def _list(numbers: Sequence[float]) -> str:
    return f"[{', '.join(map(show, numbers))}]"


def _numbers(numbers: Sequence[float], language: str) -> str:
    return Locale(language).joined(plain(number, language) for number in numbers)


def _comment(text: str) -> str:
    """A text that cannot leave its comment."""
    return f"# {_plain(text)}"


def _plain(text: str) -> str:
    """A text on one line, without what a YAML file may not hold; the spaces of French typography stay."""
    return "".join(sign if sign.isprintable() or sign in _SPACES else " " for sign in text)


def _say(key: str, language: str, **values: Any) -> str:
    return say(f"ebauche.mots.{key}", language, **values)
