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
    same: choices.Same = None,
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
    import json

    from hlmdiag.cli import arguments
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.method import CheckOptions
    from hlmdiag.report.grid_checks import annotation, as_document
    from hlmdiag.report.terminal.console import plain
    from hlmdiag.report.terminal.grid_checks import show_counts, show_faults
    from hlmdiag.runs.grid_checks import check_grids, exit_code, published_version
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    shown = chosen("-f", output_format, ("text", "json", "github"))
    names = expanded(grids)
    published = published_version(against, names)
    found = check_grids(names, CheckOptions(arguments.percentage("--max-weight", max_weight)), published, same or ())
    if shown == "json":
        print(json.dumps(as_document(found, terminal.language), ensure_ascii=False, indent=2))
    elif shown == "github":
        for problem in (problem for each in found for problem in each.problems):
            print(plain(annotation(problem, terminal.language)))
    else:
        show_faults(found, terminal)
    if not quiet:
        show_counts(found, terminal)
    raise typer.Exit(exit_code(found, strict=strict))
