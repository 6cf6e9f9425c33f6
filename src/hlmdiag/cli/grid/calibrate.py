"""`hlmdiag grid calibrate`: the thresholds that a stock suggests, as an overlay to review."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices
from hlmdiag.runs import USUAL_GRID


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
    from hlmdiag.cli.grid.calibrating import Asked, propose_thresholds
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.reference_date import reference_date

    asked = Asked(
        data=tuple(expanded(data)),
        grids=tuple(grid or [USUAL_GRID]),
        output=output,
        date=reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        force=force,
    )
    propose_thresholds(asked, open_terminal(arguments.language_of(lang), quiet=quiet))
