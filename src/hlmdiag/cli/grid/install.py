"""`hlmdiag grid install`: a received pack verified, then stored."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def install(
    path: Annotated[str, typer.Argument(metavar="PAQUET", help="Fichier .hlmgrid reçu.")],
    sha256: Annotated[
        str | None,
        typer.Option(
            "--sha256", metavar="EMPREINTE", rich_help_panel="Résultats",
            help="Empreinte annoncée par l’éditeur : un autre fichier est refusé.",
        ),
    ] = None,
    user: choices.User = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Installe une grille reçue en un paquet : elle se demande ensuite par son identifiant, avec -g.

    Tout est vérifié avant d’être écrit : chaque empreinte, « grid check », les cas d’essai. Ce qui change depuis la
    version connue est dit. Rien d’un paquet n’est exécuté.
    """
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.report.terminal.grid_diff import show_changes
    from hlmdiag.runs.packs import announced_pack
    from hlmdiag.runs.packs import install as store
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    found = store(
        announced_pack(Path(path), sha256),
        "user" if user else "project",
        lambda changes: show_changes(changes, terminal),
    )
    if not terminal.quiet:
        values = {"title": found.manifest.title, "reference": found.reference, "folder": found.folder.as_posix()}
        terminal.out.print(styled(say("cli.grille.installee", terminal.language, **values)))
