"""`hlmdiag report`: a saved result rendered again, without reading the data or scoring."""

import typer

from hlmdiag.cli import options


def report(
    result: options.ResultFile,
    output: options.Output = None,
    output_format: options.OutputFormat = None,
    force: options.Force = False,
    csv_dialect: options.CsvDialect = "standard",
    where: options.Where = None,
    select: options.Select = None,
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
    from hlmdiag.cli.job import render_again
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.gate_run import limits_of
    from hlmdiag.runs.outputs import dialect, targets
    from hlmdiag.runs.result_beside import saved_result
    from hlmdiag.runs.written_part import choice_of

    asked = targets(output or [], output_format)
    limits = limits_of(fail_if, baseline, worse_by, exit_zero=exit_zero, accept_loss=accept_loss)
    choice = choice_of(where, select, asked)
    terminal = open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)
    saved = saved_result(arguments.result_file(result), terminal)
    raise typer.Exit(render_again(saved, asked, terminal, dialect(csv_dialect), limits, choice, force=force))
