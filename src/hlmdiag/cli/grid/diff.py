"""`hlmdiag grid diff`: what changed between two versions of a grid, and for which residences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices

if TYPE_CHECKING:
    from hlmdiag.method import VersionComparison
    from hlmdiag.method.impact import Impact
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.saved_answers import Answers


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
    from dataclasses import replace

    from hlmdiag.cli import arguments
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.grid import load_grid
    from hlmdiag.method import compare
    from hlmdiag.report.grid_diff import as_document
    from hlmdiag.report.terminal.grid_diff import show_changes, show_impact
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen
    from hlmdiag.runs.saved_answers import answers_of

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    shown = chosen("-f", output_format, ("text", "json"))
    answers = answers_of(expanded(on), date) if on else None
    comparison = compare(load_grid(old), load_grid(new), same or ())
    impact = None if answers is None else _impact(comparison, answers, terminal)
    if impact is not None:
        comparison = replace(comparison, moved=len(impact.moved))
    if shown == "json":
        print(json.dumps(as_document(comparison, impact), ensure_ascii=False, indent=2))
        return
    show_changes(comparison, terminal)
    if impact is not None:
        show_impact(impact, (*comparison.old.bounds, *comparison.new.bounds), terminal)


def _impact(comparison: VersionComparison, answers: Answers, terminal: Terminal) -> Impact:
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import steps
    from hlmdiag.method.impact import impact_of
    from hlmdiag.runs.settings import settings_for
    from hlmdiag.text import say

    old, new = comparison.old, comparison.new
    with steps(terminal, 1) as bar:
        bar.begin(say("cli.etape.notation", terminal.language))
        settings = settings_for(configuration_for(), [old, new])
        return impact_of(old, new, answers.paths, date=answers.date, settings=settings)
