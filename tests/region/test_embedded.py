"""Requirements (design-2 §16): a workbook may hold its result; one that its sheets contradict is not believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.runs.collecting import CollectRequest, collect_files
from hlmdiag.runs.saved_results import is_result

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  bruit: {type: number}
  mot: {type: text, role: identity, remark: comment, about: BRU}
indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""
DATA = "code,bruit,mot\nR1,80,voisin du 3e\nR2,10,\nR3,,\n"
Edit = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A workbook that holds its result, in the folder of the landlord that sends it."""
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(DATA, encoding="utf-8")
    path = tmp_path / "recus" / "Nord" / "diagnostic.xlsx"
    asked = ["-g", str(tmp_path / "essai.yaml"), "-o", str(path), "-o", str(tmp_path / "a-cote.json")]
    assert run(["score", str(tmp_path / "parc.csv"), *asked, "--date", "2026-10-31", "--quiet", "--embed"]) == 0
    return path


def test_a_workbook_gives_its_result_back_without_what_people_wrote(held: Path, tmp_path: Path) -> None:
    whole, found = hlmdiag.load_result(tmp_path / "a-cote.json"), hlmdiag.load_result(held)
    assert found.frame.drop("mot").equals(whole.frame.drop("mot"))
    assert whole.frame["mot"].to_list() == ["voisin du 3e", "", ""]
    assert found.frame["mot"].null_count() == 3
    assert (found.manifest.notes, found.grid.hash) == ((), whole.grid.hash)


def test_its_first_sheet_says_so_and_another_workbook_holds_nothing(held: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(held)
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(text.startswith("Ce classeur porte son résultat") for text in texts)
    assert book["hlmdiag"].sheet_state == "veryHidden"
    plain = tmp_path / "sans.xlsx"
    hlmdiag.render(hlmdiag.load_result(held), plain)
    assert (is_result(held), is_result(plain)) == (True, False)


def ranking(book: openpyxl.Workbook) -> tuple[openpyxl.worksheet.worksheet.Worksheet, int, dict[str, int]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=12):
            titles = {str(cell.value): cell.column for cell in row}
            if {"Code", "Niveau", "Note"} <= titles.keys():
                return sheet, row[0].row, titles
    raise AssertionError("no ranking")


def typed(title: str, value: object) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        sheet, row, titles = ranking(book)
        sheet.cell(row + 1, titles[title]).value = value

    return edit


def without_a_row(book: openpyxl.Workbook) -> None:
    sheet, row, _ = ranking(book)
    sheet.delete_rows(row + 1)


def without_its_sheet(book: openpyxl.Workbook) -> None:
    del book["hlmdiag"]


def cut(book: openpyxl.Workbook) -> None:
    book["hlmdiag"]["A3"].value = str(book["hlmdiag"]["A3"].value)[:-8]


def nothing(book: openpyxl.Workbook) -> None:
    """Saved by another program as it is."""


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (nothing, None), (typed("Niveau", "Bon"), "rapport.classeur-contredit"),
        (typed("Note", 12), "rapport.classeur-contredit"), (typed("Code", "R9"), "rapport.classeur-contredit"),
        (without_a_row, "rapport.classeur-incomplet"), (without_its_sheet, "rapport.classeur-sans-resultat"),
        (cut, "rapport.classeur-sans-resultat"),
    ],
)  # fmt: skip
def test_a_workbook_that_was_edited_is_set_aside(held: Path, tmp_path: Path, edit: Edit, code: str | None) -> None:
    book = openpyxl.load_workbook(held)
    edit(book)
    book.save(held)
    outputs = (str(tmp_path / "region.md"),)
    asked = CollectRequest(str(tmp_path / "recus"), str(tmp_path / "essai.yaml"), "fr", date(2026, 11, 30), outputs)
    (line,) = collect_files(asked).region.files
    assert (line.reason.code if line.reason is not None else None) == code
    assert (line.standing, line.units) == (("taken", 3) if code is None else ("aside", None))


def test_a_workbook_whose_ranking_is_gone_is_not_read(held: Path) -> None:
    book = openpyxl.load_workbook(held)
    del book[ranking(book)[0].title]
    book.save(held)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"rapport\.classeur-sans-classement"):
        hlmdiag.load_result(held)


def test_nothing_is_put_in_a_workbook_where_none_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], held: Path
) -> None:
    arguments = ["score", str(tmp_path / "parc.csv"), "-g", str(tmp_path / "essai.yaml"), "--embed"]
    assert run([*arguments, "-o", str(tmp_path / "x.json")]) == 2
    assert "[usage.embed-sans-classeur]" in capsys.readouterr().err
