"""`hlmdiag report` and `hlmdiag explain` from a saved result."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from cli.test_score import DATA, DATE, flat
from hlmdiag.explain import Diagnostic
from hlmdiag.report import markdown

FORMATS = ("json", "parquet", "csv")


@pytest.fixture
def saved(hlmdiag: Run, tmp_path: Path) -> Path:
    for name in ("parc.csv", "grille.yaml"):
        shutil.copy(DATA / name, tmp_path / name)
    names = [*(f"r.{suffix}" for suffix in FORMATS), "direct.md", "direct.html"]
    outputs = [each for name in names for each in ("-o", name)]
    assert hlmdiag("score", "parc.csv", "-g", "grille.yaml", *DATE, *outputs).code == 0
    (tmp_path / "parc.csv").unlink()
    (tmp_path / "grille.yaml").unlink()
    return tmp_path


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_report_made_again_is_the_one_made_at_once(hlmdiag: Run, saved: Path, suffix: str) -> None:
    outcome = hlmdiag("report", f"r.{suffix}", "-o", "apres.md", "-o", "apres.html")
    assert outcome.code == 0, outcome.err
    for name in ("md", "html"):
        assert (saved / f"apres.{name}").read_bytes() == (saved / f"direct.{name}").read_bytes()


def test_without_output_only_the_summary_is_shown(hlmdiag: Run, saved: Path) -> None:
    before = set(saved.iterdir())
    outcome = hlmdiag("report", "r.json")
    assert outcome.code == 0
    assert "5 résidences, au moins 130 logements" in flat(outcome.out)
    assert set(saved.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "content", "code", "exit_code"),
    [
        ("r.txt", b"x", "usage.resultat", 2),
        ("faux.json", b"{}", "rapport.resultat-illisible", 3),
        ("faux.parquet", b"PAR1", "rapport.resultat-illisible", 3),
        ("seul.csv", b"a,b\n", "usage.manifeste", 2),
    ],
)
def test_what_is_not_a_result_is_refused(
    hlmdiag: Run, tmp_path: Path, name: str, content: bytes, code: str, exit_code: int
) -> None:
    (tmp_path / name).write_bytes(content)
    outcome = hlmdiag("report", name, "-o", "a.md")
    assert (outcome.code, f"[{code}]" in outcome.err) == (exit_code, True), outcome.err


def test_a_result_is_not_replaced_by_its_report(hlmdiag: Run, saved: Path) -> None:
    outcome = hlmdiag("report", "r.json", "-o", "r.json", "--force")
    assert (outcome.code, "[sortie.entree]" in outcome.err) == (2, True)


def test_the_manifest_of_a_result_is_not_replaced_either(hlmdiag: Run, saved: Path) -> None:
    before = (saved / "r.csv.manifest.json").read_bytes()
    outcome = hlmdiag("report", "r.csv", "-o", "r.csv.manifest.json", "--force")
    assert (outcome.code, "[sortie.entree]" in outcome.err) == (2, True)
    assert (saved / "r.csv.manifest.json").read_bytes() == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_explain_goes_from_the_level_to_the_cell_and_the_line_of_the_grid(
    hlmdiag: Run, saved: Path, suffix: str
) -> None:
    said = flat(hlmdiag("explain", f"r.{suffix}", "000002").out)
    assert "Le Moulin" in said
    assert "Tendu" in said
    assert "parc.csv" in said
    assert "grille.yaml:20" in said


def test_one_indicator_is_explained_alone(hlmdiag: Run, saved: Path) -> None:
    outcome = hlmdiag("explain", "r.json", "000002", "vac")
    assert outcome.code == 0
    said = flat(outcome.out)
    assert "000002 · VAC · Vacance" in said
    assert "Valeur : 12 %" in said
    assert "Points : 100,0" in said
    assert "Contribution à la note : 50,00" in said
    assert "parc.csv, ligne 3, colonne « vacance » (E3 dans Excel)" in said
    assert "Dans la grille : grille.yaml:20" in said
    assert "Pannes" not in said


def test_an_answer_that_is_missing_is_said_as_such(hlmdiag: Run, saved: Path) -> None:
    said = flat(hlmdiag("explain", "r.json", "000004", "VAC").out)
    assert "État : non renseigné" in said
    assert "Points" not in said


def test_an_unknown_code_or_indicator_is_refused_with_the_nearest(hlmdiag: Run, saved: Path) -> None:
    code = hlmdiag("explain", "r.json", "000009")
    assert (code.code, "[rapport.code-inconnu" in code.err) == (2, True)
    indicator = hlmdiag("explain", "r.json", "000002", "VACC")
    assert (indicator.code, "[usage.critere]" in indicator.err) == (2, True)
    assert "Vouliez-vous dire « VAC » ?" in indicator.err


def test_a_sheet_that_fails_is_listed_and_the_others_are_written(
    hlmdiag: Run, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = markdown.render_sheet

    def failing(diagnostic: Diagnostic, *rest: Any) -> None:
        if diagnostic.row == 1:
            raise ZeroDivisionError
        written(diagnostic, *rest)

    monkeypatch.setattr(markdown, "render_sheet", failing)
    outcome = hlmdiag("report", "r.json", "-o", "dossier/")
    assert outcome.code == 4
    said = "des fiches n’ont pas pu être écrites (1, dont residences/000002.md) ; toutes les autres le sont, et"
    assert said in flat(outcome.err) and "[sortie.fiches]" in outcome.err
    sheets = sorted(path.name for path in (saved / "dossier" / "residences").iterdir())
    index = (saved / "dossier" / "residences" / "index.md").read_text(encoding="utf-8")
    assert len(sheets) == 5 and "index.md" in sheets
    assert all(f"]({name})" in index for name in sheets if name != "index.md")
    assert index.count("](") == 4 and "## Fiches qui n’ont pas pu être écrites" in index
    assert (saved / "dossier" / "diagnostic.xlsx").exists()
