"""`hlmdiag report`: a saved result rendered again, without reading the data or scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.scoring.result import Result


def report(
    result: options.ResultFile,
    output: options.Output = None,
    output_format: options.OutputFormat = None,
    force: options.Force = False,
    csv_dialect: options.CsvDialect = "standard",
    where: options.Where = None,
    select: options.Select = None,
    history: options.History = None,
    among: Annotated[
        str | None,
        typer.Option(
            "--among",
            metavar="CONSOLIDATION",
            rich_help_panel="Résultats",
            help="Consolidation que l’on vous a envoyée (.json de « hlmdiag benchmark ») : dit où vous êtes dans "
            "chaque famille, par ce qui y est publié et vos chiffres ; la page et le classeur le montrent.",
        ),
    ] = None,
    fail_if: options.FailIf = None,
    baseline: options.Baseline = None,
    worse_by: options.WorseBy = None,
    exit_zero: options.ExitZero = False,
    accept_loss: options.AcceptLoss = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:
    """Refait les rapports d’un résultat enregistré, sans relire les données.

    Sans -o, le résumé s’affiche et rien n’est écrit.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.outcome import has_stdout, show_outcome
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.report.terminal.verdict import show_verdict
    from hlmdiag.runs.execution import render_again
    from hlmdiag.runs.gate_run import limits_of
    from hlmdiag.runs.inputs import existing
    from hlmdiag.runs.outputs import dialect, targets
    from hlmdiag.runs.request import RenderRequest
    from hlmdiag.runs.written_part import choice_of

    asked = tuple(targets(output or [], output_format))
    limits = limits_of(fail_if, baseline, worse_by, exit_zero=exit_zero, accept_loss=accept_loss)
    choice = choice_of(where, select, asked)
    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    request = RenderRequest(
        saved_result(arguments.result_file(result), terminal), asked, terminal.language, dialect(csv_dialect), limits,
        choice, configuration_for(), force=force, history=tuple(map(existing, history or ())),
        among=None if among is None else existing(among),
    )  # fmt: skip
    outcome = render_again(request, steps_on(terminal))
    show_outcome(outcome, terminal, to_stdout=has_stdout(asked))
    show_verdict(outcome.result, terminal)
    if among is not None and not quiet:
        _show_standing(outcome.result, existing(among), terminal)
    raise typer.Exit(outcome.exit_code)


def _show_standing(result: Result, among: Path, terminal: Terminal) -> None:
    """Where the landlord stands in each family, a line for each."""
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.standing import standing
    from hlmdiag.text.locale import Locale

    words = Locale(terminal.language)
    told = standing(result, among, terminal.language)
    screen = terminal.out
    screen.print(styled(f"\n{told.title}", "bold"))
    for text in told.head:
        screen.print(styled(text))
    for part in told.sections:
        screen.print(styled(part.title, "bold"))
        for text in part.paragraphs:
            screen.print(styled(text))
        for table in part.tables:
            titles = [column.title for column in table.columns[1:]]
            for first, *cells in table.rows:
                said = words.joined(f"{title} {cell.text}" for title, cell in zip(titles, cells, strict=True))
                screen.print(styled(f"  {first.text} — {said}"))
