"""`hlmdiag.toml`: what a user says once for all of the files, where each setting comes from, what is proposed."""

from hlmdiag.configuration.document import NOT_READ, REPORT_NAMES, Configuration, Entry, find, load
from hlmdiag.configuration.limits import LIMIT_NAMES, LIMITS, Limits
from hlmdiag.configuration.options import OPTIONS, PREFIX
from hlmdiag.configuration.plan_table import PlanSettings
from hlmdiag.configuration.proposal import Proposal, with_proposals
from hlmdiag.configuration.resolve import Origin, Setting, from_environment, from_file
from hlmdiag.configuration.vocabulary import check_columns

__all__ = [
    "LIMITS", "LIMIT_NAMES", "NOT_READ", "OPTIONS", "PREFIX", "REPORT_NAMES", "Configuration", "Entry", "Limits",
    "Origin", "PlanSettings", "Proposal", "Setting", "check_columns", "find", "from_environment", "from_file", "load",
    "with_proposals",
]  # fmt: skip
