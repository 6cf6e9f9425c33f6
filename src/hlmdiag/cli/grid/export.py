"""`hlmdiag grid export`: a grid in the form that other tools take."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def export(
    grid: choices.Grid,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help=".xlsx : un classeur où modifier la grille, que « grid import » relit. .json : le schéma Table Schema "
            "d’un de ses tableaux, pour Validata ou frictionless ; sans cette option, sur la sortie standard.",
        ),
    ] = None,
    table: Annotated[
        str,
        typer.Option(
            "--table", metavar="TABLE", rich_help_panel="Résultats",
            help="Tableau que décrit le schéma : stock (le parc), ou l’identifiant d’un fichier d’événements.",
        ),
    ] = "stock",
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Écrit une grille pour un autre outil : un classeur Excel où la modifier, ou le schéma d’un tableau à vérifier.

    Dans le classeur, une feuille par sorte d’élément, une ligne par élément, et chaque clé expliquée sous son titre.
    Avec le schéma, un fichier CSV dont les titres sont les identifiants des colonnes se vérifie avant d’être envoyé.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.grid_documents import exported

    terminal = open_terminal(language_of(lang), quiet=quiet)
    made = exported(grid, output, table, terminal.language)
    write(made.content, output, terminal, force=force, inputs=made.inputs)
