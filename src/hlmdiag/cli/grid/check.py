"""`hlmdiag grid check`: the structure of a grid, then its method, without any data."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def check(
    grids: choices.Grids,
    output_format: choices.Text = "text",
    max_weight: Annotated[
        str,
        typer.Option(
            "--max-weight", metavar="POURCENT", rich_help_panel="Résultats",
            help="Part de la note qu’un seul critère peut peser : 25 sans cette option.",
        ),
    ] = "25",
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="ANCIENNE", rich_help_panel="Résultats",
            help="Version déjà publiée de la même grille : la version déclarée doit annoncer ce qui a changé depuis.",
        ),
    ] = None,
    strict: choices.Strict = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Vérifie des grilles : ce qui empêche de les lire, puis ce qui affaiblit leur méthode.

    Chaque anomalie porte un code, expliqué dans docs/controles-de-methode.md.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.grid.examining import FORMATS, examine_all, published_version, share_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    shown = chosen("-f", output_format, FORMATS)
    names = expanded(grids)
    published = published_version(against, names)
    raise typer.Exit(examine_all(names, share_of(max_weight), shown, terminal, strict=strict, against=published))
