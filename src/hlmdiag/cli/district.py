"""`hlmdiag district`: what several organisations have in one district, for those who agreed to show it."""

from __future__ import annotations

from typing import Annotated

import typer

from hlmdiag.cli import options


def district(
    region: Annotated[
        str, typer.Argument(metavar="RECUEIL", help="Ce que « hlmdiag collect » a réuni (.parquet).")
    ],
    agreed: Annotated[
        str,
        typer.Option(
            "--agreed", metavar="LISTE", rich_help_panel="L’essentiel",
            help="Tableau (.csv, .xlsx…) des organismes d’accord pour montrer leurs unités aux autres : un nom par "
            "ligne, sous un titre. Rien des autres ne figure.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="QUARTIER", rich_help_panel="L’essentiel",
            help="Ce quartier seul. Sans elle : tous ceux où deux organismes d’accord ont des unités.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Fichier à écrire : .html .xlsx .docx .md. Pour plusieurs quartiers : « quartiers/ », ou un nom qui "
            "contient {name}. Peut être répétée. Sans elle : RECUEIL-quartiers/, une page par quartier.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Réunit par quartier ce que plusieurs organismes y ont, pour ceux qui ont donné leur accord.

    Qui a quoi, ce qui pèse chez plusieurs, les alertes partagées, les actions à mener ensemble. Le quartier est la
    colonne à laquelle la grille donne « role: district ».
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.error_handler import say_problems
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal, steps_on
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.districts import DistrictRequest, write_districts
    from hlmdiag.text import say

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    request = DistrictRequest(
        region=saved_result(arguments.result_file(region), terminal), agreed=agreed, outputs=tuple(output or ()),
        language=terminal.language, name=name, configuration=configuration_for(), force=force,
    )  # fmt: skip
    run = write_districts(request, steps_on(terminal))
    say_problems(run.problems, terminal.language)
    if not quiet:
        for path in run.written:
            terminal.out.print(styled(say("cli.quartier.ecrit", terminal.language, path=path)))
