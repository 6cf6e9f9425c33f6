"""Requirements (design-2 §16): a district shows what those who agreed have there, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.document.district import district_document
from hlmdiag.region.districts import shared_districts
from hlmdiag.runs.collecting import CollectRequest, collect_files
from hlmdiag.scoring import Result
from hlmdiag.wording import Wording

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
unit: résidence
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  logements: {type: integer, role: size, label: Nombre de logements}
  quartier: {type: text, role: district, label: Quartier}
  bruit: {type: number}
  halls: {type: number}
themes:
  son: {title: Son, indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}}
  bati: {title: Bâti, indicators: {HAL: {title: Halls, value: halls, score: {identity: {}}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
flags: {FEU: {when: bruit > 85, message: Incendie, alert: true}}
actions: {A1: {title: Isoler, lever: structurel, tfpb_axis: 2, when: bruit > 50}}
"""
DAY = date(2026, 10, 31)
SENT = {
    "Habitat Rives": "R1,Les Lilas,40,Les Hauts,90,60\nR2,Le Parc,,les hauts,,10\nR3,Le Clos,10,,20,20\n",
    "Foyer Val": "R1,La Tour,80,LES HAUTS,95,10\nR9,Le Bois,12,Bellevue,5,5\n",
    "Logis Clair": "R7,Le Gué,33,Les Hauts,88,70\nR8,Le Pré,21,Bellevue,60,60\n",
}  # fmt: skip
AGREED = "organisme\nHABITAT RIVES\nFoyer Val\nHabitat Perdu\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region collected of three invented organisations, and the list of the two that agreed."""
    folder = tmp_path_factory.mktemp("region")
    (folder / "essai.yaml").write_text(GRID, encoding="utf-8")
    for name, rows in SENT.items():
        path = folder / "recus" / name / "parc.csv"
        path.parent.mkdir(parents=True)
        path.write_text(f"code,nom,logements,quartier,bruit,halls\n{rows}", encoding="utf-8")
    outputs = (str(folder / "region.md"),)
    collect_files(CollectRequest(str(folder / "recus"), str(folder / "essai.yaml"), "fr", DAY, outputs))
    (folder / "accords.csv").write_text(AGREED, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def region(folder: Path) -> Result:
    return hlmdiag.load_result(folder / "region.parquet")


@pytest.fixture
def asked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The exit code of a command on the region, and what it says."""

    def command(*options: str, region: Path | None = None, agreed: str | None = None) -> tuple[int, str]:
        listed = folder / "accords.csv"
        if agreed is not None:
            listed = tmp_path / "liste.csv"
            listed.write_text(agreed, encoding="utf-8")
        code = run(["district", str(region or folder / "region.parquet"), "--agreed", str(listed), *options])
        return code, capsys.readouterr().err

    return command


def test_a_district_is_of_those_who_agreed_whatever_they_write(region: Result) -> None:
    found = shared_districts(region, "quartier", ["habitat rives", "Foyer Val", "Habitat Perdu"])
    (one,) = found.shared
    assert (one.name, one.organisations, len(one.rows), one.others) == (
        "LES HAUTS", ("Foyer Val", "Habitat Rives"), 3, 1
    )  # fmt: skip
    assert [(each.name, each.organisations, each.others) for each in found.alone] == [("Bellevue", ("Foyer Val",), 1)]
    assert (found.unplaced, found.unknown) == (1, ("Habitat Perdu",))


def test_what_is_shared_is_at_two_of_them_and_what_is_unknown_is_said(region: Result) -> None:
    (one,) = shared_districts(region, "quartier", ["Habitat Rives", "Foyer Val"]).shared
    told = district_document(region, one, Wording("fr", region.grid))
    assert told.head[1] == "Nombre de logements : 120, sans compter 1 unité où ce nombre n’est pas connu."
    parts = {
        each.id: [[cell.text for cell in row] for table in each.tables for row in table.rows] for each in told.sections
    }
    assert [row[:3] for row in parts["unites"]] == [
        ["Habitat Rives", "R1", "Les Lilas"], ["Foyer Val", "R1", "La Tour"], ["Habitat Rives", "R2", "Le Parc"]
    ]  # fmt: skip
    at = "Foyer Val (1)\u00a0; Habitat Rives (1)"
    assert parts["alertes"] == [["Incendie", "2", at]]
    (action,) = parts["actions"]
    assert (action[:2], action[3:]) == (["Isoler", "structurel"], ["2", at])
    assert action[2] == Wording("fr", region.grid).say("rapport.dossier.axe.2")
    assert ["Bruit", "2", at] in parts["pese"]


def test_nothing_of_the_others_is_in_any_format(
    asked: Callable[..., tuple[int, str]], tmp_path: Path, folder: Path
) -> None:
    names = [f"{tmp_path}/q-{{name}}.{format}" for format in ("html", "md", "xlsx", "docx")]
    code, said = asked(*[part for name in names for part in ("-o", name)])
    assert code == 0
    assert "« Habitat Perdu »" in said and "1 unité des organismes d’accord" in said
    book = openpyxl.load_workbook(tmp_path / "q-les-hauts.xlsx")
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    document = Document(str(tmp_path / "q-les-hauts.docx"))
    written = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    pages = [(tmp_path / f"q-les-hauts.{format}").read_text(encoding="utf-8") for format in ("html", "md")]
    for text in (*pages, cells, written):
        assert "La Tour" in text and "Les Lilas" in text
        assert "Logis Clair" not in text and "Le Gué" not in text and "Le Bois" not in text
    before = (tmp_path / "q-les-hauts.xlsx").read_bytes()
    again, _ = asked("-o", names[2])
    assert again == 2
    assert asked("-o", names[2], "--force")[0] == 0 and (tmp_path / "q-les-hauts.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "list_", "code", "said"),
    [
        (("--name", "Les Bas"), None, 2, "quartier.inconnu"),
        (("--name", "bellevue"), None, 3, "quartier.un-seul"),
        ((), "organisme\nFoyer Val\n", 3, "quartier.aucun"),
        ((), "organisme\n", 2, "collecte.liste-vide"),
        (("-o", "vue.pdf"), None, 2, "quartier.format"),
        (("-o", "vue.html"), "organisme\nFoyer Val\nLogis Clair\nHabitat Rives\n", 2, "quartier.plusieurs"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    asked: Callable[..., tuple[int, str]], options: tuple[str, ...], list_: str | None, code: int, said: str
) -> None:
    found, text = asked(*options, agreed=list_)
    assert (found, said in text) == (code, True), text


def test_a_result_without_organisations_or_districts_is_refused(
    asked: Callable[..., tuple[int, str]], tmp_path: Path, folder: Path
) -> None:
    grid = hlmdiag.load_grid(folder / "essai.yaml")
    data = folder / "recus" / "Foyer Val" / "parc.csv"
    hlmdiag.render(hlmdiag.score(grid, hlmdiag.read(data, grid, date=DAY), date=DAY), tmp_path / "seul.parquet")
    code, said = asked(region=tmp_path / "seul.parquet")
    assert (code, "quartier.pas-une-region" in said) == (2, True)
    for change, expected in ((", role: district", "quartier.sans-colonne"), ("", "quartier.non-lu")):
        (tmp_path / "essai.yaml").write_text(GRID.replace(change, ""), encoding="utf-8")
        path = tmp_path / "recus" / "Un" / "parc.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("code,bruit,halls\nA,1,2\n", encoding="utf-8")
        asking = CollectRequest(
            str(tmp_path / "recus"), str(tmp_path / "essai.yaml"), "fr", DAY, (str(tmp_path / "r.md"),), force=True
        )
        collect_files(asking)
        code, said = asked(region=tmp_path / "r.parquet")
        assert (code, expected in said) == (2 if change else 3, True), said


def test_each_language_says_it(asked: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    assert asked("-o", f"{tmp_path}/d.md", "--lang", "en")[0] == 0
    text = (tmp_path / "d.md").read_text(encoding="utf-8")
    assert text.startswith("# District LES HAUTS\n\nOn 2026-10-31, 3 résidences. Organisations: Foyer Val")
