"""The arguments and options that the commands on grids share."""

from typing import Annotated

import typer

Grids = Annotated[
    list[str],
    typer.Argument(metavar="GRILLE", help="Fichier .yaml ou .hlmgrid d’une grille, ou son identifiant (grid list)."),
]
Grid = Annotated[
    str,
    typer.Argument(metavar="GRILLE", help="Fichier .yaml ou .hlmgrid d’une grille, ou son identifiant (grid list)."),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="SORTIE", rich_help_panel="L’essentiel",
        help="Fichier à écrire. Sans cette option, ou avec « - » : la sortie standard.",
    ),
]  # fmt: skip
Strict = Annotated[
    bool, typer.Option("--strict", rich_help_panel="Résultats", help="Un avertissement compte comme une erreur.")
]
Text = Annotated[
    str,
    typer.Option(
        "--format", "-f", metavar="FORMAT", rich_help_panel="Résultats",
        help="text, json, ou github (annotations d’une exécution GitHub Actions).",
    ),
]  # fmt: skip
Same = Annotated[
    list[str] | None,
    typer.Option(
        "--same", metavar="ID", rich_help_panel="Résultats",
        help="Critère, colonne, thème… récrit qui désigne toujours la même chose. Peut être répétée.",
    ),
]  # fmt: skip
User = Annotated[
    bool,
    typer.Option(
        "--user", rich_help_panel="Résultats",
        help="Pour tous vos dossiers, au lieu du seul dossier de travail (grilles/ à côté de hlmdiag.toml).",
    ),
]  # fmt: skip
