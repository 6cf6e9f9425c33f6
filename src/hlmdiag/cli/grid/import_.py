"""`hlmdiag grid import`: a grid that was written in a workbook."""

from typing import Annotated

import typer

from hlmdiag.cli import options


def import_(
    workbook: Annotated[
        str, typer.Argument(metavar="CLASSEUR", help="Classeur .xlsx fait par « grid export », et modifié.")
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="GRILLE", rich_help_panel="L’essentiel", help="Grille .yaml à écrire."
        ),
    ],
    annotate: Annotated[
        str | None,
        typer.Option(
            "--annotate", metavar="COPIE", rich_help_panel="L’essentiel",
            help="Copie .xlsx du classeur où chaque anomalie est notée dans sa cellule.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Relit une grille écrite dans un classeur, la vérifie comme « grid check », et l’écrit en YAML.

    Chaque anomalie est dite avec sa feuille et sa cellule. Une grille qui ne se lit pas n’est pas écrite ; ce qui n’est
    que de méthode est dit, et n’empêche rien.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.cli.grid.output import say_written
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.authoring import import_grid
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    found = import_grid(workbook, output, annotate, terminal.language, force=force)
    for path in found.written:
        say_written(path, terminal)
    say_problems(found.problems, terminal.language)
    if found.grid is None:
        raise typer.Exit(found.exit_code)
    if not quiet:
        values = {"id": found.grid.id, "version": found.grid.version, "path": output}
        terminal.out.print(styled(say("cli.ecriture.faite", terminal.language, **values)))
