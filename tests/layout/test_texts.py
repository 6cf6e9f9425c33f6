"""Whatever a text shows beside its words, every format keeps the words; what is drawn is where the figures are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.layout.blocks import Heading, Section, Table
from hlmdiag.layout.course import drawn
from hlmdiag.layout.html import sections_in_html, style_within
from hlmdiag.layout.markdown import sections_in_markdown
from hlmdiag.layout.texts import Band, Code, Course, Shaded, Spot, Text, Tinted

BANDS = (Band(0, 40, "#2e7d32"), Band(40, 100, "#c62828"))
scores = st.none() | st.floats(0, 100)
spots = st.lists(st.builds(Spot, scores, scores, scores), max_size=6)
words = st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,3}", fullmatch=True)
texts: st.SearchStrategy[Text] = st.one_of(
    words,
    words.map(Code),
    words.map(lambda text: Tinted(text, "#2e7d32")),
    words.map(lambda text: Tinted(text, None)),
    st.builds(Shaded, words, st.floats(0.01, 1)),
    st.builds(lambda text, spots: Course(text, spots, (0, 100), BANDS), words, spots),
)


def _page(text: Text) -> str:
    return sections_in_html([Section("s", "Titre", (Table(["Colonne"], [[text]]),))])


@given(texts)
def test_every_kind_of_text_keeps_its_words(text: Text) -> None:
    section = Section("s", "Titre", (Table(["Colonne"], [[text]]),))
    assert str(text) in sections_in_markdown([section], "fr")
    shown = re.sub(r"</?(span|code)[^>]*>", "", _page(text))
    assert str(text) in shown


@given(texts)
def test_what_a_page_names_its_style_sheet_has(text: Text) -> None:
    section = Section("s", "Titre", (Table(["Colonne"], [[text]]),))
    style = style_within([section])
    for name in re.findall(r"\bs?v[0-9a-f]{6}\b", _page(text)):
        assert f".{name}{{" in style


@given(spots)
def test_a_course_is_drawn_inside_its_picture(found: list[Spot]) -> None:
    picture = ElementTree.fromstring(drawn(Course("12 → 40", found, (0, 100), BANDS)))
    assert picture.get("aria-label") == "12 → 40"
    assert len(picture.findall("circle")) == sum(spot.score is not None for spot in found)
    places = [float(each.get(name, 0)) for each in picture for name in ("y", "y1", "y2", "cy", "height")]
    assert all(0 <= place <= 30 for place in places)


def test_a_course_goes_up_with_its_scores_and_stands_on_its_levels() -> None:
    found = [Spot(0, None, None), Spot(None, 20, 60), Spot(100, None, None)]
    picture = ElementTree.fromstring(drawn(Course("0 → · → 100", found, (0, 100), BANDS)))
    assert [each.get("cy") for each in picture.findall("circle")] == ["26.0", "4.0"]
    assert [(each.get("y"), each.get("height")) for each in picture.findall("rect")] == [
        ("17.2", "8.8"),
        ("4.0", "13.2"),
    ]
    (interval,) = picture.findall("line")
    assert (interval.get("x1"), interval.get("y1"), interval.get("y2")) == ("55.0", "21.6", "12.8")


@pytest.mark.parametrize(("share", "colour"), [(1.0, "#619ac0"), (5.0, "#619ac0"), (0.0001, "#dde9f1")])
def test_a_shade_goes_from_nearly_white_to_blue(share: float, colour: str) -> None:
    assert Shaded("3", share).colour == colour


def test_a_part_of_a_larger_page_is_one_title_lower() -> None:
    section = Section("suivi-s", "Titre", (Heading("Dedans"),))
    assert "<h2 id=t-suivi-s>Titre</h2>" in sections_in_html([section]) and "<h3>Dedans" in sections_in_html([section])
    assert "<h3 id=t-suivi-s>Titre</h3>" in sections_in_html([section], 3)
    assert "<h4>Dedans</h4>" in sections_in_html([section], 3)
