"""`hlmdiag grid pack`: a grid and all that goes with it in one file to send."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def pack(
    grid: choices.Grid,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Paquet à écrire (.hlmgrid). Sans cette option : identifiant-version.hlmgrid, dans ce dossier.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="ANCIENNE", rich_help_panel="Résultats",
            help="Dernier paquet envoyé, ou grille : la version doit être relevée d’autant que ce qui a changé.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Réunit une grille et tout ce qui va avec elle en un seul fichier à envoyer.

    Le paquet contient la grille, ce qu’elle lit, ses cas d’essai, sa fiche de méthode et ses formulaires vierges. Une
    grille que « grid check » ou ses cas refusent n’est pas mise en paquet. La même grille donne les mêmes octets.
    """
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid.pack import SUFFIX
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.packs import pack_grid, require_pack_name
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    require_pack_name(output)
    made = pack_grid(grid, against)
    manifest = made.pack.manifest
    write(made.content, output or f"{manifest.id}-{manifest.version}{SUFFIX}", terminal, force=force)
    if not terminal.quiet:
        values = {"count": len(made.pack.files), "sha256": made.pack.sha256}
        terminal.out.print(styled(say("cli.grille.paquet-fait", terminal.language, **values)))
