"""`hlmdiag score`: the main job, from a table and a grid to levels, reasons and a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hlmdiag.cli import options
from hlmdiag.runs import USUAL_GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hlmdiag.report.terminal.console import Terminal
    from hlmdiag.runs.request import RunRequest


def score(
    data: Annotated[
        list[str],
        typer.Argument(
            metavar="DONNÉES",
            help="Tableau du parc, et s’il y en a les fichiers d’événements : .xlsx .csv .ods .parquet, ou un dossier. "
            "« incidents=f.csv » désigne la table que le fichier remplit. Avec -g, un résultat enregistré : ses "
            "réponses sont notées de nouveau, à sa date.",
        ),
    ],
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            "-g",
            metavar="GRILLE",
            rich_help_panel="L’essentiel",
            help="Grille de notation : un fichier .yaml ou .hlmgrid, ou un identifiant (grid list). Peut être répétée. "
            "Sans elle : residence-complexe.",
        ),
    ] = None,
    output: options.Output = None,
    force: options.Force = False,
    date: options.Date = None,
    output_format: options.OutputFormat = None,
    csv_dialect: options.CsvDialect = "standard",
    where: options.Where = None,
    select: options.Select = None,
    problems: options.Problems = None,
    without_notes: Annotated[
        bool,
        typer.Option(
            "--without-notes",
            rich_help_panel="Résultats",
            help="Laisse de côté les remarques, les preuves et les dates écrites dans les formulaires.",
        ),
    ] = False,
    strict: options.Strict = False,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    fail_if: options.FailIf = None,
    baseline: options.Baseline = None,
    worse_by: options.WorseBy = None,
    update_baseline: options.UpdateBaseline = False,
    exit_zero: options.ExitZero = False,
    accept_loss: options.AcceptLoss = False,
    robustness: Annotated[
        str | None,
        typer.Option(
            "--robustness",
            metavar="TIRAGES",
            rich_help_panel="Solidité",
            help="Essaie autant d’autres pondérations (1000, par exemple) et dit, pour chaque unité, dans quelle part "
            "d’entre elles le niveau reste le même, entre quels rangs elle se place, et quel thème emporte son niveau.",
        ),
    ] = None,
    spread: Annotated[
        str | None,
        typer.Option(
            "--spread",
            metavar="ÉCART",
            rich_help_panel="Solidité",
            help="Écart des poids tirés, de part et d’autre de ceux de la grille : 0,25 ou 25 %. Sans elle : 0,25.",
        ),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option(
            "--seed",
            metavar="GRAINE",
            rich_help_panel="Solidité",
            help="Nombre d’où partent les tirages ; le même redonne les mêmes. Sans elle : 1.",
        ),
    ] = None,
    history: options.History = None,
    uses: Annotated[
        list[str] | None,
        typer.Option(
            "--uses",
            metavar="NOM=RÉSULTAT",
            rich_help_panel="Autres chiffres, autre moteur",
            help="Résultat enregistré d’une autre grille, que celle-ci lit sous ce nom.",
        ),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="RÉFÉRENCE",
            rich_help_panel="Autres chiffres, autre moteur",
            help="Chiffres figés par « hlmdiag grid reference » : les valeurs relatives (percentile, zscore, median…) "
            "s’y placent, au lieu du parc.",
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="MOTEUR",
            rich_help_panel="Autres chiffres, autre moteur",
            help="duckdb ou spark : calcule hors de la mémoire de hlmdiag, à partir d’un parc écrit par « inspect "
            "--write parc.parquet », ou d’un dossier de tables (Parquet, Delta Lake, Iceberg), ou d’une base "
            ".duckdb ; vers un fichier .parquet, ou vers un dossier de tels fichiers.",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="COLONNE",
            rich_help_panel="Autres chiffres, autre moteur",
            help="Avec --engine et « -o dossier/ » : une colonne du résultat, dont chaque valeur a son sous-dossier "
            "(agence=Nord/).",
        ),
    ] = None,
    embed: Annotated[
        bool,
        typer.Option(
            "--embed",
            rich_help_panel="Résultats",
            help="Met le résultat dans le classeur, sans les remarques : il s’y relit comme d’un .parquet, tant "
            "que le classement n’est pas modifié. La première feuille le dit.",
        ),
    ] = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
) -> None:
    """Diagnostique un parc : niveaux, raisons, degré de certitude, actions.

    Sans -o, un résumé s’affiche ; le classeur « DONNÉES-diagnostic.xlsx », la page « DONNÉES-diagnostic.html » et le
    résultat enregistré (.json, ou .parquet au-delà de 5 000 unités) sont écrits à côté des données. Si ces noms sont
    pris, les suivants sont choisis et dits.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.gate_run import limits_of, require_limits
    from hlmdiag.runs.inputs import existing, expanded
    from hlmdiag.runs.outputs import dialect, listing_target, targets
    from hlmdiag.runs.reference_date import reference_date
    from hlmdiag.runs.request import RunRequest
    from hlmdiag.runs.written_part import choice_of

    several = len(grids := tuple(grid or [USUAL_GRID])) > 1
    asked = tuple(targets(output or [], output_format, several=several))
    kept = {"update": update_baseline, "exit_zero": exit_zero, "accept_loss": accept_loss}
    limits = limits_of(fail_if, baseline, worse_by, several=several, **kept)
    require_limits(asked, are_set=limits.are_set)
    request = RunRequest(
        data=tuple(expanded(data)),
        grids=grids,
        targets=asked,
        date=reference_date(date),
        reading=arguments.reading_of(encoding, separator, sheet, header_row),
        uses=arguments.named(uses or []),
        history=tuple(map(existing, history or ())),
        dialect=dialect(csv_dialect),
        force=force,
        strict=strict,
        without_notes=without_notes,
        embed=embed,
        limits=limits,
        choice=choice_of(where, select, asked),
        problems=listing_target(problems, several=several),
        reference=arguments.optional_file(reference),
        trial=arguments.trial_of(robustness, spread, seed),
        configuration=configuration_for(),
        language=arguments.language_of(lang),
        is_shown=not quiet,
        split=split,
    )
    terminal = open_terminal(request.language, quiet=quiet, verbose=verbose)
    raise typer.Exit(_do(request, terminal, engine, {"--date": date, "--engine": engine} if grid else None))


def _do(request: RunRequest, terminal: Terminal, engine: str | None, typed: Mapping[str, str | None] | None) -> int:
    """Run what was asked; `typed`: where a grid was, what a saved result that is given as data has no use for."""
    from hlmdiag.cli.outcome import show_run
    from hlmdiag.cli.terminal import steps_on
    from hlmdiag.runs.execution import execute
    from hlmdiag.runs.refusals import refusal
    from hlmdiag.runs.scored_again import with_held_result

    if typed is not None:
        request = with_held_result(request, typed)
    if request.split is not None and engine is None:
        raise refusal("usage.moteur-partage-dossier")
    if engine is not None:
        return _do_on_engine(request, engine, terminal)
    return show_run(execute(request, steps_on(terminal)), request.targets, terminal)


def _do_on_engine(request: RunRequest, engine: str, terminal: Terminal) -> int:
    from hlmdiag.cli.terminal import steps_on
    from hlmdiag.report.terminal.summary import show_engine_run, show_errors
    from hlmdiag.runs.on_engine import execute_on_engine

    run = execute_on_engine(request, engine, steps_on(terminal))
    if terminal.quiet:
        show_errors(run.result, terminal)
    else:
        show_engine_run(run.result, run.units, run.engine, run.target, terminal)
    return run.exit_code
