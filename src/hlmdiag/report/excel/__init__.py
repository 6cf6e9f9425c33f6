"""The result as a workbook for a committee: synthesis, ranking, themes, criteria, alerts, actions, data, method."""

from hlmdiag.report.excel.workbook import render

__all__ = ["render"]
