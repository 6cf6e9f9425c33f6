"""`hlmdiag grid …`: what each command prints and writes, and its exit code."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

import hlmdiag as library
from cli.conftest import Run
from hlmdiag.errors import Severity
from hlmdiag.grid import load_grid, shipped_folder, shipped_grids
from hlmdiag.method import Examined, examine

TESTS = Path(__file__).parent.parent
BROKEN = TESTS / "broken-method"
CASES = 'grid: essai\ndate: "2026-06-30"\ncases:\n  - {name: Un, input: {pct_vacance: 2}, output: {score: SCORE}}\n'


@pytest.fixture
def essai(hlmdiag: Run) -> Path:
    assert hlmdiag("grid", "new", "Essai", "-o", "essai.yaml", "--date", "2026-11-30").code == 0
    return Path("essai.yaml")


@pytest.mark.parametrize("command", ["list", "show", "check", "test", "diff", "doc", "schema", "new", "calibrate"])
def test_each_command_has_its_page_in_french(hlmdiag: Run, command: str) -> None:
    page = hlmdiag("grid", command, "--help").out
    assert page.startswith(f"Usage\N{NO-BREAK SPACE}: hlmdiag grid {command}")
    assert f"\n  {command} " in hlmdiag("grid").out


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("aide-absente", [], 0),
        ("aide-absente", ["--strict"], 1),
        ("intervalle-ouvert", ["--strict"], 0),
        ("jamais-vraie", [], 1),
        ("poids-excessif", ["--strict", "--max-weight", "60 %"], 0),
        ("../broken/choix-inconnu", [], 1),
        ("../broken/arobase", [], 3),
        ("absente", [], 2),
    ],
)
def test_check_ends_as_the_table_of_codes_says(hlmdiag: Run, name: str, options: list[str], code: int) -> None:
    assert hlmdiag("grid", "check", BROKEN / f"{name}.yaml", *options).code == code


def test_check_of_a_clean_grid_is_silent_on_stdout(hlmdiag: Run) -> None:
    outcome = hlmdiag("grid", "check", "residence-complexe")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.strip() == "residence-complexe : aucune anomalie."
    assert hlmdiag("grid", "check", "residence-complexe", "--quiet").err == ""


def test_check_takes_several_grids_and_says_every_absent_one(hlmdiag: Run) -> None:
    outcome = hlmdiag("grid", "check", "absente.yaml", BROKEN / "plafond.yaml", "autre.yaml")
    assert outcome.code == 2
    assert "absente.yaml" in outcome.err
    assert "autre.yaml" in outcome.err


def test_check_as_text_names_the_severity_and_the_line(hlmdiag: Run) -> None:
    shutil.copy(BROKEN / "jamais-vraie.yaml", "g.yaml")
    outcome = hlmdiag("grid", "check", "g.yaml")
    assert outcome.out.startswith("erreur — g.yaml:57 : « vacance-forte »")
    assert outcome.err.strip() == "g.yaml : erreurs : 1."


def test_check_as_json_holds_every_problem(hlmdiag: Run) -> None:
    outcome = hlmdiag("grid", "check", BROKEN / "plafond.yaml", BROKEN / "jamais-vraie.yaml", "-f", "json", "-q")
    document = json.loads(outcome.out)
    assert document["schema_version"] == 1
    found = [[(it["code"], it["severity"], it["line"]) for it in grid["problems"]] for grid in document["grids"]]
    assert found == [[("methode.plafond", "warning", 14)], [("methode.jamais-vraie", "error", 57)]]


ANNOTATION = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.+)")


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_check_for_github_writes_workflow_commands(hlmdiag: Run, path: Path) -> None:
    shutil.copy(path, "grille, une.yaml")
    shutil.copytree(BROKEN / "prolongees", "prolongees")
    lines = hlmdiag("grid", "check", "grille, une.yaml", "-f", "github", "-q").out.splitlines()
    problems = examine("grille, une.yaml").problems
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        found = ANNOTATION.fullmatch(line)
        assert found is not None, line
        properties = dict(it.split("=", 1) for it in found[2].split(","))
        assert found[1] == problem.severity
        assert properties == {
            "file": "grille%2C une.yaml", "line": str(problem.location.line), "title": problem.code
        }  # fmt: skip
        assert "%" not in re.sub(r"%(25|0A|0D)", "", found[3])


def test_a_line_break_cannot_open_another_annotation() -> None:
    from hlmdiag.errors import Location, Problem
    from hlmdiag.report.grid_checks import annotation

    values = {"id": "a\n::error::b", "condition": "100 %"}
    line = annotation(Problem("methode.jamais-vraie", Location("g.yaml", 1), values, Severity.NOTICE), "fr")
    assert "\n" not in line
    assert "a%0A::error::b" in line
    assert "100 %25" in line


@pytest.mark.parametrize("value", ["abc", "0", "101", "-3"])
def test_a_limit_that_is_no_percentage_is_refused(hlmdiag: Run, value: str) -> None:
    outcome = hlmdiag("grid", "check", "residence-complexe", "--max-weight", value)
    assert outcome.code == 2
    assert f"l’option --max-weight attend un pourcentage entre 0 et 100 et a reçu « {value} »." in outcome.err


@pytest.mark.parametrize(("score", "code"), [("null", 0), ("50", 1)])
def test_test_ends_as_the_cases_do_and_writes_junit(hlmdiag: Run, essai: Path, score: str, code: int) -> None:
    Path("essai.cases.yaml").write_text(CASES.replace("SCORE", score), encoding="utf-8")
    for name in ("essai.yaml", "essai.cases.yaml"):
        outcome = hlmdiag("grid", "test", name, "--junit", "rapports/r.xml", "--force")
        assert outcome.code == code
        assert "Aucun cas n’attend ces niveaux : courant, vigilance, fragile, complexe." in outcome.out
        (suite,) = ElementTree.parse("rapports/r.xml").getroot()
        assert suite.get("failures") == str(code)
    assert hlmdiag("grid", "test", "essai.yaml", "--junit", "rapports/r.xml").code == 2


def test_test_says_the_line_of_the_case_that_fails(hlmdiag: Run, essai: Path) -> None:
    Path("essai.cases.yaml").write_text(CASES.replace("SCORE", "50"), encoding="utf-8")
    outcome = hlmdiag("grid", "test", "essai.yaml", "--quiet")
    assert outcome.out == "essai.cases.yaml:4:50 : cas « Un », score : attendu 50, obtenu rien (null). [cas.ecart]\n"


def test_what_is_left_without_a_case_fails_only_when_asked(hlmdiag: Run, essai: Path) -> None:
    Path("essai.cases.yaml").write_text(CASES.replace("SCORE", "null"), encoding="utf-8")
    assert hlmdiag("grid", "test", "essai.yaml").code == 0
    assert hlmdiag("grid", "test", "essai.yaml", "--strict").code == 1


def test_cases_that_cannot_be_read_are_refused(hlmdiag: Run, essai: Path) -> None:
    absent = hlmdiag("grid", "test", "essai.yaml")
    assert (absent.code, "cas.fichier-absent" in absent.err) == (3, True)
    Path("essai.cases.yaml").write_text("grid: [", encoding="utf-8")
    assert hlmdiag("grid", "test", "essai.yaml").code == 3
    assert hlmdiag("grid", "test", "absente.yaml").code == 2


def test_list_gives_one_line_a_grid_that_a_program_can_read(hlmdiag: Run) -> None:
    lines = [line.split("\t") for line in hlmdiag("grid", "list").out.splitlines()]
    assert lines[0] == ["identifiant", "version", "titre", "critères", "unité", "origine"]
    assert [(line[0], line[5]) for line in lines[1:]] == [(id, "fournie") for id in shipped_grids()]


def test_show_names_every_node_level_flag_and_action(hlmdiag: Run) -> None:
    grid = load_grid("residence-complexe")
    text = hlmdiag("grid", "show", "residence-complexe").out
    for id in (*(node.id for node in grid.root.walk() if node.id), *(level.id for level in grid.levels), *grid.flags):
        assert f"{id}\N{NO-BREAK SPACE}: " in text
    for action in grid.actions:
        assert f"  {action.id}\N{NO-BREAK SPACE}: {action.title}\n" in text
    assert "\n  tranquillite\N{NO-BREAK SPACE}: Tranquillité résidentielle (20,0\N{NARROW NO-BREAK SPACE}%)\n" in text


def test_schema_is_the_one_of_the_documentation(hlmdiag: Run) -> None:
    committed = (TESTS.parent / "docs" / "schema" / "grid.schema.json").read_text(encoding="utf-8")
    assert hlmdiag("grid", "schema", "-o", "s.json").code == 0
    assert Path("s.json").read_text(encoding="utf-8") == committed


def test_new_without_a_title_or_a_file_is_refused(hlmdiag: Run) -> None:
    outcome = hlmdiag("grid", "new")
    assert outcome.code == 2
    assert "TITRE" in outcome.err


def test_a_new_grid_is_clean_and_scores(hlmdiag: Run, essai: Path) -> None:
    assert hlmdiag("grid", "check", essai).code == 0
    assert {problem.code for problem in examine(essai).problems} == {"methode.a-completer"}
    table = "Code de la résidence;Nombre de logements;Logements vacants;Réclamations sur douze mois\nR1;40;3 %;12\n"
    Path("releve.csv").write_text(table, encoding="utf-8")
    assert hlmdiag("score", "releve.csv", "-g", essai, "-o", "r.json").code == 0
    assert hlmdiag("grid", "new", "Essai", "-o", essai).code == 2


def test_a_grid_proposed_from_a_file_has_no_error_and_scores_it(hlmdiag: Run) -> None:
    parc = shipped_folder("examples") / "parc.xlsx"
    assert hlmdiag("grid", "new", "--from", parc, "-o", "p.yaml").code == 0
    examined: Examined = examine("p.yaml")
    assert examined.count(Severity.ERROR) == 0
    assert examined.grid is not None
    text = Path("p.yaml").read_text(encoding="utf-8")
    assert text.count("à revoir") > len(examined.grid.indicators)
    grid = examined.grid
    from datetime import date

    result = library.score(grid, library.read(parc, grid, date=date(2026, 6, 30)), date=date(2026, 6, 30))
    assert result.frame["conclusive"].sum() > 50


def test_the_file_that_suggests_a_grid_is_never_replaced(hlmdiag: Run) -> None:
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    before = Path("parc.csv").read_bytes()
    assert hlmdiag("grid", "new", "--from", "parc.csv", "-o", "parc.csv", "--force").code == 2
    assert Path("parc.csv").read_bytes() == before


def test_calibrate_writes_an_overlay_to_review_and_says_what_next(hlmdiag: Run) -> None:
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    outcome = hlmdiag("grid", "calibrate", "parc.csv", "-o", "reglages/r.yaml")
    assert (outcome.code, outcome.out) == (0, "")
    assert "\nRecalage de residence-complexe : critères proposés : " in outcome.err
    assert outcome.err.endswith("et hlmdiag score parc.csv -g reglages/r.yaml\n")
    assert [problem.code for problem in examine("reglages/r.yaml").problems] == ["methode.a-completer"]
    assert hlmdiag("score", "parc.csv", "-g", "reglages/r.yaml", "-o", "r.json").code == 0
    shown = hlmdiag("grid", "calibrate", "parc.csv", "--quiet")
    assert shown.out.encode() == Path("reglages/r.yaml").read_bytes()
    assert shown.err == ""


def test_calibrate_names_a_grid_of_the_user_by_the_way_to_it(hlmdiag: Run) -> None:
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    Path("grilles").mkdir()
    base = 'extends: residence-complexe\nid: base\nversion: "1"\ntitle: Base\n'
    Path("grilles/base.yaml").write_text(base, encoding="utf-8")
    assert hlmdiag("grid", "calibrate", "parc.csv", "-g", "grilles/base.yaml", "-o", "essais/un/r.yaml").code == 0
    parent = load_grid("essais/un/r.yaml").parent
    assert parent is not None
    assert parent.id == "base"


def test_calibrate_replaces_nothing_of_the_user(hlmdiag: Run) -> None:
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    base = 'extends: residence-complexe\nid: base\nversion: "1"\ntitle: Base\n'
    Path("base.yaml").write_text(base, encoding="utf-8")
    Path("mien.yaml").write_text("à moi", encoding="utf-8")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    for output, options in (("parc.csv", ["--force"]), ("base.yaml", ["--force"]), ("mien.yaml", [])):
        assert hlmdiag("grid", "calibrate", "parc.csv", "-g", "base.yaml", "-o", output, *options).code == 2
    assert {path: path.read_bytes() for path in Path().iterdir()} == before
    assert hlmdiag("grid", "calibrate", "parc.csv", "-g", "base.yaml", "-o", "mien.yaml", "--force").code == 0


def test_calibrate_takes_one_grid(hlmdiag: Run) -> None:
    Path("parc.csv").write_text("code\nR1\n", encoding="utf-8")
    outcome = hlmdiag("grid", "calibrate", "parc.csv", "-g", "residence-complexe", "-g", "typologie-gestion")
    assert outcome.code == 2
    sentence = "l’option -g attend ici une seule grille et en a reçu 2 : residence-complexe, typologie-gestion."
    assert sentence in outcome.err
