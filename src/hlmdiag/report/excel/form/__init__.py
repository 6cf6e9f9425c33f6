"""The workbook that is handed out: its instructions, then the questions; it comes back filled in."""

from hlmdiag.report.excel.form.workbook import render

__all__ = ["render"]
