"""The page: figures of the result, one file, nothing fetched, received text as text, readable without a script."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import polars as pl
import pytest

from hlmdiag.scoring import Result
from hlmdiag.text.figures import number, percent
from report.pages import Page, rendered
from report.stock import small_result
from report.test_markdown import NASTY
from report.variants import VARIANTS, varied
from worded import explainer_of


@pytest.fixture(scope="module")
def result() -> Result:
    return small_result()


@pytest.fixture(scope="module")
def page(result: Result) -> Page:
    return Page(result)


def sheet(page: Page, code: str) -> str:
    """The text of the sheet of a unit."""
    return next(each for each in page.text.split("\n### ")[1:] if each.startswith(code)).split("\n## ")[0]


def test_two_pages_of_one_result_are_the_same_bytes(result: Result) -> None:
    assert rendered(result) == rendered(result)


def test_the_page_asks_nothing_of_a_network(page: Page) -> None:
    assert not re.search(
        r"@import|url\((?!\"data:image/|#)|\bsrc\s*=(?!data:image/)|fetch\(|XMLHttpRequest"
        r"|<(link|iframe|object|embed)\b",
        page.source,
    )
    targets = [each["href"] for tag, each in page.elements if "href" in each]
    assert targets and all(target and target.startswith("#") for target in targets)


def test_a_browser_is_told_to_run_this_style_and_this_script_alone(page: Page) -> None:
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'")
    for name in ("style", "script"):
        text = page.source.split(f"<{name}>")[1].split(f"</{name}>")[0]
        assert f"{name}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert not [each for _, each in page.elements if "style" in each or any(name.startswith("on") for name in each)]


def test_every_link_leads_somewhere(page: Page) -> None:
    known = {each["id"] for _, each in page.elements if "id" in each}
    assert {str(each["href"])[1:] for _, each in page.elements if "href" in each} <= known
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))
    named = {name for _, each in page.elements for name in str(each.get("aria-labelledby") or "").split()}
    assert named <= known


def test_the_page_has_one_title_its_landmarks_and_its_language(page: Page) -> None:
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("nav")) == 1
    assert page.all("html")[0]["lang"] == "fr"
    assert page.all("a")[0]["class"] == "skip"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_fields_have_labels_drawings_have_names(page: Page) -> None:
    assert page.tables and all(table.caption for table in page.tables)
    form = page.source.split("<form")[1].split("</form>")[0]
    for field in re.findall(r"<(?:input|select)\b.*?(?:>|</select>)", form):
        assert form.index("<label>") < form.index(field)
    assert form.count("<label>") == form.count("<input") + form.count("<select")
    drawings = [each for each in page.all("svg") if "aria-hidden" not in each and "x" not in each]
    assert drawings and all(each.get("role") == "img" for each in drawings if "class" in each)
    for chart in (each for each in drawings if each.get("class") == "chart"):
        assert len(str(chart["aria-labelledby"]).split()) == 2


def test_lists_can_be_sorted_and_narrowed_without_the_page_depending_on_it(page: Page) -> None:
    assert [each for each in page.all("th") if each.get("data-s")]
    assert {each["name"] for each in page.all("select")} == {"g", "l", "f"}
    assert page.all("noscript") and not [each for _, each in page.elements if "hidden" in each]


def test_the_script_is_one_that_an_interpreter_accepts(page: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("script") / "page.js"
    path.write_text(page.script, encoding="utf-8")
    try:
        done = subprocess.run(["node", "--check", path], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no interpreter here")
    assert done.returncode == 0, done.stderr


def test_the_ranking_holds_the_figures_of_the_result(page: Page, result: Result) -> None:
    rows = {row["Résidence"].split(" ")[0]: row for row in page.table("Liste de").by_head()}
    assert len(rows) == result.frame.height
    for unit in result.frame.iter_rows(named=True):
        row = rows[unit["code"]]
        assert row["Note"] == ("" if unit["score"] is None else number(unit["score"], "fr"))
        # the list goes by level: ranks, which go by score, would stand in disorder
        assert "Rang" not in row
        assert row["Taux de réponse"].replace(" ", "\u202f") == percent(unit["coverage"], "fr")
        if unit["low"] == unit["high"] and unit["score"] is not None:
            assert row["Intervalle"] == ""
        else:
            assert all(number(unit[end], "fr") in row["Intervalle"] for end in ("low", "high"))


def test_the_map_and_the_sheets_hold_the_scores_of_themes(page: Page, result: Result) -> None:
    rows = {row["Résidence"].split(" ")[0]: row for row in page.table("Note de chaque thème").by_head()}
    profiles = [table for table in page.tables if table.caption == "Profil par thème"]
    order = [row["Résidence"].split(" ")[0] for row in page.table("Liste de").by_head()]
    for place, code in enumerate(order):
        unit = result.frame.row(by_predicate=pl.col("code") == code, named=True)
        for theme, line in zip(result.grid.themes, profiles[place].rows[1:], strict=True):
            score = unit[f"score:{theme.id}"]
            expected = (
                number(score, "fr")
                if score is not None
                else "s. o."
                if unit[f"coverage:{theme.id}"] is None
                else "n. p."
            )
            assert rows[code][theme.title] == line[2] == expected


def test_distribution_is_given_in_units_and_in_logements_and_by_agency(page: Page) -> None:
    complexe = next(row for row in page.table("Répartition par niveau").rows if row[0] == "Situation complexe")
    assert complexe[1:5] == ["4", "50 %", "400", "73 %"]
    nord = next(row for row in page.table("Par agence").rows if row[0] == "Nord")
    assert nord[-4:] == ["5", "348", "72 %", "2"] or nord[-4:-2] == ["5", "348"]


def test_state_counts_add_up_on_every_line(page: Page, result: Result) -> None:
    rows = page.table("réponses par état").rows[1:]
    totals = [sum(int(cell) for cell in row[1:]) for row in rows]
    assert totals == [8] * 6 + [48]


def test_what_weighs_is_what_the_diagnostic_says(page: Page, result: Result) -> None:
    for row, code in enumerate(result.frame["code"].to_list()):
        diagnostic, text = explainer_of(result).unit(row), sheet(page, code)
        if diagnostic.verdict.score is None:
            assert "Ce qui aggrave" not in text
            continue
        for reading in diagnostic.against[:5]:
            assert f"{number(reading.against or 0, 'fr')} {reading.indicator.id} {reading.indicator.title}" in text


def test_the_detail_of_a_sheet_holds_every_indicator_with_its_points(result: Result) -> None:
    lines = re.findall(r"^TR1\t.*$", Page(result).source, re.MULTILINE)
    assert len(lines) == result.frame.height
    assert "TR1\t30\t67\t22,33" in lines
    assert "TR1\t50 — effectif insuffisant\t\t" in lines


def without_first_look(text: str) -> str:
    """A sheet but for its first look, whose number stands under its own name."""
    return re.sub(r"^Premier repérage, sur les données seules : .*$", "", text, flags=re.MULTILINE)


def test_a_unit_that_is_not_conclusive_has_no_score_and_no_level_as_a_headline(page: Page, result: Result) -> None:
    for code in ("000105", "000107"):
        text = sheet(page, code)
        assert "\nNon concluant\n" in text and "Pourquoi aucun niveau" in text
        assert "Niveaux possibles" in text and not re.search(r"\bnote \d", without_first_look(text))
        row = next(row for row in page.table("Liste de").by_head() if row["Résidence"].startswith(code))
        assert (row["Niveau"], row["Note"]) == ("Non concluant", "")
    assert not re.search(r"\bnote \d", sheet(page, "000106"))


def test_what_would_decide_is_listed_by_weight(page: Page) -> None:
    text = sheet(page, "000105").split("Ce qui manque, et ce qui déciderait")[1]
    enough, heaviest = text.strip().splitlines()[:2]
    assert enough.endswith("établi, quelle qu’elle soit : TR1 Troubles pour 100 logements.")
    assert heaviest == "33,3 TR1 Troubles pour 100 logements : non renseigné"


def test_actions_stand_under_their_lever_with_what_triggers_them(page: Page) -> None:
    text = sheet(page, "000102").split("Actions proposées")[1]
    assert "##### Opérationnel" in text and "##### Structurel" in text
    assert "Présence renforcée — 1-3 mois — TR1 : 60 pour 100 logements ; TR3 : Difficulté majeure (3)" in text
    catalogue = {row["Action"]: row for row in page.table("Actions proposées").by_head()}
    assert catalogue["Présence renforcée"]["Comment"] == "Binômes et horaires décalés."


@pytest.fixture(scope="module")
def plain(result: Result) -> Page:
    """The page of the same stock, whose names are letters."""
    return Page(dataclasses.replace(result, frame=result.frame.with_columns(nom=pl.lit("n"), agence=pl.lit("n"))))


@pytest.mark.parametrize(
    "name", [*NASTY, '" onload="alert(1)', "' x='", "</script><script>alert(1)</script>", "{{ 7*7 }}"]
)
def test_received_text_is_only_text(result: Result, plain: Page, name: str) -> None:
    names = result.frame.with_columns(pl.lit(name).alias("nom"), pl.lit(name).alias("agence"))
    hostile = Page(dataclasses.replace(result, frame=names))
    shown = " ".join(name.replace("\u202e", "").split())
    assert f"000101 — {shown}" in hostile.text
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in plain.elements]
    assert [sorted(each) for _, each in hostile.elements] == [sorted(each) for _, each in plain.elements]
    assert "\u202e" not in hostile.source


@pytest.mark.parametrize("change", VARIANTS)
def test_every_kind_of_grid_makes_a_page_in_both_languages(change: object) -> None:
    scored = varied(change)  # type: ignore[arg-type]
    for language in ("fr", "en"):
        shown = Page(scored, language)
        assert len(shown.all("article")) == scored.frame.height
        assert all(table.caption for table in shown.tables)


def test_an_empty_stock_makes_a_page(result: Result) -> None:
    assert "0 résidence" in Page(dataclasses.replace(result, frame=result.frame.clear())).text


def test_beyond_2000_units_the_page_holds_the_first_concerns_and_says_where_the_rest_is(result: Result) -> None:
    many = dataclasses.replace(result, frame=pl.concat([result.frame] * 251))
    shown = Page(many)
    assert len(shown.all("article")) == 500
    assert "Ce document montre 500 lignes sur 2 008" in shown.text and ".parquet" in shown.text


def test_five_hundred_sheets_stay_light(five_hundred: Result) -> None:
    assert len(rendered(five_hundred)) < 2_900_000
