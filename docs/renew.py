"""Renews what the documentation takes from the tool itself: `--help`, the list of codes, what the README shows.

    python docs/renew.py help       # commandes.md, codes.md, colonnes-du-resultat.md, controles-de-methode.md,
                                    # langage-*.md, schema/grid.schema.json
    python docs/renew.py readme     # docs/images/terminal.svg and the excerpt of README.md
    python docs/renew.py inspect    # docs/images/inspect.svg
    python docs/renew.py page       # docs/images/page-*.png (with Chromium)
    python docs/renew.py dossier    # docs/images/dossier-*.png (with LibreOffice Writer)

The tests compare the pages with the tool: a change of one without the other fails.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import sys
from contextlib import chdir, redirect_stdout
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import hlmdiag
from hlmdiag.cli.app import app, run
from hlmdiag.errors import Problem
from hlmdiag.grid import Grid, load_grid
from hlmdiag.grid.schema import json_schema
from hlmdiag.method import SEVERITIES, check_data, examine
from hlmdiag.scoring import result_columns
from hlmdiag.text import catalogue

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

import language_pages  # noqa: E402 (it stands beside this file)

LANGUAGE_PAGES = {
    "langage-cles.md": language_pages.keys_page,
    "langage-fonctions.md": language_pages.functions_page,
    "langage-colonnes.md": language_pages.columns_page,
}
TESTS = DOCS.parent / "tests"
BROKEN = TESTS / "broken-method"
COLUMNS = "100"
SHOWN_LINES = 36
"""How much of the summary the picture holds: levels, agencies, the first residences."""
INSPECTED_LINES = 60
"""How much of an inspection: every title, then the first faults."""

FAMILIES = {
    "usage": "La commande",
    "sortie": "Les fichiers à écrire",
    "donnees": "Le tableau du parc et ses fichiers",
    "notation": "La notation",
    "seuil": "Les seuils fixés sur un résultat",
    "reference": "La comparaison à un résultat de référence",
    "suivi": "La comparaison de campagnes",
    "dossier": "Le dossier de mission",
    "plan": "Le plan d’action",
    "lecons": "Les leçons des plans",
    "collecte": "Ce que plusieurs organismes ont envoyé",
    "quartier": "Les quartiers à plusieurs organismes",
    "envoi": "L’envoi de chiffres à qui les réunit",
    "consolidation": "La consolidation de plusieurs organismes",
    "formulaire": "Les formulaires",
    "selection": "Les unités et les colonnes choisies",
    "reglages": "Le fichier de réglages hlmdiag.toml",
    "grille": "La grille",
    "langue": "Les textes d’une grille dans une autre langue",
    "cas": "Les cas d’essai d’une grille",
    "paquet": "Les paquets de grilles",
    "ecriture": "Une grille écrite dans un classeur",
    "migration": "Les réponses passées d’une version à une autre",
    "methode": "La méthode d’une grille",
    "ebauche": "Une grille tirée d’un fichier",
    "expression": "Les formules de la grille",
    "api": "L’appel depuis Python",
    "memoire": "La mémoire de la machine",
    "interne": "Une erreur de notre fait",
}
WORDS = (".mots.", "usage.vouliez-vous")
"""Pieces of other sentences: no problem has their code."""


def commands_page() -> str:
    """The pages of `--help`, each under its command."""
    names = [[command.callback.__name__] for command in app.registered_commands if command.callback]
    for group in app.registered_groups:
        inner = group.typer_instance
        names.append([str(inner.info.name)])
        inside = (each.name or each.callback.__name__ for each in inner.registered_commands if each.callback)
        names += [[str(inner.info.name), each] for each in inside]
    parts = ["# Les commandes\n\nCette page reprend l’aide affichée par `--help`, mot pour mot (`make help-pages`).\n"]
    for arguments in ([], *names):
        title = " ".join(["hlmdiag", *arguments])
        parts.append(f"## {title}\n\n```text\n{help_of(arguments)}```\n")
    return "\n".join(parts)


def help_of(arguments: list[str]) -> str:
    """One page, as a console of a hundred columns shows it."""
    os.environ["COLUMNS"] = COLUMNS
    page = io.StringIO()
    with redirect_stdout(page):
        run([*arguments, "--help"])
    return page.getvalue()


def codes_page() -> str:
    """Every problem by its code, with its sentence."""
    parts = [
        "# Les codes des messages\n\nChaque message se termine par son code entre crochets. Cette page les reprend "
        "tous (`make help-pages`) ; « … » tient la place d’un nom, d’une valeur ou d’un nombre. "
        "Que faire dans les cas les plus courants : [Problèmes](problemes.md).\n"
    ]
    for family, title in FAMILIES.items():
        rows = [
            f"| `{code}` | {sentence_of(text)} |"
            for code, text in sorted(catalogue("fr").items())
            if (code == family or code.startswith(f"{family}.")) and not any(word in code for word in WORDS)
        ]
        if rows:
            parts.append("\n".join([f"## {title}\n", "| code | message |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def controls_page() -> str:
    """Every check of method: what, how serious, why, an example (the fixture of its test), what to do."""
    parts = [
        "# Les contrôles de méthode\n\n`hlmdiag grid check` vérifie qu’une grille se lit, puis qu’elle fait ce qu’elle "
        "dit. Cette page reprend chaque contrôle de méthode (`make help-pages`) ; une erreur fait échouer la commande, "
        "un avertissement seulement avec `--strict`. Comment s’en servir : "
        "[Contrôler une grille](controler-une-grille.md).\n"
    ]
    for code, severity in SEVERITIES.items():
        fixture = BROKEN / f"{code.partition('.')[2]}.yaml"
        text = fixture.read_text(encoding="utf-8")
        said = dict(re.findall(r"^# (Quoi|Pourquoi|Remède) : (.+)$", text, re.MULTILINE))
        before = BROKEN / "avant" / fixture.name
        examined = examine(fixture, against=load_grid(before) if before.exists() else None)
        problems = [*examined.problems, *shown_by(BROKEN / "parcs" / f"{fixture.stem}.csv", examined.grid)]
        line = next(it.location.line for it in problems if it.code == code)
        gravity = catalogue("fr")[f"cli.grille.gravite.{severity}"]
        parts.append(
            f"## `{code}`\n\n**{gravity.capitalize()}.** {said['Quoi']}\n\n**Pourquoi.** {said['Pourquoi']}\n\n"
            f"**Exemple.**\n\n```yaml\n{excerpt(text, line)}\n```\n\n**Remède.** {said['Remède']}\n"
        )
    return "\n".join(parts)


def shown_by(stock: Path, grid: Grid | None) -> tuple[Problem, ...]:
    """What a stock shows of a grid, where there is one."""
    if grid is None or not stock.exists():
        return ()
    day = date(2026, 11, 30)
    return check_data(hlmdiag.score(grid, hlmdiag.read(stock, grid, date=day), date=day))


def columns_page() -> str:
    """Every column that a result declares, in both languages: name, type, meaning, and when it is there."""
    parts = [
        "# Les colonnes d’un résultat\n\nUn résultat (`.json`, `.parquet`, `.csv`, `.jsonl`, ou "
        "`hlmdiag.Result.frame`) a une ligne par unité : les clés et les colonnes à rôle, sous les noms que leur donne "
        "la grille, puis les colonnes de cette page (`make help-pages`). Les nombres sont arrondis à neuf décimales. "
        "Une case vide (`null`) dit que la valeur n’est pas connue. Ce qui est entre ⟨ ⟩ est un identifiant de la "
        "grille, comme dans `score:tranquillite`.\n"
    ]
    for language, title, heads in (
        ("fr", "En français", ("Colonne", "Type", "Sens", "Présente")),
        ("en", "In English", ("Column", "Type", "Meaning", "Present")),
    ):
        said = catalogue(language)
        lines = [f"## {title}\n", f"| {' | '.join(heads)} |", "|---|---|---|---|"]
        for each in (*result_columns.SINGLE, *result_columns.FAMILIES):
            family = isinstance(each, result_columns.Family)
            name = f"{each.name}:⟨{said[f'resultat.de.{each.about}']}⟩" if family else each.name
            meaning = said[f"resultat.{'famille' if family else 'colonne'}.{each.name}"]
            kind = said[f"resultat.type.{each.held.kind or 'any'}"]
            lines.append(f"| `{name}` | {kind} | {meaning} | {said[f'resultat.quand.{each.when}']} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def excerpt(text: str, line: int) -> str:
    """The block that a line opens, brought to the margin."""
    lines = text.splitlines()[line - 1 :]
    indent = len(lines[0]) - len(lines[0].lstrip())
    under = itertools.takewhile(lambda it: len(it) - len(it.lstrip()) > indent, lines[1:])
    return "\n".join(it[indent:] for it in (lines[0], *under))


def schema_page() -> str:
    """The JSON Schema of the language of grids."""
    return json.dumps(json_schema("fr"), ensure_ascii=False, indent=2) + "\n"


def sentence_of(text: str) -> str:
    """A sentence whose blanks are shown as blanks, safe inside a table."""
    plural = re.sub(r"\{[a-z_]+:[^|{}]*\|([^{}]*)\}", r"\1", text)
    shown = re.sub(r"(?<!\{)\{[a-z_]+\}(?!\})", "…", plural).replace("{{", "{").replace("}}", "}")
    return re.sub(r"([|*_<>])", r"\\\1", " ".join(shown.split()))


def demonstration() -> tuple[str, str]:
    """The picture of the real summary of the demonstration, at a hundred columns, and the report that it writes."""
    from rich.console import Console

    import hlmdiag.cli.terminal as terminal

    shown, width = io.StringIO(), int(COLUMNS)
    console = Console(file=shown, width=width, force_terminal=True, color_system="truecolor", highlight=False)
    terminal._console = lambda stream: console
    with TemporaryDirectory() as folder, chdir(folder):
        run(["demo"])
        report = Path("demo", "diagnostic.md").read_text(encoding="utf-8")
    return picture_of(shown.getvalue(), width), report


def inspection() -> str:
    """The picture of what `inspect` says of the worst file of the corpus of the tests."""
    from rich.console import Console

    import hlmdiag.cli.terminal as terminal

    sys.path.insert(0, str(TESTS))
    from data.corpus import worst

    shown, width = Screen(), int(COLUMNS)
    console = Console(file=shown, width=width, force_terminal=True, color_system="truecolor", highlight=False)
    quiet = Console(file=io.StringIO())
    kept, terminal._console = terminal._console, lambda stream: console if stream is sys.stdout else quiet
    try:
        with TemporaryDirectory() as folder, chdir(folder):
            Path(worst().name).write_bytes(worst().data)
            run(["inspect", worst().name, "-g", str(TESTS / "data" / "parc.yaml")])
    finally:
        terminal._console = kept
    return picture_of(shown.getvalue(), width, f"hlmdiag inspect {worst().name}", INSPECTED_LINES)


class Screen(io.StringIO):
    """What is shown to a person, who gets tables."""

    def isatty(self) -> bool:
        """A screen."""
        return True


def picture_of(shown: str, width: int, title: str = "hlmdiag demo", lines: int = SHOWN_LINES) -> str:
    """The first lines of what a console showed, as a picture."""
    from rich.console import Console
    from rich.text import Text

    top = shown.splitlines()[:lines]
    recorder = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    recorder.print(Text.from_ansi("\n".join([*top, "…"])))
    svg = recorder.export_svg(title=title, unique_id="hlmdiag")
    # Fonts come from the reader's machine: the picture asks nothing of a network.
    return re.sub(r"@font-face \{.*?\}\s*|\s*<!-- Generated.*?-->", "", svg, flags=re.DOTALL)


def excerpt_of(report: str) -> str:
    """The title of a report and its first two sections."""
    title, _, body = report.partition("\n")
    sections = re.split(r"^(?=## )", body, flags=re.MULTILINE)
    kept = "".join(sections[1:3]).split("\n### ")[0]
    return f"{title}\n…\n\n{kept.rstrip()}\n…\n"


def main(what: str) -> None:
    """Write what is asked for."""
    if what == "help":
        (DOCS / "commandes.md").write_text(commands_page(), encoding="utf-8")
        (DOCS / "codes.md").write_text(codes_page(), encoding="utf-8")
        (DOCS / "controles-de-methode.md").write_text(controls_page(), encoding="utf-8")
        (DOCS / "colonnes-du-resultat.md").write_text(columns_page(), encoding="utf-8")
        for name, page in LANGUAGE_PAGES.items():
            (DOCS / name).write_text(page(), encoding="utf-8")
        (DOCS / "schema" / "grid.schema.json").write_text(schema_page(), encoding="utf-8")
    elif what == "readme":
        readme = DOCS.parent / "README.md"
        picture, report = demonstration()
        block = f"```markdown\n{excerpt_of(report)}```"
        text = re.sub(r"```markdown\n.*?```", lambda _: block, readme.read_text(encoding="utf-8"), flags=re.DOTALL)
        (DOCS / "images" / "terminal.svg").write_text(picture, encoding="utf-8")
        readme.write_text(text, encoding="utf-8")
    elif what == "inspect":
        (DOCS / "images" / "inspect.svg").write_text(inspection(), encoding="utf-8")
    elif what == "page":
        import pictures

        pictures.renew()
    elif what == "dossier":
        import pictures

        pictures.renew_dossier()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
