"""`hlmdiag grid migrate`: answers given to one version of a grid, moved to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.migrating import MigrateRun


def migrate(
    answers: Annotated[
        str,
        typer.Argument(
            metavar="RÉPONSES", help="Tableau ou formulaire rempli sous l’ancienne version (.xlsx, .xlsm, .csv, .tsv)."
        ),
    ],
    to: Annotated[
        str,
        typer.Option("--to", metavar="NOUVELLE", rich_help_panel="L’essentiel", help="La nouvelle version."),
    ],
    old: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="ANCIENNE", rich_help_panel="L’essentiel",
            help="La version sous laquelle il a été rempli : grille, paquet, id@version. Un formulaire dit la sienne.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Copie à écrire, du même format ; la liste des réponses sans place est à côté (-orphelines.csv).",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", rich_help_panel="L’essentiel", help="Dit ce qui serait fait, sans rien écrire."),
    ] = False,
    force: options.Force = False,
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Déplace les réponses d’un tableau ou d’un formulaire d’une version d’une grille à une autre, sans en perdre.

    La nouvelle grille dit ce que ses colonnes remplacent (replaces). Chaque réponse reste telle quelle, est récrite, ou
    est listée sans place, avec sa cellule et la raison. Le fichier reçu n’est pas touché.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.migrating import MigrateRequest, migrate_answers
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.runs.refusals import refusal

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    if output is None and not dry_run:
        raise refusal("migration.sortie")
    request = MigrateRequest(
        data=answers, old=old, new=to, output=None if dry_run else output, date=reference_date(date),
        language=terminal.language, force=force, configuration=configuration_for(),
    )  # fmt: skip
    _show(migrate_answers(request), terminal)


def _show(run: MigrateRun, terminal: Terminal) -> None:
    from dataclasses import asdict

    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    if terminal.quiet:
        return
    account = run.account
    said = [say("cli.migration.compte", terminal.language, cells=account.cells, **asdict(account))]
    if run.copy is None:
        said.append(say("cli.migration.essai", terminal.language))
    else:
        said.append(say("cli.migration.ecrit", terminal.language, path=run.copy))
    if run.listing is not None:
        said.append(say("cli.migration.orphelines", terminal.language, path=run.listing))
    for line in said:
        terminal.out.print(styled(line))
