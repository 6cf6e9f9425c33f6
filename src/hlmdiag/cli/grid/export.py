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
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import load_grid
    from hlmdiag.report.frictionless import SUFFIX, render, tables_of
    from hlmdiag.runs import authoring
    from hlmdiag.runs.outputs import is_file
    from hlmdiag.runs.refusals import chosen, refusal
    from hlmdiag.text.phrase import Listed

    terminal = open_terminal(language_of(lang), quiet=quiet)
    suffix = Path(str(output)).suffix.lower() if is_file(output) else SUFFIX
    if suffix not in (SUFFIX, authoring.SUFFIX):
        raise refusal("sortie.suffixe", path=output, formats=Listed((authoring.SUFFIX, SUFFIX), joint=", "))
    if suffix == authoring.SUFFIX:
        content, path = authoring.workbook_of(grid, terminal.language)
    else:
        loaded, path = load_grid(grid), Path(grid)
        content = render(loaded, chosen("--table", table, tables_of(loaded))).encode()
    write(content, output, terminal, force=force, inputs=[path])
