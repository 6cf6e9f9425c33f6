"""Faults of method: what a grid that loads will never do, does twice, or does without saying why."""

from hlmdiag.method.change_kinds import ChangeKind, ChangeSize
from hlmdiag.method.check import Examined, check_method, examine
from hlmdiag.method.data_checks import check_data
from hlmdiag.method.findings import SEVERITIES, CheckOptions
from hlmdiag.method.level_checks import theme_shares
from hlmdiag.method.version_comparison import VersionChange, VersionComparison, compare, version_needed
from hlmdiag.method.voice_checks import CriterionAgreement, voice_agreements

__all__ = [
    "SEVERITIES",
    "ChangeKind",
    "ChangeSize",
    "CheckOptions",
    "CriterionAgreement",
    "Examined",
    "VersionChange",
    "VersionComparison",
    "check_data",
    "check_method",
    "compare",
    "examine",
    "theme_shares",
    "version_needed",
    "voice_agreements",
]
