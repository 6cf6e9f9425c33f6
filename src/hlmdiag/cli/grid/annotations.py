"""A problem as a workflow command of GitHub Actions, which shows it beside the line of the file.

Format: docs.github.com/actions, « Workflow commands », with the escapes of actions/toolkit (command.ts).
"""

from __future__ import annotations

from hlmdiag.errors import Problem
from hlmdiag.text import say

__all__ = ["annotation"]


def annotation(problem: Problem, language: str = "fr") -> str:
    """One line: `::error file=grids/halls.yaml,line=12,title=methode.plafond::…`."""
    place = problem.location
    properties = {"file": place.file, "line": place.line, "col": place.column, "title": problem.code}
    written = ",".join(f"{key}={_property(str(it))}" for key, it in properties.items() if it is not None)
    sentence = say(problem.code, language, **problem.values)
    return f"::{problem.severity} {written}::{_data(sentence)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
