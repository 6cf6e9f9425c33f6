"""The dossier as Markdown, by a template that an organisation can replace; received text never becomes markup."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said
from hlmdiag.dossier import Dossier
from hlmdiag.report.dossier.content import sections, subtitle
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.markup import as_markdown

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]

_TEMPLATE = "dossier.md.j2"


class _Safe(str):
    """Text that is already Markdown."""


def render(dossier: Dossier, out: BinaryIO, language: str = "fr", brand: Brand | None = None) -> None:
    """Write the dossier of one unit."""
    brand, words = brand or Brand(), Words(dossier.grid, language)
    with faults_said(brand.templates):
        text = (
            _environment(brand.templates)
            .get_template(_TEMPLATE)
            .render(
                title=words("titre"),
                subtitle=subtitle(dossier, words),
                date=words("date", date=words.day(dossier.manifest.reference_date)),
                sections=sections(dossier, words),
                dossier=dossier,
                brand=brand,
                colon=words.shared("deux-points"),
                t=lambda code, /, **values: words(code, **values),
            )
        )
    out.write(_tidy(text).encode())


@cache
def _environment(templates: tuple[OwnTemplate, ...]) -> Environment:
    """The template, compiled once for all the dossiers of a run."""
    found = environment("hlmdiag.report.dossier", templates, autoescape=False, finalize=_escape)
    found.globals |= {"raw": _Safe, "rule": _rule}
    return found


def _escape(value: Any) -> Any:
    """Received text as plain text in any Markdown reader."""
    if not isinstance(value, str) or isinstance(value, _Safe):
        return "" if value is None else value
    return _escaped(value)


@lru_cache(maxsize=16384)
def _escaped(value: str) -> _Safe:
    return _Safe(as_markdown(value))


def _rule(columns: int, figures: tuple[int, ...]) -> _Safe:
    """The line under the headers of a table: where figures stand to the right."""
    return _Safe("|" + "|".join("---:" if place in figures else "---" for place in range(columns)) + "|")


def _tidy(text: str) -> str:
    """One blank line between blocks, none at the end."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip("\n") + "\n"
