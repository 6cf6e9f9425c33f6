"""`hlmdiag grid diff`: what changed between two versions of a grid, and for which residences."""

from __future__ import annotations

from typing import Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="ANCIENNE", help="Grille publiée : fichier .yaml, ou identifiant d’une grille fournie."),
    ],
    new: Annotated[str, typer.Argument(metavar="NOUVELLE", help="La même grille, à publier : fichier ou identifiant.")],
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on", metavar="RÉPONSES", rich_help_panel="Lecture des fichiers",
            help="Réponses à noter par les deux versions : tableau du parc, fichier d’événements, ou résultat "
            "enregistré dont les fichiers sont encore à côté de lui. Peut être répétée.",
        ),
    ] = None,
    same: choices.Same = None,
    output_format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", rich_help_panel="Résultats", help="text ou json.")
    ] = "text",
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Compare deux versions d’une grille : chaque changement, son importance, la version à donner au moins.

    Avec --on, les mêmes réponses sont notées par les deux : combien de notes, de niveaux et de drapeaux changent, de
    combien, pour quelles unités ; ce qui en fait bouger une est majeur. Rien n’est écrit. Se termine par 0 ; pour
    refuser une version trop basse : grid check --against.
    """
    import json

    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.report.grid_diff import as_document
    from hlmdiag.report.terminal.grid_diff import show_changes, show_impact
    from hlmdiag.runs.grid_diffs import DiffRequest, diff_grids
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    shown = chosen("-f", output_format, ("text", "json"))
    request = DiffRequest(old, new, expanded(on or []), same or (), date, terminal.language, configuration_for())
    found = diff_grids(request, steps_on(terminal))
    if shown == "json":
        print(json.dumps(as_document(found.comparison, found.impact), ensure_ascii=False, indent=2))
        return
    show_changes(found.comparison, terminal)
    if found.impact is not None:
        show_impact(found.impact, (*found.comparison.old.bounds, *found.comparison.new.bounds), terminal)
