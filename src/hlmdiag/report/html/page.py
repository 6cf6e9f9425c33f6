"""Renders the page: templates filled, style and script written in, nothing left to fetch."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.branding import Brand, OwnTemplate, environment, faults_said, keep_promise
from hlmdiag.data.own_outputs import MARK
from hlmdiag.grid.model import Grid
from hlmdiag.report.html.beside import beside, html_beside, style_beside
from hlmdiag.report.html.drawing import bands, hundredth, level_styles, mark_image, tint_styles
from hlmdiag.report.html.view import PageView, prepare
from hlmdiag.report.html.words import FEW_ON_PAPER, ON_PAPER, filters, sayings
from hlmdiag.scoring.identity import identity_of
from hlmdiag.scoring.result import Result
from hlmdiag.text.inert import inert
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment

    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.document.sections import PartedDocument

# the browser loads nothing, and runs only this style and this script
_POLICY = (
    "default-src 'none'; img-src data:; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
)

# line ends before a block element change nothing of what is shown
_BEFORE_BLOCKS = re.compile(
    r"\n(?=</?(?:li|tr|td|th|ul|ol|h[1-6]|p|div|table|tbody|thead|tfoot|caption|article|details|section|option)\b)"
)

_ACCENT, _INK = "#1d4e7a", "#1f2933"

# the line on which intervals are drawn; the ticks are the bounds of levels
_AXIS = "linear-gradient(#9aa5b1, #9aa5b1) 0 5px / 100px 1px"


def render(
    result: Result,
    out: BinaryIO,
    language: str,
    brand: Brand | None = None,
    followed: Followed | None = None,
    among: PartedDocument | None = None,
) -> None:
    """Write the page: the same result and the same brand give the same bytes.

    `followed`: the result beside earlier ones; what changed then comes first. `among`: where it stands among others.
    """
    from markupsafe import Markup

    brand = brand or Brand()
    words = Wording(language, result.grid)
    view = prepare(result, words)
    shown = beside(words, followed, among)
    style, script = _style(view, brand, style_beside(shown)), asset("page.js")
    policy = _POLICY.format(style=_digest(style), script=_digest(script))
    with faults_said(brand.templates):
        template = page_environment(language, brand.templates).get_template("page.html.j2")
        text = template.render(
            sayings(view, words),
            p=view,
            s=view.stock,
            grid=view.grid,
            result=result,
            brand=brand,
            language=language,
            style=Markup(style),
            script=Markup(script),
            policy=Markup(policy),
            identity_name=MARK,
            identity=identity_of(result),
            changed=html_beside(shown),
        )
    page = inert(_tidy(text))
    keep_promise(page, policy, style, script, brand.own)
    out.write(page.encode())


@cache
def page_environment(language: str, templates: tuple[OwnTemplate, ...]) -> Environment:
    """The templates; what they show of a grid or of a file is text, whatever it holds."""
    found = environment("hlmdiag.report.html", templates, autoescape=True, finalize=_shown)
    found.filters |= filters(language)
    return found


def _shown(value: Any) -> Any:
    """A value as the page shows it: nothing for what is absent, one line for what was received."""
    if value is None:
        return ""
    return " ".join(value.split("\n")) if type(value) is str else value


def _style(view: PageView, brand: Brand, beside: str) -> str:
    """The style sheet, what depends on result and brand (colours, bars, medians), then that of what stands beside."""
    lines = [asset("page.css"), f":root{{--accent:{brand.accent or _ACCENT};--headings:{brand.headings or _INK}}}"]
    for lists, lines_shown in ((":is(#liste, .heat)", ON_PAPER), (":is(.few, .many > table)", FEW_ON_PAPER)):
        beyond = f"{lists} > tbody > tr:nth-child(n + {lines_shown + 1} of :not([hidden]))"
        lines.append(f"@media print{{html:not(.print-tout) {beyond}{{display:none}}}}")
    for place, rule in enumerate(level_rules(view.grid)):
        lines.append(rule)
        if view.grid.levels:
            lines.append(f"[data-l='{place}'],.b{place} .verdict{{background-image:{mark_image(place, view.grid)}}}")
    ticks = [f"linear-gradient(#9aa5b1, #9aa5b1) {start}px 2px / 1px 7px" for _, start, _, _ in bands(view.grid)]
    lines.append(f".i{{background:{','.join([_AXIS, *ticks])};background-repeat:no-repeat}}")
    lines += [f".r{column} tr > :nth-child({column}){{text-align:right}}" for column in view.figures]
    lines += [f".w{width}{{--w:{width}px}}" for width in range(101)]
    for row, theme in enumerate(view.grid.themes, 1):
        median = hundredth(view.medians[theme.id], view.grid.scale)
        if median is not None:
            lines.append(f".prof tr:nth-child({row}){{--m:{median}px}}")
    lines += [f".h{place}{{background:{colour};fill:{colour}}}" for place, colour in enumerate(tint_styles())]
    own = _tidy(brand.style).rstrip() if brand.style else ""
    return inert("\n".join([*lines, *filter(None, (own, beside))]))


def level_rules(grid: Grid) -> list[str]:
    """The colours of each level, then of none: of what is filled, of the ink on it, of the edge of a sheet."""
    return [
        f".l{place}{{fill:{fill}}}.chart .n{place}{{fill:{ink}}}.b{place}{{border-left-color:{fill}}}"
        for place, (fill, ink) in enumerate(level_styles(grid))
    ]


def asset(name: str) -> str:
    """A file of the page as it is written in."""
    return _tidy((files(__package__) / "templates" / name).read_text(encoding="utf-8")).rstrip()


def _digest(text: str) -> str:
    """Digest that lets a browser run this text and no other."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _tidy(text: str) -> str:
    """The same lines without their margins: a page of many sheets is made of them."""
    lines = re.sub(r"[ \n]*\n[ \n]*", "\n", text).strip() + "\n"
    lines = _BEFORE_BLOCKS.sub("", lines)
    # our templates put attributes between double quotes: an apostrophe needs no escape, and French has many
    return lines.replace("&#39;", "'")
