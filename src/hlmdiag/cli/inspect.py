"""`hlmdiag inspect`: what is understood of a file before anything is scored, and a copy to repair it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.inspecting import InspectRequest, InspectRun

_COPY = "Copies à corriger"


def inspect(
    data: options.Data,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid", "-g", metavar="GRILLE", rich_help_panel="L’essentiel",
            help="Grille dont les colonnes sont cherchées. Sans elle : residence-complexe.",
        ),
    ] = None,
    annotate: Annotated[
        str | None,
        typer.Option(
            "--annotate", metavar="COPIE", rich_help_panel=_COPY,
            help="Écrit une copie du classeur (COPIE.xlsx) où chaque cellule en cause est colorée, commentée et "
            "listée. Avec plusieurs fichiers : un dossier.",
        ),
    ] = None,
    write: Annotated[
        str | None,
        typer.Option(
            "--write", metavar="TABLEAU", rich_help_panel=_COPY,
            help="Écrit le tableau du parc tel qu’il a été compris : .csv pour le lire, .parquet pour le noter de "
            "nouveau sans tout relire (une table à côté par fichier d’événements).",
        ),
    ] = None,
    write_config: Annotated[
        bool,
        typer.Option(
            "--write-config", rich_help_panel=_COPY,
            help="Ajoute à hlmdiag.toml les correspondances proposées, en commentaire : rien n’y est remplacé.",
        ),
    ] = False,
    output_format: Annotated[
        str,
        typer.Option("--format", "-f", metavar="FORMAT", rich_help_panel="Résultats", help="text ou json."),
    ] = "text",
    force: options.Force = False,
    strict: options.Strict = False,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    date: options.Date = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Montre ce qui est compris d’un fichier, et tout ce qui n’y va pas, sans rien noter.

    Feuille, titres, colonnes reconnues ou ressemblantes, lignes mises à part, cellules refusées et que faire. Le
    fichier n’est jamais modifié.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.errors import HlmdiagError
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.inspecting import InspectRequest, inspect_files
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.runs.refusals import chosen

    asked = InspectRequest(
        data=tuple(expanded(data)),
        grids=tuple(grid or [USUAL_GRID]),
        date=reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        annotate=annotate,
        write=write,
        write_config=write_config,
        force=force,
        strict=strict,
        configuration=configuration_for(),
        language=arguments.language_of(lang),
    )
    is_json = chosen("-f", output_format, ("text", "json")) == "json"
    terminal = open_terminal(asked.language, quiet=quiet, verbose=verbose)
    run = inspect_files(asked, steps_on(terminal))
    _show(asked, run, terminal, is_json=is_json)
    if run.refused:
        # the inspection itself worked and was shown; only the annotated copy was refused
        raise HlmdiagError(run.refused)
    raise typer.Exit(run.exit_code)


def _show(asked: InspectRequest, run: InspectRun, terminal: Terminal, *, is_json: bool) -> None:
    from hlmdiag.report.terminal import inspection as report
    from hlmdiag.report.terminal.console import styled

    if is_json:
        import json

        from hlmdiag.inspection import as_document

        print(json.dumps(as_document(run.inspection, terminal.language), ensure_ascii=False, indent=2))
    elif terminal.quiet:
        report.show_errors(run.inspection, terminal)
    else:
        typed = () if asked.grids == (USUAL_GRID,) else asked.grids
        report.show(run.inspection, asked.data, typed, terminal, may_annotate=asked.annotate is None)
    console = terminal.err if is_json else terminal.out
    for line in [] if terminal.quiet else run.written:
        console.print(styled(line, "bold"))
