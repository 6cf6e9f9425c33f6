"""`hlmdiag form`: questionnaires to hand out, in Excel, that `score` reads when they come back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.forms import FormRun

_WHAT, _WHOM = "Ce qui est demandé", "À qui"
_LISTED = 10


def form(
    data: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DONNÉES",
            help="Le tableau du parc : ses unités, et ce que l’on en sait déjà. Sans lui, un formulaire vierge.",
        ),
    ] = None,
    grid: Annotated[
        str,
        typer.Option(
            "--grid", "-g", metavar="GRILLE", rich_help_panel="L’essentiel",
            help="Grille dont les questions sont posées. Sans elle : residence-complexe.",
        ),
    ] = USUAL_GRID,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Un classeur .xlsx, un formulaire de téléphone .xlsform.xlsx (ODK, KoboToolbox), ou un dossier : un "
            "classeur par destinataire, et « attendus.csv ». Sans elle : DONNÉES-formulaires/ à côté des données.",
        ),
    ] = None,
    ask: Annotated[
        str,
        typer.Option(
            "--ask", metavar="QUOI", rich_help_panel=_WHAT,
            help="judgements : les jugements sans réponse ; missing : tout ce qui manque, données comprises ; all : "
            "tout, y compris ce qui est connu, montré à côté.",
        ),
    ] = "judgements",
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout", metavar="FORME", rich_help_panel=_WHAT,
            help="fiche : une feuille par unité, à imprimer pour un parcours ; tableau : une feuille par thème, une "
            "ligne par unité. Sans elle : fiche jusqu’à 15 unités par classeur.",
        ),
    ] = None,
    history: Annotated[
        str | None,
        typer.Option(
            "--history", metavar="RÉSULTAT", rich_help_panel=_WHAT,
            help="Résultat enregistré : ce qui a été répondu auparavant est montré à côté de chaque question.",
        ),
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role", metavar="RÔLE", rich_help_panel=_WHOM,
            help="Un rôle de la grille (gardien, agence…) : ses questions, dans ses mots. Peut être répétée : un "
            "classeur par rôle.",
        ),
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option(
            "--code", metavar="CODE", rich_help_panel=_WHOM,
            help="Le code d’une unité à demander ; sans elle, toutes. Peut être répétée.",
        ),
    ] = None,
    where: options.Where = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="PAR", rich_help_panel=_WHOM,
            help="Un classeur par valeur d’une colonne de regroupement (agence), ou par unité : « unit ».",
        ),
    ] = None,
    date: options.Date = None,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Prépare des formulaires Excel à envoyer : « hlmdiag score DONNÉES formulaires/ » lit ceux qui reviennent.

    Chaque question vient de la grille ; ce que les données disent déjà est montré et n’est pas redemandé.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.runs.forms import FormRequest, write_forms
    from hlmdiag.runs.inputs import existing, expanded
    from hlmdiag.runs.reference_date import reference_date

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    asked = FormRequest(
        data=tuple(expanded(data or [])),
        grid=grid,
        date=reference_date(date),
        language=terminal.language,
        ask=ask,
        roles=tuple(role or ()),
        codes=tuple(code or ()),
        where=where,
        split=split,
        layout=layout,
        history=saved_result(existing(history), terminal) if history is not None else None,
        output=output,
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        force=force,
        configuration=configuration_for(),
    )
    run = write_forms(asked, steps_on(terminal))
    if not quiet:
        _show(run, terminal)


def _show(run: FormRun, terminal: Terminal) -> None:
    from hlmdiag.errors import Severity
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    language = terminal.language
    books = [path for path in run.written if path.suffix == ".xlsx"]
    told = {"units": run.units, "questions": run.questions, "books": len(books)}
    terminal.out.print(styled(say(f"cli.formulaire.{'resume' if run.units else 'resume-vierge'}", language, **told)))
    if len(run.written) <= _LISTED:
        for path in run.written:
            terminal.out.print(styled(say("cli.formulaire.ecrit", language, path=path)))
    else:
        folders = ", ".join(dict.fromkeys(f"{path.parent}{os.sep}" for path in run.written))
        terminal.out.print(styled(say("cli.formulaire.ecrits", language, count=len(run.written), path=folders)))
    for problem in run.problems:
        if problem.code == "formulaire.condition":
            terminal.err.print(styled(problem.sentence(language)))
    wrong = sum(each.severity is not Severity.NOTICE for each in run.problems)
    if wrong:
        terminal.err.print(styled(say("cli.formulaire.remarques", language, count=wrong)))
    terminal.out.print(styled(say("cli.formulaire.suite", language)))
