"""The page in a real Chromium: sorted, narrowed, printed, used by keyboard alone, judged by axe-core."""

from __future__ import annotations

import pytest

from hlmdiag.scoring import Result
from report.browsing import Reader, Visit

COMPLEXE, NON_CONCLUSIVE = "000102", "000105"


def test_no_rule_of_accessibility_is_broken_by_the_stock_nor_by_a_sheet(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        assert visit.faults() == []
        visit.page.locator("#f1 summary").click()
        visit.page.locator("#f1 details tr").first.wait_for()
        assert visit.faults("#f1") == []
        visit.page.emulate_media(color_scheme="dark")
        assert visit.faults("#f1") == []


def test_a_column_is_sorted_by_its_title_and_empty_cells_stay_last(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        title = visit.page.locator("#liste").get_by_role("button", name="Note", exact=True)
        for way, turned in (("ascending", False), ("descending", True)):
            title.click()
            notes = [each for each in visit.column("#liste", "Note") if each]
            assert notes == sorted(notes, key=lambda each: float(each.replace(",", ".")), reverse=turned)
            assert visit.column("#liste", "Note")[-1] == ""
            assert visit.page.locator("#liste th[aria-sort]").get_attribute("aria-sort") == way
        visit.page.locator("#carte button", has_text="Occupation").click()
        marks = [each for each in visit.column("#carte table", "Occupation") if each[:1].isdigit()]
        assert marks == sorted(marks, key=lambda each: float(each.replace(",", ".")))


@pytest.mark.parametrize(
    ("field", "choice", "kept"),
    [
        ("g", "Sud", {"000103", "000104"}),
        ("l", "Situation complexe", {"000102", "000103", "000104", "000106"}),
        ("l", "Non concluant", {"000105", "000107"}),
        ("f", "Ascenseur disponible moins de 90 % du temps", {"000102"}),
    ],
)
def test_a_choice_narrows_lists_map_and_sheets_alike(
    reader: Reader, result: Result, field: str, choice: str, kept: set[str]
) -> None:
    with reader.open(result) as visit:
        visit.page.select_option(f"select[name={field}]", label=choice)
        assert set(visit.codes("#liste")) == set(visit.codes("#carte table")) == kept
        assert visit.sheets() == len(kept)
        assert visit.page.get_by_role("status").inner_text().startswith(f"{len(kept)} montrées sur 8")
        visit.page.get_by_role("button", name="Tout montrer").click()
        visit.page.wait_for_timeout(50)
        assert visit.sheets() == 8
        assert len(visit.codes("#liste")) == 8


def test_a_name_is_found_without_its_accents_and_the_homes_are_counted(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        visit.page.get_by_label("Code ou nom").fill("grand pre")
        assert visit.codes("#liste") == [COMPLEXE]
        assert visit.page.get_by_role("status").inner_text() == "1 montrées sur 8, soit 100 logements"
        visit.page.get_by_label("Code ou nom").fill("nulle part")
        assert visit.codes("#liste") == [] and visit.sheets() == 0
        assert visit.page.get_by_role("status").inner_text() == "Aucune ligne ne répond à ce choix."


def test_the_page_is_used_by_keyboard_alone(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        press = visit.page.keyboard.press
        press("Tab")
        assert visit.focused() == "Aller au contenu"
        press("Enter")
        reached = walk(visit, "q")
        assert "Imprimer la synthèse" in reached
        press("Tab")
        assert visit.focused() == "g"
        visit.page.keyboard.type("Sud")
        assert set(visit.codes("#liste")) == {"000103", "000104"}
        walk(visit, "Note")
        press("Space")
        assert visit.page.locator("#liste th[aria-sort=ascending]").inner_text() == "Note"
        walk(visit, visit.codes("#liste")[0])
        press("Enter")
        top = visit.page.evaluate("document.querySelector(location.hash).getBoundingClientRect().top")
        assert 0 <= top < 100
        while not visit.focused().startswith("Détail des critères"):
            press("Tab")
        press("Enter")
        visit.page.locator("article:target details table").wait_for()
        assert visit.page.locator("article:target details table tbody tr").count() == 6


def walk(visit: Visit, wanted: str) -> list[str]:
    """What is met from one stop of the Tab key to the next, up to what is wanted."""
    met: list[str] = []
    while len(met) < 60:
        visit.page.keyboard.press("Tab")
        met.append(visit.focused())
        if met[-1] == wanted:
            return met
    raise AssertionError(met)


def test_a_page_of_five_hundred_lays_out_its_lists_alone_and_a_link_lands_on_its_sheet(
    reader: Reader, five_hundred: Result
) -> None:
    with reader.open(five_hundred) as visit:
        assert visit.laid_out() < 0.4 * visit.page.evaluate("document.querySelectorAll('*').length")
        visit.page.locator("#liste a[href='#f300']").click()
        visit.page.wait_for_timeout(200)
        assert 0 <= visit.page.evaluate("document.querySelector('#f300').getBoundingClientRect().top") < 100


def test_the_stock_prints_on_four_sheets_of_a4(reader: Reader, demonstration: Result, five_hundred: Result) -> None:
    for stock in (demonstration, five_hundred):
        with reader.open(stock) as visit:
            assert 2 <= visit.printed("print-synthese") <= 4


def test_paper_says_how_many_lines_of_a_long_list_it_shows(reader: Reader, demonstration: Result) -> None:
    with reader.open(demonstration) as visit:
        visit.page.emulate_media(media="print")
        told = visit.page.locator(".paper:visible").all_inner_texts()
        assert told and len(visit.codes("#liste")) == len(visit.codes(".heat")) == 11
        assert {int(text.split()[4]) for text in told} == {11, 5}
        # each of these sentences is under the list of which it speaks
        rows = """() => [...document.querySelectorAll('.paper')].filter(each => each.offsetParent).map(each => {
          let list = each.previousElementSibling;
          while (!list.matches('table') && !list.querySelector('table')) list = list.previousElementSibling;
          const table = list.matches('table') ? list : list.querySelector('table');
          return [...table.tBodies[0].rows].filter(row => row.offsetParent).length; })"""
        assert visit.page.evaluate(rows) == [int(text.split()[4]) for text in told]


def test_each_sheet_shown_starts_a_page_and_the_others_stay_out(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        stock = visit.printed("print-synthese")
        assert visit.printed() == stock + 8
        visit.page.select_option("select[name=l]", label="Non concluant")
        assert visit.printed() == visit.printed("print-synthese") + 2
        visit.page.emulate_media(media="print")
        shown = "getComputedStyle(document.querySelector('.annex')).display"
        assert visit.page.evaluate(shown) == "none"
        visit.page.evaluate("document.documentElement.classList.add('print-tout')")
        assert visit.page.evaluate(shown) != "none"


def test_a_sheet_is_printed_alone_with_why_and_how_of_its_actions(reader: Reader, result: Result) -> None:
    with reader.open(result) as visit:
        sheet = visit.page.locator("#f1")
        sheet.scroll_into_view_if_needed()
        sheet.get_by_role("button", name="Imprimer cette fiche").click()
        assert "print-fiche" in visit.page.evaluate("window.printed")
        assert "Binômes et horaires décalés." in sheet.inner_text()
        assert visit.printed() == 1
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert "Binômes et horaires décalés." not in sheet.inner_text()
        assert visit.page.evaluate("document.documentElement.className") == "on"


@pytest.mark.parametrize("width", [375, 768])
def test_nothing_sticks_out_of_a_narrow_screen(reader: Reader, demonstration: Result, width: int) -> None:
    with reader.open(demonstration, width=width) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") == width


def test_without_a_script_everything_is_still_read(reader: Reader, result: Result) -> None:
    with reader.open(result, java_script_enabled=False) as visit:
        assert visit.page.locator("article").count() == 8
        assert not visit.page.locator("form").is_visible()
        assert "Sans script, cette page se lit en entier" in visit.page.inner_text("#classement")
        sheet = visit.page.locator("#f1")
        sheet.locator("h4").first.wait_for()
        sheet.scroll_into_view_if_needed()
        visit.page.wait_for_timeout(200)
        assert "Ce qui aggrave la note" in sheet.inner_text()
        sheet.locator("summary").click()
        assert "TR1" in sheet.locator("pre").inner_text()
