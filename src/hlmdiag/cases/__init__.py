"""The cases of a grid: answers, and what the grid must say of them, written beside it and run as a user's file."""

from hlmdiag.cases.document import Case, CaseFile, cases_beside, read_cases
from hlmdiag.cases.junit import to_junit
from hlmdiag.cases.run import CaseOutcome, Trial, try_cases
from hlmdiag.cases.scored import score_case, score_cases
from hlmdiag.cases.uncovered import Uncovered

__all__ = [
    "Case", "CaseFile", "CaseOutcome", "Trial", "Uncovered", "cases_beside", "read_cases", "score_case", "score_cases",
    "to_junit", "try_cases",
]  # fmt: skip
