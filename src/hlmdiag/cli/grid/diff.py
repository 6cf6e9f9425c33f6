"""`hlmdiag grid diff`: what changed between two versions of a grid, and for which residences."""

from typing import Annotated

import typer

from hlmdiag.cli import options


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

    Avec --on, les mêmes réponses sont notées par les deux : combien de notes et de niveaux changent, de combien, pour
    quelles résidences. Rien n’est écrit. Se termine par 0 ; pour refuser une version trop basse : grid check --against.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.grid.answers import answers_of
    from hlmdiag.cli.grid.comparing import DIFF_FORMATS, show_differences
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    shown = chosen("-f", output_format, DIFF_FORMATS)
    answers = answers_of(expanded(on), date) if on else None
    show_differences(old, new, answers, shown, terminal)
