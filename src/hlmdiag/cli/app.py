"""The list of commands, and what becomes of an error: a sentence on stderr and an exit code."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any

import typer

from hlmdiag.cli import (
    benchmark,
    collect,
    compare,
    config,
    demo,
    district,
    dossier,
    explain,
    form,
    inspect,
    lessons,
    plan,
    report,
    score,
    share,
)  # fmt: skip
from hlmdiag.cli.grid import grid
from hlmdiag.cli.help import FrenchCommand, FrenchGroup

_EXIT_CODES = """Codes de retour, du plus fort au plus faible : 4 erreur de notre fait · 2 commande à corriger · 3 rien
n’a pu être noté (ou, avec --strict, une donnée a été refusée) · 1 un seuil que vous avez fixé est franchi · 0 fait."""

_STOPPED = threading.Event()
"""Set once the user, or the system, stops the command: a library may turn that into an error of its own."""

app = typer.Typer(
    name="hlmdiag",
    cls=FrenchGroup,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Autodiagnostic des résidences Hlm en situation complexe : d’un tableau du parc et d’une grille, les niveaux, "
    "les raisons, le degré de certitude et les actions proposées.",
    epilog=f"{_EXIT_CODES}\n\nPour commencer : hlmdiag demo, puis hlmdiag score parc.xlsx",
)
for command in (
    score.score, inspect.inspect, report.report, explain.explain, compare.compare, dossier.dossier, form.form,
    plan.plan, lessons.lessons, collect.collect, share.share, benchmark.benchmark, district.district, demo.demo,
):  # fmt: skip
    app.command(cls=FrenchCommand)(command)
app.add_typer(grid)
app.add_typer(config.config)


@app.callback(invoke_without_command=True)
def _start(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help="Affiche la version de hlmdiag.")] = False,
) -> None:
    if version:
        from hlmdiag import __version__

        typer.echo(f"hlmdiag {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """The `hlmdiag` command."""
    # a run makes many objects and hardly any cycle: Python's default pace of collection adds a fifth to a workbook
    gc.set_threshold(500_000, 20, 100)
    # we use no pydantic plugin, and looking for one goes through every installed package
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
    # what a column gives back serves the next one: polars would keep it apart for each thread, half as much again;
    # after a second it goes back to the system, or a large stock by pieces ends with the sum of what each phase held
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1,dirty_decay_ms:1000")
    code = run(sys.argv[1:])
    # no last collection of objects at exit, which takes time; DuckDB needs it, and complains without
    if "duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; every error has become a sentence on stderr."""
    from hlmdiag.cli.terminal import make_streams_safe

    make_streams_safe()
    _STOPPED.clear()
    with _stopped_cleanly():
        try:
            code = _invoke(arguments)
            sys.stdout.flush()
            return code
        except BaseException as error:
            from hlmdiag.cli.error_handler import tell

            return tell(KeyboardInterrupt() if _STOPPED.is_set() else error, arguments)
        finally:
            if (reserving := sys.modules.get("hlmdiag.runs.reserved_names")) is not None:
                reserving.release()


@cache
def _command() -> Any:
    """The commands as typer builds them, which takes it longer than many of them take to run."""
    return typer.main.get_command(app)


def _invoke(arguments: Sequence[str]) -> int:
    try:
        with _command().make_context("hlmdiag", list(arguments)) as context:
            if "--help" not in arguments:
                from hlmdiag.cli.memory import require_memory

                require_memory()
            context.command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    return 0


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """A job that a scheduler ends cleans up like one that is stopped by hand; who called us gets its handlers back."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: object) -> None:
    _STOPPED.set()
    raise KeyboardInterrupt
