"""The method sheet of a grid: everything that makes a score, in words, to be printed and discussed."""

from hlmdiag.report.methodology.page import SUFFIXES, render

__all__ = ["SUFFIXES", "render"]
