"""A trial as JUnit XML: one suite a grid, one test a case."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.cases.run import CaseOutcome, Trial
from hlmdiag.text.junit import Test, junit_xml


def to_junit(trials: Sequence[Trial], language: str) -> bytes:
    """One suite a grid, one test a case."""
    return junit_xml({trial.grid.id: [_test(each, language) for each in trial.outcomes] for trial in trials})


def _test(outcome: CaseOutcome, language: str) -> Test:
    if outcome.holds:
        return Test(outcome.case.name)
    lines = [problem.say(language) for problem in (*outcome.problems, *outcome.remarks)]
    return Test(outcome.case.name, outcome.problems[0].code, "\n".join(lines))
