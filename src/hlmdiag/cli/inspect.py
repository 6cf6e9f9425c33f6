"""`hlmdiag inspect`: what is understood of a file before anything is scored, and a copy to repair it in."""

from typing import Annotated

import typer

from hlmdiag.cli import options

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
    from hlmdiag.cli.examination import Examination, do
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import expanded
    from hlmdiag.runs.refusals import chosen

    asked = Examination(
        data=tuple(expanded(data)),
        grids=tuple(grid or [options.USUAL_GRID]),
        date=arguments.reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        annotate=annotate,
        write=write,
        write_config=write_config,
        is_json=chosen("-f", output_format, ("text", "json")) == "json",
        force=force,
        strict=strict,
    )
    raise typer.Exit(do(asked, open_terminal(arguments.language_of(lang), quiet=quiet, verbose=verbose)))
