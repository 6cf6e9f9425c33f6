"""A verdict as findings, one a unit and a limit, placed in the user's file: what continuous integration shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hlmdiag.campaign.comparison_wording import change_text, doubt_text, grid_lines, loss_text, units_lines
from hlmdiag.gate.wording import gating_lines, unit_text
from hlmdiag.scoring.gate_results import BaselineComparison, Gate, Gating, NamedUnit
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

FindingSeverity = Literal["error", "warning", "note"]
_TITLES = "reference.mots.regle-"


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    `rule` is one of `perte`, `seuil`, `level`, `score`, `flag` (errors), `doute` (a warning), `premiere`, `grille`,
    `unites`, `coupe` (notes: what else has to be known to read the others); `unit` None is the whole stock.
    `fingerprint` is made of the grid, the limit and the unit's code: a line inserted above, or another file name, does
    not change it.
    """

    rule: str
    title: str
    text: str
    unit: NamedUnit | None
    file: str
    row: int
    fingerprint: str
    severity: FindingSeverity = "error"


def findings(result: Result, words: Wording) -> tuple[Finding, ...]:
    """The findings of a result, the most important first.

    What was lost since the baseline, the crossed limits, what got worse, the units that cross limits, those that nobody
    can tell, then what changed around them; last, how many findings a verdict counts without naming them.
    """
    gating = result.manifest.gating
    return tuple(_Found(gating, result, words).all()) if gating is not None else ()


def finding_count(gating: Gating) -> int:
    """Number of findings that fail or may fail, named ones and counted ones."""
    found = gating.comparison
    compared = len(found.losses) + found.new + found.doubtful if found is not None else 0
    return compared + sum(1 + gate.count for gate in gating.gates if gate.status != "held")


class _Found:
    """Makes the findings of one verdict."""

    def __init__(self, gating: Gating, result: Result, words: Wording) -> None:
        self.gating, self.grid, self.words = gating, result.grid, words
        self.home = next((file.name for file in result.manifest.inputs if file.table == "stock"), result.grid.id)

    def all(self) -> Iterator[Finding]:
        found, told = self.gating.comparison, [gate for gate in self.gating.gates if gate.status != "held"]
        yield from self._losses(found) if found is not None else ()
        yield from (self._of_gate(gate) for gate in told)
        for change in found.changes if found is not None else ():
            text = change_text(change, self.words)
            yield self._placed(change.about, self._title(change.about), text, change.unit, change.id)
        for gate in told:
            yield from self._units_of(gate)
        if found is not None:
            yield from self._doubts(found)
            yield from self._notes(found)
        yield from self._left_out()

    def _losses(self, found: BaselineComparison) -> Iterator[Finding]:
        severity: FindingSeverity = "note" if found.losses_accepted else "error"
        for loss in found.losses:
            text = loss_text(loss, self.words)
            yield self._of_whole("perte", text, f"{loss.kind}:{loss.id}", severity)

    def _of_gate(self, gate: Gate) -> Finding:
        lines = gating_lines(Gating((gate,)), self.words)
        text, fingerprint = "\n".join(line.text for line in lines), self._fingerprint(gate.condition, "")
        rule, title, severity = self._of_rule(gate)
        return Finding(rule, title, text, None, self.home, 1, fingerprint, severity)

    def _of_rule(self, gate: Gate) -> tuple[str, str, FindingSeverity]:
        """The rule of a gate, its title, and how much it matters."""
        if gate.fails:
            return "seuil", self.words.say("seuil.mots.regle"), "error"
        return "seuil-indecis", self.words.say("seuil.mots.regle-indecis"), "warning"

    def _units_of(self, gate: Gate) -> Iterator[Finding]:
        rule, title, severity = self._of_rule(gate)
        code = "constat" if gate.fails else "constat-indecis"
        for unit in gate.named:
            name = unit_text(unit, self.words)
            text = self.words.say(f"seuil.mots.{code}", name=name, condition=gate.condition)
            yield self._placed(rule, title, text, unit, gate.condition, severity)

    def _doubts(self, found: BaselineComparison) -> Iterator[Finding]:
        for doubt in found.doubts:
            text = doubt_text(doubt, self.words)
            yield self._placed("doute", self._title("doute"), text, doubt.unit, "", "warning")

    def _notes(self, found: BaselineComparison) -> Iterator[Finding]:
        if found.is_empty:
            text = self.words.say("reference.mots.vide", name=found.name)
            yield self._of_whole("premiere", text, "", "note")
        changes = list(grid_lines(found, self.words))
        if changes:
            yield self._of_whole("grille", "\n".join(changes), "", "note")
        for place, text in enumerate(units_lines(found, self.words)):
            yield self._of_whole("unites", text, str(place), "note")

    def _left_out(self) -> Iterator[Finding]:
        """Number of findings that are counted and not named."""
        found = self.gating.comparison
        kept = sum(1 + len(gate.named) for gate in self.gating.gates if gate.status != "held")
        kept += len(found.losses) + len(found.changes) + len(found.doubts) if found is not None else 0
        left = finding_count(self.gating) - kept
        if left:
            text = self.words.say("reference.mots.coupe", count=self.words.integer(left))
            yield self._of_whole("coupe", text, "", "note")

    def _title(self, rule: str) -> str:
        return self.words.say(f"{_TITLES}{rule}")

    def _of_whole(self, rule: str, text: str, limit: str, severity: FindingSeverity) -> Finding:
        fingerprint = self._fingerprint(f"{rule}:{limit}", "")
        text = text[:1].upper() + text[1:]
        return Finding(rule, self._title(rule), text, None, self.home, 1, fingerprint, severity)

    def _placed(
        self, rule: str, title: str, text: str, unit: NamedUnit, limit: str, severity: FindingSeverity = "error"
    ) -> Finding:
        fingerprint = self._fingerprint(f"{rule}:{limit}", unit.code)
        return Finding(rule, title, text, unit, unit.file or self.home, unit.row or 1, fingerprint, severity)

    def _fingerprint(self, limit: str, code: str) -> str:
        return hashlib.sha256("\n".join((self.grid.id, limit, code)).encode("utf-8", "surrogatepass")).hexdigest()
