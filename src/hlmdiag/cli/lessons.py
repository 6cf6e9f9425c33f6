"""`hlmdiag lessons`: what became of the units where an action of the plans was done."""

from __future__ import annotations

from typing import Annotated

import typer

from hlmdiag.cli import options


def lessons(
    plans: Annotated[
        list[str],
        typer.Argument(
            metavar="PLANS", help="Plans faits par « hlmdiag plan » et remplis : celui d’une année, ou de plusieurs."
        ),
    ],
    results: Annotated[
        list[str],
        typer.Option(
            "--with", metavar="RÉSULTAT", rich_help_panel="L’essentiel",
            help="Résultat enregistré d’avant les actions, puis d’après, ou le dossier qui les contient. À répéter ; "
            "l’ordre est celui de leurs dates.",
        ),
    ],
    unit: Annotated[
        str | None,
        typer.Option(
            "--for", metavar="CODE", rich_help_panel="L’essentiel",
            help="Ajoute ce qui a été fait dans les unités les plus semblables à celle-ci, et ce qu’il en est advenu.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Fichier à écrire : .md .html .docx .xlsx .json ; « - » : du Markdown sur la sortie standard. Peut "
            "être répétée. Pour plusieurs organismes, « fiches/ » ou un nom qui contient {action} : une fiche par "
            "action. Sans elle : PLAN-lecons.md à côté du premier plan.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Dit ce que sont devenues les unités où une action du plan est faite, à côté de celles où elle ne l’est pas.

    Pour chaque action faite dans cinq unités au moins : ce que vous en avez jugé, le changement du critère qu’elle
    vise et de son thème. Cela compare et ne prouve rien. Aucun fichier de données n’est relu.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.learning import LessonsRequest, write_lessons
    from hlmdiag.text import say

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = LessonsRequest(
        plans=tuple(expanded(plans)), results=tuple(expanded(results)), unit=unit, outputs=tuple(output or ()),
        language=terminal.language, force=force, configuration=configuration_for(),
    )  # fmt: skip
    run = write_lessons(request)
    say_problems(run.problems, terminal.language)
    if not quiet:
        for text in run.told.head if "-" not in request.outputs else ():
            terminal.out.print(styled(text))
        for path in run.written:
            terminal.out.print(styled(say("cli.lecons.ecrites", terminal.language, path=path)))
