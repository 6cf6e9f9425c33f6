"""`hlmdiag grid remove`: an installed grid taken away."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def remove(
    name: Annotated[str, typer.Argument(metavar="GRILLE", help="Identifiant, ou identifiant@version.")],
    user: choices.User = False,
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
