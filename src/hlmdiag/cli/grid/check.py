"""`hlmdiag grid check`: the structure of a grid, then its method, without any data."""

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def check(
    grids: choices.Grids,
    output_format: choices.Text = "text",
    max_weight: Annotated[
        str | None,
        typer.Option(
            "--max-weight", metavar="POURCENT", rich_help_panel="Résultats",
            help="Part de la note qu’un seul critère peut peser : sans cette option, ce qu’en dit la grille, sinon 25.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="ANCIENNE", rich_help_panel="Résultats",
            help="Version déjà publiée de la même grille : la version déclarée doit annoncer ce qui a changé depuis.",
        ),
    ] = None,
    same: choices.Same = None,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on", metavar="DONNÉES", rich_help_panel="Lecture des fichiers",
            help="Tableau du parc, fichier d’événements, dossier : regarde aussi ce que des données seules montrent "
            "d’une grille. Peut être répétée.",
        ),
    ] = None,
    expected: Annotated[
        str | None,
        typer.Option(
            "--expected", metavar="COLONNE", rich_help_panel="Lecture des fichiers",
            help="Avec --on : titre de la colonne où des personnes ont écrit le niveau attendu, ou FICHIER:TITRE. "
            "Dit ce que la grille trouve, manque ou signale à tort.",
        ),
    ] = None,
    date: options.Date = None,
    strict: choices.Strict = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Vérifie des grilles : ce qui empêche de les lire, puis ce qui affaiblit leur méthode.

    Avec --on, regarde aussi la grille sur des données ; avec --expected, la compare aux niveaux que des personnes
    attendent d’unités qu’elles connaissent. Chaque anomalie porte un code, expliqué dans docs/controles-de-methode.md.
    """
    import json

    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.grid.checked_on_data import described, noted, show_data
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.grid_checks import annotation, as_document
    from hlmdiag.report.terminal.console import plain
    from hlmdiag.report.terminal.grid_checks import show_counts, show_faults
    from hlmdiag.runs.checks_on_data import GridCheckRequest, check_and_look
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    shown = chosen("-f", output_format, ("text", "json", "github"))
    share = arguments.percentage("--max-weight", max_weight) if max_weight is not None else None
    checked = check_and_look(
        GridCheckRequest(
            expanded(grids), share, against, same or (), expanded(on or []), expected, date, configuration_for()
        )
    )
    found, on_data = checked.grids, checked.on_data
    if shown == "json":
        document = as_document(found, terminal.language) | described(on_data, terminal.language)
        print(json.dumps(document, ensure_ascii=False, indent=2))
    elif shown == "github":
        for problem in (problem for each in found for problem in each.problems):
            print(plain(annotation(problem, terminal.language)))
        for line in noted(on_data, terminal.language):
            print(plain(line))
    else:
        show_faults(found, terminal)
        show_data(on_data, terminal)
    if not quiet:
        show_counts(found, terminal)
    raise typer.Exit(checked.code(strict=strict))
