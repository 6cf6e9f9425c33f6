"""« Correspondances »: what only the author of a file knows is chosen there, and obeyed when the copy comes back."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from cli.conftest import Run
from data.kit import codes, filled, look, only, small_grid, workbook
from hlmdiag import load_grid
from hlmdiag.data import Settings, read
from hlmdiag.errors import HlmdiagError
from hlmdiag.inspection import questions
from hlmdiag.inspection.proposals import proposals
from hlmdiag.scoring.schema import result_schema
from inspection.kit import SHEET, answered, asked_in, copy_of, looked, read_back
from report.recalculated import PROGRAM

TITLES = [
    "Code résidence",
    "Rubrique A",
    "Rubrique B",
    "Rubrique C",
    "Rubrique D",
    "Rubrique E",
    "Tél. locataire",
    "Divers",
]
ROWS = [
    TITLES,
    ["R1", 24, 3.5, 410, "oui", "-", "06 12 34 56 78", "vu"],
    ["R2", 30, "-", 395, "non", "néant", "06 12 34 56 79", "revu"],
    ["R3", 12, 4, ">400", "oui", 7, "06 12 34 56 70", "vu"],
]
ANSWERS = {
    "Rubrique A": "Nombre de logements", "Rubrique B": "Vacance", "Rubrique C": "Loyer moyen",
    "Rubrique E": "Note de propreté", "Rubrique D": "Gardien sur place", "Divers": "ne pas lire",
}  # fmt: skip
READ = [
    ("R1", 24.0, 3.5, 410.0, "(vide)"),
    ("R2", 30.0, "(vide)", 395.0, "(refusé)"),
    ("R3", 12.0, 4.0, "(refusé)", 7.0),
]
COLUMNS = ("code_residence", "nb_logements", "pct_vacance", "loyer", "note")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a stock, its annotated copy, and this copy once answered."""
    folder = tmp_path_factory.mktemp("parc")
    answered(copy_of(workbook(folder, Relevé=ROWS)), ANSWERS)
    return folder


@pytest.fixture
def rendue(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "rendue.xlsx", tmp_path))


def test_every_title_that_is_not_recognised_is_asked_about_first(made: Path) -> None:
    copy = made / "copie.xlsx"
    book = openpyxl.load_workbook(copy)
    assert (book.sheetnames[:2], book.active.title) == ([SHEET, "Anomalies"], SHEET)
    assert {"Rubrique A", "Rubrique B", "Rubrique C", "Tél. locataire", "Divers"} <= asked_in(copy).keys()
    assert asked_in(copy)["Tél. locataire"] == "ne pas lire"
    shown = {row[1].value: row[2].value for row in book[SHEET].iter_rows()}
    assert (shown["Rubrique A"], shown["Tél. locataire"]) == ("24\N{NO-BREAK SPACE}; 30\N{NO-BREAK SPACE}; 12", None)


def test_each_answer_is_chosen_from_a_list_and_nothing_else_can_be_typed_over(made: Path) -> None:
    book = openpyxl.load_workbook(made / "copie.xlsx")
    sheet = book[SHEET]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    listed = {str(cell) for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges for cell in
              (f"D{number}" for number in range(area.min_row, area.max_row + 1))}  # fmt: skip
    assert sheet.protection.sheet and unlocked == listed and len(unlocked) == len(asked_in(made / "copie.xlsx"))
    rule = next(each for each in sheet.data_validations.dataValidation if sheet["B8"].value)
    name, cells = rule.formula1.rsplit("!", 1)
    hidden = book[name.strip("'")]
    choices = [row[0].value for row in hidden[cells.replace("$", "")]]
    assert hidden.sheet_state == "veryHidden" and choices[0] == "ne pas lire"
    assert {"Nombre de logements", "Loyer moyen", "Vacance"} <= set(choices)


def test_what_is_answered_is_read_so_and_said(rendue: Path) -> None:
    dataset = read_back(rendue)
    assert look(dataset, *COLUMNS) == READ
    said = [problem for problem in dataset.problems if problem.code == "donnees.correspondance"]
    assert {each.values["title"] for each in said} == set(ANSWERS) - {"Divers"}
    assert all(each.location.sheet == SHEET and str(each.location.cell).startswith("D") for each in said)
    assert filled(only(dataset, "correspondance-non-lus"), "titles") == "« Tél. locataire », « Divers »"
    assert "entete-inconnu" not in codes(dataset.problems) and "entete-en-trop" not in codes(dataset.problems)
    assert [file.table for file in dataset.inputs] == ["stock"]


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("non renseigné", "(vide)"), ("zéro", 0.0), ("sans objet", "(so)"), ("ne sait pas", "(nsp)"),
        ("à corriger", "(refusé)"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_value_means_what_is_answered(rendue: Path, answer: str, value: object) -> None:
    copy = copy_of(rendue, "deux.xlsx")
    assert {"« - » sous « Rubrique E »", "« néant » sous « Rubrique E »", "« >400 » sous « Rubrique C »"} <= {
        *asked_in(copy)
    }
    back = answered(copy, {f"« {text} » sous « Rubrique E »": answer for text in ("-", "néant")})
    dataset = read_back(back)
    assert [row[0] for row in look(dataset, "note")] == [value, value, 7.0]
    told = {each.text: (each.count, each.place.sheet) for each in dataset.translated}
    changed = {"non renseigné": {"néant"}, "à corriger": {"-"}}.get(answer, {"-", "néant"})
    assert told == dict.fromkeys(changed, (1, SHEET))
    assert ("a-corriger" in codes(dataset.problems)) == (answer == "à corriger")


def test_a_copy_of_a_copy_keeps_every_answer_even_one_that_was_taken_away(rendue: Path) -> None:
    before = asked_in(rendue)
    blanked = answered(rendue, {"Rubrique C": ""}, "vidée.xlsx")
    again = asked_in(copy_of(blanked, "trois.xlsx"))
    assert {about: again[about] for about in before} == before | {"Rubrique C": None}
    assert only(read_back(blanked), "correspondance-sans-reponse").values["count"] >= 1


def test_the_sheet_is_known_whatever_it_is_called_and_wherever_its_rows_went(rendue: Path) -> None:
    book = openpyxl.load_workbook(rendue)
    sheet = book[SHEET]
    sheet.title = "Mes réponses"
    sheet.insert_rows(3, 2)
    sheet.insert_cols(1)
    book.move_sheet(sheet, 2)
    book.save(rendue)
    assert look(read_back(rendue), *COLUMNS) == READ


@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_answers_outlive_another_program(rendue: Path, kind: str) -> None:
    profile = (rendue.parent / "profile").as_uri()
    command = [PROGRAM, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    made = rendue.parent / "made"
    subprocess.run([*command, "--outdir", str(made), str(rendue)], check=True, capture_output=True, timeout=120)  # type: ignore[list-item]
    assert look(read_back(made / f"rendue.{kind}"), *COLUMNS) == READ


def test_without_the_sheet_it_is_a_plain_workbook(rendue: Path) -> None:
    book = openpyxl.load_workbook(rendue)
    book.remove(book[SHEET])
    book.save(rendue)
    dataset = read_back(rendue)
    assert look(dataset, "code_residence", "pct_vacance") == [(code, "(vide)") for code in ("R1", "R2", "R3")]
    assert not [code for code in codes(dataset.problems) if code.startswith("correspondance")]


def test_a_text_file_is_answered_in_the_workbook_made_of_it(tmp_path: Path) -> None:
    path = tmp_path / "été.csv"
    path.write_text("Code résidence;Rubrique A;Rubrique E\nR1;24;-\n", encoding="utf-8")
    back = answered(copy_of(path), {"Rubrique A": "Nombre de logements", "Rubrique E": "Note de propreté"})
    assert look(read_back(back), "nb_logements", "note") == [(24.0, "(vide)")]


def test_an_answer_wins_over_the_settings_and_the_difference_is_said(rendue: Path) -> None:
    settings = Settings({"Rubrique C": "note", "Rubrique B": "pct_vacance"})
    dataset = read_back(rendue, settings=settings)
    assert look(dataset, *COLUMNS) == READ
    assert only(dataset, "correspondance-reglages").values["what"] == "Rubrique C"


def test_an_answer_wins_over_a_title_that_is_recognised(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["Code résidence", "Loyer moyen", "Rubrique C"], ["R1", 400, 410]])
    dataset = read_back(answered(copy_of(path), {"Rubrique C": "Loyer moyen"}))
    assert look(dataset, "loyer") == [(410.0,)]
    assert only(dataset, "correspondance-remplace").location.cell == "B1"


def test_the_key_itself_can_be_answered(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["Rubrique X", "Loyer moyen"], ["R1", 400], ["R2", 410]])
    with pytest.raises(HlmdiagError):
        read(path, small_grid())
    back = answered(copy_of(path), {"Rubrique X": "Code résidence"})
    assert look(read_back(back), "code_residence", "loyer") == [("R1", 400.0), ("R2", 410.0)]


WRONG = {
    "correspondance-absente": ({}, "Rubrique C", "Rubrique Z"),
    "correspondance-inconnue": ({"Rubrique C": "Loyer moyn"}, None, None),
    "correspondance-double": ({"Rubrique C": "Vacance"}, None, None),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_answer_has_its_sentence_and_its_cell_and_loses_no_row(rendue: Path, code: str) -> None:
    answers, title, other = WRONG[code]
    back = answered(rendue, answers)
    if title is not None:
        book = openpyxl.load_workbook(back)
        book["Relevé"]["D1"].value = other
        book.save(back)
    dataset = read_back(back)
    assert [row[0] for row in look(dataset, "code_residence")] == ["R1", "R2", "R3"]
    assert [row[0] for row in look(dataset, "loyer")] == ["(vide)"] * 3
    problem = only(dataset, code)
    assert problem.location.sheet == SHEET and str(problem.location.cell).startswith("D")


@pytest.mark.parametrize("damage", ["{", "[1]", '{"kind": "x"}', '{"kind": 3}', '{"kind": "title", "sheet": 1}'])
def test_a_damaged_row_is_said_and_the_others_are_obeyed(rendue: Path, damage: str) -> None:
    book = openpyxl.load_workbook(rendue)
    sheet = book[SHEET]
    [cell] = [row[6] for row in sheet.iter_rows() if row[1].value == "Rubrique C"]
    cell.value = damage
    book.save(rendue)
    dataset = read_back(rendue)
    assert only(dataset, "correspondance-abimee").location.cell == f"D{cell.row}"
    assert [row[1] for row in look(dataset, "code_residence", "pct_vacance")] == [3.5, "(vide)", 4.0]


def test_hundreds_of_columns_are_asked_about(tmp_path: Path) -> None:
    titles = ["Code résidence", *(f"Compteur {number}" for number in range(400))]
    copy = copy_of(workbook(tmp_path, Parc=[titles, ["R1", *range(400)], ["R2", *range(400)]]))
    assert len(asked_in(copy)) == 400
    assert look(read_back(answered(copy, {"Compteur 399": "Loyer moyen"})), "loyer") == [(399.0,), (399.0,)]


def test_nothing_to_ask_makes_no_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["Code résidence", "Loyer moyen"], ["R1", 400]])
    assert openpyxl.load_workbook(copy_of(path)).sheetnames == ["Anomalies", "Parc"]
    assert questions(looked(path), "parc.xlsx", "fr") == []


def test_answers_are_kept_for_next_year(hlmdiag: Run, rendue: Path) -> None:
    grid = ["-g", Path(__file__).parents[1] / "data" / "parc.yaml"]
    Path("hlmdiag.toml").write_text('[columns]\n"Rubrique C" = "note"\n', encoding="utf-8")
    back = answered(copy_of(rendue, "deux.xlsx"), {"« néant » sous « Rubrique E »": "zéro"}, "mon parc.xlsx")
    told = hlmdiag("inspect", back, *grid).out
    assert f'hlmdiag inspect "{back}"' in told and "--write-config" in told
    assert hlmdiag("inspect", back, *grid, "--write-config").code == 0
    kept = tomllib.loads(Path("hlmdiag.toml").read_text(encoding="utf-8"))
    assert kept["columns"] == {
        "Rubrique A": "nb_logements", "Rubrique B": "pct_vacance", "Rubrique C": "note", "Rubrique D": "gardien",
        "Rubrique E": "note", "Divers": "-", "Tél. locataire": "-",
    }  # fmt: skip
    assert kept["values"]["note"]["néant"] == "0"
    assert '# "Rubrique C" = "loyer"' in Path("hlmdiag.toml").read_text(encoding="utf-8")
    before = Path("hlmdiag.toml").read_bytes()
    assert hlmdiag("inspect", back, *grid, "--write-config").code == 0 and Path("hlmdiag.toml").read_bytes() == before


def test_a_title_that_the_settings_leave_out_is_not_read_and_not_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, Parc=[["Code résidence", "Loyer moyen", "Divers"], ["R1", 400, "x"]])
    dataset = read_back(path, settings=Settings({"Loyer moyen": "-", "Divers": "-"}))
    assert (look(dataset, "loyer"), codes(dataset.problems)) == ([("(vide)",)], [])


def test_a_nominative_column_is_withheld_whatever_is_answered(rendue: Path) -> None:
    dataset = read_back(answered(rendue, {"Tél. locataire": "Nom de la résidence"}))
    assert look(dataset, "nom_residence") == [("(vide)",)] * 3
    assert only(dataset, "colonne-nominative").values["title"] == "Tél. locataire"
    assert "Tél. locataire" not in [each.values.get("title") for each in dataset.problems if "corresp" in each.code]


def test_a_result_of_answers_is_as_the_published_schema_says(hlmdiag: Run, rendue: Path) -> None:
    back = answered(copy_of(rendue, "deux.xlsx"), {"« néant » sous « Rubrique E »": "zéro"})
    grid = Path(__file__).parents[1] / "data" / "parc.yaml"
    assert hlmdiag("score", back, "-g", grid, "-o", "r.json").code == 0
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert [each["cell"] for each in document["translated"]] != []
    jsonschema.validate(document, result_schema())


def test_of_two_titles_answered_as_one_column_neither_is_read_by_its_words_either(tmp_path: Path) -> None:
    rows = [["Code résidence", "Nb de lgts", "Rubrique"], ["R1", 24, 1], ["R2", 30, 2], ["R3", 12, 3]]
    path = workbook(tmp_path, Relevé=rows)
    assert look(looked(path).dataset, "nb_logements") == [(24.0,), (30.0,), (12.0,)]
    dataset = read_back(answered(copy_of(path), {"Rubrique": "Nombre de logements"}))
    assert only(dataset, "correspondance-double").location.sheet == SHEET
    assert look(dataset, "nb_logements") == [("(vide)",)] * 3
    assert "titres-compris" not in codes(dataset.problems)


def test_an_answer_cut_short_is_proposed_in_the_copy_as_in_the_settings(tmp_path: Path) -> None:
    rows = [
        ["Code résidence", "Récurrence de l’occupation"],
        *([f"R{n}", text] for n, text in enumerate(["hebdo", "mens.", "quotidien", "non", "is", "ad hoc"])),
    ]
    grid = load_grid("residence-complexe")
    path = workbook(tmp_path, Relevé=rows)
    inspection = looked(path, grid=grid)
    asked = {each.subject.text: each.answer for each in questions(inspection, path.name, "fr")}
    assert asked == {"hebdo": "Hebdomadaire", "mens.": "Mensuel", "non": "", "is": "", "ad hoc": ""}
    labels = {"hebdomadaire": "Hebdomadaire", "mensuel": "Mensuel", "missing": ""}
    proposed = {each.key: labels[each.value] for each in proposals(inspection) if each.table[0] == "values"}
    assert proposed == asked
