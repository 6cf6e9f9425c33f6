"""`hlmdiag benchmark`: what was sent becomes a consolidation; what does not count or is not published is said."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from benchmark.invented import EVEN, GRID, SIZES, share
from cli.conftest import Run
from cli.test_share import GRID as SCORED
from hlmdiag.benchmark.share import LandlordShare
from hlmdiag.benchmark.shared_grid import SharedLevel


def send(each: LandlordShare, name: str = "") -> str:
    path = Path("recus") / f"{name or each.organisation}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(each.model_dump_json(exclude_none=True), encoding="utf-8")
    return str(path)


@pytest.fixture
def received(hlmdiag: Run) -> None:
    """What five invented landlords sent."""
    for name in "ABCDE":
        send(share(name))


def test_a_folder_of_shares_becomes_every_format_and_a_page_for_each(hlmdiag: Run, received: None) -> None:
    outputs = [word for name in ("c.xlsx", "c.html", "c.md", "c.json", "positions") for word in ("-o", name)]
    outcome = hlmdiag("benchmark", "recus", *outputs)
    assert (outcome.code, outcome.err) == (0, "")
    assert "5 organismes comptés, 0 mis à part." in outcome.out
    assert "240 résidences ont un niveau ; 60 sont au niveau « Complexe », soit 25 %." in outcome.out
    text = Path("c.md").read_text(encoding="utf-8")
    assert "| moins de 20 | 80 | 5 | 20 | 20 | 20 | 20 |\n" in text
    assert "| moins de 20 | 25 % | 25 % | 25 % | 25 % |" in text
    assert text.count("moins de 20") == Path("c.html").read_text(encoding="utf-8").count("moins de 20")
    assert sorted(path.name for path in Path("positions").iterdir()) == [f"{name}.html" for name in "abcde"]
    assert "A : votre position" in Path("positions/a.html").read_text(encoding="utf-8")
    before = Path("c.json").read_bytes()
    assert hlmdiag("benchmark", "recus", *outputs, "--force").code == 0
    assert Path("c.json").read_bytes() == before
    assert "[sortie.existe]" in hlmdiag("benchmark", "recus", *outputs).err


def test_the_public_pages_hold_shares_and_no_count_by_landlord(hlmdiag: Run, received: None) -> None:
    shown = hlmdiag("benchmark", "recus", "--public", "-o", "-")
    assert shown.code == 0
    assert "| moins de 20 | 80 | 25 % | 25 % | 25 % | 25 % |" in shown.out
    assert "Organismes |" not in shown.out
    assert "[consolidation.publique]" in hlmdiag("benchmark", "recus", "--public", "-o", "c.json").err


def test_what_cannot_be_counted_is_set_aside_with_its_reason(hlmdiag: Run, received: None) -> None:
    other = GRID.model_copy(update={"id": "autre"})
    older = GRID.model_copy(update={"version": "2025.4"})
    altered = GRID.model_copy(update={"levels": (*GRID.levels, SharedLevel(id="pire", title="Pire"))})
    send(share("F", grid=other))
    send(share("G", grid=older))
    send(share("H", grid=altered))
    send(share("A", day=date(2025, 10, 31)), "A-avant")
    send(share("I", {each.id: EVEN for each in SIZES.families[:2]}), "I-1")
    send(share("I"), "I-2")
    Path("recus/autre-chose.json").write_text("{}", encoding="utf-8")
    outcome = hlmdiag("benchmark", "recus", "-o", "c.json")
    assert (outcome.code, "5 organismes comptés, 7 mis à part." in outcome.out) == (0, True)
    for name, code in (
        ("F.json", "consolidation.autre-grille"), ("G.json", "consolidation.autre-version"),
        ("H.json", "consolidation.autres-niveaux"), ("A-avant.json", "collecte.plus-recent"),
        ("I-1.json", "collecte.meme-date"), ("I-2.json", "collecte.meme-date"),
        ("autre-chose.json", "envoi.pas-un-envoi"),
    ):  # fmt: skip
        assert any(name in line and f"[{code}]" in line for line in outcome.err.splitlines())
    assert hlmdiag("benchmark", "recus", "-o", "d.json", "--strict").code == 3


def test_two_landlords_alone_are_told_why_nothing_is_published(hlmdiag: Run) -> None:
    files = [send(share(name)) for name in "AB"]
    outcome = hlmdiag("benchmark", *files, "-o", "c.md", "-o", "c.json")
    assert outcome.code == 0
    assert "Par taille — Ce tableau n’est pas publié" in outcome.out
    assert json.loads(Path("c.json").read_text(encoding="utf-8"))["tables"] == [
        {"kind": "taille", "levels": [], "lines": [], "because": "landlords"}
    ]
    assert "moins de trois organismes" in Path("c.md").read_text(encoding="utf-8")


def test_a_release_close_to_the_last_one_is_refused_by_difference(hlmdiag: Run, received: None) -> None:
    assert hlmdiag("benchmark", "recus", "-o", "avant.json").code == 0
    send(share("A", {each.id: {**EVEN, "bon": 5} for each in SIZES.families}))
    outcome = hlmdiag("benchmark", "recus", "--previous", "avant.json", "-o", "apres.json")
    assert "comparé à la consolidation précédente" in outcome.out
    assert hlmdiag("benchmark", "recus", "-o", "seule.json").code == 0
    assert "because" not in Path("seule.json").read_text(encoding="utf-8")


def test_a_previous_release_of_another_grid_is_refused(hlmdiag: Run, received: None) -> None:
    other = GRID.model_copy(update={"id": "autre"})
    files = [send(share(name, grid=other), f"autre-{name}") for name in "ABC"]
    assert hlmdiag("benchmark", *files, "-o", "avant.json").code == 0
    for path in files:
        Path(path).unlink()
    for name, code in (("avant.json", "autre-precedente"), ("recus/A.json", "pas-une")):
        outcome = hlmdiag("benchmark", "recus", "--previous", name, "-o", "c.json")
        assert (outcome.code != 0, f"[consolidation.{code}]" in outcome.err) == (True, True)


def test_nothing_usable_and_names_of_other_formats_are_refused(hlmdiag: Run, received: None) -> None:
    Path("vide").mkdir()
    nothing = hlmdiag("benchmark", "vide", "-o", "c.md")
    assert (nothing.code, "[consolidation.rien]" in nothing.err, Path("c.md").exists()) == (3, True, False)
    format_ = hlmdiag("benchmark", "recus", "-o", "c.pdf")
    assert (format_.code, "[consolidation.format]" in format_.err) == (2, True)


def test_a_collected_result_is_consolidated_and_a_result_of_one_is_not(hlmdiag: Run) -> None:
    Path("g.yaml").write_text(SCORED, encoding="utf-8")
    for owner, name in enumerate("ABCD"):
        folder = Path("depots") / name
        folder.mkdir(parents=True)
        rows = [f"R{place};n;{place * 9 % 70 + 1};gaz;non;{(place + owner) % 10}" for place in range(1, 41)]
        text = "\n".join(["code;nom;logements;chauffage;quartier;bruit", *rows])
        (folder / "d.csv").write_text(text, encoding="utf-8")
    assert hlmdiag("collect", "depots", "-g", "g.yaml", "--date", "2026-10-31", "-o", "r.md").code == 0
    outcome = hlmdiag("benchmark", "r.parquet", "-o", "c.md", "-o", "c.json")
    assert (outcome.code, outcome.err) == (0, "")
    text = Path("c.md").read_text(encoding="utf-8")
    assert "| de 20 à moins de 50 |" in text
    assert "Par Énergie" in text
    assert hlmdiag("share", "r.parquet", "--organisation", "H").code == 2
    hlmdiag("score", "depots/A/d.csv", "-g", "g.yaml", "--date", "2026-10-31", "-o", "un.json")
    for name, code in (("un.json", "consolidation.un-seul"), ("r.md", "envoi.pas-un-envoi")):
        assert f"[{code}]" in hlmdiag("benchmark", name, "-o", "x.md").err
    placed = hlmdiag("report", "un.json", "--among", "c.json")
    assert placed.code == 0
    placed_words = placed.out.replace("\u00a0", " ")
    assert "  de 20 à moins de 50 — Vos unités 16 ; Votre médiane 45,0 ; Médiane de tous 50,0" in placed_words
    assert hlmdiag("report", "un.json", "--among", "c.json", "-o", "un.html", "-o", "un.xlsx", "-q").out == ""
    page = Path("un.html").read_text(encoding="utf-8")
    assert "id=position-taille" in page
    assert "Cet organisme : votre position" in page
    assert "Votre position" in load_workbook("un.xlsx").sheetnames
    hlmdiag("report", "un.json", "--where", "logements >= 20", "-o", "part.json", "-q")
    assert "[consolidation.partiel]" in hlmdiag("report", "part.json", "--among", "c.json").err
    Path("g.yaml").write_text(SCORED.replace('"2026.1"', '"2027.1"'), encoding="utf-8")
    hlmdiag("score", "depots/A/d.csv", "-g", "g.yaml", "--date", "2026-10-31", "-o", "autre.json")
    assert "[consolidation.pas-de-cette-grille]" in hlmdiag("report", "autre.json", "--among", "c.json").err
