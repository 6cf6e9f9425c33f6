"""A copy of a received workbook where each fault is at its cell: coloured, commented, listed first with a link."""

from hlmdiag.report.annotated.copy import annotate, can_keep_macros

__all__ = ["annotate", "can_keep_macros"]
