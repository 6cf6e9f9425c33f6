"""The workbook: the figures of the result, nothing that calculates, ready to print, the same bytes twice."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl.workbook.workbook import Workbook

from hlmdiag.report import excel
from hlmdiag.report.excel.page import check
from hlmdiag.scoring import Result
from hlmdiag.synthesis import ink_on
from report.cells import opened, rendered
from report.variants import VARIANTS, varied

SHEETS = [
    "Synthèse",
    "Classement",
    "Raisons",
    "Thèmes",
    "Critères",
    "Alertes",
    "Actions",
    "Simuler",
    "À recueillir",
    "Réponses à demander",
    "Données",
    "Méthode",
    "Barème",
]
TO_COLLECT = ("À recueillir", "Réponses à demander")
"""Where something is left to collect."""
ASKED_NOTHING = [name for name in SHEETS if name not in TO_COLLECT]


@pytest.fixture(scope="module")
def book(result: Result) -> Workbook:
    return opened(result)


def table(book: Workbook, sheet: str, first: str = "Code") -> list[dict[str, object]]:
    """The rows of the table of a sheet, by the heads of its columns."""
    rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(rows) if first in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def test_the_sheets_come_in_the_order_of_the_meeting(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_two_workbooks_of_one_result_are_the_same_bytes(result: Result) -> None:
    assert rendered(result) == rendered(result)


def test_no_cell_is_a_formula_or_a_link(book: Workbook) -> None:
    """But in « Simuler », whose formulas are ours: nothing that was received becomes one."""
    sheets = [sheet for sheet in book.worksheets if sheet.title != "Simuler"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink is not None]
    received = [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert received and all(text.startswith("=HYPERLINK(") for text in received)


def test_a_mark_that_reverses_reading_is_not_shown(book: Workbook) -> None:
    texts = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [text for text in texts if "\u202e" in text]


def test_the_ranking_holds_the_figures_of_the_result(book: Workbook, result: Result) -> None:
    units = {unit["code"]: unit for unit in result.frame.iter_rows(named=True)}
    rows = table(book, "Classement")
    assert len(rows) == len(units)
    for row in rows:
        unit = units[row["Code"]]
        names = {
            "Note": "score",
            "Note la plus basse possible": "low",
            "Note la plus haute possible": "high",
            "Taux de réponse": "coverage",
        }
        assert {head: row[head] for head in names} == {head: unit[name] for head, name in names.items()}
        assert row["Logements"] == unit["nb_logements"]


def test_a_unit_that_is_not_conclusive_has_no_score_and_no_level_on_any_sheet(book: Workbook) -> None:
    for sheet in ("Classement", "Thèmes", "Alertes", "Actions"):
        for row in table(book, sheet):
            if row["Code"] in ("000105", "000107"):
                assert row["Niveau"] == "Non concluant"
    notes = {row["Code"]: row["Note"] for row in table(book, "Classement")}
    assert notes["000105"] is None and notes["000106"] is None and notes["000107"] is None
    assert {row["Ensemble"] for row in table(book, "Thèmes") if row["Code"] in ("000105", "000107")} == {"n. p."}


def test_the_heat_map_holds_the_scores_of_themes(book: Workbook, result: Result) -> None:
    shown = {row["Code"]: row["Tranquillité"] for row in table(book, "Thèmes")}
    for code, score in result.frame.select("code", "score:tranquillite").iter_rows():
        assert shown[code] == ("n. p." if score is None else score)


def test_each_criterion_of_each_unit_has_its_state_its_points_and_its_cell(book: Workbook, result: Result) -> None:
    rows = table(book, "Critères")
    assert len(rows) == result.frame.height * len(result.grid.indicators)
    row = next(row for row in rows if row["Code"] == "000104" and row["Critère"] == "TR1")
    assert (row["Points"], row["État"]) == (67, "renseigné")
    assert row["Contribution"] == pytest.approx(22.333333333)
    assert row["Origine"] == "parc.xlsx, feuille « Relevé », H8, E8"


def test_states_add_up_to_the_number_of_units_on_every_line(book: Workbook, result: Result) -> None:
    names = ["Sans objet", "Refusés", "Non renseignés", "Ne sait pas", "Effectif insuffisant", "Renseignés"]
    rows = [row for row in table(book, "Données", "Renseignés") if row["Total"] is not None]
    for row in rows:
        assert sum(int(str(row[name])) for name in names) == row["Total"]
    assert [row["Total"] for row in rows] == [result.frame.height] * 6 + [result.frame.height * 6]


def test_problems_are_listed_with_their_cell(book: Workbook) -> None:
    texts = [cell for row in book["Données"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert "parc.xlsx, feuille « Relevé », I11" in texts


def test_six_actions_at_most_are_proposed_to_a_unit_with_columns_to_fill(book: Workbook) -> None:
    rows = table(book, "Actions")
    assert [row["Ordre"] for row in rows if row["Code"] == "000102"] == [1, 2, 3]
    assert {row["Statut"] for row in rows} == {None}
    validated = book["Actions"].data_validations.dataValidation
    assert [each.formula1 for each in validated] == ['"À lancer,En cours,Fait,Abandonné"']


def test_every_sheet_prints_on_a4_across_its_width(book: Workbook) -> None:
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
        # one page across is what the format means when it says nothing
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and setup.fitToWidth in (None, 1)
        assert sheet.print_area


def test_lists_can_be_filtered_and_keep_their_head_in_sight(book: Workbook) -> None:
    assert book["Classement"].auto_filter.ref and book["Classement"].freeze_panes
    assert book["Critères"].print_title_rows == "$3:$3"


def test_charts_are_native(result: Result) -> None:
    names = ZipFile(BytesIO(rendered(result))).namelist()
    assert {"xl/charts/chart1.xml", "xl/charts/chart2.xml"} <= set(names)
    assert not [name for name in names if "externalLink" in name or "media" in name]


def test_every_part_of_the_file_is_well_formed_and_points_nowhere_outside(result: Result) -> None:
    parts = ZipFile(BytesIO(rendered(result)))
    for name in parts.namelist():
        root = ElementTree.fromstring(parts.read(name))
        assert "External" not in {each.get("TargetMode") for each in root.iter()}, name


def test_the_file_is_dated_by_the_result_and_not_by_the_clock(book: Workbook, result: Result) -> None:
    assert book.properties.created.date() == result.manifest.reference_date
    parts = ZipFile(BytesIO(rendered(result)))
    assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_received_formulas_stay_text_beside_ours(book: Workbook) -> None:
    formulas = [cell.value for row in book["Simuler"].iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and not [text for text in formulas if "HYPERLINK" in text]


def test_beyond_2000_units_the_workbook_holds_the_first_concerns_and_says_so(result: Result) -> None:
    many = dataclasses.replace(result, frame=pl.concat([result.frame] * 251))
    book = opened(many)
    assert len(table(book, "Classement")) == 500
    said = str(book["Classement"]["A2"].value).replace("\u202f", " ")
    assert "500 lignes sur 2 008" in said


def test_an_empty_stock_makes_a_workbook(result: Result) -> None:
    empty = dataclasses.replace(result, frame=result.frame.clear())
    assert [name for name in opened(empty).sheetnames if name not in TO_COLLECT] == ASKED_NOTHING[:-1]


@pytest.mark.parametrize("change", VARIANTS)
def test_every_kind_of_grid_makes_a_workbook_in_both_languages(change: object) -> None:
    scored = varied(change)  # type: ignore[arg-type]
    # rules alone leave nothing to simulate
    names = opened(scored).sheetnames
    sheets = [name for name in names if name not in TO_COLLECT]
    assert sheets == (ASKED_NOTHING if scored.grid.indicators else ASKED_NOTHING[:-1])
    if scored.grid.root.children and not scored.grid.level_rules:
        assert set(TO_COLLECT) <= set(names)
    assert opened(scored, "en").sheetnames[0] == "Summary"


def test_a_text_longer_than_a_cell_is_cut_and_says_so(result: Result) -> None:
    long = dataclasses.replace(result, frame=result.frame.with_columns(pl.lit("x" * 40_000).alias("nom")))
    shown = [str(row["Nom"]) for row in table(opened(long), "Classement")]
    assert all(text.endswith("…") and len(text) <= 32_767 for text in shown)


def test_what_xlsxwriter_leaves_out_is_never_passed_over() -> None:
    with pytest.raises(RuntimeError):
        check(-1)


@pytest.mark.parametrize(("fill", "ink"), [("#2e7d32", "#ffffff"), ("#f9a825", "#000000"), ("#c62828", "#ffffff")])
def test_the_name_of_a_level_contrasts_with_its_colour(fill: str, ink: str) -> None:
    assert ink_on(fill) == ink


def test_the_renderer_only_writes_to_the_stream_it_is_given(result: Result) -> None:
    out = BytesIO(b"")
    excel.render(result, out, "fr")
    assert not out.closed and out.getvalue()[:2] == b"PK"
