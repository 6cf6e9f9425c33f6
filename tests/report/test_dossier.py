"""The dossier in its three formats: the same words and figures, named styles, the same bytes, nothing that runs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from dossier.missions import NOT_CONCLUSIVE, VISITED, alone, dossier_of, present, small, small_before
from hlmdiag.branding import Brand, OwnDocument, OwnTemplate
from hlmdiag.dossier import Dossier
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import find
from hlmdiag.layout.blocks import Bullets, Fields, Section, Table
from hlmdiag.layout.word_styles import CONTENTS, OWN, ROLES, TABLES
from hlmdiag.report.dossier import html, markdown, word
from hlmdiag.report.dossier.content import sections
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.figures import number
from hlmdiag.text.markup import one_line
from report.browsing import Reader
from report.printed_word import pdf_of
from report.variants import VARIANTS, varied
from worded import drafter_of

Golden = Callable[[str, str], None]
HOSTILE = "000107"


def text_of(dossier: Dossier, language: str = "fr", brand: Brand | None = None) -> str:
    out = BytesIO()
    markdown.render(dossier, out, language, brand)
    return out.getvalue().decode()


def page_of(dossier: Dossier, language: str = "fr", brand: Brand | None = None) -> str:
    out = BytesIO()
    html.render(dossier, out, language, brand)
    return out.getvalue().decode()


def bytes_of(dossier: Dossier, brand: Brand | None = None, template: OwnDocument | None = None) -> bytes:
    out = BytesIO()
    word.render(dossier, out, "fr", brand, template)
    return out.getvalue()


def document_of(dossier: Dossier, template: OwnDocument | None = None) -> Document:
    return docx.Document(BytesIO(bytes_of(dossier, template=template)))


def parts(dossier: Dossier) -> dict[str, Section]:
    return {section.id: section for section in sections(dossier, Words("fr", dossier.grid))}


def lines(document: Document) -> Iterator[tuple[str, str]]:
    """Each line of a document with the name of its style, cells included, in order."""
    for item in document.iter_inner_content():
        if isinstance(item, WordParagraph):
            if item.text:
                yield item.style.name if item.style else "", item.text
        elif isinstance(item, WordTable):
            for row in item.rows:
                for each in row.cells:
                    yield (each.paragraphs[0].style.name or "") if each.paragraphs[0].style else "", each.text


def expected(dossier: Dossier) -> Iterator[str]:
    """Every text of the dossier, as its blocks hold it."""
    for section in parts(dossier).values():
        yield section.title
        for block in section.blocks:
            match block:
                case Table():
                    yield from block.headers
                    yield from (cell for row in block.rows for cell in row)
                case Fields():
                    yield from (text for row in block.rows for text in row)
                case Bullets():
                    yield from (" — ".join(filter(None, line)) for line in block.lines)
                case _:
                    yield block.text


@pytest.mark.parametrize(
    ("code", "name"), [("000102", "complexe"), ("000105", "non-concluant"), (HOSTILE, "textes-hostiles")]
)
def test_the_dossier_of_a_unit(golden: Golden, code: str, name: str) -> None:
    golden(f"dossier-{name}.fr.md", text_of(alone(small(), code, [small_before()])))


def test_the_dossier_in_english(golden: Golden) -> None:
    golden("dossier-complexe.en.md", text_of(alone(small(), "000102", [small_before()], "en"), "en"))


def test_the_dossier_with_a_walk(golden: Golden) -> None:
    golden("dossier-visite.fr.md", text_of(dossier_of(VISITED)))


def test_sections_stand_in_the_order_of_a_mission() -> None:
    order = ["identity", "history", "diagnosis", "walk", "partners", "questions", "plan", "provenance"]
    assert list(parts(dossier_of(VISITED))) == order
    assert list(parts(alone(small(), "000102"))) == [each for each in order if each not in ("history", "walk")]


@pytest.mark.parametrize("change", VARIANTS, ids=lambda change: change.__name__)
def test_every_kind_of_grid_has_its_dossier(change: Callable[[dict[str, Any]], None]) -> None:
    for found in drafter_of(varied(change)).units([0, 1, 4]):
        assert f"## {parts(found)['plan'].title}" in text_of(found)
        assert page_of(found) and bytes_of(found)


def test_a_word_document_says_everything_in_named_styles() -> None:
    found = dossier_of(VISITED)
    document = document_of(found)
    said = list(lines(document))
    named = {role.name for role in ROLES.values()} | {own.name for own in (*OWN.values(), *CONTENTS.values())}
    assert {style for style, _ in said} == named
    assert {table.style.name for table in document.tables if table.style} == set(TABLES.values())
    titles = [text for style, text in said if style == "Heading 1"]
    assert titles == [section.title for section in parts(found).values()]
    written = [text for _, text in said]
    wanted = list(expected(found))
    after = 3 + 1 + len(titles)
    assert written[3:after] == ["Sommaire", *(f"{title}\t" for title in titles)]
    assert [one_line(text) for text in wanted if text] == [text for text in written[after:] if text]


def test_each_line_of_the_contents_leads_to_its_title() -> None:
    body = document_of(dossier_of(VISITED)).element.body
    links = [(it.get(qn("w:anchor")), it.xpath("string(.//w:instrText)")) for it in body.iter(qn("w:hyperlink"))]
    marks = body.xpath(".//w:bookmarkStart/@w:name")
    assert [anchor for anchor, _ in links] == marks
    assert all(field == f"PAGEREF {anchor} \\h" for anchor, field in links)
    titles = [it.getparent().xpath("string(.)") for it in body.iter(qn("w:bookmarkStart"))]
    assert titles == [section.title for section in parts(dossier_of(VISITED)).values()]


def test_the_figures_of_the_document_are_those_of_the_result() -> None:
    found = dossier_of(VISITED)
    row = present().frame.row(find(present(), VISITED), named=True)
    by_head = {}
    for table in document_of(found).tables:
        rows = [[cell.text for cell in each.cells] for each in table.rows]
        by_head.setdefault(tuple(rows[0]), []).extend(rows[1:])
    profile = next(rows for head, rows in by_head.items() if head[:3] == ("Thème", "Poids", "Note"))
    for theme, cells in zip(present().grid.themes, profile, strict=True):
        score = row[f"score:{theme.id}"]
        assert cells[0].strip() == theme.title
        assert cells[2] == ("non publiée" if score is None else number(score, "fr"))
    weighing = next(rows for head, rows in by_head.items() if head[-1] == "Pèse" and head[0] == "Critère")
    assert len(weighing) >= 5
    for cells in weighing[:5]:
        assert cells[-1] == number(row[f"contribution:{cells[0].split()[0]}"], "fr")
    missing = next(rows for head, rows in by_head.items() if head[-1] == "Peut changer la note de")
    assert [cells[-1] for cells in missing] == [number(each.width or 0, "fr") for each in found.diagnostic.deciding]
    assert f"note {number(row['score'], 'fr')} sur 100" in text_of(found)


def test_the_three_formats_hold_the_same_words() -> None:
    found = dossier_of(VISITED)
    in_text = text_of(found).replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    page = re.sub(r"<[^>]+>", "\n", page_of(found).partition("</style>")[2])
    page = page.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    page = page.replace("&amp;", "&")
    for text in expected(found):
        for piece in one_line(text).split(" — "):
            assert piece in in_text
            assert piece.strip() in page


@pytest.mark.parametrize("code", ["000105", "000106"])
def test_a_residence_without_a_published_score_shows_no_headline_number(code: str) -> None:
    found = alone(small(), code)
    assert found.diagnostic.verdict.score is None
    texts = [text for id in ("identity", "diagnosis") for text in said_in(parts(found)[id])]
    named = [text for text in texts if re.search(r"[Nn]ote (est de )?\d", text)]
    # a first look has a number of its own, under its name: it is no headline
    assert [text for text in named if not text.startswith("Premier repérage, sur les données seules : ")] == []
    looked = found.diagnostic.verdict.first_look
    assert len(named) == (looked is not None and looked.score is not None)
    assert not any("sur 100" in text for _, text in lines(document_of(found)))


def said_in(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Fields):
            yield from (text for _, text in block.rows)
        elif isinstance(block, Bullets):
            yield from (text for _, text in block.lines)
        elif not isinstance(block, Table):
            yield block.text


def test_a_hostile_name_is_shown_and_does_nothing() -> None:
    found = alone(small(), HOSTILE)
    shown = "<script>alert(1)</script> suite 😀"
    page, text = page_of(found), text_of(found)
    assert "<script" not in page and "<script" not in text and "\u202e" not in page + text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert r"\|&lt;script>" in text
    document = document_of(found)
    said = [line for _, line in lines(document)]
    assert any(shown in line for line in said) and not any("\u202e" in line or "\n" in line for line in said)
    assert not [rel for rel in document.part.rels.values() if rel.is_external]
    assert document.element.xpath("//w:object | //w:hyperlink[@r:id]") == []
    assert all(field.text.startswith("PAGEREF _Toc") for field in document.element.xpath("//w:instrText"))


def test_a_page_asks_nothing_of_a_network_and_runs_nothing() -> None:
    page = page_of(dossier_of(VISITED))
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|iframe|object|form)\b", page)
    assert re.findall(r"(?:src|href)=\"?(?!#|data:)[^\s>]+", page) == []


def test_no_rule_of_accessibility_is_broken_by_the_page_and_it_prints_on_a4(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "dossier.html"
    path.write_text(page_of(dossier_of(VISITED)), encoding="utf-8")
    with reader.visit(path) as visit:
        assert visit.faults() == []
        assert 5 < visit.printed() <= 12
    with reader.visit(path, width=360) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_runs_give_the_same_bytes_dated_from_the_result() -> None:
    found = dossier_of(VISITED)
    content = bytes_of(found)
    assert content == bytes_of(found)
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {part.date_time[:3] for part in package.infolist()} == {(2026, 10, 31)}
        assert not [name for name in package.namelist() if "thumbnail" in name]
    about = docx.Document(BytesIO(content)).core_properties
    assert about.created is not None and about.created == about.modified
    assert (about.created.date().isoformat(), about.author) == ("2026-10-31", "hlmdiag")
    assert about.title == "Dossier de mission — 0204 — La Briqueterie"


def template(*, with_styles: bool) -> OwnDocument:
    """A document of an invented organisation; its own list of bullets was taken out."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Habitat Exemple"
    document.sections[0].page_width = Cm(18)
    document.add_paragraph("à retirer")
    if with_styles:
        document = docx.Document(BytesIO(bytes_of(dossier_of(NOT_CONCLUSIVE))))
        document.sections[0].header.paragraphs[0].text = "Habitat Exemple"
        document.styles["Dossier Cellule"].font.name = "Georgia"  # type: ignore[attr-defined]
    else:
        bullets = document.styles["List Bullet"].element
        bullets.getparent().remove(bullets)
    out = BytesIO()
    document.save(out)
    return OwnDocument("modele.docx", out.getvalue())


def test_a_template_gives_its_styles_its_page_and_its_header() -> None:
    own = template(with_styles=True)
    out = BytesIO()
    assert word.render(dossier_of(VISITED), out, "fr", None, own) == ()
    document = docx.Document(BytesIO(out.getvalue()))
    assert document.sections[0].header.paragraphs[0].text == "Habitat Exemple"
    assert document.styles["Dossier Cellule"].font.name == "Georgia"  # type: ignore[attr-defined]
    titles = [text for style, text in lines(document) if style == "Heading 1"]
    assert titles == [section.title for section in parts(dossier_of(VISITED)).values()]
    assert bytes_of(dossier_of(VISITED), Brand(document=own)) == out.getvalue()


def test_a_dossier_that_serves_as_a_template_does_not_keep_the_name_of_another_residence() -> None:
    own = OwnDocument("modele.docx", bytes_of(dossier_of(NOT_CONCLUSIVE), Brand("Habitat Exemple")))
    document = document_of(dossier_of(VISITED), own)
    section = document.sections[0]
    above, below = section.header.paragraphs[0].text, section.footer.paragraphs[0].text
    assert above == "Habitat Exemple — Dossier de mission — 0204 — La Briqueterie"
    assert below.startswith("Repérage des résidences en situation complexe — Diagnostic au 31/10/2026\tPage")


def test_styles_that_a_template_does_not_have_are_said_and_replaced() -> None:
    out = BytesIO()
    missing = word.render(dossier_of(VISITED), out, "fr", None, template(with_styles=False))
    assert missing == ("List Bullet", *(own.name for own in OWN.values()), *TABLES.values())
    document = docx.Document(BytesIO(out.getvalue()))
    assert abs((document.sections[0].page_width or 0) - Cm(18)) < Cm(0.1)
    assert "à retirer" not in [text for _, text in lines(document)]
    assert any(text.startswith("• ") for _, text in lines(document))


def test_a_template_saved_by_libreoffice_names_its_titles_in_capitals_and_serves_as_well() -> None:
    document = docx.Document(BytesIO(template(with_styles=True).content))
    for name in document.styles.element.xpath("./w:style/w:name[starts-with(@w:val, 'heading ')]"):
        name.set(qn("w:val"), name.get(qn("w:val")).capitalize())
    saved, out = BytesIO(), BytesIO()
    document.save(saved)
    assert word.render(dossier_of(VISITED), out, "fr", None, OwnDocument("lo.docx", saved.getvalue())) == ()
    titles = [text for style, text in lines(docx.Document(BytesIO(out.getvalue()))) if style == "Heading 1"]
    assert titles == [section.title for section in parts(dossier_of(VISITED)).values()]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 cut"])
def test_a_damaged_template_is_refused(content: bytes) -> None:
    with pytest.raises(HlmdiagError) as caught:
        word.render(dossier_of(VISITED), BytesIO(), "fr", None, OwnDocument("modele.docx", content))
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.file, caught.value.exit_code) == ("dossier.modele", "modele.docx", 2)


def test_an_organisation_replaces_the_template_of_the_text_and_of_the_page() -> None:
    own = "{% extends 'hlmdiag/dossier.md.j2' %}{% block footer %}\nFait pour {{ brand.organisation }}\n{% endblock %}"
    page = "{% extends 'hlmdiag/dossier.html.j2' %}{% block footer %}Fait pour {{ brand.organisation }}{% endblock %}"
    templates = (OwnTemplate("dossier.md.j2", own, "a"), OwnTemplate("dossier.html.j2", page, "b"))
    brand = Brand("Habitat <Exemple>", own=templates)
    assert text_of(dossier_of(VISITED), brand=brand).endswith("Fait pour Habitat &lt;Exemple>\n")
    assert "Fait pour Habitat &lt;Exemple&gt;" in page_of(dossier_of(VISITED), brand=brand)


def test_what_announces_something_stays_on_its_page() -> None:
    document = document_of(dossier_of(VISITED))
    verdicts = [line for line in document.paragraphs if line.style.name == "Dossier Verdict"]
    assert verdicts
    assert all(line.paragraph_format.keep_with_next for line in verdicts)
    for before, after in pairwise(document.element.body):
        if after.tag == qn("w:tbl") and before.tag == qn("w:p"):
            assert before.find(f".//{qn('w:keepNext')}") is not None or is_kept_by_its_style(before, document)
    for table in document.tables:
        if "Tableau" in table.style.name:
            assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in table.rows[0].cells)


def is_kept_by_its_style(line: Any, document: Document) -> bool:
    style = WordParagraph(line, document._body).style
    return style is not None and str(style.name).startswith(("Heading", "Dossier Cellule"))


def test_libreoffice_opens_the_document_and_makes_a_pdf_of_it(tmp_path: Path) -> None:
    assert pdf_of(bytes_of(dossier_of(VISITED)), tmp_path).startswith(b"%PDF-")
