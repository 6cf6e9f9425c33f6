"""Forms for phones are valid for pyxform, and what the servers of ODK and KoboToolbox export of them is read back."""

from __future__ import annotations

import csv
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

import hlmdiag
from cli.test_form import DAY, GRID, STOCK, codes
from hlmdiag.cli.app import run
from hlmdiag.expression import Expression
from hlmdiag.form.relevance import NotInTheForm, Survey, relevance
from hlmdiag.grid import Grid, load_grid, shipped_grids
from hlmdiag.states import KNOWN, State

ASKING = [name for name in shipped_grids() if name != "typologie-gestion"]
MARK = "essai@2026.1"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(STOCK, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ASKING)
def test_the_form_of_every_shipped_grid_is_valid(tmp_path: Path, name: str) -> None:
    path = tmp_path / "form.xlsform.xlsx"
    assert run(["form", "-g", name, "--ask", "all", "-o", str(path)]) == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = convert(str(path))
    assert found.warnings == []
    assert len(found.xform) > 1000


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    titles, *rows = ([cell.value for cell in row] for row in load_workbook(path)[sheet].iter_rows())
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_units_roles_questions_and_the_two_other_answers_are_in_it(here: Path) -> None:
    assert run(["form", "parc.csv", "-g", "essai.yaml", "-o", "f.xlsform.xlsx", "--ask", "missing"]) == 0
    survey = {row["name"]: row for row in rows_of(here / "f.xlsform.xlsx", "survey") if row["name"]}
    assert survey["HALL"]["label::Français (fr)"] == "Dans quel état est le hall ?"
    assert survey["HALL__evidence"]["type"] == "image" and survey["HALL__evidence"]["relevant"] == "${HALL} = 'B'"
    assert survey["vacance"]["constraint"] == ". >= 0 and . <= 100"
    choices = [(row["list_name"], row["name"]) for row in rows_of(here / "f.xlsform.xlsx", "choices")]
    assert ("hlmdiag_units", "001") in choices and ("hlmdiag_roles", "gardien") in choices
    assert [code for name, code in choices if name == "HALL"] == ["A", "B", "hlmdiag_nsp", "hlmdiag_so"]


FIELDS = {
    "hlmdiag_form": MARK, "hlmdiag_unit": "001", "hlmdiag_role": "gardien", "hlmdiag_respondent": "hall B",
    "hlmdiag_day": "2026-10-20", "lieux|HALL": "B", "lieux|HALL__evidence": "photo.jpg", "lieux|vacance": "",
    "lieux|vacance__absent": "hlmdiag_nsp", "lieux|travaux": "2020-03-01", "lieux__comment": "porte cassée",
    "usages|nature": "bruit", "usages|recurrence": "hlmdiag_so",
}  # fmt: skip
ODK = {"SubmissionDate": "2026-10-20T10:00:00Z", **FIELDS, "meta|instanceID": "uuid:1", "KEY": "uuid:1"}
KOBO = {"start": "2026-10-20T10:00:00", **FIELDS, "__version__": "v1", "_id": "12", "_submission_time": "2026-10-20"}


def exported(path: Path, fields: dict[str, str], joint: str) -> None:
    titles = [name.replace("|", joint) for name in fields]
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([titles, [*fields.values()]])
        return
    book = Workbook()
    assert book.active is not None
    book.active.append(titles)
    book.active.append([*fields.values()])
    book.save(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize(("fields", "joint"), [(ODK, "-"), (KOBO, "/"), (KOBO, "|")], ids=["odk", "kobo", "bare"])
def test_what_a_server_exports_is_read(here: Path, fields: dict[str, str], joint: str, suffix: str) -> None:
    if joint == "|":
        fields = {name.rpartition("|")[2]: value for name, value in fields.items()}
    exported(here / f"envois.{suffix}", fields, joint)
    dataset = hlmdiag.read(["parc.csv", f"envois.{suffix}"], load_grid("essai.yaml"), date=DAY)
    names = ["HALL", "vacance", "travaux", "nature", "recurrence"]
    values = [(dataset.stock.frame[f"v:{name}"][0], dataset.stock.frame[f"s:{name}"][0]) for name in names]
    known, absent = int(KNOWN), int(State.NOT_APPLICABLE)
    assert values == [("B", known), (5.0, known), (date(2020, 3, 1), known), ("bruit", known), (None, absent)]
    assert ("donnees.formulaires-lus", None) in codes(dataset)


def test_a_wrong_choice_is_refused_at_its_cell(here: Path) -> None:
    exported(here / "envois.xlsx", ODK | {"lieux|HALL": "Z"}, "-")
    dataset = hlmdiag.read(["parc.csv", "envois.xlsx"], load_grid("essai.yaml"), date=DAY)
    [problem] = [each for each in dataset.problems if each.code == "donnees.reponse"]
    assert (problem.location.file, problem.location.cell) == ("envois.xlsx", "G2")


CONDITIONS = {
    "vacance > 3": "(${vacance} = '' or ${vacance} = 'nsp' or ${vacance} > 3)",
    "not vacance > 3": "(${vacance} = '' or ${vacance} = 'nsp' or ${vacance} <= 3)",
    "3 < vacance": "(${vacance} = '' or ${vacance} = 'nsp' or ${vacance} > 3)",
    'nature == "bruit" or vacance > 3': "((${nature} = '' or ${nature} = 'nsp' or ${nature} = 'bruit') or "
    "(${vacance} = '' or ${vacance} = 'nsp' or ${vacance} > 3))",
    'nature not in ("bruit", "rien")': "(${nature} = '' or ${nature} = 'nsp' or "
    "(${nature} != 'bruit' and ${nature} != 'rien'))",
    "not is_known(vacance)": "(${vacance} = '' or ${vacance} = 'nsp')",
}
SURVEY = Survey({"vacance": "vacance", "nature": "nature"}.get, str, ("nsp",))


def condition_of(text: str, folder: Path) -> tuple[Grid, Expression]:
    path = folder / "condition.yaml"
    line = f"        applies_if: '{text}'\n        kind: judgement\n        asked: [gardien]\n"
    path.write_text(GRID.replace("        kind: judgement\n        asked: [gardien]\n", line), encoding="utf-8")
    grid = load_grid(str(path))
    condition = grid.indicators[0].applies_if
    assert condition is not None
    return grid, condition


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_hides_a_question_only_where_it_is_certain(tmp_path: Path, text: str) -> None:
    assert relevance(condition_of(text, tmp_path)[1], SURVEY) == CONDITIONS[text]


@pytest.mark.parametrize(
    "text", ["vacance > median(vacance)", "vacance + 1 > 3", "years_since(travaux) > 2", "coalesce(vacance, 1) > 0"]
)
def test_a_condition_that_a_survey_cannot_decide_is_left_out_and_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotInTheForm):
        relevance(condition_of(text, tmp_path)[1], SURVEY)
