"""A verdict as findings, one a unit and a limit, placed in the user's file: what continuous integration shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from hlmdiag.gate.wording import change_text, gating_lines, unit_text
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import Gate, Gating, Unit
from hlmdiag.scoring.result import Result
from hlmdiag.text import say

__all__ = ["Finding", "finding_count", "findings"]


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    `rule` is one of `seuil`, `level`, `score`, `flag`; `unit` None is the whole stock. `fingerprint` is made of the
    grid, the limit and the unit's code: a line inserted above, or another file name, does not change it.
    """

    rule: str
    title: str
    text: str
    unit: Unit | None
    file: str
    row: int
    fingerprint: str


def findings(result: Result, language: str = "fr") -> tuple[Finding, ...]:
    """The findings of a result: crossed limits, what got worse since the baseline, then the units that cross limits."""
    gating = result.manifest.gating
    return tuple(_findings(gating, result, language)) if gating is not None else ()


def finding_count(gating: Gating) -> int:
    """How many findings there are, those that a verdict keeps and those that it only counts."""
    new = gating.comparison.new if gating.comparison is not None else 0
    return new + sum(1 + gate.count for gate in gating.gates if gate.status != "held")


def _findings(gating: Gating, result: Result, language: str) -> Iterator[Finding]:
    grid = result.grid
    home = next((file.name for file in result.manifest.inputs if file.table == "stock"), grid.id)
    crossed = [gate for gate in gating.gates if gate.status != "held"]
    yield from (_of_gate(gate, grid, home, language) for gate in crossed)
    for change in gating.comparison.changes if gating.comparison is not None else ():
        title = say(f"reference.mots.regle-{change.about}", language)
        text = change_text(change, grid, language)
        yield _placed(change.about, title, text, change.unit, home, grid, change.id)
    for gate in crossed:
        yield from _units_of(gate, grid, home, language)


def _of_gate(gate: Gate, grid: Grid, home: str, language: str) -> Finding:
    title = say("seuil.mots.regle", language)
    lines = gating_lines(Gating((gate,)), grid, language)
    text, fingerprint = "\n".join(line.text for line in lines), _fingerprint(grid, gate.condition, "")
    return Finding("seuil", title, text, None, home, 1, fingerprint)


def _units_of(gate: Gate, grid: Grid, home: str, language: str) -> Iterator[Finding]:
    title = say("seuil.mots.regle", language)
    for unit in gate.named:
        name = unit_text(unit, grid, language)
        text = say("seuil.mots.constat", language, name=name, condition=gate.condition)
        yield _placed("seuil", title, text, unit, home, grid, gate.condition)


def _placed(rule: str, title: str, text: str, unit: Unit, home: str, grid: Grid, limit: str) -> Finding:
    fingerprint = _fingerprint(grid, f"{rule}:{limit}", unit.code)
    return Finding(rule, title, text, unit, unit.file or home, unit.row or 1, fingerprint)


def _fingerprint(grid: Grid, limit: str, code: str) -> str:
    return hashlib.sha256("\n".join((grid.id, limit, code)).encode("utf-8", "surrogatepass")).hexdigest()
