"""`hlmdiag grid test`: a grid tried on its own cases."""

from typing import Annotated

import typer

from hlmdiag.cli import options


def test(
    grids: Annotated[
        list[str],
        typer.Argument(
            metavar="GRILLE",
            help="Fichier .yaml d’une grille ou de ses cas (.cases.yaml), ou identifiant d’une grille fournie.",
        ),
    ],
    junit: Annotated[
        str | None,
        typer.Option("--junit", metavar="FICHIER", rich_help_panel="Résultats", help="Rapport JUnit (.xml) à écrire."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", rich_help_panel="Résultats",
            help="Un niveau, un drapeau, une action ou un critère sans cas compte comme un échec.",
        ),
    ] = False,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Essaie des grilles sur leurs cas : des réponses, et ce que la grille doit en dire.

    Les cas sont à côté de la grille : halls.cases.yaml pour halls.yaml.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.grid.trying import try_all
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import expanded

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    raise typer.Exit(try_all(expanded(grids), junit, terminal, strict=strict, force=force))
