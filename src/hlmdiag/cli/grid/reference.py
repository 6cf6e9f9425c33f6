"""`hlmdiag grid reference`: the figures of a stock, frozen, in which others place a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.cli.grid import choices
from hlmdiag.runs import USUAL_GRID
from hlmdiag.runs.formats import READABLE

if TYPE_CHECKING:
    from hlmdiag.draft import FrozenFigures
    from hlmdiag.report.terminal.console import Terminal


def reference(
    context: typer.Context,
    data: Annotated[
        list[str],
        typer.Argument(
            metavar="DONNÉES",
            help="Les mêmes fichiers ou dossiers que pour « hlmdiag score », ou un résultat qu’elle a enregistré "
            f"({options.one_of(READABLE)}), qui est figé avec sa grille et à sa date.",
        ),
    ],
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid", "-g", metavar="GRILLE", rich_help_panel="L’essentiel",
            help="Grille qui place des valeurs parmi d’autres. Sans elle : residence-complexe.",
        ),
    ] = None,
    at_least: Annotated[
        str | None,
        typer.Option(
            "--at-least", metavar="NOMBRE", rich_help_panel="Référence",
            help="Nombre de valeurs sous lequel un groupe n’est pas donné, 3 au moins. Sans elle : 5.",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXTE", rich_help_panel="Référence", help="Ce que la référence décrit."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXTE", rich_help_panel="Référence", help="Qui la publie, d’où elle vient."),
    ] = None,
    contributor: Annotated[
        str | None,
        typer.Option(
            "--contributor", metavar="COLONNE", rich_help_panel="Référence",
            help="Colonne qui dit de quel organisme est chaque unité : un groupe n’est alors donné que si trois "
            "organismes au moins le tiennent, et qu’aucun ne s’y lit.",
        ),
    ] = None,
    output: choices.Output = None,
    force: options.Force = False,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Fige les chiffres d’un parc (effectif, moyenne, écart type, médiane, quantiles), pour y placer d’autres unités.

    Aucune valeur d’une unité ne s’y lit : les groupes trop petits sont laissés de côté, et c’est dit.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for, typed_options
    from hlmdiag.cli.grid.output import write
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.runs.references import OF_DATA, ReferenceWords, freeze_stock
    from hlmdiag.runs.request import StockRequest
    from hlmdiag.text import say

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    asked = StockRequest(
        data=tuple(expanded(data)),
        grids=tuple(grid or [USUAL_GRID]),
        output=output,
        date=reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        force=force,
        configuration=configuration_for(),
        language=terminal.language,
    )
    least = arguments.group_size("--at-least", at_least)
    said = ReferenceWords(title, source, contributor)
    run = freeze_stock(asked, least, said, typed_options(context, OF_DATA))
    write(run.text.encode(), output, terminal, force=force, inputs=run.protected)
    if not quiet:
        _say_groups(run.found, least, terminal)
        if contributor is None:
            terminal.err.print(styled(say("cli.grille.reference.sans-organismes", terminal.language)))


def _say_groups(found: FrozenFigures, at_least: int, terminal: Terminal) -> None:
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    key = "cli.grille.reference"
    units = found.document["units"]
    terminal.err.print(styled(say(f"{key}.faite", terminal.language, groups=found.groups, units=units)))
    for column, grouping, count in found.left_out:
        values = {"column": column, "grouping": grouping, "count": count, "at_least": at_least}
        terminal.err.print(styled(say(f"{key}.laisses", terminal.language, **values)))
