"""Gates: the limits that a user sets on a whole result, and what got worse since a baseline."""

from hlmdiag.campaign.comparison_wording import change_text, doubt_text, grid_lines, loss_text, units_lines
from hlmdiag.gate.baseline import compare, require_comparable
from hlmdiag.gate.conditions import read_conditions
from hlmdiag.gate.evaluate import evaluate
from hlmdiag.gate.findings import Finding, finding_count, findings
from hlmdiag.gate.wording import gating_lines, gating_summary

__all__ = [
    "Finding",
    "change_text",
    "compare",
    "doubt_text",
    "evaluate",
    "finding_count",
    "findings",
    "gating_lines",
    "gating_summary",
    "grid_lines",
    "loss_text",
    "read_conditions",
    "require_comparable",
    "units_lines",
]
