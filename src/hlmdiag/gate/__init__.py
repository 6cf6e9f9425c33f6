"""Gates: the limits that a user sets on a whole result, and what got worse since a baseline."""

from hlmdiag.gate.baseline import compare, require_comparable
from hlmdiag.gate.conditions import read_conditions
from hlmdiag.gate.findings import Finding, finding_count, findings
from hlmdiag.gate.judge import judge
from hlmdiag.gate.wording import change_text, gating_lines, gating_summary

__all__ = [
    "Finding",
    "change_text",
    "compare",
    "finding_count",
    "findings",
    "gating_lines",
    "gating_summary",
    "judge",
    "read_conditions",
    "require_comparable",
]
