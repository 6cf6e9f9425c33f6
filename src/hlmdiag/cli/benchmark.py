"""`hlmdiag benchmark`: several landlords put together, without anyone's residences being read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.benchmarking import BenchmarkRun


def benchmark(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="ENVOIS",
            help="Envois de « hlmdiag share », le dossier qui les contient, ou le résultat réuni par "
            "« hlmdiag collect » (.parquet).",
        ),
    ],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Consolidation à écrire : .xlsx .html .docx .md .json ; un dossier : une page par organisme, pour lui "
            "seul ; « - » : du Markdown sur la sortie standard. Peut être répétée. Sans elle : "
            "ENVOIS-consolidation.xlsx.",
        ),
    ] = None,
    previous: Annotated[
        list[str] | None,
        typer.Option(
            "--previous", metavar="CONSOLIDATION", rich_help_panel="Protection",
            help="Consolidation déjà diffusée (.json) : ce qui, par différence avec elle, montrerait quelqu’un n’est "
            "pas publié. Peut être répétée.",
        ),
    ] = None,
    public: Annotated[
        bool,
        typer.Option(
            "--public", rich_help_panel="L’essentiel",
            help="Deux pages pour tout le monde (.html, .docx, .md) : parts par niveau et ordre des thèmes.",
        ),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", rich_help_panel="Protection", help="Se termine par le code 3 si un envoi est mis à part."
        ),
    ] = False,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Consolide les envois de plusieurs organismes : niveaux par famille, quartiles, thèmes dans l’ordre, priorités.

    Personne n’y lit les résidences d’un autre : chaque chiffre réunit au moins trois organismes et cinq unités des
    autres ; sinon des niveaux, puis des familles, sont comptés ensemble, et le tableau n’est pas publié si cela ne
    suffit pas. Ce qui n’est pas publié est dit, et pourquoi.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.runs.benchmarking import BenchmarkRequest, benchmark_landlords
    from hlmdiag.runs.inputs import expanded

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    asked = BenchmarkRequest(
        sources=tuple(expanded(sources)), language=terminal.language, outputs=tuple(output or ()),
        previous=tuple(previous or ()), public=public, strict=strict, configuration=configuration_for(), force=force,
    )  # fmt: skip
    run = benchmark_landlords(asked, steps_on(terminal))
    _show(run, terminal, to_stdout="-" in asked.outputs)
    raise typer.Exit(run.exit_code)


def _show(run: BenchmarkRun, terminal: Terminal, *, to_stdout: bool) -> None:
    """Why files are set aside, then what heads the consolidation, what is not published, and what was written."""
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.document.consolidated import consolidation_document
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.text import say

    say_problems(list(run.problems), terminal.language)
    if terminal.quiet or run.release is None:
        return
    screen = terminal.err if to_stdout else terminal.out
    values = {"landlords": run.release.landlords, "count": len(run.problems)}
    screen.print(styled(say("cli.consolidation.faite", terminal.language, **values)))
    told = consolidation_document(run.release, terminal.language)
    missing = {table.kind for table in run.release.tables if table.total is None}
    for text in (*told.head, *(f"{it.title} — {it.paragraphs[0]}" for it in told.sections if it.id in missing)):
        screen.print(styled(text))
    for path in run.written:
        screen.print(styled(say("cli.consolidation.ecrit", terminal.language, path=path)))
