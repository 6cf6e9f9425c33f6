"""`hlmdiag demo`: the main job on the shipped example, offline."""

from typing import Annotated

import typer

from hlmdiag.cli import options


def demo(
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DOSSIER",
            rich_help_panel="L’essentiel",
            help="Dossier à remplir. Sans cette option : demo/, ou le nom libre suivant.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:
    """Fait tout le travail sur un parc d’exemple, inventé, sans réseau ni fichier à fournir.

    Le dossier reçoit le parc d’exemple, tous les rapports et une fiche par résidence.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.example import do_example
    from hlmdiag.cli.terminal import open_terminal

    raise typer.Exit(do_example(output, open_terminal(language_of(lang), quiet=quiet, verbose=verbose), force=force))
