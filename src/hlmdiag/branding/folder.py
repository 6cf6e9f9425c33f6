"""The templates of an organisation: read whole from one folder, so that nothing else can be reached from them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from hlmdiag.branding.stylesheet import fetch_in
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed, Phrase

OVERRIDABLE = (
    "page.html.j2", "stock.html.j2", "lists.html.j2", "data.html.j2", "method.html.j2", "sheet.html.j2",
    "charts.html.j2", "marks.html.j2", "stock.md.j2", "sheet.md.j2", "dossier.html.j2", "dossier.md.j2",
)  # fmt: skip
"""The templates that one of the same name replaces; those whose name begins with `_` are parts of the others."""

STYLE = "page.css"
"""A style sheet added to that of the page."""

_MOST_BYTES = 200_000


@dataclass(frozen=True)
class OwnTemplate:
    """A template of an organisation, with its name in messages."""

    name: str
    text: str
    shown: str


def read_templates(folder: Path, place: Location) -> tuple[OwnTemplate, ...]:
    """The templates of a folder by name, read and parsed; every fault of them at once.

    `place` is the line of the settings that names the folder. Other files (notes, drafts) are left alone.
    """
    if not folder.is_dir():
        raise HlmdiagError([Problem("reglages.modeles-absent", place, {"folder": folder.name})], USAGE)
    found, problems = [], list[Problem]()
    for path in sorted(folder.iterdir()):
        if path.suffix != ".j2" and path.name != STYLE:
            continue
        try:
            found.append(_read(path, folder))
        except HlmdiagError as fault:
            problems += fault.problems
    if problems:
        raise HlmdiagError(problems, USAGE)
    return tuple(found)


def _read(path: Path, folder: Path) -> OwnTemplate:
    shown = f"{folder.name}/{path.name}"
    if path.name not in (*OVERRIDABLE, STYLE) and not path.name.startswith("_"):
        close = difflib.get_close_matches(path.name, OVERRIDABLE, n=1, cutoff=0.5)
        nearest = Phrase("usage.vouliez-vous", nearest=close[0]) if close else ""
        raise _refused("reglages.modele-inconnu", shown, nearest=nearest, known=Listed((*OVERRIDABLE, STYLE)))
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise _refused("reglages.modele-ailleurs", shown)
    content = path.read_bytes()
    if len(content) > _MOST_BYTES:
        raise _refused("reglages.modele-taille", shown, most=_MOST_BYTES // 1000)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refused("reglages.modele-encodage", shown) from None
    if path.name == STYLE:
        _check_style(text, shown)
    else:
        _check_syntax(text, shown)
    return OwnTemplate(path.name, text, shown)


def _check_style(text: str, shown: str) -> None:
    if (found := fetch_in(text)) is not None:
        raise _refused("reglages.style", shown, found[0], text=found[1][:80])
    if (closed := re.search("</style", text, re.IGNORECASE)) is not None:
        raise _refused("reglages.style", shown, text.count("\n", 0, closed.start()) + 1, text=closed[0])


def _check_syntax(text: str, shown: str) -> None:
    from jinja2 import Environment, TemplateSyntaxError

    try:
        Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as fault:
        lines = text.splitlines()
        line = lines[fault.lineno - 1].strip() if 0 < fault.lineno <= len(lines) else ""
        raise _refused("rapport.modele-syntaxe", shown, fault.lineno, text=line[:80]) from None
    except (RecursionError, MemoryError):
        raise _refused("rapport.modele-imbrique", shown) from None


def _refused(code: str, shown: str, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(shown, line=line), values)], USAGE)
