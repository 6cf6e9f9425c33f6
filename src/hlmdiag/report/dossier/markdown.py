"""The dossier as Markdown, by a template that an organisation can replace; received text never becomes markup."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said
from hlmdiag.dossier import Dossier
from hlmdiag.layout.markdown import sections_in_markdown
from hlmdiag.report.dossier.content import sections, subtitle
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.markup import escaped, tidied

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "dossier.md.j2"


def render(dossier: Dossier, out: BinaryIO, language: str, brand: Brand | None = None) -> None:
    """Write the dossier of one unit."""
    brand, words = brand or Brand(), Words(language, dossier.grid)
    found = sections(dossier, words)
    with faults_said(brand.templates):
        text = (
            _environment(brand.templates)
            .get_template(_TEMPLATE)
            .render(
                title=words("titre"),
                subtitle=subtitle(dossier, words),
                date=words("date", date=words.day(dossier.manifest.reference_date)),
                sections=found,
                body=sections_in_markdown(found, language),
                dossier=dossier,
                brand=brand,
                colon=words.say("rapport.deux-points"),
                t=lambda code, /, **values: words(code, **values),
            )
        )
    out.write(tidied(text).encode())


@cache
def _environment(templates: tuple[OwnTemplate, ...]) -> Environment:
    """The template, compiled once for all the dossiers of a run."""
    return environment("hlmdiag.report.dossier", templates, autoescape=False, finalize=escaped)
