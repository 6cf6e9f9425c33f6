"""Faults of method: what a grid that loads will never do, does twice, or does without saying why."""

from hlmdiag.method.check import Examined, check_method, examine
from hlmdiag.method.findings import SEVERITIES, Limits
from hlmdiag.method.levels import theme_shares

__all__ = ["SEVERITIES", "Examined", "Limits", "check_method", "examine", "theme_shares"]
