"""`hlmdiag grid export`: a grid in the form that other tools take."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def export(
    grid: choices.Grid,
    output: choices.Output = None,
    table: Annotated[
        str,
        typer.Option(
            "--table", metavar="TABLE", rich_help_panel="Résultats",
            help="Tableau décrit : stock (le parc), ou l’identifiant d’un fichier d’événements de la grille.",
        ),
    ] = "stock",
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Écrit le schéma Table Schema d’un tableau que la grille lit, pour Validata ou frictionless.

    Un fichier CSV dont les titres sont les identifiants des colonnes peut ainsi être vérifié avant d’être envoyé.
    """
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import load_grid
    from hlmdiag.report.frictionless import SUFFIX, render, tables_of
    from hlmdiag.runs.outputs import is_file
    from hlmdiag.runs.refusals import chosen, refusal

    terminal = open_terminal(language_of(lang), quiet=quiet)
    if is_file(output) and Path(str(output)).suffix.lower() != SUFFIX:
        raise refusal("sortie.suffixe", path=output, formats=SUFFIX)
    loaded = load_grid(grid)
    content = render(loaded, chosen("--table", table, tables_of(loaded)))
    write(content.encode(), output, terminal, force=force, inputs=[Path(grid)])
