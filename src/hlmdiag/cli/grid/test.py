"""`hlmdiag grid test`: a grid tried on its own cases."""

from typing import Annotated

import typer

from hlmdiag.cli import options


def test(
    grids: Annotated[
        list[str],
        typer.Argument(
            metavar="GRILLE",
            help="Fichier .yaml d’une grille ou de ses cas (.cases.yaml), ou identifiant d’une grille fournie.",
        ),
    ],
    junit: Annotated[
        str | None,
        typer.Option("--junit", metavar="FICHIER", rich_help_panel="Résultats", help="Rapport JUnit (.xml) à écrire."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", rich_help_panel="Résultats",
            help="Un niveau, un drapeau, une action ou un critère sans cas compte comme un échec.",
        ),
    ] = False,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Essaie des grilles sur leurs cas : des réponses, et ce que la grille doit en dire.

    Les cas sont à côté de la grille : halls.cases.yaml pour halls.yaml.
    """
    from hlmdiag.cases import to_junit
    from hlmdiag.cli import arguments
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.report.terminal.grid_trial import show_trial
    from hlmdiag.runs.grid_trials import try_grids
    from hlmdiag.runs.inputs import expanded

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    trials = try_grids(expanded(grids), steps_on(terminal))
    for trial in trials:
        show_trial(trial, terminal)
    if junit is not None:
        write(to_junit(trials, terminal.language), junit, terminal, force=force)
    raise typer.Exit(int(any(trial.failures or (strict and not trial.uncovered.nothing) for trial in trials)))
