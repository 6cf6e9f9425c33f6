"""A plan: the actions decided for units, kept by people from one diagnosis to the next, never overwritten."""

from hlmdiag.plan.continued import continued
from hlmdiag.plan.counts import PlanCounts, counted, undecided
from hlmdiag.plan.model import HISTORY, LISTS, OURS, PEOPLE, Conflict, Plan, PlanRow, Typed
from hlmdiag.plan.proposals import proposals
from hlmdiag.plan.workbook import is_plan, read_plan

__all__ = [
    "HISTORY",
    "LISTS",
    "OURS",
    "PEOPLE",
    "Conflict",
    "Plan",
    "PlanCounts",
    "PlanRow",
    "Typed",
    "continued",
    "counted",
    "is_plan",
    "proposals",
    "read_plan",
    "undecided",
]
