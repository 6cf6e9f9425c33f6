"""One picture of the page by itself: a drawing that has its own style, for a notebook or a file."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import Literal

from markupsafe import Markup

from hlmdiag import synthesis
from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.report.html.page import asset, level_rules, page_environment
from hlmdiag.report.html.words import chart_names
from hlmdiag.scoring.result import Result
from hlmdiag.text.inert import inert
from hlmdiag.wording import Wording

ChartName = Literal["levels", "groups"]
_SVG = "http://www.w3.org/2000/svg"
_DRAWN = re.compile(r"^(?:\.chart|\.e|\.q|\.qt|symbol) ")
"""The rules of the page that its pictures need; the others lay the page out."""
_FONT = 'svg{font:12px "Segoe UI",system-ui,"Helvetica Neue",Arial,sans-serif}'


@dataclass(frozen=True)
class Chart:
    """A picture as text (`svg`), with the sentence that says what it shows; a notebook shows it by itself."""

    svg: str
    told: str

    def __repr__(self) -> str:
        """One line: a picture is long."""
        return f"<hlmdiag.Chart: {self.told[:80]}>"

    def _repr_html_(self) -> str:
        """An image that holds all of itself, and touches nothing of the notebook."""
        data = b64encode(self.svg.encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.told)}">'


def draw(result: Result, name: ChartName, words: Wording) -> Chart:
    """The levels of a stock, or those of each of its groups, as the page draws them."""
    grid, stock = result.grid, synthesis.synthesise(result, top=1)
    if not stock.distribution.levels or (name == "groups" and not stock.groups):
        raise HlmdiagError([Problem("api.sans-image", values={"name": name, "grid": grid.id})], USAGE)
    environment = page_environment(words.language, ())
    context = chart_names(stock, grid, words) | {"grid": grid, "colon": words.say("rapport.deux-points")}
    module = environment.get_template("charts.html.j2").make_module(context)
    marks = environment.get_template("marks.html.j2").make_module(context)
    drawn = str(getattr(module, f"{name}_chart")(stock))
    defs = str(marks.symbols(grid, context["mark"], ()))  # type: ignore[attr-defined]
    return Chart(_alone(drawn, defs, [*level_rules(grid), _FONT]), _told(drawn))


def _alone(drawn: str, defs: str, rules: list[str]) -> str:
    """The drawing with what the page gives it: its size, its symbols, its style."""
    width, height = re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawn)[0]
    sheet = [line for line in asset("page.css").splitlines() if _DRAWN.match(line) or line.startswith(":root")]
    opening = f'<svg xmlns="{_SVG}" width="{width}" height="{height}" '
    inside = f"<style>{escape(chr(10).join([*dict.fromkeys(sheet), *rules]), quote=False)}</style><defs>{defs}</defs>"
    text = drawn.replace("<svg ", opening, 1).replace("\n", f"\n{inside}\n", 1)
    return inert(re.sub(r"\n\s*\n+", "\n", text))


def _told(drawn: str) -> str:
    """The drawing described in one text."""
    said = re.findall(r"<(?:title|desc) id=[^>]*>(.*?)</", drawn, re.DOTALL)
    return Markup(". ".join(" ".join(each.split()) for each in said)).unescape()
