"""`hlmdiag share`: what a landlord sends to those who put figures together, listed before it is written."""

from __future__ import annotations

from typing import Annotated

import typer

from hlmdiag.cli import options


def share(
    result: options.ResultFile,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
            help="Envoi à écrire (.json). Sans elle : RÉSULTAT-envoi.json à côté du résultat.",
        ),
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option(
            "--organisation", metavar="NOM", rich_help_panel="L’essentiel",
            help="De quel organisme il vient. Sans elle : celui que dit le résultat ([report] organisation).",
        ),
    ] = None,
    rows: Annotated[
        bool,
        typer.Option(
            "--rows", rich_help_panel="L’essentiel",
            help="Ajoute une ligne anonyme par unité : code salé, famille, niveau, notes des thèmes, taux de réponse. "
            "Les médianes et quartiles de la consolidation en ont besoin.",
        ),
    ] = False,
    salt: Annotated[
        str | None,
        typer.Option(
            "--salt", metavar="FICHIER", rich_help_panel="L’essentiel",
            help="Secret dont les codes sont tirés, avec --rows : créé la première fois, à garder chez vous.",
        ),
    ] = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:  # fmt: skip
    """Prépare l’envoi d’un résultat : des comptes par famille, sans nom, sans réponse, sans remarque.

    Ce qui part est énuméré avant d’être écrit. Le fichier se relit : c’est du texte. Il sert à « hlmdiag benchmark ».
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.configured import configuration_for
    from hlmdiag.cli.result_found import saved_result
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.report.terminal.console import styled
    from hlmdiag.runs.sharing import ShareRequest, prepare_share
    from hlmdiag.text import say

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    asked = ShareRequest(
        result=saved_result(arguments.result_file(result), terminal), language=terminal.language, output=output,
        organisation=organisation, rows=rows, salt=salt, configuration=configuration_for(), force=force,
    )  # fmt: skip
    prepared = prepare_share(asked)
    if not quiet:
        language = terminal.language
        terminal.out.print(styled(say("cli.envoi.part", language, units=prepared.share.units)))
        for text in prepared.share.fields.values():
            terminal.out.print(styled(f"- {text}"))
        terminal.out.print(styled(say("cli.envoi.reste", language)))
        for text in prepared.left_out:
            terminal.out.print(styled(f"- {text}"))
    prepared.write()
    if not quiet:
        if prepared.new_salt is not None:
            terminal.out.print(styled(say("cli.envoi.sel", terminal.language, path=prepared.new_salt[0])))
        terminal.out.print(styled(say("cli.envoi.ecrit", terminal.language, path=prepared.path)))
