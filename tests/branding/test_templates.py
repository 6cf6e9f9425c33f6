"""An organisation's own templates: they change the reports, reach nothing else, and their faults name their line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from branding.test_brand import SVG, branded, codes
from hlmdiag.branding import OVERRIDABLE, Brand, OwnTemplate
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.report import excel, html, markdown
from hlmdiag.scoring import Result
from report.stock import small_result
from worded import explainer_of


@pytest.fixture(scope="module")
def result() -> Result:
    return small_result()


def templates(folder: Path, **files: str) -> str:
    """Writes templates, `page_html` being `page.html.j2`, and gives the line of the settings that names them."""
    (folder / "modeles").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "modeles" / f"{name.replace('_', '.')}.j2").write_text(text, encoding="utf-8")
    return 'templates = "modeles"'


def page(result: Result, brand: Brand) -> str:
    out = BytesIO()
    html.render(result, out, "fr", brand)
    return out.getvalue().decode()


def stock_text(result: Result, brand: Brand) -> str:
    out = BytesIO()
    markdown.render(result, out, "fr", brand=brand)
    return out.getvalue().decode()


def fault(result: Result, text: str) -> Problem:
    """What is said of a line, the third one of a template."""
    own = OwnTemplate("stock.md.j2", f"# Titre\n\n{text}\n", "modeles/stock.md.j2")
    with pytest.raises(HlmdiagError) as caught:
        stock_text(result, Brand(own=(own,)))
    (problem,) = caught.value.problems
    assert (caught.value.exit_code, problem.location.file) == (2, "modeles/stock.md.j2")
    return problem


def test_the_templates_that_can_be_replaced_are_those_that_are_shipped() -> None:
    folder = Path(html.__file__).parent
    shipped = [path.name for path in folder.parent.rglob("templates/*.j2")]
    assert sorted(OVERRIDABLE) == sorted(shipped)


def test_the_page_has_the_name_the_logo_and_the_colours(result: Result, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    lines = ('organisation = "Habitat <b>"', 'logo = "logo.svg"', 'accent = "#7a1d1d"', 'headings = "#123456"')
    brand = branded(tmp_path, *lines)
    shown = page(result, brand)
    assert "--accent:#7a1d1d;--headings:#123456" in shown
    assert "Habitat &lt;b&gt;" in shown and "Habitat <b>" not in shown
    assert brand.logo is not None and f'src="{brand.logo.uri}"' in shown
    assert "Habitat <b>" not in stock_text(result, brand) and "Habitat &lt;b>" in stock_text(result, brand)


def test_the_workbook_has_the_name_and_the_colour_of_titles(result: Result) -> None:
    out = BytesIO()
    excel.render(result, out, "fr", Brand("Habitat Exemple", headings="#123456"))
    book = openpyxl.load_workbook(BytesIO(out.getvalue()))
    first = [str(cell.value) for row in book.worksheets[0].iter_rows(max_row=3) for cell in row if cell.value]
    assert any(text.startswith("Habitat Exemple · ") for text in first)
    heads = {cell.fill.fgColor.rgb for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "FF123456" in heads and "FF243B53" not in heads


def test_a_template_extends_the_one_that_is_shipped(result: Result, tmp_path: Path) -> None:
    inside = "<p>Comité du {{ result.manifest.reference_date | day }}</p>"
    text = f'{{% extends "hlmdiag/page.html.j2" %}}{{% block before %}}{inside}{{% endblock %}}'
    shown = page(result, branded(tmp_path, templates(tmp_path, page_html=text)))
    assert "<p>Comité du 01/11/2026</p>" in shown and "Carte des thèmes" in shown


def test_a_part_and_a_style_sheet_are_replaced_alone(result: Result, tmp_path: Path) -> None:
    line = templates(tmp_path, method_html="<p>{% include '_note.j2' %}</p>")
    (tmp_path / "modeles" / "_note.j2").write_text("Notre méthode", encoding="utf-8")
    (tmp_path / "modeles" / "page.css").write_text("h1 { letter-spacing: .02em }", encoding="utf-8")
    shown = page(result, branded(tmp_path, line))
    assert "<p>Notre méthode</p>" in shown and "h1 { letter-spacing: .02em }</style>" in shown


def test_a_sheet_of_markdown_is_replaced_and_stays_inert(result: Result, tmp_path: Path) -> None:
    brand = branded(tmp_path, templates(tmp_path, sheet_md="# {{ d.code }} : {{ d.label }}\n"))
    out = BytesIO()
    markdown.render_sheet(explainer_of(result).unit(6), result, out, "fr", brand)
    assert out.getvalue().decode().startswith("# 000107 : =HYPERLINK") and b"<script>" not in out.getvalue()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ notte }}", "rapport.modele-inconnu"),
        ("{{ grid.notte }}", "rapport.modele-inconnu"),
        ("{{ grid.title | envers }}", "rapport.modele-ligne"),
        ("{{ 1 / 0 }}", "rapport.modele-erreur"),
        ("{% include 'rien.j2' %}", "rapport.modele-absent"),
        ("{% include '../../../../etc/passwd' %}", "rapport.modele-absent"),
        ("{% include '/etc/passwd' %}", "rapport.modele-absent"),
        ("{{ grid.__class__ }}", "rapport.modele-interdit"),
        ("{{ code.__globals__ }}", "rapport.modele-interdit"),
        ("{{ ''.__class__.__mro__ }}", "rapport.modele-interdit"),
        ("{{ result.frame.write_csv('pris.csv') }}", "rapport.modele-interdit"),
        ("{{ result.frame['code'].to_list() }}", "rapport.modele-interdit"),
        ("{{ 'a' * 999999999 }}", "rapport.modele-interdit"),
        ("{{ '%999999999d' % 1 }}", "rapport.modele-interdit"),
        ("{{ 'a'.ljust(999999999) }}", "rapport.modele-interdit"),
        ("{{ 9 ** 999999999 }}", "rapport.modele-interdit"),
        ("{{ grid.levels.append(1) }}", "rapport.modele-inconnu"),
        ("{% for n in range(999999999) %}{% endfor %}", "rapport.modele-erreur"),
    ],
)
def test_a_template_reaches_nothing_else_and_its_fault_names_its_line(
    result: Result, text: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    problem = fault(result, text)
    assert (problem.code, problem.location.line) == (code, 3)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_a_template_that_ours_calls_names_its_line_too(result: Result, tmp_path: Path) -> None:
    brand = branded(tmp_path, templates(tmp_path, sheet_html="{% macro sheet(u) %}\n{{ u.nothing }}\n{% endmacro %}"))
    with pytest.raises(HlmdiagError) as caught:
        page(result, brand)
    assert [(each.code, each.location.line) for each in caught.value.problems] == [("rapport.modele-inconnu", 2)]


@pytest.mark.parametrize(
    "text",
    ["{{ " + "[" * 3000 + "]" * 3000 + " }}", "{{ " + "not " * 20_000 + "1 }}",
     "{% for a in b %}" * 30 + "{% endfor %}" * 30, "{{ x" + "[1]" * 5000 + " }}",
     "{% if a %}" * 120 + "{% endif %}" * 120],
    ids=["brackets", "operators", "loops", "subscripts", "conditions"],
)  # fmt: skip
def test_a_template_with_too_much_inside_itself_is_refused(result: Result, text: str, tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as caught:
        stock_text(result, branded(tmp_path, templates(tmp_path, stock_md=text)))
    [problem] = caught.value.problems
    assert (caught.value.exit_code, problem.location.file) == (2, "modeles/stock.md.j2")
    assert problem.code in ("rapport.modele-imbrique", "rapport.modele-inconnu")


@pytest.mark.parametrize("text", ["{{ 1.5[none if 0] }}", "{{ (x if 0)['a'] }}", "{{ 'a'[1.5][2] }}", "{{ -'a' }}"])
def test_what_fails_before_a_template_runs_is_said_of_it(result: Result, text: str, tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as caught:
        stock_text(result, branded(tmp_path, templates(tmp_path, stock_md=text)))
    assert [problem.location.file for problem in caught.value.problems] == ["modeles/stock.md.j2"]


def test_a_template_without_what_ours_ask_of_it_is_named(result: Result, tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as caught:
        page(result, branded(tmp_path, templates(tmp_path, sheet_html="{{ 1 }}")))
    [problem] = caught.value.problems
    assert (problem.code, problem.location.file) == ("rapport.modele-incomplet", "modeles/sheet.html.j2")


@pytest.mark.parametrize(
    "text",
    [
        "a{background:\\75rl(https://a.invalid)}", "a{background:url(\nhttps://a.invalid)}", "@\\69mport 'a.css';",
        "a{background:u\\000072l('https://a.invalid')}", "a{background:image-set('a.png' 1x)}", "a{b:src('a.png')}",
        "a{background:-webkit-image-set(url(#) 1x)}", "a{background:url('\\\nhttps://a.invalid')}", "a{}</sTyle>",
    ],
)  # fmt: skip
def test_a_style_sheet_that_fetches_is_refused_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "modeles").mkdir()
    (tmp_path / "modeles" / "page.css").write_text(f"b{{}}\n{text}", encoding="utf-8")
    assert codes(tmp_path, 'templates = "modeles"') == [("reglages.style", 2)]


def test_a_folder_is_read_whole_before_anything_is_scored(tmp_path: Path) -> None:
    folder = tmp_path / "modeles"
    folder.mkdir()
    (folder / "page.html.j2").write_text("a\n{% if %}", encoding="utf-8")
    (folder / "pages.html.j2").write_text("a", encoding="utf-8")
    (folder / "stock.md.j2").write_bytes("é".encode("latin-1"))
    (folder / "sheet.md.j2").symlink_to("/etc/hostname")
    (folder / "lists.html.j2").write_text("a" * 200_001, encoding="utf-8")
    (folder / "page.css").write_text("a{}\nb{background:url(https://exemple.invalid/a.png)}", encoding="utf-8")
    (folder / "notes.txt").write_text("libre", encoding="utf-8")
    assert codes(tmp_path, 'templates = "modeles"') == [
        ("reglages.modele-taille", None), ("reglages.style", 2), ("rapport.modele-syntaxe", 2),
        ("reglages.modele-inconnu", None), ("reglages.modele-ailleurs", None), ("reglages.modele-encodage", None),
    ]  # fmt: skip
