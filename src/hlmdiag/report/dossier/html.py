"""The dossier as one page to print on A4: nothing to fetch, nothing that runs; received text is text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said, keep_promise
from hlmdiag.dossier import Dossier
from hlmdiag.layout.blocks import Section
from hlmdiag.layout.html import contents_in_html, digest, paper, sections_in_html, style_of
from hlmdiag.report.dossier.content import sections, subtitle
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.inert import inert

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "dossier.html.j2"
_POLICY = "default-src 'none'; img-src data:; style-src '{style}'; base-uri 'none'; form-action 'none'"
_PLAN = "@media print { #plan { break-before: page } }"
_ACCENT, _INK = "#1d4e7a", "#1f2933"


def render(dossier: Dossier, out: BinaryIO, language: str, brand: Brand | None = None) -> None:
    """Write the page of one unit."""
    from markupsafe import Markup

    brand, words = brand or Brand(), Words(language, dossier.grid)
    found = sections(dossier, words)
    style = _style(dossier, found, brand, words)
    policy = _POLICY.format(style=digest(style))
    with faults_said(brand.templates):
        text = (
            _environment(brand.templates)
            .get_template(_TEMPLATE)
            .render(
                title=words("titre"),
                subtitle=subtitle(dossier, words),
                date=words("date", date=words.day(dossier.manifest.reference_date)),
                sections=found,
                dossier=dossier,
                brand=brand,
                language=language,
                style=Markup(style),
                policy=Markup(policy),
                contents=contents_in_html(found, words.say("rapport.page.sommaire")),
                body=sections_in_html(found),
                logo=words.say("rapport.page.logo"),
                t=lambda code, /, **values: words(code, **values),
            )
        )
    page = inert(_tidy(text))
    keep_promise(page, policy, style, None, brand.own)
    out.write(page.encode())


@cache
def _environment(templates: tuple[OwnTemplate, ...]) -> Environment:
    return environment("hlmdiag.report.dossier", templates, autoescape=True, finalize=_shown)


def _shown(value: Any) -> Any:
    """Nothing for what is absent, one line for what was received."""
    if value is None:
        return ""
    return " ".join(value.split("\n")) if type(value) is str else value


def _style(dossier: Dossier, found: tuple[Section, ...], brand: Brand, words: Words) -> str:
    """The style sheet of every document, and what depends on the unit and the brand; proposals begin a page."""
    accent = f":root{{--accent:{brand.accent or _ACCENT};--headings:{brand.headings or _INK}}}"
    running = words("entete", title=words("titre"), unit=subtitle(dossier, words))
    own = [brand.style.strip()] if brand.style else []
    return inert("\n".join([style_of(found), accent, paper(running, words.language), _PLAN, *own]))


def _tidy(text: str) -> str:
    return re.sub(r"[ \n]*\n[ \n]*", "\n", text).strip() + "\n"
