"""`hlmdiag demo`: the main job on the shipped example, offline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal

_FILES = ("parc.xlsx", "incidents.csv", "reclamations.csv")
_GRID = "residence-complexe"
_DATE = date(2026, 10, 31)
"""The day of the example's table; the year of events that is counted ends there."""

_FOLDER = "demo"
_DATA = "donnees"


def demo(
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DOSSIER",
            rich_help_panel="L’essentiel",
            help="Dossier à remplir. Sans cette option : demo/, ou le nom libre suivant.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:
    """Fait tout le travail sur un parc d’exemple, inventé, sans réseau ni fichier à fournir.

    Le dossier reçoit le parc d’exemple, tous les rapports et une fiche par résidence.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal

    terminal = open_terminal(language_of(lang), quiet=quiet, verbose=verbose)
    raise typer.Exit(_demonstrate(output, terminal, force=force))


def _demonstrate(output: str | None, terminal: Terminal, *, force: bool) -> int:
    """Copy the example where the user can open it, do the main work on it, and say what to open first."""
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.outcome import show_run
    from hlmdiag.cli.terminal import steps_on
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.execution import execute
    from hlmdiag.runs.outputs import OutputTarget, check_outputs
    from hlmdiag.runs.request import RunRequest
    from hlmdiag.runs.reserved_names import next_free
    from hlmdiag.text import say

    folder = Path(output) if output is not None else next_free(Path(_FOLDER))
    target = OutputTarget(folder, None)
    check_outputs([target], [], force=force)
    copies = [_copy(name, folder / _DATA / name) for name in _FILES]
    # `force`: the copies just made in the folder must not make it look taken
    request = RunRequest(
        tuple(map(str, copies)), (_GRID,), (target,), _DATE, force=True, configuration=configuration_for(),
        language=terminal.language, is_shown=not terminal.quiet,
    )  # fmt: skip
    code = show_run(execute(request, steps_on(terminal)), request.targets, terminal)
    if not terminal.quiet:
        first = folder / "diagnostic.xlsx"
        terminal.err.print(styled(say("cli.demo", terminal.language, first=first, data=copies[0])))
    return code


def _copy(name: str, path: Path) -> Path:
    import shutil

    from hlmdiag.grid.shipped import shipped_folder
    from hlmdiag.runs.atomic_write import opened

    with (shipped_folder("examples") / name).open("rb") as original, opened(path) as stream:
        shutil.copyfileobj(original, stream)
    return path
