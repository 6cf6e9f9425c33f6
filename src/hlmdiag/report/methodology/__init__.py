"""The method sheet of a grid: everything that makes a score, in words, to be printed and discussed."""

from hlmdiag.report.methodology.page import SUFFIXES, WORD, render, render_word

__all__ = ["SUFFIXES", "WORD", "render", "render_word"]
