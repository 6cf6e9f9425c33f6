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
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.errors import REFUSED
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.authoring import SUFFIX, annotated, grid_of
    from hlmdiag.runs.refusals import refusal
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    for path, suffix in ((output, ".yaml"), (annotate, SUFFIX)):
        if path is not None and Path(path).suffix.lower() != suffix:
            raise refusal("sortie.suffixe", path=path, formats=suffix)
    found = grid_of(workbook, Path(output))
    if annotate is not None:
        copy = annotated(workbook, found.problems, terminal.language)
        write(copy, annotate, terminal, force=force, inputs=[Path(workbook)])
    say_problems(found.problems, terminal.language)
    if found.grid is None:
        raise typer.Exit(REFUSED)
    write(found.text, output, terminal, force=force, inputs=[Path(workbook)])
    if not quiet:
        values = {"id": found.grid.id, "version": found.grid.version, "path": output}
        terminal.out.print(styled(say("cli.ecriture.faite", terminal.language, **values)))
