"""`hlmdiag plan`: the actions decided for units, kept from one diagnosis to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.planning import PlanRequest, PlanRun
    from hlmdiag.runs.public_page import PublicRun


def plan(
    result: options.ResultFile,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Plan à écrire : .xlsx, ou .json, d’où il se continue aussi ; .md .html .docx pour le lire, une page "
            "par groupe ; .csv. Sans cette option : RÉSULTAT-plan.xlsx, à côté du résultat.",
        ),
    ] = None,
    plans: Annotated[
        list[str] | None,
        typer.Option(
            "--plan", metavar="PLAN", rich_help_panel="L’essentiel",
            help="Plan à continuer : tout ce qui y est saisi est gardé. Peut être répétée : le plan d’abord, puis les "
            "parties envoyées et revenues.",
        ),
    ] = None,
    public: Annotated[
        str | None,
        typer.Option(
            "--public", metavar="CODE", rich_help_panel="L’essentiel",
            help="Écrit, au lieu du plan, la page pour les locataires de cette unité : .html, .md ou .docx. Elle ne "
            "montre que ce que la grille dit public, et rien de saisi que des dates.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--target", metavar="NIVEAU", rich_help_panel="L’essentiel",
            help="Ajoute au plan, pour chaque unité, les actions les moins chères qui l’amènent à ce niveau si elles "
            "atteignent leur but.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget", metavar="EUROS", rich_help_panel="L’essentiel",
            help="Avec --target : ce qui peut être dépensé en tout. Les coûts sont ceux du plan, sinon de [plan.costs] "
            "dans hlmdiag.toml ; sans budget, c’est l’effort qui compte.",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="PAR", rich_help_panel="L’essentiel",
            help="Écrit dans un dossier le plan entier et un classeur par responsable, direction ou agence, à envoyer "
            "puis à reprendre par --plan : responsable, direction ou agence.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Commence un plan d’action d’après un résultat enregistré, ou continue celui que vous tenez.

    Une ligne par action d’une résidence. Ce que vous saisissez (décision, responsable, échéance, coût, statut,
    résultat…) n’est jamais touché ; le diagnostic renouvelle ses colonnes et ajoute ce qu’il propose de nouveau.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.planning import PlanRequest, write_plan
    from hlmdiag.runs.public_page import PublicRequest, write_public_page
    from hlmdiag.runs.refusals import refusal
    from hlmdiag.text.phrase import Listed

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = PlanRequest(
        result=saved_result(arguments.result_file(result), terminal), plans=tuple(plans or ()), output=output,
        language=terminal.language, force=force, target=target,
        budget=arguments.amount(budget), configuration=configuration_for(),
    )  # fmt: skip
    if public is not None and (asked := [each for each in (target, budget, split) if each is not None]):
        raise refusal("plan.public-seul", values=Listed((*asked,)))
    if split is not None:
        return _split(request, split, terminal, quiet=quiet)
    if public is not None:
        page = write_public_page(PublicRequest(request, public))
        say_problems(page.problems, terminal.language)
        return None if quiet else _show_page(page, terminal)
    run = write_plan(request)
    say_problems(run.problems, terminal.language)
    return None if quiet else _show(run, terminal)


def _split(request: PlanRequest, split: str, terminal: Terminal, *, quiet: bool) -> None:
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.plan_parts import write_parts
    from hlmdiag.text import say

    run = write_parts(request, split)
    say_problems(run.problems, terminal.language)
    if quiet:
        return
    values = {"count": len(run.paths) - 1, "rows": len(run.plan.rows), "path": run.paths[0].parent}
    terminal.out.print(styled(say("cli.plan.parties", terminal.language, **values)))
    if run.plan.conflicts:
        terminal.err.print(styled(say("cli.plan.conflits", terminal.language, count=len(run.plan.conflicts))))


def _show_page(run: PublicRun, terminal: Terminal) -> None:
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    terminal.out.print(styled(say("cli.public.ecrit", terminal.language, name=run.name, path=run.path)))
    if run.page.untold:
        terminal.err.print(styled(say("cli.public.tues", terminal.language, count=run.page.untold)))


def _show(run: PlanRun, terminal: Terminal) -> None:
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    values = {"count": len(run.plan.rows), "new": run.new, "path": run.path}
    terminal.out.print(styled(say("cli.plan.ecrit", terminal.language, **values)))
    if run.plan.conflicts:
        terminal.err.print(styled(say("cli.plan.conflits", terminal.language, count=len(run.plan.conflicts))))
