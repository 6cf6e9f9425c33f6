"""A trial as JUnit XML, which continuous integration knows how to show. No clock in it: same cases, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from hlmdiag.cases.run import Outcome, Trial

__all__ = ["to_junit"]


def to_junit(trials: Sequence[Trial], language: str = "fr") -> bytes:
    """One suite a grid, one test a case."""
    root = ElementTree.Element("testsuites", _counts([it for trial in trials for it in trial.outcomes]))
    for trial in trials:
        suite = ElementTree.SubElement(root, "testsuite", {"name": trial.grid.id} | _counts(trial.outcomes))
        for outcome in trial.outcomes:
            _add(suite, outcome, trial, language)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _counts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    failed = sum(not outcome.holds for outcome in outcomes)
    return {"tests": str(len(outcomes)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _add(suite: ElementTree.Element, outcome: Outcome, trial: Trial, language: str) -> None:
    place = trial.cases.location(outcome.case.place)
    names = {"classname": trial.grid.id, "name": outcome.case.name, "file": place.file or "", "line": str(place.line)}
    case = ElementTree.SubElement(suite, "testcase", names)
    if outcome.holds:
        return
    first, lines = outcome.problems[0], [problem.say(language) for problem in (*outcome.problems, *outcome.remarks)]
    failure = ElementTree.SubElement(case, "failure", {"message": lines[0], "type": first.code})
    failure.text = "\n".join(lines)
