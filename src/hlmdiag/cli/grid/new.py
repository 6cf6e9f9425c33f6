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
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.grid_documents import first_grid
    from hlmdiag.runs.outputs import is_file
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.text import say
    from hlmdiag.text.shell import quoted

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    made = first_grid(title, data, reference_date(date), sheet)
    write(made.content, output, terminal, force=force, inputs=made.inputs)
    if is_file(output) and not terminal.quiet:
        key = "cli.grille.suite-parc" if data is not None else "cli.grille.suite"
        names = {"path": quoted(str(output)), "data": quoted(data) if data else ""}
        terminal.err.print(styled(say(key, terminal.language, **names)))
