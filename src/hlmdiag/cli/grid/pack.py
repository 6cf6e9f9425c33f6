"""`hlmdiag grid pack`, `install`, `remove`: a grid in one file to send, stored by those who receive it, taken away."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices

User = Annotated[
    bool,
    typer.Option(
        "--user", rich_help_panel="Résultats",
        help="Pour tous vos dossiers, au lieu du seul dossier de travail (grilles/ à côté de hlmdiag.toml).",
    ),
]  # fmt: skip


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
    from pathlib import Path

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid.pack import SUFFIX
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.packs import pack_grid
    from hlmdiag.runs.refusals import refusal
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    if output is not None and Path(output).suffix.lower() != SUFFIX:
        raise refusal("paquet.suffixe", path=output)
    made = pack_grid(grid, against)
    manifest = made.pack.manifest
    write(made.content, output or f"{manifest.id}-{manifest.version}{SUFFIX}", terminal, force=force)
    if not terminal.quiet:
        values = {"count": len(made.pack.files), "sha256": made.pack.sha256}
        terminal.out.print(styled(say("cli.grille.paquet-fait", terminal.language, **values)))


def install(
    path: Annotated[str, typer.Argument(metavar="PAQUET", help="Fichier .hlmgrid reçu.")],
    sha256: Annotated[
        str | None,
        typer.Option(
            "--sha256", metavar="EMPREINTE", rich_help_panel="Résultats",
            help="Empreinte annoncée par l’éditeur : un autre fichier est refusé.",
        ),
    ] = None,
    user: User = False,
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


def remove(
    name: Annotated[str, typer.Argument(metavar="GRILLE", help="Identifiant, ou identifiant@version.")],
    user: User = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Retire une grille installée. Les résultats déjà faits la contiennent, et se lisent toujours."""
    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.packs import remove as take_away
    from hlmdiag.text import say

    terminal = open_terminal(language_of(lang), quiet=quiet)
    found = take_away(name, "user" if user else "project")
    if not terminal.quiet:
        terminal.out.print(styled(say("cli.grille.retiree", terminal.language, reference=found.reference)))
