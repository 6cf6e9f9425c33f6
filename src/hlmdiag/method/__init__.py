"""Faults of method: what a grid that loads will never do, does twice, or does without saying why."""

from hlmdiag.method.check import Examined, check_method, examine
from hlmdiag.method.differences import Change, Comparison, compare, version_needed
from hlmdiag.method.findings import SEVERITIES, Limits
from hlmdiag.method.levels import theme_shares
from hlmdiag.method.sizes import Kind, Size

__all__ = [
    "SEVERITIES",
    "Change",
    "Comparison",
    "Examined",
    "Kind",
    "Limits",
    "Size",
    "check_method",
    "compare",
    "examine",
    "theme_shares",
    "version_needed",
]
