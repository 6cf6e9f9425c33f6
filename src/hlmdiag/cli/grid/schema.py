"""`hlmdiag grid schema`: the JSON Schema of the language, for editors."""

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def schema(
    output: choices.Output = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Écrit le schéma JSON d’une grille : avec lui, un éditeur complète les clés et les explique.

    Première ligne de la grille : # yaml-language-server: $schema=./grid.schema.json
    """
    import json

    from hlmdiag.cli.arguments import language_of
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid.schema import json_schema

    terminal = open_terminal(language_of(lang), quiet=quiet)
    text = json.dumps(json_schema(terminal.language), ensure_ascii=False, indent=2)
    write(f"{text}\n".encode(), output, terminal, force=force)
