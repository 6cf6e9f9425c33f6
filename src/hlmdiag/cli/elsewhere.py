"""`score --engine`: a stock that was already understood, scored by DuckDB or Spark, to one Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.cli.terminal import steps
from hlmdiag.errors import REFUSED, HlmdiagError, Location, Problem, Severity
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import Target, refuse_losses
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.saved_results import load
from hlmdiag.text import say
from hlmdiag.text.figures import integer

if TYPE_CHECKING:
    from hlmdiag.grid import Grid
    from hlmdiag.runs.request import RunRequest
    from hlmdiag.scoring.result import Result


def do_elsewhere(job: RunRequest, engine: str, terminal: Terminal) -> int:
    """Score a kept stock by another engine, and give the exit code."""
    from hlmdiag.data.typed import typed_stock
    from hlmdiag.engine.open import ENGINES
    from hlmdiag.grid import load_grid

    engine = chosen("--engine", engine, ENGINES)
    target = _only_parquet(job.targets)
    if (option := _of_results(job)) is not None:
        raise refusal("usage.moteur-option", options=option)
    memory = (("--robustness", job.trial), ("--reference", job.reference), ("--problems", job.problems))
    for option, given in memory:
        if given is not None:
            raise refusal("usage.moteur-memoire", option=option)
    if len(job.grids) > 1:
        raise refusal("usage.moteur-grille")
    inputs = data_files(job.data)
    stock = typed_stock(inputs)
    if stock is None:
        raise refusal("usage.moteur-donnees")
    refuse_losses(job.targets, [*inputs, *job.uses.values()], force=job.force)
    grid = load_grid(job.grids[0])
    result, count, title = _computed(job, engine, stock, target, grid, terminal)
    _say(result, count, title, target, terminal)
    refused = any(problem.severity is Severity.ERROR for problem in result.manifest.problems)
    return REFUSED if job.strict and refused else 0


def _of_results(job: RunRequest) -> str | None:
    """An option that needs the result in memory: it is decided afterwards, on the file."""
    given = {
        "--fail-if": bool(job.limits.conditions),
        "--baseline": job.limits.baseline is not None,
        "--where": job.choice.where is not None,
        "--select": bool(job.choice.select),
    }
    return next((option for option, is_given in given.items() if is_given), None)


def _only_parquet(targets: tuple[Target, ...]) -> Path:
    """The one file to write."""
    if len(targets) != 1 or targets[0].path is None or targets[0].format != "parquet":
        raise refusal("usage.moteur-sortie")
    return targets[0].path


def _computed(
    job: RunRequest, engine: str, stock: Path, target: Path, grid: Grid, terminal: Terminal
) -> tuple[Result, int, str]:
    """The result, written; how many units it holds; what the engine is called."""
    from hlmdiag.engine import diagnose, recorded, write
    from hlmdiag.engine.open import failures, open_runner

    uses = {name: load(path) for name, path in job.uses.items()}
    with open_runner(engine) as runner, steps(terminal, 1) as bar:
        bar.begin(say("cli.moteur.etape", terminal.language, engine=runner.title))
        try:
            result = diagnose(grid, stock, runner, date=job.date, uses=uses)
            with opened(target) as stream:
                write(result, runner, Path(stream.name), terminal.language)
            return result, recorded(result).height, runner.title
        except failures(engine) as fault:
            message = str(fault).strip().partition("\n")[0]
            values = {"engine": runner.title, "message": message}
            raise HlmdiagError([Problem("usage.moteur-echec", Location("hlmdiag"), values)]) from fault


def _say(result: Result, count: int, engine: str, target: Path, terminal: Terminal) -> None:
    from hlmdiag.report.terminal.problems import show_problems
    from hlmdiag.report.terminal.summary import show_errors, show_settings_told
    from hlmdiag.synthesis.answers import group_problems

    if terminal.quiet:
        show_errors(result, terminal)
        return
    grid, day = result.grid, result.manifest.reference_date
    values = {"title": grid.title, "version": grid.version, "date": day.strftime("%d/%m/%Y"), "engine": engine}
    said = say("cli.moteur.fait", terminal.language, count=integer(count, terminal.language), **values)
    terminal.out.print(styled(said, "bold"))
    show_problems(group_problems(result.manifest.problems), terminal, terminal.out)
    show_settings_told(result.manifest.settings, result.manifest.problems, terminal.language, terminal.out)
    terminal.out.print(styled(say("cli.resume.ecrit", terminal.language, path=target), "bold"))
