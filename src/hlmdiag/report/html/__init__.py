"""The result as one page in one file, for a screen or for paper: it asks nothing of a network."""

from hlmdiag.report.html.page import render

__all__ = ["render"]
