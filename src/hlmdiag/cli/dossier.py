"""`hlmdiag dossier`: what to hand to an expert on mission, for some residences of a saved result."""

from typing import Annotated

import typer

from hlmdiag.cli import options

_CONTENT = "Contenu"


def dossier(
    result: options.ResultFile,
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE", help="Codes des résidences, tels qu’ils sont dans le fichier."),
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option(
            "--history",
            metavar="RÉSULTAT",
            rich_help_panel=_CONTENT,
            help="Résultat antérieur de la même grille : le dossier dit ce qui a changé. Peut être répétée.",
        ),
    ] = None,
    walk: Annotated[
        str | None,
        typer.Option(
            "--walk",
            metavar="RÉSULTAT",
            rich_help_panel=_CONTENT,
            help="Résultat d’une visite, par exemple de la grille diagnostic-en-marchant, sous les mêmes codes.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="SORTIE",
            rich_help_panel="L’essentiel",
            help="Fichier à écrire : .docx, .html ou .md. Pour plusieurs résidences : « dossiers/ », ou un nom qui "
            "contient {code}. Peut être répétée. Sans elle : dossier-CODE.docx à côté du résultat.",
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="MODÈLE",
            rich_help_panel="Résultats",
            help="Document Word (.docx) dont le dossier prend les styles, l’en-tête et le pied de page.",
        ),
    ] = None,
    where: options.Where = None,
    force: options.Force = False,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    lang: options.Lang = "fr",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Écrit le dossier d’une résidence, à remettre à un expert en mission : diagnostic, visite, questions, plan.

    Le résultat est celui que « hlmdiag score » a enregistré.
    """
    from hlmdiag.cli import arguments
    from hlmdiag.cli.drafting import Order, draft
    from hlmdiag.cli.terminal import open_terminal
    from hlmdiag.runs.inputs import existing
    from hlmdiag.runs.result_beside import saved_result

    terminal = open_terminal(arguments.language_of(lang), quiet=quiet)
    order = Order(
        result=saved_result(arguments.result_file(result), terminal),
        codes=tuple(codes or ()),
        where=where,
        history=tuple(saved_result(existing(name), terminal) for name in history or ()),
        walk=saved_result(existing(walk), terminal) if walk is not None else None,
        outputs=tuple(output or ()),
        template=template,
    )
    draft(order, terminal, force=force)
