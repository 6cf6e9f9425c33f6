"""`hlmdiag collect`: what several organisations sent, read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.collecting import CollectRun


def collect(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DOSSIER",
            help="Ce que les organismes ont envoyé : résultats enregistrés, données, formulaires, plans. Un "
            "sous-dossier par organisme, sauf pour les résultats qui disent le leur ([report] organisation).",
        ),
    ],
    grid: Annotated[
        str,
        typer.Option(
            "--grid", "-g", metavar="GRILLE", rich_help_panel="L’essentiel",
            help="La grille de tous : nom d’une grille connue, ou fichier.",
        ),
    ] = USUAL_GRID,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Recueil à écrire : .xlsx .html .docx .md ; le résultat réuni est écrit à côté (.parquet). Peut être "
            "répétée. Sans elle : DOSSIER-region.xlsx à côté du dossier.",
        ),
    ] = None,
    expected: Annotated[
        str | None,
        typer.Option(
            "--expected", metavar="LISTE", rich_help_panel="L’essentiel",
            help="Tableau (.csv, .xlsx…) des organismes attendus, un nom par ligne sous un titre : dit qui manque.",
        ),
    ] = None,
    date: options.Date = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", rich_help_panel="Résultats", help="Se termine par le code 3 si un fichier est mis à part."
        ),
    ] = False,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Réunit ce que plusieurs organismes ont envoyé : un seul résultat, et le compte de ce qui a été reçu.

    Une ligne par fichier : organisme, grille, date, unités, et ce qu’il en advient. Un fichier qui ne peut pas compter
    est mis à part avec sa raison, les autres sont lus ; rien n’est compté deux fois. Le résultat réuni (.parquet) se
    lit comme tout autre, par « report », « compare » et les autres commandes.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.runs.collecting import CollectRequest, collect_files
    from hlmdiag.runs.reference_date import reference_date

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = CollectRequest(
        folder=folder, grid=grid, language=terminal.language, date=reference_date(date),
        outputs=tuple(output or ()), expected=expected, strict=strict, configuration=configuration_for(), force=force,
    )  # fmt: skip
    run = collect_files(request, steps_on(terminal))
    _show(run, terminal)
    raise typer.Exit(run.exit_code)


def _show(run: CollectRun, terminal: Terminal) -> None:
    """What is set aside, each with its reason; then, unless it is to be quiet, what heads the account."""
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.document.region import region_document
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say
    from hlmdiag.wording import Wording

    say_problems(run.problems, terminal.language)
    if terminal.quiet:
        return
    for text in region_document(run.region, Wording(terminal.language, run.region.grid)).head:
        terminal.out.print(styled(text))
    for path in run.written:
        terminal.out.print(styled(say("cli.collecte.ecrit", terminal.language, path=path)))
