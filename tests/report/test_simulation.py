"""« Simuler »: its formulas, recalculated by LibreOffice, say what the real scorer says of the changed answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hlmdiag.data.dataset import Dataset
from hlmdiag.grid import load_document, load_grid
from hlmdiag.grid.model import Grid, Theme
from hlmdiag.grid.shipped import shipped_folder
from hlmdiag.scoring import Result, score
from hlmdiag.states import KNOWN
from report.cells import rendered
from report.recalculated import PROGRAM, recalculated
from report.simulated_cases import CASES, grid_of, scored
from report.stock import DATE, GRID
from report.variants import Document

SIMULATED, TYPED, LINE = "H", "G", "L"
"""Columns: the points that are simulated, the answers that are typed, the place of a line among the criteria."""
HEAD = 12


def simulated(result: Result, wanted: Mapping[str, tuple[str, Mapping[str, Any]]]) -> tuple[Workbook, Worksheet]:
    """The workbook with one copy of « Simuler » for each unit that is picked and what is typed for it.

    With it, the sheet as we write it, values and no formulas.
    """
    written = rendered(result)
    book = load_workbook(BytesIO(written))
    for name in set(book.sheetnames) - {"Simuler", "Critères", "Barème"}:
        del book[name]
    rows = rows_of(book["Simuler"], result.grid)
    for name, (code, typed) in wanted.items():
        sheet = book.copy_worksheet(book["Simuler"])
        sheet.title, sheet["D4"] = name, code
        for indicator, answer in typed.items():
            sheet[f"{TYPED}{rows[indicator]}"] = answer
    return book, load_workbook(BytesIO(written), data_only=True)["Simuler"]


def rows_of(sheet: Worksheet, grid: Grid) -> dict[str, int]:
    """The row of each node: by its id for a criterion, by its title for a theme."""
    names = {node.title if isinstance(node, Theme) else node.id: node.id for node in grid.root.walk()}
    names["Ensemble"] = ""
    found = {}
    for row in range(HEAD + 1, HEAD + 1 + len(names)):
        found[names.get(sheet[f"A{row}"].value, "?")] = row
    return found


SHIPPED = {
    "residence-complexe": ("parc.xlsx", "incidents.csv", "reclamations.csv"),
    "reperage-rapide": ("parc.xlsx", "incidents.csv", "reclamations.csv"),
    "indicateurs-suivi": ("indicateurs.csv",),
    "diagnostic-en-marchant": ("parcours.csv",),
    "tranquillite-residentielle": ("halls.csv", "faits-halls.csv"),
    "pratiques-qualite-service": ("pratiques.csv",),
}


def shipped(id: str) -> tuple[Grid, Dataset]:
    import hlmdiag

    grid = hlmdiag.load_grid(id)
    return grid, hlmdiag.read([shipped_folder("examples") / name for name in SHIPPED[id]], grid, date=DATE)


@dataclass(frozen=True)
class Made:
    """A sheet recalculated, the unit that it has to agree with, and the values that we had written for it."""

    sheet: Worksheet
    result: Result
    code: str
    cached: Worksheet


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Every sheet of this module, recalculated in one session, with the result that it has to agree with."""
    if PROGRAM is None:
        pytest.skip("LibreOffice est absent : les formules du classeur ne sont pas recalculées ici")
    books, expected, home, cached = {}, {}, {}, {}
    for change in dict.fromkeys(case.change for case in CASES):
        grid, cases = grid_of(change), [case for case in CASES if case.change == change]
        given, wanted = scored(grid), {case.name: (case.code, case.typed) for case in cases}
        books[change or "petit"], cached[change or "petit"] = simulated(given, wanted)
        for case in cases:
            expected[case.name] = (scored(grid, case.code, case.answers), case.code)
            home[case.name] = change or "petit"
    for id in SHIPPED:
        result = few(score(*shipped(id), date=DATE))
        code = "/".join(str(each) for each in result.frame.select(result.grid.keys).row(3))
        home[id], expected[id] = id, (result, code)
        books[id], cached[id] = simulated(result, {id: (code, {})})
    # sorted by hand, the sheet of criteria still gives each answer to its own line
    lines = [list(row) for row in books["diagnostic-en-marchant"]["Critères"].iter_rows(min_row=4, values_only=True)]
    for row, line in enumerate(reversed(lines), 4):
        for column, value in enumerate(line, 1):
            books["diagnostic-en-marchant"]["Critères"].cell(row, column).value = value
    result, changed, typed = judged()
    books["avec-jugements"], cached["avec-jugements"] = simulated(result, {"jugements": ("0102", typed)})
    home["jugements"], expected["jugements"] = "avec-jugements", (changed, "0102")
    found = recalculated(books, tmp_path_factory.mktemp("libreoffice"))
    sheets = {name: (found[home[name]][name], *expected[name], cached[home[name]]) for name in expected}
    # what was written for the unit at opening is checked on the sheet that nobody touched
    untouched = {book: (found[book]["Simuler"], *expected[name], cached[book]) for name, book in home.items()}
    return {
        name: Made(*it)
        for name, it in (sheets | {f"{book} à l’ouverture": it for book, it in untouched.items()}).items()
    }


def few(result: Result) -> Result:
    return dataclasses.replace(result, frame=result.frame.head(6))


def judged() -> tuple[Result, Result, dict[str, str]]:
    """The shipped grid on the example, with three judgements of one residence at their worst."""
    grid, received = shipped("residence-complexe")
    leaves = {leaf.id: leaf for leaf in grid.indicators}
    typed = {id: f"{leaves[id].rule.choices['4'].label} (4)" for id in ("QS9", "CV4", "TR6")}
    frame, own = received.stock.frame, pl.col("v:code_residence") == "0102"
    for id in typed:
        frame = frame.with_columns(
            pl.when(own).then(pl.lit("4")).otherwise(pl.col(f"v:{id}")).alias(f"v:{id}"),
            pl.when(own).then(pl.lit(int(KNOWN), dtype=pl.UInt8)).otherwise(pl.col(f"s:{id}")).alias(f"s:{id}"),
        )
    changed = dataclasses.replace(received, stock=dataclasses.replace(received.stock, frame=frame))
    before, after = score(grid, received, date=DATE), score(grid, changed, date=DATE)
    own_row = before.frame["code_residence"] == "0102"
    kept = before.frame.filter(own_row | (pl.int_range(pl.len()) < 3))
    return dataclasses.replace(before, frame=kept), dataclasses.replace(after, frame=after.frame.filter(own_row)), typed


@pytest.mark.parametrize("name", [*(case.name for case in CASES), *SHIPPED, "jugements"])
def test_the_formulas_say_what_the_scorer_says(made: dict[str, Made], name: str) -> None:
    sheet, grid = made[name].sheet, made[name].result.grid
    unit, rows = unit_of(made[name].result, made[name].code), rows_of(sheet, grid)
    for leaf in grid.indicators:
        assert close(sheet[f"{SIMULATED}{rows[leaf.id]}"].value, unit[f"score:{leaf.id}"]), leaf.id
    for theme in (node for node in grid.root.walk() if isinstance(node, Theme)):
        suffix = f":{theme.id}" if theme.id else ""
        assert close(sheet[f"{SIMULATED}{rows[theme.id]}"].value, unit[f"score{suffix}"]), theme.title
        if sheet[f"J{rows[theme.id]}"].value is not None:
            assert close(sheet[f"J{rows[theme.id]}"].value, unit[f"coverage{suffix}"]), theme.title
    assert close(sheet["G7"].value, unit["score"])
    assert close(sheet["G9"].value, unit["coverage"])
    titles = {level.id: level.title for level in grid.levels}
    if titles and unit["override"] is None and (unit["conclusive"] or unit["level"] is None):
        # until an answer is changed, an inconclusive unit keeps the words of its row: at least which level
        assert sheet["G8"].value.partition(", au moins ")[0] == titles.get(unit["level"], "Non concluant")


@pytest.mark.parametrize("name", [case.name for case in CASES if case.change == "more_flags"])
def test_flags_that_read_results_follow_the_answers(made: dict[str, Made], name: str) -> None:
    sheet, unit = made[name].sheet, unit_of(made[name].result, made[name].code)
    shown = {row[1].value: row for row in sheet.iter_rows(min_row=HEAD)}
    for flag in made[name].result.grid.flags.values():
        word = "levé" if flag.id in unit["flags"] else "à vérifier" if flag.id in unit["flags_to_check"] else "non levé"
        row = shown[flag.message]
        assert (row[6].value, row[10].value) == (word, None), flag.id


def test_a_flag_that_reads_a_text_is_kept_as_it_is_and_says_so() -> None:
    document = deepcopy(dict(load_grid(GRID).document))
    document["flags"]["nord"] = {"when": 'agence == "Nord" and score(TR1) >= 67', "message": "Au nord"}
    sheet = load_workbook(BytesIO(rendered(scored(load_document(document)))), data_only=True)["Simuler"]
    [row] = [row for row in sheet.iter_rows(min_row=HEAD) if row[1].value == "Au nord"]
    assert (row[4].value, row[6].value, row[10].value) == ("levé", "levé", "tenu pour inchangé")


def test_every_formula_has_the_value_that_was_written_for_it(made: dict[str, Made]) -> None:
    untouched = [each for name, each in made.items() if name.endswith("à l’ouverture")]
    for each in untouched:
        for row in each.cached.iter_rows():
            for cell in (each for each in row if not each.coordinate.startswith(LINE)):
                again = each.sheet[cell.coordinate].value
                assert again == cell.value or close(again, cell.value), (each.result.grid.id, cell.coordinate)
    assert len(untouched) > len(SHIPPED)


def unit_of(result: Result, code: str) -> dict[str, Any]:
    keys = result.frame.select(pl.concat_str(pl.col(result.grid.keys), separator="/")).to_series()
    return result.frame.row(keys.to_list().index(code), named=True)


def close(shown: object, expected: object) -> bool:
    if expected is None:
        return shown in (None, "", "n. p.", "s. o.")
    both = isinstance(shown, int | float) and isinstance(expected, int | float)
    return both and abs(shown - expected) < 1e-7


@pytest.fixture(scope="module")
def sheet(result: Result) -> Worksheet:
    return load_workbook(BytesIO(rendered(result)))["Simuler"]


def formulas(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_formulas_hold_no_word_and_only_functions_that_every_program_knows(sheet: Worksheet) -> None:
    known = {
        "IF",
        "INDEX",
        "MATCH",
        "SUMPRODUCT",
        "MAX",
        "MIN",
        "SUM",
        "ROUND",
        "ISNUMBER",
        "ISTEXT",
        "EXACT",
        "N",
        "IFERROR",
    }
    for formula in formulas(sheet):
        named = re.sub(r"'[^']+'!", "", formula)
        assert set(re.findall(r"([A-Z]+)\(", named)) <= known
        assert set(re.findall(r'"([^"]*)"', named)) <= {""}
        assert ";" not in named and "[" not in named


def test_only_the_choice_and_the_answers_can_be_changed(sheet: Worksheet, result: Result) -> None:
    rows = rows_of(sheet, result.grid)
    free = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert free == {"D4"} | {f"{TYPED}{rows[leaf.id]}" for leaf in result.grid.indicators}
    assert sheet.protection.sheet


def test_a_choice_has_its_list_and_a_measure_its_limits(sheet: Worksheet, result: Result) -> None:
    rows = rows_of(sheet, result.grid)
    asked = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert asked["D4"].type == "list" and asked["D4"].formula1.startswith("'Barème'!")
    assert asked[f"G{rows['TR3']}"].type == "list"
    assert asked[f"G{rows['TR2']}"].type == "list"
    assert (asked[f"G{rows['TR1']}"].formula1, asked[f"G{rows['TR1']}"].type) == ("0.0", "decimal")
    percent = asked[f"G{rows['OC1']}"]
    assert (percent.formula1, percent.formula2) == ("0.0", "100.0")
    assert percent.error == "Tapez un nombre en %, sans l’unité, de 0 à 100."


def test_the_sheet_says_what_it_does_not_carry(result: Result) -> None:
    texts = {str(cell) for row in variant_sheet("worst").iter_rows(values_only=True) for cell in row}
    assert any(text.startswith("Ensemble : la note n’est pas recalculée, la grille l’ajuste") for text in texts)
    texts = {str(cell) for row in variant_sheet("geometric").iter_rows(values_only=True) for cell in row}
    assert any(text.startswith("Qualité de service : la note n’est pas recalculée") for text in texts)
    texts = {str(cell) for row in variant_sheet("by_rules").iter_rows(values_only=True) for cell in row}
    assert "La grille classe par des règles, sans critère noté : il n’y a pas de note à simuler." in texts


def many_themes(document: Document) -> None:
    one = document["themes"]["service"]["themes"].pop("occupation")
    leaf = one["indicators"]["OC1"]
    for place in range(45):
        document["themes"][f"T{place}"] = {"title": f"Thème {place}", "indicators": {f"X{place}": leaf}}


def test_a_tree_too_wide_for_a_formula_is_shown_as_values() -> None:
    document = deepcopy(dict(load_grid(GRID).document))
    many_themes(document)
    sheet = load_workbook(BytesIO(rendered(scored(load_document(document)))))["Simuler"]
    texts = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert any(text.startswith("Ensemble : la note n’est pas recalculée, trop d’éléments") for text in texts)
    assert max(map(len, formulas(sheet))) < 8_192


def variant_sheet(change: str) -> Worksheet:
    return load_workbook(BytesIO(rendered(scored(grid_of(change)))))["Simuler"]


def test_beyond_2000_units_the_list_holds_the_lines_that_the_workbook_shows(result: Result) -> None:
    many = dataclasses.replace(result, frame=pl.concat([result.frame] * 251))
    book = load_workbook(BytesIO(rendered(many)))
    [picked] = [each for each in book["Simuler"].data_validations.dataValidation if str(each.sqref) == "D4"]
    cells = book["Barème"][picked.formula1.split("!")[1].replace("$", "")]
    header, *lines = book["Classement"].iter_rows(min_row=4)
    code = [cell.value for cell in header].index("Code")
    shown = [line[code].value for line in lines]
    assert [cell.value for (cell,) in cells] == shown and len(shown) == 500
