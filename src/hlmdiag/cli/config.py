"""`hlmdiag config show`: every setting, its value, and who said it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.help import FrenchCommand, FrenchGroup
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from hlmdiag.configuration import Configuration, Setting
    from hlmdiag.configuration.options import Value

_DEFAULTS: Mapping[str, Value] = {"grid": [USUAL_GRID], "lang": "fr", "strict": False}

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
    import json

    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for, resolved
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.configuration import OPTIONS, PREFIX, Origin, Setting
    from hlmdiag.errors import Location
    from hlmdiag.report.terminal.settings import show_settings
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang))
    is_json = chosen("-f", output_format, ("text", "json")) == "json"
    configuration = configuration_for()
    found = {name: Setting(name, _DEFAULTS.get(name), Origin.DEFAULT, Location()) for name in OPTIONS} | resolved(
        configuration
    )
    ours = {name: name.removeprefix(PREFIX).lower() for name in os.environ if name.startswith(PREFIX)}
    unread = sorted(name for name, option in ours.items() if option not in OPTIONS)
    if is_json:
        print(json.dumps(_document(configuration, found, unread, terminal.language), ensure_ascii=False, indent=2))
    else:
        show_settings(configuration, found, unread, terminal)


def _document(
    configuration: Configuration, found: Mapping[str, Setting], unread: list[str], language: str
) -> dict[str, object]:
    from dataclasses import asdict

    settings = {
        name: {"value": each.value, "origin": str(each.origin), "place": each.place.say(language) or None}
        for name, each in found.items()
    }
    return {
        "schema_version": 1,
        "file": configuration.path.as_posix() if configuration.path else None,
        "settings": settings,
        "columns": {header: entry.value for header, entry in configuration.columns.items()},
        "values": {
            column: {text: e.value for text, e in table.items()} for column, table in configuration.values.items()
        },
        "decimal": {column: entry.value for column, entry in configuration.decimal.items()},
        "limits": asdict(configuration.sizes),
        "report": {name: entry.value for name, entry in configuration.report.items()},
        "unread_variables": unread,
    }
