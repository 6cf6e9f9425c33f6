"""Forms leave and come back: what is written in them is read, whatever was done to them on the way, or is said."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.data.form_identity import FormMark, mark_in
from hlmdiag.errors import HlmdiagError
from hlmdiag.text import catalogue
from report.recalculated import PROGRAM, recalculated, saved_again

GRID = """
language_version: 1
id: essai
version: "2026.1"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true, label: Code}
  nom: {type: text, role: label}
  agence: {type: text, role: group}
  vacance: {type: percent, label: Vacance}
  travaux: {type: date, label: Date des travaux}
  nature: {type: choice, label: Nature, choices: {rien: Rien, bruit: Bruit}}
  recurrence: {type: choice, label: Récurrence, choices: {rare: Rare, jour: Chaque jour}}
roles: {agence: {title: Agence}, gardien: {title: "Gardien, gestionnaire"}}
themes:
  lieux:
    title: Lieux
    indicators:
      HALL:
        title: Hall
        kind: judgement
        asked: [gardien]
        question: Dans quel état est le hall ?
        score: {choices: {A: {label: Bon, points: 0}, B: {label: Mauvais, points: 100, evidence: required}}}
      VAC: {title: Vacance, value: vacance, score: {steps: [0, 10], points: [0, 100]}}
      AGE: {title: Ancienneté, value: years_since(travaux), score: {steps: [0, 10], points: [0, 100]}}
  usages:
    title: Usages
    indicators:
      OCC:
        title: Occupation
        kind: judgement
        score: {matrix: {rows: nature, columns: recurrence, points:
          {rien: {rare: 0, jour: 0}, bruit: {rare: 50, jour: 100}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""
STOCK = "code;nom;agence;vacance\n001;Le Clos;Nord;5\n002;Bellevue;Nord;\n003;Les Tours;Sud;12\n"
DAY = date(2026, 11, 1)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    return tmp_path


def written(*arguments: str) -> None:
    assert run(["form", "parc.csv", "-g", "essai.yaml", "--date", "2026-11-01", *arguments]) == 0


class Returned:
    """A form being filled in by a person: cells are found by what is asked, as on the screen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)

    def sheet(self, name: str) -> Worksheet:
        found: Worksheet = self.book[name]
        return found

    def marks(self, sheet: Worksheet) -> Iterator[tuple[FormMark, int, int]]:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (mark := mark_in(cell.value)) is not None:
                    yield mark, cell.row, cell.column  # type: ignore[misc]  # cells of a sheet have both

    def cell(self, sheet: str, id: str, part: str = "answer") -> str:
        """The address of an answer in a sheet about one unit."""
        marks = list(self.marks(self.sheet(sheet)))
        row = next(row for mark, row, _ in marks if mark.id == id or (mark.part == id and mark.part != part))
        column = next(column for mark, _, column in marks if mark.part == part)
        return str(self.sheet(sheet).cell(row, column).coordinate)

    def answer(self, sheet: str, id: str, value: object, part: str = "answer") -> str:
        address = self.cell(sheet, id, part)
        self.sheet(sheet)[address].value = value  # type: ignore[union-attr]
        return address

    def answer_row(self, sheet: str, code: str, id: str, value: object) -> str:
        """The same in a sheet about many units."""
        column = next(column for mark, _, column in self.marks(self.sheet(sheet)) if mark.id == id)
        key = next(column for mark, _, column in self.marks(self.sheet(sheet)) if mark.id == "code")
        rows = self.sheet(sheet).iter_rows()
        row = next(cells[0].row for cells in rows if cells[key - 1].value == code)
        self.sheet(sheet).cell(row, column).value = value  # type: ignore[arg-type]
        return str(self.sheet(sheet).cell(row, column).coordinate)

    def back(self, name: str | None = None, folder: str = "retour") -> Path:
        target = self.path.parent / folder / (name or self.path.name)
        target.parent.mkdir(exist_ok=True)
        self.book.save(target)
        return target


def read(*more: str, grid: str = "essai.yaml") -> hlmdiag.Dataset:
    return hlmdiag.read([*more], hlmdiag.load_grid(grid), date=DAY)


def codes(dataset: hlmdiag.Dataset, prefix: str = "donnees.formulaire") -> list[tuple[str, str | None]]:
    return [(each.code, each.location.cell) for each in dataset.problems if each.code.startswith(prefix)]


def answers(dataset: hlmdiag.Dataset, *columns: str) -> list[tuple[object, ...]]:
    return dataset.stock.frame.select(f"v:{column}" for column in columns).rows()


def filled_in() -> Returned:
    written("-o", "envoi.xlsx", "--ask", "missing", "--layout", "fiche")
    form = Returned(Path("envoi.xlsx").absolute())
    form.answer("001", "HALL", "Mauvais")
    form.answer("001", "nature", "Bruit")
    form.answer("001", "recurrence", "sans objet")
    form.answer("002", "HALL", "ne sait pas")
    form.answer("002", "vacance", 7.5)
    form.answer("003", "travaux", date(2020, 3, 1))
    form.answer("Consignes", "role", "Agence")
    return form


def the_same_as_csv(dataset: hlmdiag.Dataset) -> None:
    lines = ["code;vacance;travaux;HALL;nature;recurrence", "001;5;;B;bruit;sans objet"]
    lines += ["002;7,5;;ne sait pas;;", "003;12;01/03/2020;;;"]
    Path("entier.csv").write_text("\n".join(lines), encoding="utf-8")
    expected = read("entier.csv").stock.frame
    names = [name for name in expected.columns if name[:2] in ("v:", "s:") and name[2:] not in ("nom", "agence")]
    assert dataset.stock.frame.select(names).equals(expected.select(names))


@pytest.mark.parametrize("layout", ["fiche", "tableau"])
def test_a_form_says_what_a_table_would(here: Path, layout: str) -> None:
    written("-o", "envoi.xlsx", "--ask", "missing", "--layout", layout)
    form = Returned(here / "envoi.xlsx")
    for code, id, value in (
        ("001", "HALL", "Mauvais"), ("001", "nature", "Bruit"), ("001", "recurrence", "sans objet"),
        ("002", "HALL", "ne sait pas"), ("002", "vacance", 7.5), ("003", "travaux", date(2020, 3, 1)),
    ):  # fmt: skip
        if layout == "fiche":
            form.answer(code, id, value)
        else:
            form.answer_row("Usages" if id in ("nature", "recurrence") else "Lieux", code, id, value)
    form.back()
    the_same_as_csv(read("parc.csv", "retour"))


def test_a_form_alone_names_the_units(here: Path) -> None:
    filled_in().back()
    assert [row[0] for row in answers(read("retour"), "code")] == ["001", "002", "003"]


def test_rows_sorted_columns_added_and_sheets_renamed_change_nothing(here: Path) -> None:
    form = filled_in()
    sheet = form.sheet("001")
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    for place, row in enumerate(reversed(rows), start=6):
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column).value = value
    sheet.title = "Le Clos"
    form.sheet("002").insert_cols(3)
    form.sheet("003").insert_rows(1)
    form.back()
    the_same_as_csv(read("parc.csv", "retour"))


def test_sheets_pasted_into_another_workbook_are_still_a_form(here: Path) -> None:
    form = filled_in()
    del form.book["hlmdiag"]
    form.back()
    dataset = read("parc.csv", "retour")
    the_same_as_csv(dataset)
    assert ("donnees.formulaire-recopie", None) in codes(dataset)


@pytest.mark.parametrize("layout", ["fiche", "tableau"])
def test_a_sheet_copied_without_its_marks_is_never_read_as_a_stock(here: Path, layout: str) -> None:
    written("-o", "envoi.xlsx", "--layout", layout)
    form = Returned(here / "envoi.xlsx")
    name = "001" if layout == "fiche" else "Lieux"
    copy = Workbook()
    assert copy.active is not None
    for row in form.sheet(name).iter_rows():
        copy.active.append([None if mark_in(str(cell.value)) is not None else cell.value for cell in row])
    copy.save(here / "copie.xlsx")
    dataset = read("parc.csv", "copie.xlsx")
    assert [code for code, _ in codes(dataset)] == ["donnees.formulaire-sans-reperes"]
    assert dataset.stock.frame.height == 3


def test_what_somebody_added_is_said_and_not_read(here: Path) -> None:
    form = filled_in()
    address = form.cell("001", "HALL", "date")
    beside = form.sheet("001")[address].offset(0, 1)  # type: ignore[union-attr]
    beside.value = "Mon avis"
    form.book.create_sheet("Notes")["A1"] = "à voir"
    form.back()
    found = codes(read("parc.csv", "retour"))
    assert ("donnees.formulaire-colonne", beside.coordinate) in found
    assert ("donnees.formulaire-feuilles", None) in found


def test_an_answer_out_of_the_list_is_refused_at_its_cell(here: Path) -> None:
    form = filled_in()
    address = form.answer("001", "HALL", "Bof")
    form.back()
    dataset = read("parc.csv", "retour")
    [problem] = [each for each in dataset.problems if each.code == "donnees.reponse"]
    assert (problem.location.file, problem.location.sheet, problem.location.cell) == ("envoi.xlsx", "001", address)


def test_a_code_of_no_unit_is_said_with_its_cell(here: Path) -> None:
    form = filled_in()
    address = form.answer("002", "code", "009")
    form.back()
    assert ("donnees.formulaire-unite", address) in codes(read("parc.csv", "retour"))


def test_the_same_question_answered_twice_in_one_form_is_used_where_both_agree(here: Path) -> None:
    form = filled_in()
    sheet = form.sheet("002")
    last = sheet.max_row + 1
    for column in range(1, 7):
        sheet.cell(last, column).value = sheet.cell(int(form.cell("002", "vacance")[1:]), column).value
    form.back()
    the_same_as_csv(read("parc.csv", "retour"))
    sheet.cell(last, 3).value = 8
    form.back()
    assert "donnees.formulaire-deux-reponses" in [code for code, _ in codes(read("parc.csv", "retour"))]


def test_two_forms_that_differ_are_both_named_and_neither_counts(here: Path) -> None:
    form = filled_in()
    form.back("a.xlsx")
    address = form.answer("002", "vacance", 9)
    form.back("b.xlsx")
    dataset = read("parc.csv", "retour")
    [problem] = [each for each in dataset.problems if each.code == "donnees.formulaires-differents"]
    assert f"b.xlsx, feuille « 002 », {address}" in problem.say("fr")
    assert answers(dataset, "vacance")[1] == (None,)


def test_a_form_that_contradicts_the_stock_names_both_cells(here: Path) -> None:
    written("-o", "envoi.xlsx", "--ask", "all", "--layout", "fiche")
    form = Returned(here / "envoi.xlsx")
    address = form.answer("001", "vacance", 6)
    form.back()
    dataset = read("parc.csv", "retour")
    [problem] = [each for each in dataset.problems if each.code == "donnees.formulaire-contredit"]
    assert problem.location.cell == address and "parc.csv" in problem.say("fr") and "D2" in problem.say("fr")
    assert answers(dataset, "vacance")[0] == (None,)


def test_what_was_known_is_no_answer_unless_it_was_written_over(here: Path) -> None:
    written("-o", "envoi.xlsx", "--ask", "missing", "--layout", "tableau")
    form = Returned(here / "envoi.xlsx")
    form.answer_row("Lieux", "002", "vacance", 7)
    form.back()
    assert answers(read("parc.csv", "retour"), "vacance") == [(5.0,), (7.0,), (12.0,)]
    address = form.answer_row("Lieux", "001", "vacance", 6)
    form.back()
    found = codes(read("parc.csv", "retour"))
    assert ("donnees.formulaire-verrouillee", address) in found
    assert ("donnees.formulaire-contredit", address) in found


def test_a_question_written_otherwise_is_read_for_the_original_one(here: Path) -> None:
    form = filled_in()
    address = form.answer("001", "HALL", "Dans quel état est la cave ?", "question")
    form.back()
    dataset = read("parc.csv", "retour")
    assert ("donnees.formulaire-question", address) in codes(dataset)
    the_same_as_csv(dataset)


def test_a_form_of_another_grid_or_of_a_far_version_is_set_aside(here: Path) -> None:
    form = filled_in()
    form.back()
    for old, new, code in (
        ('id: essai\nversion: "2026.1"', 'id: autre\nversion: "2026.1"', "donnees.formulaire-autre-grille"),
        ('version: "2026.1"', 'version: "2027.1"', "donnees.formulaire-autre-version"),
        ('version: "2026.1"', 'version: "2026.3"', "donnees.formulaire-version"),
    ):
        (here / "suite.yaml").write_text(GRID.replace(old, new), encoding="utf-8")
        assert code in [found for found, _ in codes(read("parc.csv", "retour", grid="suite.yaml"))]


def test_a_role_out_of_the_list_and_a_date_to_come_are_said(here: Path) -> None:
    form = filled_in()
    role = form.answer("Consignes", "role", "Voisin")
    day = form.answer("Consignes", "day", date(2027, 1, 1))
    form.back()
    found = codes(read("parc.csv", "retour"))
    assert ("donnees.formulaire-role", role) in found
    assert ("donnees.formulaire-date", day) in found


def test_broken_files_among_forms_are_set_aside_and_the_rest_is_read(here: Path) -> None:
    filled_in().back()
    (here / "retour" / "abime.xlsx").write_bytes(b"PK\x03\x04 rien")
    dataset = read("parc.csv", "retour")
    the_same_as_csv(dataset)
    assert "donnees.formulaire-illisible" in [code for code, _ in codes(dataset)]


def test_forms_without_any_answer_and_no_stock_are_refused(here: Path) -> None:
    written("-o", "envoi.xlsx", "--ask", "missing", "--layout", "fiche")
    with pytest.raises(HlmdiagError) as refused:
        read("envoi.xlsx")
    assert "donnees.formulaires-vides" in [each.code for each in refused.value.problems]


def test_the_same_handout_gives_the_same_bytes(here: Path) -> None:
    written("-o", "a.xlsx")
    written("-o", "b.xlsx")
    assert (here / "a.xlsx").read_bytes() == (here / "b.xlsx").read_bytes()


def test_forms_are_split_and_the_list_of_those_expected_stands_beside(here: Path) -> None:
    written("-o", "envoi/", "--split", "agence", "--role", "gardien", "--role", "agence")
    names = sorted(path.name for path in (here / "envoi").iterdir())
    assert names == ["attendus.csv", "nord-agence.xlsx", "nord-gardien.xlsx", "sud-agence.xlsx", "sud-gardien.xlsx"]
    listed = pl.read_csv(here / "envoi" / "attendus.csv", separator=";", infer_schema=False)
    assert listed.columns == ["code", "role", "fichier"] and listed.height == 6


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--role", "voisin"], "formulaire.role-inconnu"),
        (["--split", "commune"], "formulaire.part-inconnue"),
        (["--ask", "rien"], "usage.choix"),
        (["-o", "envoi.docx"], "formulaire.format"),
        (["-o", "envoi.xlsx", "--split", "unit"], "formulaire.un-seul-fichier"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    assert run(["form", "parc.csv", "-g", "essai.yaml", *arguments]) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_a_form_of_the_grid_that_is_extended_is_read(here: Path) -> None:
    filled_in().back()
    own = 'language_version: 1\nextends: essai.yaml\nid: local\nversion: "1"\ntitle: Local\n'
    (here / "local.yaml").write_text(own, encoding="utf-8")
    dataset = read("parc.csv", "retour", grid="local.yaml")
    assert ("donnees.formulaire-grille-etendue", None) in codes(dataset)
    assert answers(dataset, "vacance")[1] == (7.5,)


def test_a_question_that_the_grid_does_not_ask_is_said(here: Path) -> None:
    filled_in().back()
    without = GRID.replace("      AGE: {title", "      # AGE: {title").replace("  travaux: {type", "  # travaux: {type")
    (here / "essai.yaml").write_text(without, encoding="utf-8")
    assert "donnees.formulaire-inconnues" in [code for code, _ in codes(read("parc.csv", "retour"))]


def test_answers_without_a_code_are_said_and_the_others_are_read(here: Path) -> None:
    form = filled_in()
    address = form.answer("002", "code", None)
    form.answer("Consignes", "role", None)
    form.back()
    found = codes(read("parc.csv", "retour"))
    assert ("donnees.formulaire-sans-code", address) in found
    assert ("donnees.formulaire-sans-role", form.cell("Consignes", "role")) in found
    assert ("donnees.formulaires-lus", None) in found


def test_many_codes_of_no_unit_are_counted(here: Path) -> None:
    assert run(["form", "-g", "essai.yaml", "--layout", "tableau", "-o", "envoi.xlsx"]) == 0
    form = Returned(here / "envoi.xlsx")
    sheet = form.sheet("Usages")
    places = {mark.id: column for mark, _, column in form.marks(sheet)}
    top = next(row for mark, row, _ in form.marks(sheet) if mark.part == "question")
    for number in range(25):
        sheet.cell(top + 1 + number, places["code"]).value = f"X{number}"
        sheet.cell(top + 1 + number, places["nature"]).value = "Bruit"
    form.back()
    found = [code for code, _ in codes(read("parc.csv", "retour"))]
    assert found.count("donnees.formulaire-unite") == 20 and "donnees.formulaire-unites" in found


@pytest.fixture
def heard(here: Path) -> Path:
    """The same grid, which hears several respondents."""
    with_voices = GRID.replace(
        "columns:\n", "respondents: {column: qui}\ncolumns:\n  qui: {type: text, label: Qui}\n", 1
    )
    (here / "essai.yaml").write_text(with_voices, encoding="utf-8")
    return here


def test_each_form_is_a_voice_by_its_role_and_its_mark(heard: Path) -> None:
    form = filled_in()
    form.back("agence.xlsx")
    form.answer("Consignes", "role", "gardien")
    form.answer("Consignes", "respondent", "hall B")
    form.answer("001", "HALL", "Bon")
    form.back("gardien.xlsx")
    dataset = read("parc.csv", "retour")
    assert dataset.respondents is not None
    voices = dataset.respondents.frame.select("v:code", "respondent", "role", "v:HALL").sort("v:code", "role").rows()
    assert voices[:2] == [("001", "agence", "agence", "B"), ("001", "hall B", "gardien", "A")]
    places = [dataset.respondents.parts[part]["HALL"].file for part in dataset.respondents.frame["part"]]
    assert sorted(set(places)) == ["agence.xlsx", "gardien.xlsx"]
    assert answers(dataset, "vacance")[1] == (7.5,)


def test_each_answer_of_a_voice_leads_to_its_own_cell(heard: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (heard / "parc.csv").write_text(
        STOCK.replace("vacance\n", "vacance;HALL\n").replace(";5\n", ";5;A\n"), encoding="utf-8"
    )
    form = filled_in()
    first = form.cell("001", "HALL")
    form.back("agence.xlsx")
    form.sheet("001").insert_rows(1, 2)
    form.back("gardien.xlsx")
    assert run(["score", "parc.csv", "retour", "-g", "essai.yaml", "-o", "r.json", "--date", "2026-11-01"]) == 0
    assert run(["explain", "r.json", "001", "HALL"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    moved = f"{first[0]}{int(first[1:]) + 2}"
    for place in (f"agence.xlsx, feuille « 001 », {first}", f"gardien.xlsx, feuille « 001 », {moved}", "E2"):
        assert place in said, said


def test_one_voice_that_differs_in_two_forms_is_not_counted(heard: Path) -> None:
    form = filled_in()
    form.answer("Consignes", "respondent", "hall B")
    form.back("a.xlsx")
    form.answer("001", "HALL", "Bon")
    form.back("b.xlsx")
    dataset = read("parc.csv", "retour")
    [problem] = [each for each in dataset.problems if each.code == "donnees.formulaire-voix-differentes"]
    assert problem.location.file == "a.xlsx" and "b.xlsx" in problem.say("fr")
    assert dataset.respondents is not None
    assert dataset.respondents.frame.filter(pl.col("v:code") == "001")["v:HALL"].to_list() == [None]


def test_who_has_not_answered_is_listed_in_every_place(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written("-o", "envoi/", "--split", "agence", "--role", "gardien", "--role", "agence")
    form = Returned(here / "envoi" / "nord-gardien.xlsx")
    form.answer("001", "HALL", "Bon")
    form.back(folder="../retour")
    data = ["parc.csv", "retour", "envoi/attendus.csv"]
    assert [each.code for each in read(*data).problems if "attendus" in each.code] == ["donnees.formulaires-attendus"]
    assert run(["score", *data, "-g", "essai.yaml", "-o", "r.json", "-o", "r.xlsx", "--date", "2026-11-01"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "5 réponses attendues ne sont pas arrivées, sur 6" in said and "001 (agence)" in said
    assert len(hlmdiag.load_result("r.json").manifest.awaited) == 5
    rows = [[cell.value for cell in row] for row in load_workbook("r.xlsx")["À relancer"].iter_rows()]
    assert ["002", "Bellevue", "Gardien, gestionnaire", "nord-gardien.xlsx"] in rows


def test_what_was_written_beside_the_answers_is_kept_and_can_be_left_out(here: Path) -> None:
    form = filled_in()
    comment = form.answer("001", "HALL", "=1+1, porte cassée", "comment")
    form.answer("001", "HALL", "photo-12.jpg", "evidence")
    form.back()
    data = ["score", "parc.csv", "retour", "-g", "essai.yaml", "--date", "2026-11-01"]
    assert run([*data, "-o", "r.json", "-o", "r.xlsx"]) == 0
    notes = hlmdiag.load_result("r.json").manifest.notes
    assert next((each.unit, each.column, each.kind, each.role, each.cell) for each in notes) == (
        ("001",), "HALL", "comment", "agence", comment,
    )  # fmt: skip
    rows = [[cell.value for cell in row] for row in load_workbook("r.xlsx")["Remarques"].iter_rows()]
    assert ["001", "Le Clos", "Hall", "=1+1, porte cassée", "photo-12.jpg"] in [row[:5] for row in rows]
    assert run([*data, "-o", "sans.json", "-o", "sans.xlsx", "--without-notes"]) == 0
    assert hlmdiag.load_result("sans.json").manifest.notes == ()
    assert "Remarques" not in load_workbook("sans.xlsx").sheetnames
    assert "porte cassée" not in Path("sans.json").read_text(encoding="utf-8")


def test_when_all_have_answered_it_is_said(here: Path) -> None:
    written("-o", "envoi/", "--layout", "tableau", "--role", "gardien")
    form = Returned(here / "envoi" / "gardien.xlsx")
    for code in ("001", "002", "003"):
        form.answer_row("Lieux", code, "HALL", "Bon")
    form.back(folder="../retour")
    found = codes(read("parc.csv", "retour", "envoi/attendus.csv"))
    assert ("donnees.formulaires-tous-revenus", None) in found


def test_every_code_of_forms_is_tried_here() -> None:
    said = {code for code in catalogue("fr") if code.startswith("donnees.formulaire")}
    tried = Path(__file__).read_text(encoding="utf-8")
    assert {code for code in said if f'"{code}"' not in tried} == set()


@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
def test_a_form_saved_by_libreoffice_is_read_alike_and_counts_its_answers(here: Path) -> None:
    form = filled_in()
    saved = saved_again(form.back(folder="brut"), here / "converti", ("xlsx", "ods"))
    for path in saved:
        shutil.rmtree(here / "retour", ignore_errors=True)
        (here / "retour").mkdir()
        path.rename(here / "retour" / path.name)
        the_same_as_csv(read("parc.csv", "retour"))
    counted = recalculated({"envoi": form.book}, here / "recalcul")["envoi"]["Consignes"]
    totals = {row[1].value: [cell.value for cell in row[3:5]] for row in counted.iter_rows() if row[1].value}
    assert totals["Total"] == [6, 13]


def test_five_forms_of_the_example_leave_four_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = Path(__file__).parents[2] / "examples"
    codes_sent = ["0101", "0103", "0107", "0108", "0201"]
    asked = [part for code in codes_sent for part in ("--code", code)]
    stock = str(examples / "parc.xlsx")
    assert run(["form", stock, *asked, "--role", "gardien", "--split", "unit", "-o", "envoi/"]) == 0
    script = runpy.run_path(str(examples / "formulaires" / "remplir.py"))
    script["main"](tmp_path / "envoi", tmp_path / "retour")
    data = [stock, "retour", "envoi/attendus.csv", "--date", "2026-10-31"]
    assert run(["score", *data, "-o", "r.json"]) == 0
    result = hlmdiag.load_result("r.json")
    assert [each.unit for each in result.manifest.awaited] == [("0201",)]
    voices = result.frame.filter(pl.col("code_residence").is_in(codes_sent[:4]))["respondent_roles"].to_list()
    assert all("gardien" in roles for roles in voices)
