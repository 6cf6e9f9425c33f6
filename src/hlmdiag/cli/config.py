"""`hlmdiag config show`: every setting, its value, and who said it."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.help import FrenchCommand, FrenchGroup

config = typer.Typer(
    name="config", cls=FrenchGroup, rich_markup_mode=None, add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Les réglages de hlmdiag.toml et de l’environnement.",
)  # fmt: skip


@config.command(cls=FrenchCommand)
def show(
    data: Annotated[
        list[str] | None,
        typer.Argument(metavar="DONNÉES", help="Fichiers dont on veut les réglages. Sans eux : le dossier courant."),
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", rich_help_panel="Résultats", help="text ou json.")
    ] = "text",
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    debug: options.Debug = False,
) -> None:
    """Montre chaque réglage, sa valeur et d’où elle vient : option, variable, fichier ou valeur par défaut."""
    from hlmdiag.cli import arguments
    from hlmdiag.cli.settings import show_settings
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang))
    show_settings(data or [], terminal, is_json=chosen("-f", output_format, ("text", "json")) == "json")
