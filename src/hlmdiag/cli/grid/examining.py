"""What `hlmdiag grid check` prints: the faults of each grid, for a reader, a program or a code review."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from hlmdiag.cli.grid.annotations import annotation
from hlmdiag.errors import USAGE, HlmdiagError, Problem, Severity
from hlmdiag.grid import Grid, load_grid
from hlmdiag.method import Examined, Limits, examine
from hlmdiag.report.terminal.console import Terminal, plain, styled
from hlmdiag.runs.refusals import refusal
from hlmdiag.text import say

FORMATS = ("text", "json", "github")
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
_SCHEMA_VERSION = 1


def share_of(typed: str) -> float:
    """A percentage typed as « 25 », « 25 % » or « 12,5 »."""
    try:
        percent = float(typed.replace("%", "").replace(",", ".").strip())
    except ValueError:
        percent = 0.0
    if not 0 < percent <= 100:
        raise refusal("usage.part", option="--max-weight", value=typed)
    return percent / 100


def published_version(against: str | None, names: Sequence[str]) -> Grid | None:
    """The older version that a grid is measured against; one grid at a time has one."""
    if against is None:
        return None
    if len(dict.fromkeys(names)) > 1:
        raise refusal("usage.une-seule-comparee", names=", ".join(names))
    return load_grid(against)


def examine_all(
    names: Sequence[str], heaviest: float, shown: str, terminal: Terminal, *, strict: bool, against: Grid | None = None
) -> int:
    """Examine each grid, print what was found, and give the exit code."""
    found = _found(names, Limits(heaviest), against)
    match shown:
        case "json":
            print(json.dumps(_document(found, terminal.language), ensure_ascii=False, indent=2))
        case "github":
            for problem in _problems(found):
                print(plain(annotation(problem, terminal.language)))
        case _:
            for problem in _problems(found):
                terminal.out.print(_line(problem, terminal.language))
    if not terminal.quiet:
        for each in found:
            terminal.err.print(styled(_summary(each, terminal.language)))
    return _code(found, strict=strict)


def problem_document(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as JSON carries it."""
    place = problem.location
    return {
        "code": problem.code, "severity": str(problem.severity), "file": place.file, "line": place.line,
        "column": place.column, "message": problem.say(language),
        "values": {name: str(value) for name, value in problem.values.items()},
    }  # fmt: skip


def _found(names: Sequence[str], limits: Limits, against: Grid | None) -> list[Examined]:
    """Every grid examined; those that do not exist are said all at once."""
    found: list[Examined] = []
    absent: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            found.append(examine(name, limits, against))
        except HlmdiagError as refused:
            absent += refused.problems
    if absent:
        raise HlmdiagError(absent, exit_code=USAGE)
    return found


def _problems(found: Iterable[Examined]) -> list[Problem]:
    return [problem for each in found for problem in each.problems]


def _line(problem: Problem, language: str) -> Any:
    line = styled(say(f"cli.grille.gravite.{problem.severity}", language) + " — ", _STYLES[problem.severity])
    line.append(styled(problem.say(language)))
    return line


def _summary(each: Examined, language: str) -> str:
    counts = {severity: each.count(severity) for severity in Severity}
    if not any(counts.values()):
        return say("cli.grille.sans-anomalie", language, name=each.name)
    if not each.readable:
        return say("cli.grille.illisible", language, name=each.name)
    said = [say(f"cli.grille.compte.{severity}", language, count=count) for severity, count in counts.items() if count]
    key = "cli.grille.anomalies" if each.grid is not None else "cli.grille.anomalies-de-structure"
    return say(key, language, name=each.name, counts=", ".join(said))


def _document(found: Sequence[Examined], language: str) -> dict[str, Any]:
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


def _code(found: Sequence[Examined], *, strict: bool) -> int:
    if any(not each.readable for each in found):
        return 3
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return int(any(problem.severity in failing for problem in _problems(found)))
