"""A copy of a received file: each fault at its cell, coloured, commented, listed first; or its answers moved."""

from hlmdiag.report.annotated.copy import annotate, can_keep_macros
from hlmdiag.report.annotated.edited import write_edited, write_moved_form

__all__ = ["annotate", "can_keep_macros", "write_edited", "write_moved_form"]
