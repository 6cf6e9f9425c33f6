"""A plan: the actions decided for units, kept by people from one diagnosis to the next, never overwritten."""

from hlmdiag.plan.continued import continued
from hlmdiag.plan.counts import PlanCounts, PlanTally, counted, undecided
from hlmdiag.plan.expected import expected_results
from hlmdiag.plan.expected_scores import ExpectedScores
from hlmdiag.plan.expected_shown import ExpectedLine, expected_lines
from hlmdiag.plan.model import HISTORY, LISTS, OURS, PEOPLE, Conflict, Plan, PlanRow, Typed
from hlmdiag.plan.proposals import proposals
from hlmdiag.plan.workbook import cell_faults, is_plan, read_plan

__all__ = [
    "HISTORY",
    "LISTS",
    "OURS",
    "PEOPLE",
    "Conflict",
    "ExpectedLine",
    "ExpectedScores",
    "Plan",
    "PlanCounts",
    "PlanRow",
    "PlanTally",
    "Typed",
    "cell_faults",
    "continued",
    "counted",
    "expected_lines",
    "expected_results",
    "is_plan",
    "proposals",
    "read_plan",
    "undecided",
]
