"""The verdict as JUnit XML: a test for each limit, and one for each thing that got worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from hlmdiag.gate import change_text, gating_lines, gating_summary
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import Comparison, Gate, Gating
from hlmdiag.scoring.result import Result
from hlmdiag.text import say
from hlmdiag.text.junit import Test, junit_xml

__all__ = ["render"]


def render(result: Result, out: BinaryIO, language: str = "fr", places: Mapping[str, str] | None = None) -> None:
    """Write one suite for the limits and one for the baseline; `places` gives the path of each file read."""
    grid, gating = result.grid, result.manifest.gating or Gating()
    suites = {f"{grid.id}.seuils": [_of_gate(each, grid, language) for each in gating.gates]}
    if gating.comparison is not None:
        suites[f"{grid.id}.reference"] = _of_comparison(gating.comparison, grid, language, places or {})
    out.write(junit_xml(suites))


def _of_gate(gate: Gate, grid: Grid, language: str) -> Test:
    if gate.status == "held":
        return Test(gate.condition)
    lines = gating_lines(Gating((gate,)), grid, language)
    return Test(gate.condition, "seuil", "\n".join(line.text for line in lines))


def _of_comparison(found: Comparison, grid: Grid, language: str, places: Mapping[str, str]) -> list[Test]:
    """One test a change, whose text ends with its place."""
    summary = gating_summary(Gating(comparison=found), language)
    if not found.new:
        return [Test(summary)]
    tests = []
    for change in found.changes:
        title = say(f"reference.mots.regle-{change.about}", language)
        unit, limit = change.unit, f" ({change.id})" if change.id else ""
        place = f"{places.get(unit.file or '', unit.file or '')}:{unit.row}"
        name = say("reference.mots.essai", language, code=unit.code, title=title, limit=limit)
        tests.append(Test(name, change.about, f"{change_text(change, grid, language)}\n{place}"))
    if found.new > len(tests):
        rest = say("reference.mots.suite", language, count=found.new - len(tests))
        tests.append(Test(rest, "reference", summary))
    return tests
