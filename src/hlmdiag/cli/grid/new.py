"""`hlmdiag grid new`: a grid to start from."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def new(
    title: Annotated[
        str | None, typer.Argument(metavar="TITRE", help="Titre de la grille ; son identifiant en est tiré.")
    ] = None,
    output: choices.Output = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PARC", rich_help_panel="Résultats",
            help="Fichier du parc dont on tire une première grille : colonnes, types, seuils d’après les quantiles.",
        ),
    ] = None,
    sheet: options.Sheet = None,
    force: options.Force = False,
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Écrit le début d’une grille, commenté, à compléter ; elle se vérifie et se note telle quelle.

    Avec --from, la grille est proposée d’après un fichier : chaque choix y est marqué « à revoir ».
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.grid.starting import start
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.reference_date import reference_date

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    start(title, data, sheet, output, reference_date(date), terminal, force=force)
