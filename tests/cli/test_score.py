"""`hlmdiag score` from a file to its outputs, as a user meets it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from cli.conftest import Outcome, Run

DATA = Path(__file__).parent / "data"
DATE = ("--date", "2026-10-31")
Process = Callable[..., CompletedProcess[bytes]]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The folder of a user: a stock and a grid."""
    for source in DATA.iterdir():
        shutil.copy(source, tmp_path / source.name)
    return tmp_path


@pytest.fixture
def score(hlmdiag: Run, desk: Path) -> Callable[..., Outcome]:
    return lambda *options: hlmdiag("score", "parc.csv", "-g", "grille.yaml", *DATE, *options)


Score = Callable[..., Outcome]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {path.name for path in DATA.iterdir()}


def flat(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


def test_without_output_a_workbook_and_a_page_are_written_beside_the_data_and_said(score: Score, desk: Path) -> None:
    first, second = score(), score()
    assert (first.code, second.code) == (0, 0)
    assert names(desk) == {
        f"parc-diagnostic{number}.{suffix}" for number in ("", "-2") for suffix in ("xlsx", "html", "json")
    }
    assert "Écrit : parc-diagnostic.xlsx" in first.out and "parc-diagnostic.html" in first.out
    assert "Écrit : parc-diagnostic-2.xlsx" in second.out
    assert "Gardez « parc-diagnostic-2.json »" in flat(second.out)
    assert "Gardez" not in score("-o", "a.json").out


def test_the_summary_says_levels_reasons_coverage_alerts_and_what_is_wrong(score: Score) -> None:
    said = flat(score("-o", "a.json").out)
    assert "Petite grille, version 1, au 31/10/2026" in said
    assert "Données : parc.csv 5 résidences, au moins 130 logements : 2 en « Tendu », 1 en « Calme »" in said
    assert "Calme 1 (20 %) 40 (31 %)" in said
    assert "Tendu 2 (40 %) 80 (62 %)" in said
    assert "Non concluant 2 (40 %)" in said
    assert "Par agence" in said
    assert "000002 Le Moulin [rouge] (Nord, 60 logements) — Tendu, note 100,0, taux de réponse 100 %" in said
    assert "Ce qui aggrave le plus la note, en points : Vacance (+50,0) ; Pannes (+50,0)" in said
    assert "Niveau imposé par : Pannes lourdes" not in said  # 50 points give the level by themselves
    assert "Pannes lourdes : levé pour 1 résidence, à vérifier pour 2 résidences" in said
    assert "10 réponses possibles : renseignés 7, refusés 1, non renseignés 2." in said
    assert "« beaucoup »" in said
    assert "ligne 6, colonne « pannes »" in said


def test_a_blank_is_never_a_zero_in_the_result(score: Score, desk: Path) -> None:
    assert score("-o", "a.json").code == 0
    units = {unit["code"]: unit for unit in json.loads((desk / "a.json").read_text(encoding="utf-8"))["units"]}
    assert units["000001"]["score"] == 0.0
    assert units["000004"]["score"] is None
    assert units["000004"]["state:VAC"] == "missing"
    assert units["000005"]["state:PAN"] == "invalid"
    assert units["000005"]["level"] is None


def test_every_format_is_written_in_one_run(score: Score, desk: Path) -> None:
    wanted = [f"a.{suffix}" for suffix in ("xlsx", "html", "md", "json", "csv", "parquet")]
    assert score(*(each for name in wanted for each in ("-o", name))).code == 0
    assert names(desk) == {*wanted, "a.csv.manifest.json"}


def test_a_folder_receives_everything_and_a_sheet_per_unit(score: Score, desk: Path) -> None:
    assert score("-o", "bilan/2026/").code == 0
    folder = desk / "bilan" / "2026"
    assert {path.name for path in folder.iterdir()} == {
        "diagnostic.xlsx", "diagnostic.html", "diagnostic.md", "diagnostic.json", "diagnostic.csv",
        "diagnostic.csv.manifest.json", "diagnostic.parquet", "residences",
    }  # fmt: skip
    sheets = sorted(path.name for path in (folder / "residences").iterdir())
    assert sheets == [*(f"00000{n}.md" for n in range(1, 6)), "index.md"]
    assert "(residences/000002.md)" in (folder / "diagnostic.md").read_text(encoding="utf-8")


def test_standard_output_holds_the_result_alone(desk: Path, process: Process) -> None:
    done = process("score", "parc.csv", "-g", "grille.yaml", *DATE, "-f", "csv", "-o", "-")
    assert done.returncode == 0
    assert done.stdout.startswith(b"code,nom,agence,logements,level,")
    assert len(done.stdout.splitlines()) == 6
    assert "Petite grille" in done.stderr.decode()
    assert names(desk) == set()


def test_quiet_says_what_was_refused_and_nothing_else(score: Score) -> None:
    outcome = score("-o", "a.md", "--quiet")
    assert outcome.out == ""
    assert "« beaucoup »" in outcome.err
    assert "Petite grille" not in outcome.err


def test_strict_ends_with_three_when_a_cell_was_refused(score: Score, desk: Path) -> None:
    assert score("-o", "a.md").code == 0
    assert score("-o", "b.md", "--strict").code == 3
    assert (desk / "b.md").exists()
    text = (desk / "parc.csv").read_text(encoding="utf-8").replace("beaucoup", "3")
    (desk / "parc.csv").write_text(text, encoding="utf-8")
    assert score("-o", "c.md", "--strict").code == 0


def test_an_output_that_exists_is_refused_before_anything_is_read(score: Score, desk: Path) -> None:
    (desk / "a.md").write_text("mes notes", encoding="utf-8")
    (desk / "parc.csv").write_bytes(b"\0")  # would be refused too, had it been read
    outcome = score("-o", "a.md")
    assert outcome.code == 2
    assert "[sortie.existe]" in outcome.err
    assert (desk / "a.md").read_text(encoding="utf-8") == "mes notes"


def test_force_replaces_an_output_but_never_an_input(score: Score, desk: Path) -> None:
    (desk / "a.md").write_text("mes notes", encoding="utf-8")
    assert score("-o", "a.md", "--force").code == 0
    assert "Petite grille" in (desk / "a.md").read_text(encoding="utf-8")
    before = (desk / "parc.csv").read_bytes()
    for name in ("parc.csv", "./parc.csv"):
        outcome = score("-o", name, "--force")
        assert (outcome.code, "[sortie.entree]" in outcome.err) == (2, True)
    assert (desk / "parc.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("data", "code", "exit_code"),
    [
        (b"", "donnees.fichier-vide", 3),
        (b"code;vacance\n", "donnees.sans-ligne", 3),
        (b"nom;vacance\na;1 %\n", "donnees.cle-absente", 3),
        (b"code\n1\n", "donnees.une-colonne", 3),
        (b"code;vacance\n1;\0\n", "donnees.nul", 3),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_whole(
    score: Score, desk: Path, data: bytes, code: str, exit_code: int
) -> None:
    (desk / "parc.csv").write_bytes(data)
    outcome = score("-o", "a.md")
    assert outcome.code == exit_code, outcome.err
    assert f"[{code}]" in outcome.err
    assert names(desk) == set()


def test_every_fault_of_a_grid_is_said_with_its_line(score: Score, desk: Path) -> None:
    text = (desk / "grille.yaml").read_text(encoding="utf-8")
    (desk / "grille.yaml").write_text(text.replace("[0, 5, 10]", "[0, 5, 3]").replace("pannes >", "panes >"))
    outcome = score()
    assert outcome.code == 3
    places = re.findall(r"^grille\.yaml:(\d+):\d+ : ", outcome.err, re.MULTILINE)
    assert {"20", "26"} <= set(places)
    assert names(desk) == set()


def test_an_unknown_grid_is_a_wrong_usage(hlmdiag: Run, desk: Path) -> None:
    outcome = hlmdiag("score", "parc.csv", "-g", "residence-complex")
    assert outcome.code == 2
    assert "residence-complexe" in outcome.err


def test_several_grids_each_have_their_outputs(hlmdiag: Run, desk: Path) -> None:
    text = (desk / "grille.yaml").read_text(encoding="utf-8")
    (desk / "autre.yaml").write_text(text.replace("id: petite", "id: autre"), encoding="utf-8")
    both = ("score", "parc.csv", "-g", "grille.yaml", "-g", "autre.yaml", *DATE)
    assert hlmdiag(*both).code == 0
    assert hlmdiag(*both, "-o", "d/{grid}.json", "-o", "tout/").code == 0
    beside = {f"parc-diagnostic-{grid}.{suffix}" for grid in ("petite", "autre") for suffix in ("xlsx", "html", "json")}
    assert names(desk) == {"autre.yaml", "d", "tout"} | beside
    assert {path.name for path in (desk / "d").iterdir()} == {"petite.json", "autre.json"}
    assert {path.name for path in (desk / "tout").iterdir()} == {"petite", "autre"}


def test_a_grid_that_reads_another_finds_it_scored_or_takes_the_result_given(hlmdiag: Run, desk: Path) -> None:
    (desk / "petite.yaml").write_text((desk / "grille.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    reading = ("score", "parc.csv", "-g", "lecteur.yaml", *DATE)
    first = hlmdiag(*reading, "-o", "a.json")
    assert first.code == 0, first.err
    assert hlmdiag("score", "parc.csv", "-g", "petite.yaml", *DATE, "-o", "petite.parquet").code == 0
    assert hlmdiag(*reading, "-o", "b.json", "--uses", "avant=petite.parquet").code == 0
    assert (desk / "a.json").read_bytes() == (desk / "b.json").read_bytes()
    refused = hlmdiag(*reading, "-o", "c.json", "--uses", "apres=petite.parquet")
    assert (refused.code, "[usage.uses-inconnu]" in refused.err) == (2, True)


def test_the_same_command_writes_the_same_bytes(score: Score, desk: Path) -> None:
    assert score("-o", "a/").code == 0
    assert score("-o", "b/").code == 0
    first, second = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")} for root in
                     (desk / "a", desk / "b"))  # fmt: skip
    assert first == second


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_any_console_can_show_the_summary(desk: Path, process: Process, encoding: str) -> None:
    done = process("score", "parc.csv", "-g", "grille.yaml", "-o", "a.md", *DATE, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "Le Moulin [rouge]" in done.stdout.decode(encoding)


def test_a_pipe_receives_whole_lines_whatever_the_width(desk: Path, process: Process) -> None:
    command = ("score", "parc.csv", "-g", "grille.yaml", *DATE, "--force", "-o", "a.md")
    narrow, wide = process(*command, COLUMNS="40"), process(*command, COLUMNS="200")
    assert narrow.stdout == wide.stdout
    assert b"\x1b" not in narrow.stdout


def test_verbose_says_every_problem(score: Score, desk: Path) -> None:
    lines = ["code;nom;agence;logements;vacance;pannes", *(f"{n};n;a;1;x{n};0" for n in range(9)), ""]
    (desk / "parc.csv").write_text("\n".join(lines), encoding="utf-8")
    brief, whole = score("-o", "a.md"), score("-o", "b.md", "--verbose")
    assert brief.out.count("[donnees.") < whole.out.count("[donnees.")
    assert "x8" not in brief.out
    assert "x8" in whole.out
