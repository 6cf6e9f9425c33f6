"""Templates of an organisation, written by any hand: the report is made, or refused with the line of the template."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_TESTS

from fuzz.conftest import in_a_folder, seeds
from generators.mutations import mutated_bytes
from hlmdiag.branding import OVERRIDABLE, STYLE, Brand
from hlmdiag.branding.folder import read_templates
from hlmdiag.dossier import Dossier
from hlmdiag.errors import HlmdiagError, Location
from hlmdiag.report import html, markdown
from hlmdiag.report.dossier import html as dossier_html
from hlmdiag.report.dossier import markdown as dossier_markdown
from hlmdiag.scoring import Result
from report.stock import small_result
from worded import drafter_of, explainer_of

SHIPPED = {path.name: path for path in Path(html.__file__).parent.parent.rglob("templates/*.j2")}
NAMES = ("grid", "result", "s", "t", "brand", "count", "raw", "units", "unit", "self", "super", "loop", "caller", "x")
ATTRIBUTES = ("title", "manifest", "units", "levels", "frame", "lines", "text", "__class__", "_x", "append", "format")
CONSTANTS = ("0", "-1", "10 ** 9", "9" * 30, "1e400", "''", "'é' * 3", "[]", "[1, 2]", "{}", "none", "true", "range(5)")
OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "~", "and", "or", "in", "==", "<")
TESTS = sorted(DEFAULT_TESTS)
FILTERS = sorted({*DEFAULT_FILTERS, "percent", "integer", "day", "size", "wording"})
_LONGEST = 150
"""Seconds: beyond what a template may take, with the time of a slow machine."""


def expression(random: Random, depth: int = 0) -> str:
    """What may stand in `{{ … }}`: names, filters, operations, calls, and what nobody would write."""
    if depth > 3 or random.random() < 0.3:
        return random.choice((random.choice(NAMES), random.choice(CONSTANTS)))

    def part() -> str:
        return expression(random, depth + 1)

    shapes: tuple[Callable[[], str], ...] = (
        lambda: f"{part()}.{random.choice(ATTRIBUTES)}",
        lambda: f"{part()}[{part()}]",
        lambda: f"{part()} | {random.choice(FILTERS)}",
        lambda: f"{part()} | {random.choice(FILTERS)}({part()}, {part()})",
        lambda: f"({part()} {random.choice(OPERATORS)} {part()})",
        lambda: f"{part()} is {random.choice(TESTS)}",
        lambda: f"{part()}({part()})",
        lambda: f"({part()} if {part()} else {part()})",
        lambda: f"[{part()}, {part()}]",
    )
    return random.choice(shapes)()


def statement(random: Random, depth: int = 0) -> str:
    """What may stand in a template."""
    if depth > 2:
        return "{{ " + expression(random) + " }}"

    def inner() -> str:
        return statement(random, depth + 1)

    def asked() -> str:
        return expression(random)

    name, template = random.choice(NAMES), random.choice((*OVERRIDABLE, "_part.j2", "absent.j2"))
    shapes: tuple[Callable[[], str], ...] = (
        lambda: "{{ " + asked() + " }}",
        lambda: f"{{% for {name} in {asked()} %}}{inner()}{{% else %}}{inner()}{{% endfor %}}",
        lambda: f"{{% for {name} in {asked()} recursive %}}{{{{ loop({asked()}) }}}}{{% endfor %}}",
        lambda: f"{{% if {asked()} %}}{inner()}{{% endif %}}",
        lambda: f"{{% set {name} = {asked()} %}}{inner()}",
        lambda: f"{{% set {name} %}}{inner()}{{% endset %}}{inner()}",
        lambda: f"{{% macro {name}(x) %}}{inner()}{{{{ {name}(x) }}}}{{% endmacro %}}{{{{ {name}({asked()}) }}}}",
        lambda: f"{{% call({name}) {asked()} %}}{inner()}{{% endcall %}}",
        lambda: f"{{% filter {random.choice(FILTERS)} %}}{inner()}{{% endfilter %}}",
        lambda: f'{{% include "{template}" %}}',
        lambda: f'{{% import "{template}" as {name} %}}{inner()}',
        lambda: f"{{% include {asked()} %}}",
        lambda: f"{{% with {name} = {asked()} %}}{inner()}{{% endwith %}}",
        lambda: "{% raw %}{{ x }}{% endraw %}" + inner(),
        lambda: "<script>a()</script>" + inner(),
        lambda: f"<a href='javascript:{{{{ {asked()} }}}}'>x</a>",
        lambda: f"<style>@import '{{{{ {asked()} }}}}'</style>",
    )
    return "".join(random.choice(shapes)() for _ in range(random.randint(1, 3)))


def template(random: Random, name: str) -> bytes:
    """A template of its own, one that extends ours, or ours with some of it changed."""
    ours = SHIPPED[name].read_text(encoding="utf-8")
    match random.randrange(4):
        case 0:
            return statement(random).encode()
        case 1:
            block = random.choice(("header", "head", "body", "content", "x"))
            return f'{{% extends "{name}" %}}{{% block {block} %}}{statement(random)}{{% endblock %}}'.encode()
        case 2:
            at = random.randrange(len(ours))
            return (ours[:at] + statement(random) + ours[at + random.randrange(40) :]).encode()
        case _:
            return mutated_bytes(ours.encode(), random)


@cache
def stock() -> Result:
    return small_result()


@cache
def folder_of_one() -> Dossier:
    [found] = drafter_of(stock()).units([0])
    return found


def render(result: Result, name: str, brand: Brand) -> None:
    """The report that a template is part of."""
    out = BytesIO()
    match name:
        case "sheet.md.j2":
            markdown.render_sheet(explainer_of(result).unit(0), result, out, "fr", brand)
        case "dossier.html.j2":
            dossier_html.render(folder_of_one(), out, "fr", brand)
        case "dossier.md.j2":
            dossier_markdown.render(folder_of_one(), out, "fr", brand)
        case "stock.md.j2":
            markdown.render(result, out, "fr", brand=brand)
        case _:
            html.render(result, out, "fr", brand)


@in_a_folder()
@given(seed=seeds)
def test_any_template_makes_a_report_or_is_refused_at_its_line(tmp_path_factory: Any, seed: int) -> None:
    random, folder = Random(seed), tmp_path_factory.mktemp("modeles")
    name, start = random.choice(OVERRIDABLE), time.monotonic()
    (folder / name).write_bytes(template(random, name))
    (folder / "_part.j2").write_text(statement(random), encoding="utf-8")
    if random.random() < 0.2:
        (folder / STYLE).write_bytes(mutated_bytes(b"body { color: red } a::before { content: 'x' }", random))
    try:
        render(stock(), name, Brand(own=read_templates(folder, Location(file="hlmdiag.toml", line=2))))
    except HlmdiagError as refused:
        assert refused.exit_code == 2
        assert all(problem.location.file and problem.say("fr") and problem.say("en") for problem in refused.problems)
    assert time.monotonic() - start < _LONGEST
