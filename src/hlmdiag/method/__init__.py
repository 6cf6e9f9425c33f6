"""Faults of method: what a grid that loads will never do, does twice, or does without saying why."""

from hlmdiag.method.change_kinds import ChangeKind, ChangeSize
from hlmdiag.method.check import Examined, check_method, examine
from hlmdiag.method.data_checks import check_data
from hlmdiag.method.findings import SEVERITIES, CheckOptions
from hlmdiag.method.level_checks import theme_shares
from hlmdiag.method.version_comparison import VersionChange, VersionComparison, compare, version_needed

__all__ = [
    "SEVERITIES",
    "ChangeKind",
    "ChangeSize",
    "CheckOptions",
    "Examined",
    "VersionChange",
    "VersionComparison",
    "check_data",
    "check_method",
    "compare",
    "examine",
    "theme_shares",
    "version_needed",
]
