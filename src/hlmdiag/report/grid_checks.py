"""The faults of grids for programs: one JSON document, or annotations that a review of code shows beside the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hlmdiag.errors import Problem
from hlmdiag.method import CriterionAgreement, Examined
from hlmdiag.text import say
from hlmdiag.text.phrase import spell_all
from hlmdiag.text.workflow import workflow_command

_SCHEMA_VERSION = 1
_DECIMALS = 9


def annotation(problem: Problem, language: str) -> str:
    """One line: `::error file=grids/halls.yaml,line=12,title=methode.plafond::…`."""
    place, sentence = problem.location, say(problem.code, language, **problem.values)
    return workflow_command(
        str(problem.severity), sentence, file=place.file, line=place.line, col=place.column, title=problem.code
    )


def as_document(found: Sequence[Examined], language: str) -> dict[str, Any]:
    """The document of `grid check -f json`."""
    from hlmdiag import __version__

    grids = [
        {
            "grid": each.name,
            "id": each.grid.id if each.grid else None,
            "version": each.grid.version if each.grid else None,
            "readable": each.readable,
            "problems": [problem_document(problem, language) for problem in each.problems],
        }
        for each in found
    ]
    return {"schema_version": _SCHEMA_VERSION, "tool_version": __version__, "grids": grids}


def problem_document(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as JSON carries it."""
    place = problem.location
    return {
        "code": problem.code, "severity": str(problem.severity), "file": place.file, "line": place.line,
        "column": place.column, "message": problem.say(language),
        "values": spell_all(problem.values, language),
    }  # fmt: skip


def agreement_documents(found: Sequence[CriterionAgreement]) -> list[dict[str, Any]]:
    """Agreement of the voices on each judgement, the lowest first."""
    return [
        {
            "criterion": each.indicator.id,
            "alpha": round(each.found.alpha, _DECIMALS),
            "units": each.found.units,
            "answers": each.found.answers,
        }
        for each in found
    ]
