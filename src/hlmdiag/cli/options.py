"""The options that several commands share: each is spelled and explained once."""

from collections.abc import Sequence
from typing import Annotated

import typer

from hlmdiag.runs.formats import FORMATS, READABLE, VERDICT_FORMATS, suffixes

_MAIN = "L’essentiel"
_OUTPUT = "Résultats"
_LIMITS = "Seuils et référence"
_READING = "Lecture des fichiers"
_COMMON = "Options communes"


def one_of(names: Sequence[str], joint: str = "ou") -> str:
    """Names as a French list, for help.

    >>> one_of((".json", ".csv"))
    '.json ou .csv'
    """
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


Data = Annotated[
    list[str], typer.Argument(metavar="DONNÉES", help="Les mêmes fichiers ou dossiers que pour « hlmdiag score ».")
]
ResultFile = Annotated[
    str,
    typer.Argument(
        metavar="RÉSULTAT",
        help=f"Résultat enregistré par « hlmdiag score » : {one_of(READABLE)} ; ou la page, le classeur ou "
        "le tableau à côté duquel il est ; « - » : l’entrée standard.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="SORTIE",
        rich_help_panel=_MAIN,
        help=f"Fichier à écrire ; son suffixe donne le format : {suffixes()}. "
        "« dossier/ » reçoit tous les formats et une fiche par résidence ; « - » est la sortie standard ; "
        f"« junit=seuils.xml » donne le format ({', '.join(VERDICT_FORMATS)} : le verdict seul). Peut être répétée.",
    ),
]
OutputFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        rich_help_panel=_OUTPUT,
        help=f"Format de « -o - » : {one_of((*FORMATS, *VERDICT_FORMATS))}.",
    ),
]
History = Annotated[
    list[str] | None,
    typer.Option(
        "--history",
        metavar="RÉSULTAT",
        rich_help_panel=_OUTPUT,
        help="Résultat d’une campagne antérieure de la même grille : la page et le classeur disent d’abord ce qui "
        "a changé. Peut être répétée.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        rich_help_panel=_MAIN,
        help="Remplace les sorties qui existent. Les fichiers de départ ne sont jamais remplacés.",
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", rich_help_panel=_OUTPUT, help="Se termine par le code 3 si une donnée a été refusée."),
]
CsvDialect = Annotated[
    str,
    typer.Option(
        "--csv-dialect",
        metavar="DIALECTE",
        rich_help_panel=_OUTPUT,
        help="Écriture du CSV : « standard » (virgule, point décimal) ou « excel-fr » (point-virgule, virgule "
        "décimale, s’ouvre dans Excel).",
    ),
]
Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        rich_help_panel=_OUTPUT,
        help="N’écrit que les unités pour lesquelles la condition est vraie, par exemple « level >= complexe » ou "
        '« agence == "Nord" ». Tout le parc est noté : les rangs n’en changent pas.',
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="COLONNES",
        rich_help_panel=_OUTPUT,
        help="N’écrit que ces colonnes et les clés, par exemple « level,score:* ». Pour "
        f"{one_of(READABLE, 'et')}. Peut être répétée.",
    ),
]
Problems = Annotated[
    str | None,
    typer.Option(
        "--problems",
        metavar="LISTE",
        rich_help_panel=_OUTPUT,
        help="Écrit toutes les anomalies dans un fichier .csv qu’Excel ouvre, une par ligne : cellule, valeur, "
        "explication. Le résumé n’en montre que les premières.",
    ),
]
FailIf = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-if",
        metavar="CONDITION",
        rich_help_panel=_LIMITS,
        help="Se termine par le code 1 si la condition est vraie de tout le parc, par exemple « share(level >= "
        "complexe) > 0.05 ». Peut être répétée.",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="RÉSULTAT",
        rich_help_panel=_LIMITS,
        help="Résultat enregistré auquel comparer : code 1 si un niveau s’est aggravé ou si un drapeau est apparu.",
    ),
]
WorseBy = Annotated[
    str | None,
    typer.Option(
        "--worse-by",
        metavar="POINTS",
        rich_help_panel=_LIMITS,
        help="Avec --baseline : aussi si une note s’est aggravée de plus de ce nombre de points.",
    ),
]
UpdateBaseline = Annotated[
    bool,
    typer.Option(
        "--update-baseline",
        rich_help_panel=_LIMITS,
        help="Avec --baseline : compare, puis remplace la référence par ce résultat ; la crée si elle n’existe pas.",
    ),
]
AcceptLoss = Annotated[
    bool,
    typer.Option(
        "--accept-loss",
        rich_help_panel=_LIMITS,
        help="Avec --baseline : accepte qu’une colonne, un fichier ou plus d’un dixième du parc ne soient plus là ; "
        "sinon, code 1 et la référence reste.",
    ),
]
ExitZero = Annotated[
    bool,
    typer.Option(
        "--exit-zero",
        rich_help_panel=_LIMITS,
        help="Dit les seuils franchis et les aggravations sans en faire un échec.",
    ),
]
Date = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DATE",
        rich_help_panel=_MAIN,
        help="Date de référence, 2026-11-30 ou 30/11/2026. Sans elle : SOURCE_DATE_EPOCH, sinon aujourd’hui.",
    ),
]
Config = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="RÉGLAGES",
        rich_help_panel=_COMMON,
        help="Fichier de réglages à suivre. Sans elle : hlmdiag.toml, cherché du dossier courant en remontant.",
    ),
]
NoConfig = Annotated[
    bool, typer.Option("--no-config", rich_help_panel=_COMMON, help="Ne suit aucun fichier de réglages.")
]
Lang = Annotated[
    str,
    typer.Option("--lang", metavar="LANGUE", rich_help_panel=_COMMON, help="Langue des messages et rapports : fr, en."),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", rich_help_panel=_COMMON, help="Ne dit que les erreurs : ni résumé, ni avancée.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", rich_help_panel=_COMMON, help="Dit toutes les anomalies, une par une.")
]
Debug = Annotated[
    bool, typer.Option("--debug", rich_help_panel=_COMMON, help="Montre le détail technique d’une erreur inattendue.")
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="CODAGE",
        rich_help_panel=_READING,
        help="Codage des fichiers CSV (utf-8, cp1252…). Reconnu sans cette option.",
    ),
]
Separator = Annotated[
    str | None,
    typer.Option(
        "--separator",
        metavar="SIGNE",
        rich_help_panel=_READING,
        help="Séparateur des fichiers CSV : « ; », « , » ou « tab ». Reconnu sans cette option.",
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="FEUILLE", rich_help_panel=_READING, help="Feuille du classeur qui porte le parc."),
]
HeaderRow = Annotated[
    str | None,
    typer.Option(
        "--header-row",
        metavar="LIGNE",
        rich_help_panel=_READING,
        help="Numéro de la ligne des titres de colonnes. Reconnue sans cette option.",
    ),
]
