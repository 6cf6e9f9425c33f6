"""Requirements (design-2 §12): photographs of one folder, made small and bare; nothing is fetched, run or followed."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

import hlmdiag
from cli.conftest import Run
from hlmdiag.report import json

DAY = date(2026, 11, 30)
GRID = """\
language_version: 1
id: {id}
version: "1"
title: Essai
polarity: merit
columns:
  code: {{type: id, required: true}}
  constat: {{type: text, role: identity, remark: comment}}
  photos: {{type: text, role: identity, remark: evidence}}
indicators:
  HALL: {{title: Hall, kind: judgement, score: {{choices: {{"1": 100, "4": 0}}}}}}
levels: {{bon: {{title: Bon, from: 50}}, mauvais: {{title: Mauvais, from: 0}}}}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    picture = Image.new("RGB", (3000, 2000), (200, 120, 60))
    taken = picture.getexif()
    taken[0x010F] = "Appareil de Dupont"
    picture.save("photos/hall.jpg", exif=taken)
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save("photos/cave.PNG")
    return tmp_path


def save(id: str, named: str, folder: Path) -> None:
    """A result of one residence whose evidence is this text."""
    (folder / f"{id}.yaml").write_text(GRID.format(id=id), encoding="utf-8")
    (folder / "parc.csv").write_text(f'code;HALL;constat;photos\nR1;4;Porte cassée;"{named}"\n', encoding="utf-8")
    grid = hlmdiag.load_grid(folder / f"{id}.yaml")
    result = hlmdiag.score(grid, hlmdiag.read(folder / "parc.csv", grid), date=DAY)
    with (folder / f"{id}.json").open("wb") as out:
        json.render(result, out, "fr")


def test_the_photographs_that_evidence_names_are_shown_small_and_bare(hlmdiag: Run, desk: Path) -> None:
    save("essai", "hall.jpg ; cave.PNG, bail signé", desk)
    given = ("dossier", "essai.json", "R1", "--photos", "photos")
    assert hlmdiag(*given, "-o", "d.html", "-o", "d.docx", "-o", "d.md").code == 0
    page = (desk / "d.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert re.findall(r'alt="([^"]*)"', page) == ["hall.jpg ; Porte cassée", "cave.PNG ; Porte cassée"]
    shown = [b64decode(each) for each in re.findall(r"data:image/jpeg;base64,([^\"]+)", page)]
    opened = [Image.open(io.BytesIO(each)) for each in shown]
    assert [(each.size, each.format, dict(each.getexif())) for each in opened] == [
        ((900, 600), "JPEG", {}), ((40, 30), "JPEG", {}),
    ]  # fmt: skip
    assert b"Dupont" not in shown[0]
    assert (desk / "d.md").read_text(encoding="utf-8").count("cave.PNG") >= 2
    with ZipFile(desk / "d.docx") as document:
        assert len([name for name in document.namelist() if name.startswith("word/media/")]) == 2


def test_a_photograph_of_a_walk_is_shown_too(hlmdiag: Run, desk: Path) -> None:
    save("essai", "", desk)
    save("visite", "hall.jpg", desk)
    outcome = hlmdiag("dossier", "essai.json", "R1", "--walk", "visite.json", "--photos", "photos", "-o", "d.html")
    assert outcome.code == 0 and "data:image/jpeg" in (desk / "d.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("https://exemple.invalid/hall.jpg", "photo-lien"),
        ("file:///tmp/hall.jpg", "photo-lien"),
        ("effacer.js", "photo-active"),
        ("dessin.svg", "photo-active"),
        ("../ailleurs.jpg", "photo-hors"),
        ("dehors.jpg", "photo-hors"),
        ("absente.jpg", "photo-absente"),
        ("lourde.jpg", "photo-taille"),
        ("texte.jpg", "photo-image"),
        ("coupee.jpg", "photo-image"),
    ],
)
def test_what_is_no_photograph_of_the_folder_is_said_at_its_cell_and_not_shown(
    hlmdiag: Run, desk: Path, named: str, code: str
) -> None:
    (desk / "ailleurs.jpg").write_bytes((desk / "photos" / "hall.jpg").read_bytes())
    (desk / "photos" / "dehors.jpg").symlink_to(desk / "ailleurs.jpg")
    (desk / "photos" / "texte.jpg").write_text("<script>alert(1)</script>", encoding="utf-8")
    (desk / "photos" / "coupee.jpg").write_bytes((desk / "photos" / "hall.jpg").read_bytes()[:900])
    with (desk / "photos" / "lourde.jpg").open("wb") as out:
        out.truncate(200 * 1024**2)
    save("essai", named, desk)
    outcome = hlmdiag("dossier", "essai.json", "R1", "--photos", "photos", "-o", "d.html")
    assert outcome.code == 0
    assert f"[dossier.{code}]" in outcome.err and "parc.csv" in outcome.err and "D2" in outcome.err
    assert "<img" not in (desk / "d.html").read_text(encoding="utf-8")


def test_a_folder_that_is_none_and_a_missing_complement_are_refused(
    hlmdiag: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("essai", "hall.jpg", desk)
    refused = hlmdiag("dossier", "essai.json", "R1", "--photos", "parc.csv", "-o", "d.html")
    assert refused.code == 2 and "[dossier.photos-dossier]" in refused.err
    monkeypatch.setattr("hlmdiag.runs.photos.find_spec", lambda name: None)
    refused = hlmdiag("dossier", "essai.json", "R1", "--photos", "photos", "-o", "d.html")
    assert refused.code == 2 and "pipx inject hlmdiag pillow" in refused.err
    assert not (desk / "d.html").exists()
