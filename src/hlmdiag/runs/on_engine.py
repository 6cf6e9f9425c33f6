"""`score --engine`: a stock that was already understood, scored by DuckDB or Spark, to one Parquet file or to many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import REFUSED, USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.runs.atomic_write import opened, opened_folder
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.progress import Listener, Progress, unheard
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.saved_results import is_in_parts, load, with_results_read
from hlmdiag.runs.settings import settings_for
from hlmdiag.runs.stock import with_contents
from hlmdiag.text import say
from hlmdiag.text.phrase import first_of

if TYPE_CHECKING:
    from hlmdiag.engine.runner import Runner
    from hlmdiag.engine.stored_tables import StoredTables
    from hlmdiag.grid import Grid
    from hlmdiag.scoring.result import Result


_NAMED = 8
"""Columns named where one is not there."""


@dataclass(frozen=True)
class EngineRun:
    """Outcome of an engine: the result, whose rows are in the file alone, their number, the engine's name."""

    result: Result
    units: int
    engine: str
    target: Path
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """3 where data was refused and nothing was to be, else 0."""
        refused = any(problem.severity is Severity.ERROR for problem in self.result.manifest.problems)
        return REFUSED if self.strict and refused else 0


def execute_on_engine(request: RunRequest, engine: str, listener: Listener = unheard) -> EngineRun:
    """Score by another engine, into Parquet, a stock that was kept, or tables that it reads where they lie."""
    from hlmdiag.data.typed_parquet import typed_stock
    from hlmdiag.engine.backends import ENGINES
    from hlmdiag.engine.stored_tables import StoredTables
    from hlmdiag.grid import load_grid

    engine = chosen("--engine", engine, ENGINES)
    target = _only_parquet(request.targets)
    if (option := _of_results(request)) is not None:
        raise refusal("usage.moteur-option", options=option)
    memory = (("--robustness", request.trial), ("--reference", request.reference), ("--problems", request.problems))
    for option, given in memory:
        if given is not None:
            raise refusal("usage.moteur-memoire", option=option)
    if len(request.grids) > 1:
        raise refusal("usage.moteur-grille")
    inputs = data_files(request.data)
    stock = typed_stock(inputs) or StoredTables.at(inputs)
    if stock is None or (isinstance(stock, StoredTables) and stock.is_database and engine != "duckdb"):
        raise refusal("usage.moteur-donnees")
    if request.split is not None and not request.targets[0].is_folder:
        raise refusal("usage.moteur-partage-dossier")
    check_outputs(request.targets, [*with_contents(inputs), *request.uses.values()], force=request.force)
    return _computed(request, engine, stock, target, load_grid(request.grids[0]), listener)


def _of_results(request: RunRequest) -> str | None:
    """An option that needs the result in memory: it is decided afterwards, on the file."""
    given = {
        "--fail-if": bool(request.limits.conditions),
        "--baseline": request.limits.baseline is not None,
        "--where": request.choice.where is not None,
        "--select": bool(request.choice.select),
    }
    return next((option for option, is_given in given.items() if is_given), None)


def _only_parquet(targets: tuple[OutputTarget, ...]) -> Path:
    """The one file or the one folder to write. A folder is replaced if it is a result in parts, and no other."""
    if len(targets) != 1 or targets[0].path is None or targets[0].format not in ("parquet", None):
        raise refusal("usage.moteur-sortie")
    path = targets[0].path
    if targets[0].is_folder and path.is_dir() and any(path.iterdir()) and not is_in_parts(path):
        raise refusal("usage.moteur-dossier", path=path)
    return path


def _computed(
    request: RunRequest, engine: str, stock: Path | StoredTables, target: Path, grid: Grid, listener: Listener
) -> EngineRun:
    from hlmdiag.engine import diagnose, recorded
    from hlmdiag.engine.backends import failures, open_backend

    uses = {name: load(path) for name, path in request.uses.items()}
    with open_backend(engine) as runner, listener(1) as progress:
        progress.begin(say("cli.moteur.etape", request.language, engine=runner.title))
        try:
            kept = stock if isinstance(stock, Path) else _understood(stock, grid, request, runner, progress)
            result = with_results_read(diagnose(grid, kept, runner, date=request.date, uses=uses), grid, request.uses)
            _written(result, runner, request, target)
            return EngineRun(result, recorded(result).height, runner.title, target, request.strict)
        except failures(engine) as fault:
            message = str(fault).strip().partition("\n")[0]
            values = {"engine": runner.title, "message": message}
            raise HlmdiagError([Problem("usage.moteur-echec", Location("hlmdiag"), values)]) from fault


def _written(result: Result, runner: Runner, request: RunRequest, target: Path) -> None:
    import polars as pl

    from hlmdiag.engine import recorded, write, write_parts

    if not request.targets[0].is_folder:
        with opened(target) as stream:
            write(result, runner, Path(stream.name), request.language)
        return
    texts = (pl.String, pl.Enum, pl.Categorical)
    columns = [name for name, dtype in recorded(result).schema.items() if isinstance(dtype, texts)]
    if request.split is not None and request.split not in columns:
        values = {"column": request.split, "columns": first_of(columns, _NAMED)}
        raise HlmdiagError([Problem("usage.moteur-partage", Location("hlmdiag"), values)], USAGE)
    with opened_folder(target) as folder:
        write_parts(result, runner, folder, request.language, request.split)


def _understood(stored: StoredTables, grid: Grid, request: RunRequest, runner: Runner, progress: Progress) -> Path:
    """Tables read where they lie, by the settings of the run."""
    from hlmdiag.engine.stored_tables import understood

    settings = settings_for(request.configuration, [grid])
    return understood(stored, grid, runner, date=request.date, settings=settings, warn=progress.warn)
