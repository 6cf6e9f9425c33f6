"""The dossier as one page to print on A4: nothing to fetch, nothing that runs; received text is text."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said, keep_promise
from hlmdiag.dossier import Dossier
from hlmdiag.report.dossier.blocks import Section, Table, VerdictBlock
from hlmdiag.report.dossier.content import sections, subtitle
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.inert import inert

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "dossier.html.j2"
_POLICY = "default-src 'none'; img-src data:; style-src '{style}'; base-uri 'none'; form-action 'none'"
_ACCENT, _INK = "#1d4e7a", "#1f2933"


def render(dossier: Dossier, out: BinaryIO, language: str, brand: Brand | None = None) -> None:
    """Write the page of one unit."""
    from markupsafe import Markup

    brand, words = brand or Brand(), Words(language, dossier.grid)
    found = sections(dossier, words)
    style = _style(found, brand)
    policy = _POLICY.format(style=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}")
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
                contents=words.say("rapport.page.sommaire"),
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


def _style(found: tuple[Section, ...], brand: Brand) -> str:
    """The style sheet, then what depends on brand and content: colours, widths of columns."""
    lines = [
        (files(__package__) / "templates" / "dossier.css").read_text(encoding="utf-8").strip(),
        f":root{{--accent:{brand.accent or _ACCENT};--headings:{brand.headings or _INK}}}",
    ]
    blocks = [block for section in found for block in section.blocks]
    colours = dict.fromkeys(block.colour for block in blocks if isinstance(block, VerdictBlock))
    lines += [f".{colour.replace('#', 'v')}{{border-color:{colour}}}" for colour in colours]
    widths = sorted({width for block in blocks if isinstance(block, Table) for width in block.widths})
    lines += [f".c{width}{{width:{width}%}}" for width in widths]
    return inert("\n".join([*lines, *([brand.style.strip()] if brand.style else [])]))


def _tidy(text: str) -> str:
    return re.sub(r"[ \n]*\n[ \n]*", "\n", text).strip() + "\n"
