"""A problem as a workflow command of GitHub Actions, which shows it beside the line of the file."""

from __future__ import annotations

from hlmdiag.errors import Problem
from hlmdiag.text import say
from hlmdiag.text.workflow import workflow_command


def annotation(problem: Problem, language: str = "fr") -> str:
    """One line: `::error file=grids/halls.yaml,line=12,title=methode.plafond::…`."""
    place, sentence = problem.location, say(problem.code, language, **problem.values)
    return workflow_command(
        str(problem.severity), sentence, file=place.file, line=place.line, col=place.column, title=problem.code
    )
