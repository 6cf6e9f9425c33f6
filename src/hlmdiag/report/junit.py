"""The verdict as JUnit XML: a test for each limit, and one for each thing that a baseline makes known.

What was lost or got worse fails; what nobody can tell is skipped, with the answers that are missing; what else changed
is a test that holds, whose name says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from hlmdiag.gate import Finding, findings, gating_lines, gating_summary
from hlmdiag.scoring.gate_results import Gate, Gating
from hlmdiag.scoring.result import Result
from hlmdiag.text.junit import Test, junit_xml
from hlmdiag.wording import Wording


def render(result: Result, out: BinaryIO, language: str, places: Mapping[str, str] | None = None) -> None:
    """Write one suite for the limits and one for the baseline, which comes first where something was lost.

    `places` gives the path of each file read, from the root of the repository.
    """
    grid, words, gating = result.grid, Wording(language, result.grid), result.manifest.gating or Gating()
    suites = {f"{grid.id}.seuils": [_of_gate(each, words) for each in gating.gates]}
    if gating.comparison is not None:
        tests = list(_of_comparison(result, gating, words, places or {}))
        compared = {f"{grid.id}.reference": tests}
        suites = compared | suites if gating.comparison.losses else suites | compared
    out.write(junit_xml(suites))


def _of_gate(gate: Gate, words: Wording) -> Test:
    if gate.status == "held":
        return Test(gate.condition)
    lines = gating_lines(Gating((gate,)), words)
    text = "\n".join(line.text for line in lines)
    return Test(gate.condition, "seuil", text) if gate.fails else Test(gate.condition, None, text, is_skipped=True)


def _of_comparison(result: Result, gating: Gating, words: Wording, places: Mapping[str, str]) -> Iterator[Test]:
    alone = replace(result, manifest=replace(result.manifest, gating=Gating(comparison=gating.comparison)))
    found = findings(alone, words)
    if not any(each.severity == "error" for each in found):
        yield Test(gating_summary(Gating(comparison=gating.comparison), words))
    names = dict[str, int]()
    for each in found:
        test = _of_finding(each, words, places)
        names[test.name] = names.get(test.name, 0) + 1
        yield test if names[test.name] == 1 else test._replace(name=f"{test.name} ({names[test.name]})")


def _of_finding(finding: Finding, words: Wording, places: Mapping[str, str]) -> Test:
    """A test whose text ends with its place."""
    if finding.unit is None:
        name = finding.text.partition("\n")[0] if finding.severity == "note" else finding.title
        return Test(name, finding.rule if finding.severity == "error" else None, finding.text)
    place = f"{places.get(finding.file, finding.file)}:{finding.row}"
    name = words.say("reference.mots.essai", code=finding.unit.code, title=finding.title, limit="")
    text = f"{finding.text}\n{place}"
    return Test(name, None, text, is_skipped=True) if finding.severity == "warning" else Test(name, finding.rule, text)
