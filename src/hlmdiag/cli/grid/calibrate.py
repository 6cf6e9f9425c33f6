"""`hlmdiag grid calibrate`: the thresholds that a stock suggests, as an overlay to review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from hlmdiag.draft import Calibration
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.request import StockRequest


def calibrate(
    data: options.Data,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid", "-g", metavar="GRILLE", rich_help_panel="L’essentiel",
            help="Grille à recaler. Sans elle : residence-complexe.",
        ),
    ] = None,
    output: choices.Output = None,
    force: options.Force = False,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Propose les seuils d’une grille d’après les quantiles de votre parc, sans rien appliquer.

    Écrit une variante à relire (« extends ») : chaque proposition dit les anciens seuils, les valeurs dont elle vient
    et ce qu’elle changerait.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.calibration import propose_thresholds
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.runs.request import StockRequest

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    asked = StockRequest(
        data=tuple(expanded(data)),
        grids=tuple(grid or [USUAL_GRID]),
        output=output,
        date=reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        force=force,
        configuration=configuration_for(),
        language=terminal.language,
    )
    run = propose_thresholds(asked)
    write(run.overlay.encode(), output, terminal, force=force, inputs=run.protected)
    if not quiet:
        _say_next(run.found, asked, terminal)


def _say_next(found: Calibration, asked: StockRequest, terminal: Terminal) -> None:
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.outputs import is_file
    from hlmdiag.text import say
    from hlmdiag.text.shell import quoted

    counts = {"proposed": len(found.proposals), "left": len(found.left), "changed": found.levels_changed}
    key = "cli.grille.recalage"
    terminal.err.print(styled(say(key, terminal.language, grid=found.grid.id, units=found.units, **counts)))
    if is_file(asked.output):
        names = {"path": quoted(str(asked.output)), "data": " ".join(map(quoted, asked.data))}
        after = say("cli.grille.suite-recalage", terminal.language, **names)
        terminal.err.print(styled(after))
