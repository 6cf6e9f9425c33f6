"""`hlmdiag explain`: from the level of one residence down to the cell and the line of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.explain import Diagnostic, IndicatorReading


def explain(
    result: options.ResultFile,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code de la résidence, tel qu’il est dans le fichier.")],
    indicator: Annotated[
        str | None,
        typer.Argument(metavar="CRITÈRE", help="Identifiant d’un critère, par exemple TR1 : lui seul est expliqué."),
    ] = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    debug: options.Debug = False,
) -> None:
    """Explique le niveau d’une résidence, du score à la cellule du fichier et à la ligne de la grille."""
    from hlmdiag import explain as explaining
    from hlmdiag.cli import arguments
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.indicator import show_indicator
    from hlmdiag.report.terminal.unit import show_sheet
    from hlmdiag.runs.saved_results import load_unit
    from hlmdiag.scoring.in_words import in_words

    terminal = open_terminal(arguments.language_of(lang))
    unit, stock = (
        in_words(each, terminal.language)
        for each in load_unit(saved_result(arguments.result_file(result), terminal), code)
    )
    diagnostic = explaining.explain(unit, code, terminal.language, stock)
    if indicator is None:
        show_sheet(diagnostic, unit.grid, terminal)
    else:
        show_indicator(diagnostic, _find(diagnostic, indicator, terminal.language), terminal)


def _find(diagnostic: Diagnostic, wanted: str, language: str) -> IndicatorReading:
    from difflib import get_close_matches

    from hlmdiag.runs.refusals import refusal
    from hlmdiag.text import say

    by_id = {reading.indicator.id.lower(): reading for reading in diagnostic.indicators}
    if wanted.lower() in by_id:
        return by_id[wanted.lower()]
    near = get_close_matches(wanted.lower(), list(by_id), n=1, cutoff=0.5)
    ids = ", ".join(reading.indicator.id for reading in diagnostic.indicators)
    nearest = say("usage.vouliez-vous", language, nearest=by_id[near[0]].indicator.id) if near else ""
    raise refusal("usage.critere", value=wanted, nearest=nearest, ids=ids)
