"""`hlmdiag compare`: what moved from one campaign to the next, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.comparing import CompareRun


def compare(
    results: Annotated[
        list[str],
        typer.Argument(
            metavar="RÉSULTATS",
            help="Résultats enregistrés d’une même grille, à des dates différentes, ou le dossier qui les contient. "
            "L’ordre est celui de leurs dates.",
        ),
    ],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="SORTIE",
            rich_help_panel="L’essentiel",
            help="Fichier à écrire : .xlsx .html .docx .md .json .csv .parquet ; « - » : du Markdown sur la sortie "
            "standard. Peut être répétée. Sans elle : RÉSULTAT-suivi.xlsx à côté du dernier.",
        ),
    ] = None,
    same_as: Annotated[
        str | None,
        typer.Option(
            "--same-as",
            metavar="TABLE",
            rich_help_panel="Résultats",
            help="Tableau (.csv, .xlsx…) de deux colonnes, l’ancien code puis le nouveau : suit les unités qui ont "
            "changé de code, nomme celles qui sont scindées ou regroupées.",
        ),
    ] = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if",
            metavar="CONDITION",
            rich_help_panel="Seuils et référence",
            help="Se termine par le code 1 si la condition est vraie, par exemple « worsened > 0 » ; noms : worsened, "
            "improved, to_confirm, stable, entered, left, came, gone, split, merged. Peut être répétée.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Compare des campagnes : ce qui s’est amélioré, ce qui s’est aggravé, et pourquoi.

    Chaque changement de note est partagé en causes qui s’additionnent : la grille, les informations, les réponses ; et
    pour le parc les arrivées et départs. Aucun fichier de données n’est relu.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.runs.comparing import CompareRequest, compare_campaigns
    from hlmdiag.runs.inputs import existing, expanded

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = CompareRequest(
        results=tuple(expanded(results)),
        outputs=tuple(output or ()),
        same_as=existing(same_as) if same_as is not None else None,
        conditions=tuple(fail_if or ()),
        language=terminal.language,
        configuration=configuration_for(),
        force=force,
    )
    run = compare_campaigns(request, steps_on(terminal))
    if not quiet:
        _show(run, terminal, to_stdout="-" in request.outputs)
    raise typer.Exit(run.exit_code)


def _show(run: CompareRun, terminal: Terminal, *, to_stdout: bool) -> None:
    """The sentences that head every format, then what was written and the limits that are crossed."""
    from hlmdiag.document.followed import follow_up
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say
    from hlmdiag.wording import Wording

    screen = terminal.err if to_stdout else terminal.out
    if not to_stdout:
        for text in follow_up(run.found, Wording(terminal.language, run.found.grid)).head:
            screen.print(styled(text))
    for path in run.written:
        screen.print(styled(say("cli.suivi.ecrit", terminal.language, path=path)))
    for condition, values in run.crossed:
        terminal.err.print(styled(say("cli.suivi.franchi", terminal.language, condition=condition, values=values)))
