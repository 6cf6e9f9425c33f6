"""The verdict as JUnit XML: a test for each limit, and one for each unit that got worse. No clock in it.

Schema: junit-10.xsd of the Jenkins xUnit plugin, the one that pytest's own reports follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO
from xml.etree import ElementTree

from hlmdiag.gate import change_text, gating_lines, gating_summary
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gating import Comparison, Gate, Gating
from hlmdiag.scoring.result import Result
from hlmdiag.text import say
from hlmdiag.text.inert import inert

__all__ = ["render"]

_Test = tuple[str, str | None, str]
"""A name, the kind of its failure if it fails, and the text that explains it."""


def render(result: Result, out: BinaryIO, language: str = "fr", places: Mapping[str, str] | None = None) -> None:
    """Write one suite for the limits and one for the baseline; `places` gives the path of each file read."""
    grid, gating = result.grid, result.manifest.gating or Gating()
    suites = {f"{grid.id}.seuils": [_of_gate(each, grid, language) for each in gating.gates]}
    if gating.comparison is not None:
        suites[f"{grid.id}.reference"] = _of_comparison(gating.comparison, grid, language, places or {})
    root = ElementTree.Element(
        "testsuites", {"name": "hlmdiag"} | _counts([it for each in suites.values() for it in each])
    )
    for name, tests in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": name} | _counts(tests))
        for test in tests:
            _add(suite, name, *test)
    ElementTree.indent(root)
    out.write(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _of_gate(gate: Gate, grid: Grid, language: str) -> _Test:
    lines = gating_lines(Gating((gate,)), grid, language)
    failure = None if gate.status == "held" else "seuil"
    return gate.condition, failure, "\n".join(line.text for line in lines)


def _of_comparison(found: Comparison, grid: Grid, language: str, places: Mapping[str, str]) -> list[_Test]:
    """One test a change, which the schema gives no place of its own: the place is said in its text."""
    whole = Gating(comparison=found)
    if not found.new:
        return [(gating_summary(whole, language), None, "")]
    tests: list[_Test] = []
    for change in found.changes:
        title = say(f"reference.mots.regle-{change.about}", language)
        unit, limit = change.unit, f" ({change.id})" if change.id else ""
        place = f"{places.get(unit.file or '', unit.file or '')}:{unit.row}"
        text = f"{change_text(change, grid, language)}\n{place}"
        tests.append((f"{unit.code} : {title}{limit}", change.about, text))
    if found.new > len(tests):
        rest = say("reference.mots.suite", language, count=found.new - len(tests))
        tests.append((rest, "reference", gating_summary(whole, language)))
    return tests


def _counts(tests: list[_Test]) -> dict[str, str]:
    return {"tests": str(len(tests)), "failures": str(sum(it[1] is not None for it in tests)), "errors": "0"}


def _add(suite: ElementTree.Element, group: str, name: str, failure: str | None, text: str) -> None:
    case = ElementTree.SubElement(suite, "testcase", {"name": inert(name), "classname": group})
    if failure is not None:
        first = inert(text).partition("\n")[0]
        ElementTree.SubElement(case, "failure", {"message": first, "type": failure}).text = inert(text)
