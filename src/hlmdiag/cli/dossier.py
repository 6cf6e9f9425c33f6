"""`hlmdiag dossier`: what to hand to an expert on mission, for some residences of a saved result."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.errors import Problem
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.dossiers import DossierRun

_CONTENT = "Contenu"
_LISTED = 10
"""Files that are named one by one."""


def dossier(
    result: options.ResultFile,
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE", help="Codes des résidences, tels qu’ils sont dans le fichier."),
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option(
            "--history",
            metavar="RÉSULTAT",
            rich_help_panel=_CONTENT,
            help="Résultat antérieur de la même grille : le dossier dit ce qui a changé. Peut être répétée.",
        ),
    ] = None,
    walk: Annotated[
        list[str] | None,
        typer.Option(
            "--walk",
            metavar="RÉSULTAT",
            rich_help_panel=_CONTENT,
            help="Résultat d’une visite, par exemple de la grille diagnostic-en-marchant, sous les mêmes codes. "
            "Peut être répétée.",
        ),
    ] = None,
    photos: Annotated[
        str | None,
        typer.Option(
            "--photos",
            metavar="DOSSIER",
            rich_help_panel=_CONTENT,
            help="Dossier des photos que les preuves nomment : elles sont montrées en petit, sans leurs données de "
            "prise de vue.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="SORTIE",
            rich_help_panel="L’essentiel",
            help="Fichier à écrire : .docx, .html ou .md. Pour plusieurs résidences : « dossiers/ », ou un nom qui "
            "contient {code}. Peut être répétée. Sans elle : dossier-CODE.docx à côté du résultat.",
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="MODÈLE",
            rich_help_panel="Résultats",
            help="Document Word (.docx) dont le dossier prend les styles, l’en-tête et le pied de page.",
        ),
    ] = None,
    where: options.Where = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Écrit le dossier d’une résidence, à remettre à un expert en mission : diagnostic, visite, questions, plan.

    Le résultat est celui que « hlmdiag score » a enregistré.
    """
    from pathlib import Path

    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.runs.dossiers import DossierRequest, write_dossiers
    from hlmdiag.runs.inputs import existing

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = DossierRequest(
        result=saved_result(arguments.result_file(result), terminal),
        codes=tuple(codes or ()),
        where=where,
        history=tuple(saved_result(existing(name), terminal) for name in history or ()),
        walks=tuple(saved_result(existing(name), terminal) for name in walk or ()),
        outputs=tuple(output or ()),
        template=template,
        configuration=configuration_for(),
        language=terminal.language,
        force=force,
        photos=Path(photos) if photos is not None else None,
    )
    run = write_dossiers(request, steps_on(terminal))
    if not quiet:
        _show(run, terminal)


def _show(run: DossierRun, terminal: Terminal) -> None:
    """Print notices, each once, then the paths of the dossiers."""
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say
    from hlmdiag.text.figures import integer

    language = terminal.language
    say_problems(_once(run.problems, language), language)
    if len(run.targets) <= _LISTED:
        for target in run.targets:
            terminal.out.print(styled(say("cli.dossier.ecrit", language, path=target.path)))
        return
    folders = ", ".join(dict.fromkeys(f"{target.path.parent}{os.sep}" for target in run.targets if target.path))
    count = integer(len(run.targets), language)
    terminal.out.print(styled(say("cli.dossier.ecrits", language, count=count, path=folders)))


def _once(problems: Iterable[Problem], language: str) -> Iterable[Problem]:
    """The problems whose sentences differ, in their order."""
    found: dict[str, Problem] = {}
    for problem in problems:
        found.setdefault(problem.say(language), problem)
    return found.values()
