"""Whatever the templates, the page runs nothing but ours, goes nowhere and fetches nothing; no template runs on."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO

import pytest

from hlmdiag.branding import Brand, OwnTemplate, budget
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.report import html, markdown
from hlmdiag.scoring import Result
from report.stock import small_result

EXTENDS = '{% extends "hlmdiag/page.html.j2" %}\n{% block before %}\n'


@pytest.fixture(scope="module")
def result() -> Result:
    """One unit: its page has every part that is looked at, and is made some forty times."""
    found = small_result()
    return replace(found, frame=found.frame.head(1))


def page(result: Result, text: str, *others: OwnTemplate) -> str:
    out = BytesIO()
    html.render(result, out, "fr", Brand(own=(OwnTemplate("page.html.j2", text, "modeles/page.html.j2"), *others)))
    return out.getvalue().decode()


def refused(result: Result, text: str, *others: OwnTemplate) -> Problem:
    with pytest.raises(HlmdiagError) as caught:
        page(result, text, *others)
    assert caught.value.exit_code == 2
    return caught.value.problems[0]


def test_the_policy_is_the_first_thing_of_the_head(result: Result) -> None:
    out = BytesIO()
    html.render(result, out, "fr")
    assert out.getvalue().decode().partition("<head>")[2].lstrip().startswith('<meta http-equiv="Content-Security')


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<script>alert(1)</script>", "rapport.promesse-element"),
        ("<SCRIPT src=a.js></SCRIPT>", "rapport.promesse-element"),
        ("<svg><script href=#a /></svg>", "rapport.promesse-element"),
        ("<!-- <script>x</script> -->", "rapport.promesse-element"),
        ("<iframe srcdoc=x></iframe>", "rapport.promesse-element"),
        ("<object data=a.pdf></object>", "rapport.promesse-element"),
        ("<embed src=a.pdf>", "rapport.promesse-element"),
        ("<base href=https://exemple.invalid/>", "rapport.promesse-element"),
        ("<form action=#><input></form>", "rapport.promesse-attribut"),
        ("<link rel=stylesheet href=a.css>", "rapport.promesse-element"),
        ("<style>p{color:red}</style>", "rapport.promesse-element"),
        ('<meta http-equiv=refresh content="0;url=https://exemple.invalid">', "rapport.promesse-element"),
        ("<meta content='0' HTTP-EQUIV='Refresh'>", "rapport.promesse-element"),
        ("<p onclick=go()>a</p>", "rapport.promesse-attribut"),
        ("<img src=data:image/png;base64,AA onerror=go()>", "rapport.promesse-attribut"),
        ("<img src=https://exemple.invalid/a.png>", "rapport.promesse-adresse"),
        ("<img src=//exemple.invalid/a.png>", "rapport.promesse-adresse"),
        ("<img src=logo.png>", "rapport.promesse-adresse"),
        ("<a href=https://exemple.invalid>a</a>", "rapport.promesse-adresse"),
        ("<a href='java\nscript:go()'>a</a>", "rapport.promesse-adresse"),
        ("<a href=data:text/html,x>a</a>", "rapport.promesse-adresse"),
        ("<p style='background:url(https://exemple.invalid)'>a</p>", "rapport.promesse-adresse"),
        ("<p style='background:\\75rl(https://exemple.invalid)'>a</p>", "rapport.promesse-adresse"),
        ("<p style='background:u\\72 l(https://exemple.invalid)'>a</p>", "rapport.promesse-adresse"),
        ("<p style='background:image-set(&quot;a.png&quot; 1x)'>a</p>", "rapport.promesse-adresse"),
        ("<svg><use xlink:href='a.svg#b'/></svg>", "rapport.promesse-adresse"),
        ("<svg><rect fill='url(https://exemple.invalid#a)'/></svg>", "rapport.promesse-adresse"),
        ("<video src=a.mp4></video>", "rapport.promesse-element"),
        ("<button formaction=https://exemple.invalid>a</button>", "rapport.promesse-adresse"),
    ],
)
def test_what_a_template_adds_is_refused_with_its_line(result: Result, text: str, code: str) -> None:
    problem = refused(result, f"{EXTENDS}{text}{{% endblock %}}")
    place = problem.location
    assert (problem.code, place.file, place.line) == (code, "modeles/page.html.j2", 3), problem.say("fr")


def test_what_a_part_adds_names_the_part(result: Result) -> None:
    part = OwnTemplate("_note.j2", "<p>\n<iframe></iframe>", "modeles/_note.j2")
    place = refused(result, f"{EXTENDS}{{% include '_note.j2' %}}{{% endblock %}}", part).location
    assert (place.file, place.line) == ("modeles/_note.j2", 2)


HEAD = '<!doctype html><html lang=fr><head>{}<meta http-equiv="Content-Security-Policy" content="{{{{ policy }}}}">'


@pytest.mark.parametrize(
    "text",
    [
        "<p>Bonjour", "<!doctype html><html><head></head><body>", HEAD.format("<title>a</title>"),
        HEAD.format("<script>{{ script }}</script>"), HEAD.format("<!-- ") + "-->", f"<p>{HEAD.format('')}",
        HEAD.format("").replace("{{ policy }}", "default-src *"),
        HEAD.format("").replace("{{ policy }}", "{{ policy | replace('none', 'self') }}"),
    ],
)  # fmt: skip
def test_a_page_without_the_policy_first_is_refused(result: Result, text: str) -> None:
    assert refused(result, text).code == "rapport.promesse-regle"


@pytest.mark.parametrize("head", ["", "<meta charset=utf-8>"])
def test_a_page_of_its_own_keeps_the_promise(result: Result, head: str) -> None:
    text = HEAD.format(head) + "<style>{{ style }}</style></head><body><p><a href=#x>{{ grid.title }}</a>"
    assert page(result, text + "<script>{{ script }}</script>")


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("{% include 'page.html.j2' %}", {}),
        ("{% include '_a.j2' %}", {"_a.j2": "{% include '_b.j2' %}", "_b.j2": "{% include '_a.j2' %}"}),
        ("{% include '_a' ~ '.j2' %}", {"_a.j2": "{% include '_a' ~ '.j2' %}"}),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", {}),
        ("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", {}),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", {}),
        ("{% for i in range(99999) %}{% for j in range(99) %}{{ 'x' * 9999 }}{% endfor %}{% endfor %}", {}),
        ("{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}", {}),
        ("{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}", {}),
        ("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}", {}),
        ("{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}", {}),
        ("{{ range(99999) | join('x' * 9999) }}", {}),
        ("{{ range(99999) | map('string') | join('x' * 9999) }}", {}),
        ("{{ ('x' * 9999) | replace('x', 'y' * 9999) }}", {}),
        ("{{ ('x' * 9999).replace('x', 'y' * 9999) }}", {}),
        ("{{ ('x' * 9999).join(['a'] * 9999) }}", {}),
        ("{{ 'a' | indent(999999999, true) }}", {}),
        ("{{ [1] | batch(999999999, 0) | list }}", {}),
        ("{{ [1] | slice(999999999) | list }}", {}),
        ("{% set x %}{% for i in range(99999) %}" + "x" * 9999 + "{% endfor %}{% endset %}", {}),
        ("{% macro m() %}" + "x" * 99999 + "{% endmacro %}{% for i in range(99999) %}{{ m() }}{% endfor %}", {}),
    ],
)
def test_a_template_that_would_not_end_is_refused_at_once(
    result: Result, monkeypatch: pytest.MonkeyPatch, text: str, others: dict[str, str]
) -> None:
    monkeypatch.setattr(budget, "_MOST", budget._MOST // 10)
    began = time.process_time()
    parts = [OwnTemplate(name, body, f"modeles/{name}") for name, body in others.items()]
    problem = refused(result, text, *parts)
    assert problem.code == "rapport.modele-sans-fin", problem.say("fr")
    assert problem.location.line == 1
    assert time.process_time() - began < 4


def test_a_number_that_grows_without_end_is_refused(result: Result) -> None:
    text = "{% set n = namespace(x=9) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}"
    assert refused(result, text).code == "rapport.modele-interdit"


def test_a_part_of_the_report_in_markdown_is_bounded_too(result: Result) -> None:
    own = OwnTemplate("stock.md.j2", "# a\n{% include 'stock.md.j2' %}", "modeles/stock.md.j2")
    with pytest.raises(HlmdiagError) as caught:
        markdown.render(result, BytesIO(), "fr", brand=Brand(own=(own,)))
    assert [(each.code, each.location.file) for each in caught.value.problems] == [
        ("rapport.modele-sans-fin", "modeles/stock.md.j2")
    ]
