"""The method sheet: complete, and harmless whatever the grid holds."""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from hlmdiag.explain import condition_in_words, formula_in_words
from hlmdiag.grid import Grid, load_document, load_grid, shipped_grids
from hlmdiag.grid.model import ROOT
from hlmdiag.report.methodology import SUFFIXES, render, render_word
from hlmdiag.wording import Wording
from report.printed_word import page_count, pdf_of

TESTS = Path(__file__).parent.parent
HOSTILE = "<script>alert(1)</script> | `x` [a](javascript:b) *c*"


class Words(HTMLParser):
    """The text that a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_aloud(grid: Grid, suffix: str) -> str:
    """The sheet as its reader sees it."""
    text = render(grid, suffix, "fr")
    if suffix == ".md":
        return text.replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    reader = Words()
    reader.feed(text)
    return " ".join(reader.words)


@pytest.mark.parametrize(
    ("total", "scale", "said"),
    [
        ({}, "none", "Les points s’additionnent."),
        ({"out_of": 300}, [0, 100], "Les points s’additionnent, sur 300."),
        ({"out_of": 300, "cap": 250}, [0, 100], "Les points s’additionnent, sur 300. La note ne dépasse pas 250."),
    ],
)
def test_a_sum_is_said_with_its_total_and_its_ceiling(total: dict[str, int], scale: object, said: str) -> None:
    grid = load_document(
        {
            "language_version": 1, "id": "essai", "version": "1", "title": "Essai", "publisher": "hlmdiag",
            "licence": "CC0-1.0", "date": "2026-11-01", "unit": "résidence", "polarity": "burden", "scale": scale,
            "aggregation": {"sum": total},
            "columns": {"code": {"type": "id", "required": True}, "n": {"type": "number"}},
            "indicators": {"I": {"title": "I", "value": "n", "score": {"steps": [0, 5], "points": [0, 60]}}},
        }
    )  # fmt: skip
    assert f" {said}" in " ".join(render(grid, ".md", "fr").split())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("id", shipped_grids())
def test_the_sheet_names_everything(id: str, suffix: str) -> None:
    grid = load_grid(id)
    text = read_aloud(grid, suffix)
    expected = [grid.id, grid.title, grid.version, grid.hash]
    expected += [it for node in grid.root.walk() if node.id != ROOT for it in (node.id, node.title)]
    expected += [it for level in grid.levels for it in (level.id, level.title)]
    words = Wording("fr", grid)
    expected += [it for f in grid.flags.values() for it in (f.id, f.message, condition_in_words(f.when, words))]
    expected += [it for a in grid.actions for it in (a.id, a.title, condition_in_words(a.when, words))]
    expected += [it for view in grid.views for it in (view.id, view.title)]
    expected += [it for alert in grid.stock_alerts for it in (alert.id, alert.message)]
    expected += [it for column in grid.columns.values() for it in (column.id, column.label)]
    for leaf in grid.indicators:
        expected += [it for it in (leaf.help, leaf.why, leaf.unit, leaf.question) if it]
        expected += [formula_in_words(leaf.value, words)] if leaf.value else []
        expected += [it for it in (leaf.source and leaf.source.title, leaf.source and leaf.source.note) if it]
    expected += [it for alert in grid.stock_alerts for it in (alert.id, alert.message)]
    expected += [it for share in (grid.roll_up.shares if grid.roll_up else ()) for it in (share.id, share.title)]
    expected += [grid.respondents.column] if grid.respondents else []
    squeezed = " ".join(text.split())
    missing = [it for it in expected if " ".join(it.split()).rstrip(".") not in squeezed]
    assert missing == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_sheet_gives_the_part_of_each_criterion_in_the_score(suffix: str) -> None:
    text = read_aloud(load_grid(TESTS / "broken-method" / "poids-excessif.yaml"), suffix)
    assert "57,1\N{NARROW NO-BREAK SPACE}%" in text
    assert text.count("14,3\N{NARROW NO-BREAK SPACE}%") >= 3


def test_a_crossing_is_shown_cell_by_cell() -> None:
    text = render(load_grid("residence-complexe"), ".md", "fr")
    assert "| Intimidation, entrave au passage, menaces | 33 | 67 | 67 | 100 |" in text


def test_rules_of_level_are_listed() -> None:
    grid = load_grid(TESTS / "grid" / "complete.yaml")
    if not grid.level_rules:
        grid = next(it for it in map(load_grid, shipped_grids()) if it.level_rules)
    text = read_aloud(grid, ".md")
    words = Wording("fr", grid)
    for rule in grid.level_rules:
        assert grid.levels.titles[rule.level] in text
        assert rule.when is None or condition_in_words(rule.when, words) in text


@pytest.mark.parametrize("id", shipped_grids())
def test_no_expression_is_shown_as_code(id: str) -> None:
    page = render(load_grid(id), ".html", "fr")
    assert "<code>" not in page
    assert not re.search(r"\b(coalesce|count|share|score|flag|level|is_known)\(", page)


def test_a_column_says_whether_it_is_required_what_it_serves_to_and_who_reads_it() -> None:
    lines = read_aloud(load_grid("residence-complexe"), ".md").splitlines()
    key, size, year = (
        next(it for it in lines if f"({id})" in it and it.startswith("|"))
        for id in ("code_residence", "nb_logements", "annee_construction")
    )
    assert "identifiant, obligatoire" in key
    assert "taille de l’unité" in size and "QS1" in size and "QS8" in size
    assert "de 1800 à 2100" in year and "BT4" in year


def test_an_event_file_says_its_key_its_date_and_the_months_that_count() -> None:
    text = read_aloud(load_grid("residence-complexe"), ".html")
    assert "rattachée à son unité par : Code de la résidence." in text
    assert "Comptent les lignes des 12 derniers mois" in text


def test_the_page_has_contents_colours_of_levels_and_a_running_title() -> None:
    grid = load_grid("residence-complexe")
    page = render(grid, ".html", "fr")
    places = re.findall(r"<a href=#(s\d+)>", page)
    assert places and all(f"<section id={place} " in page for place in places)
    for level in grid.levels:
        name = (level.colour or "").replace("#", "v")
        first, others = re.match(r"(\S+)(.*)", level.title).groups()  # type: ignore[union-attr]
        assert f'<span class="tint {name}">{first}</span>{others}' in page and f".{name}{{border-color:" in page
    assert "@page { size: A4;" in page and "counter(pages)" in page


def test_a_hostile_title_does_not_leave_the_style(tmp_path: Path) -> None:
    text = (TESTS / "broken-method" / "plafond.yaml").read_text(encoding="utf-8")
    path = tmp_path / "hostile.yaml"
    path.write_text(text.replace("title: Exemple", "title: '\"} </style><script>alert(1)</script>'"), "utf-8")
    style = render(load_grid(path), ".html", "fr").partition("<style>")[2].partition("</style>")[0]
    assert "script" in style and "<" not in style and style.count("{") == style.count("}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_a_grid_says_of_itself_comes_first_a_paragraph_each(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "decrite.yaml"
    text = (TESTS / "broken-method" / "plafond.yaml").read_text(encoding="utf-8")
    said = "statement: Choix de départ.\ndescription: |\n  Pour un tri.\n\n  Rien des caves.\n"
    path.write_text(said + re.sub(r"(?m)^statement:.*\n", "", text), encoding="utf-8")
    sheet = render(load_grid(path), suffix, "fr")
    paragraphs = ("Choix de départ.", "Pour un tri.", "Rien des caves.")
    places = [sheet.index({".md": "\n{}\n", ".html": "<p>{}</p>"}[suffix].format(each)) for each in paragraphs]
    assert places == sorted(places)
    assert places[-1] < sheet.rindex("Comment la note se calcule")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_received_text_never_becomes_markup(suffix: str, tmp_path: Path) -> None:
    text = (TESTS / "broken-method" / "plafond.yaml").read_text(encoding="utf-8")
    path = tmp_path / "hostile.yaml"
    hostile = HOSTILE.replace("'", "''")
    path.write_text(text.replace("title: Exemple", f"title: '{hostile}'\nchangelog: {{'2': '{hostile}'}}"), "utf-8")
    sheet = render(load_grid(path), suffix, "fr")
    assert "<script" not in sheet
    assert HOSTILE in " ".join(read_aloud(load_grid(path), suffix).split())


def test_the_page_asks_nothing_of_a_network_and_is_well_formed() -> None:
    page = render(load_grid("residence-complexe"), ".html", "fr")
    reader = Words()
    reader.feed(page)
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert "url(" not in page.partition("</style>")[0]
    assert page.startswith('<!doctype html>\n<html lang="fr">')


def test_the_sheet_exists_in_english() -> None:
    assert "## How the score is made" in render(load_grid("residence-complexe"), ".md", "en")


def test_changes_are_told_whatever_their_shape(tmp_path: Path) -> None:
    text = (TESTS / "broken-method" / "plafond.yaml").read_text(encoding="utf-8")
    path = tmp_path / "g.yaml"
    for written in ("{'2026.2': [Seuil de A, Texte de B]}", "['2026.2 : Seuil de A', {date: hier, note: Texte de B}]"):
        path.write_text(text.replace("title: Exemple", f"title: Exemple\nchangelog: {written}"), "utf-8")
        sheet = render(load_grid(path), ".md", "fr")
        assert "2026.2" in sheet.partition("## Changements")[2]
        assert "Texte de B" in sheet


def test_an_overlay_states_each_departure_from_its_parent(tmp_path: Path) -> None:
    (tmp_path / "exemple.yaml").write_text((TESTS / "broken-method" / "plafond.yaml").read_text("utf-8"), "utf-8")
    path = tmp_path / "locale.yaml"
    own = {"id": "locale", "version": '"1"', "title": "Grille locale", "extends": "exemple"}
    head = "".join(f"{key}: {value}\n" for key, value in own.items())
    path.write_text(head + "themes: {ensemble: {indicators: {A: {weight: 3}}}}\n", "utf-8")
    sheet = render(load_grid(path), ".md", "fr").partition("## Écarts avec")[2]
    assert "| `themes.ensemble.indicators.A.weight` |  | 3 |" in sheet


def test_levels_have_their_colours_in_word() -> None:
    grid = load_grid("residence-complexe")
    cells = [it for table in docx.Document(BytesIO(render_word(grid, "fr"))).tables for it in table._cells]
    marks = [it.paragraphs[0].runs[0] for it in cells if it.text.startswith("■ ")]
    assert [f"#{it.font.color.rgb}".lower() for it in marks] == [level.colour for level in grid.levels]


def test_the_sheet_of_the_main_grid_in_word_is_under_25_pages(tmp_path: Path) -> None:
    assert 10 < page_count(pdf_of(render_word(load_grid("residence-complexe"), "fr"), tmp_path)) < 25


def test_the_sheet_in_word_holds_the_words_of_the_others_and_its_contents() -> None:
    grid = load_grid("reperage-rapide")
    made = render_word(grid, "fr")
    assert made == render_word(grid, "fr")
    body = docx.Document(BytesIO(made)).element.body
    said = " ".join("".join(each.itertext()) for each in body.iter(qn("w:p")))
    titles = re.findall(r"^## (.+)$", render(grid, ".md", "fr"), re.MULTILINE)
    assert ["".join(it.text for it in link.iter(qn("w:t"))) for link in body.iter(qn("w:hyperlink"))] == titles
    assert all(leaf.title in said and (leaf.help or "") in said for leaf in grid.indicators)
