"""`hlmdiag explain`: from the level of one residence down to the cell and the line of the grid."""

from typing import Annotated

import typer

from hlmdiag.cli import options


def explain(
    result: options.ResultFile,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code de la résidence, tel qu’il est dans le fichier.")],
    indicator: Annotated[
        str | None,
        typer.Argument(metavar="CRITÈRE", help="Identifiant d’un critère, par exemple TR1 : lui seul est expliqué."),
    ] = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    debug: options.Debug = False,
) -> None:
    """Explique le niveau d’une résidence, du score à la cellule du fichier et à la ligne de la grille."""
    from hlmdiag.cli import arguments
    from hlmdiag.cli.explanation import show
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.result_beside import saved_result
    from hlmdiag.runs.saved_results import load_unit

    terminal = open_terminal(arguments.language_of(lang))
    unit, stock = load_unit(saved_result(arguments.result_file(result), terminal), code)
    show(unit, stock, code, indicator, terminal)
