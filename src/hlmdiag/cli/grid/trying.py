"""What `hlmdiag grid test` does and prints: each failing case, then what no case speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.cases import CaseFile, Trial, Uncovered, cases_beside, read_cases, to_junit, try_cases
from hlmdiag.cli.grid.writing import write
from hlmdiag.cli.terminal import steps
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid import Grid, load_grid, shipped_grids
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say

_UNREADABLE = 3


@dataclass(frozen=True)
class _Asked:
    """A grid and the file of its cases, each as it is said."""

    grid: Grid
    cases: CaseFile


def try_all(names: Sequence[str], junit: str | None, terminal: Terminal, *, strict: bool, force: bool) -> int:
    """Try each grid, say what fails, and give the exit code."""
    asked = _asked(names)
    with steps(terminal, sum(len(each.cases.cases) for each in asked)) as bar:
        trials = [try_cases(each.grid, each.cases, bar.begin) for each in asked]
    for trial in trials:
        _say(trial, terminal)
    if junit is not None:
        write(to_junit(trials, terminal.language), junit, terminal, force=force)
    failed = any(trial.failures or (strict and not trial.uncovered.nothing) for trial in trials)
    return int(failed)


def _asked(names: Sequence[str]) -> list[_Asked]:
    """The grids and their cases, each file once; everything that cannot be read is said at once."""
    found: dict[str, _Asked] = {}
    problems: list[Problem] = []
    codes = []
    for name in names:
        try:
            asked = _find(name)
            found.setdefault(asked.cases.file, asked)
        except HlmdiagError as refused:
            problems += [problem for problem in refused.problems if problem not in problems]
            codes.append(refused.exit_code)
    if problems:
        raise HlmdiagError(problems, 2 if set(codes) == {2} else _UNREADABLE)
    return list(found.values())


def _find(name: str) -> _Asked:
    shipped = shipped_grids()
    if name in shipped and not Path(name).exists():
        path = cases_beside(shipped[name])
        return _Asked(load_grid(name), read_cases(path, f"grids/{path.name}"))
    path = cases_beside(Path(name))
    if path == Path(name):
        cases = read_cases(path)
        beside = path.with_name(path.name.removesuffix(".cases.yaml") + ".yaml")
        return _Asked(load_grid(beside if beside.exists() else cases.grid), cases)
    return _Asked(load_grid(name), read_cases(path))


def _say(trial: Trial, terminal: Terminal) -> None:
    language = terminal.language
    for outcome in trial.failures:
        for problem in outcome.problems:
            terminal.out.print(styled(problem.say(language), "red"))
        for remark in outcome.remarks:
            terminal.out.print(styled("  " + say("cli.grille.remarque", language, text=remark.say(language)), "dim"))
    if terminal.verbose:
        for outcome in trial.outcomes:
            key = "cli.grille.cas-tenu" if outcome.holds else "cli.grille.cas-en-echec"
            terminal.out.print(styled(say(key, language, name=outcome.case.name)))
    if terminal.quiet:
        return
    for kind, ids in _lists(trial.uncovered).items():
        if ids:
            text = say(f"cli.grille.sans-cas.{kind}", language, names=", ".join(ids))
            terminal.out.print(styled(text, "yellow"))
    total, failed = len(trial.outcomes), len(trial.failures)
    key = "cli.grille.essai-reussi" if not failed else "cli.grille.essai-en-echec"
    values = {"name": trial.grid.id, "total": total, "held": total - failed, "failed": failed}
    terminal.out.print(styled(say(key, language, **values), "bold"))


def _lists(uncovered: Uncovered) -> dict[str, tuple[str, ...]]:
    return {
        "niveaux": uncovered.levels, "drapeaux": uncovered.flags, "drapeaux-a-verifier": uncovered.flags_to_check,
        "actions": uncovered.actions, "criteres": uncovered.indicators,
    }  # fmt: skip
