"""`hlmdiag grid diff` and `grid check --against`: what is printed, the exit codes, and nothing written."""

import json
import shutil
from pathlib import Path

import pytest

from cli.conftest import Run
from hlmdiag.grid import load_grid, shipped_folder

SHIPPED = "residence-complexe"
PUBLISHED = Path("publiee.yaml")
STEPS = "steps: [0, 30, 60, 100], points: [0, 33, 67, 100]"


@pytest.fixture
def next_version(hlmdiag: Run) -> Path:
    """A shipped grid as it was published, and a stricter one to be published, with the data beside."""
    for name in ("dictionnaire.yaml", f"{SHIPPED}.yaml"):
        shutil.copy(shipped_folder("grids") / name, name)
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    version = load_grid(SHIPPED).version
    text = Path(f"{SHIPPED}.yaml").read_text(encoding="utf-8").replace(f'version: "{version}"', 'version: "2026.1"', 1)
    Path(f"{SHIPPED}.yaml").unlink()
    PUBLISHED.write_text(text, encoding="utf-8")
    assert STEPS in text
    path = Path("nouvelle.yaml")
    path.write_text(text.replace(STEPS, STEPS.replace("30", "20", 1)), encoding="utf-8")
    return path


def test_the_changes_are_said_with_their_line_and_the_version_they_ask_for(hlmdiag: Run, next_version: Path) -> None:
    outcome = hlmdiag("grid", "diff", PUBLISHED, next_version)
    lines = next_version.read_text(encoding="utf-8").splitlines()
    line = next(rank for rank, text in enumerate(lines, 1) if "[0, 20, 60, 100]" in text)
    assert outcome.code == 0
    assert f"nouvelle.yaml:{line} : seuil — themes.qualite-de-service.indicators.QS1.score.steps" in outcome.out
    assert "[0, 30, 60, 100] → [0, 20, 60, 100]" in outcome.out
    assert "Version à donner au moins : 2026.2." in outcome.out


def test_as_json_the_effect_on_a_saved_result_is_that_on_its_data(hlmdiag: Run, next_version: Path) -> None:
    assert hlmdiag("score", "parc.csv", "-g", PUBLISHED, "-o", "r.json", "-q", "--date", "2026-11-30").code == 0
    before = sorted(path.name for path in Path().iterdir())
    arguments = ("grid", "diff", PUBLISHED, next_version, "-f", "json", "--on")
    saved = json.loads(hlmdiag(*arguments, "r.json").out)
    data = json.loads(hlmdiag(*arguments, "parc.csv", "--date", "2026-11-30").out)
    assert saved == data
    assert sorted(path.name for path in Path().iterdir()) == before
    (change,) = saved["changes"]
    assert (change["kind"], change["size"], change["before"][1], change["after"][1]) == ("seuil", "major", 30, 20)
    assert (saved["version_needed"], saved["version_is_enough"]) == ("2026.2", False)
    effect = saved["impact"]
    assert effect["units"] == 60
    assert effect["scores_changed"] == len(effect["moved"]) > 0
    shifts = [abs(each["shift"]) for each in effect["moved"]]
    assert shifts == sorted(shifts, reverse=True)
    assert effect["largest_shift"] == shifts[0]


def test_a_result_is_known_in_each_of_its_forms(hlmdiag: Run, next_version: Path) -> None:
    forms = [f"r.{suffix}" for suffix in ("json", "parquet", "csv")]
    hlmdiag("score", "parc.csv", "-g", PUBLISHED, *(each for form in forms for each in ("-o", form)), "-q")
    for form in forms:
        outcome = hlmdiag("grid", "diff", PUBLISHED, next_version, "--on", form)
        assert (outcome.code, outcome.err) == (0, ""), form
        assert "Sur les mêmes réponses (60 unités) : notes changées : " in outcome.out, form


def test_a_result_whose_data_changed_is_refused(hlmdiag: Run, next_version: Path) -> None:
    hlmdiag("score", "parc.csv", "-g", PUBLISHED, "-o", "r.json", "-q")
    with Path("parc.csv").open("a", encoding="utf-8") as data:
        data.write("\n")
    outcome = hlmdiag("grid", "diff", PUBLISHED, next_version, "--on", "r.json")
    assert outcome.code == 2
    assert outcome.err == (
        "hlmdiag : le résultat r.json a été tiré du fichier « parc.csv », qui n’est plus à côté de lui ou a changé "
        "depuis. Remettez-le là, ou donnez directement les données : --on parc.csv. [usage.reponses-perdues]\n"
    )


def test_results_of_two_dates_ask_for_one(hlmdiag: Run, next_version: Path) -> None:
    for day in ("2026-11-30", "2026-12-31"):
        hlmdiag("score", "parc.csv", "-g", PUBLISHED, "-o", f"{day}.json", "-q", "--date", day)
    both = ("grid", "diff", PUBLISHED, next_version, "--on", "2026-11-30.json", "--on", "2026-12-31.json")
    refused = hlmdiag(*both)
    assert refused.code == 2
    assert "(30/11/2026, 31/12/2026). Donnez-en un seul" in refused.err
    assert hlmdiag(*both, "--date", "2026-12-31").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((PUBLISHED, "absente.yaml"), 2),
        ((PUBLISHED, "parc.csv"), 3),
        ((PUBLISHED, PUBLISHED, "--on", "absent.csv"), 2),
        ((PUBLISHED, PUBLISHED, "--on", "absent.json"), 2),
        ((PUBLISHED, PUBLISHED, "-f", "xlsx"), 2),
        ((PUBLISHED, PUBLISHED), 0),
    ],
)
def test_diff_ends_as_the_table_of_codes_says(
    hlmdiag: Run, next_version: Path, arguments: tuple[object, ...], code: int
) -> None:
    assert hlmdiag("grid", "diff", *arguments).code == code


@pytest.mark.parametrize(("version", "code"), [("2026.1", 1), ("2026.1.5", 1), ("2026.2", 0), ("2027.1", 0)])
def test_check_against_fails_when_the_version_is_too_low(
    hlmdiag: Run, next_version: Path, version: str, code: int
) -> None:
    text = next_version.read_text(encoding="utf-8")
    next_version.write_text(text.replace('version: "2026.1"', f'version: "{version}"', 1), encoding="utf-8")
    outcome = hlmdiag("grid", "check", next_version, "--against", PUBLISHED)
    assert outcome.code == code
    assert ("[methode.version-trop-basse]" in outcome.out) is bool(code)


def test_check_against_takes_one_grid(hlmdiag: Run, next_version: Path) -> None:
    outcome = hlmdiag("grid", "check", next_version, PUBLISHED, "--against", PUBLISHED)
    assert outcome.code == 2
    assert "il y en a plusieurs : nouvelle.yaml, publiee.yaml." in outcome.err


def test_what_is_rewritten_is_asked_about_and_confirmed(hlmdiag: Run, next_version: Path) -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    title = "title: Qualité de service"
    help = "help: Réclamations, équipements, présence, prestataires et relation avec les locataires."
    assert title in text and help in text
    other = text.replace(title, "title: Peuplement", 1).replace(help, "help: Âges, ressources, composition.", 1)
    next_version.write_text(other, encoding="utf-8")
    asked = json.loads(hlmdiag("grid", "diff", PUBLISHED, next_version, "-f", "json").out)
    assert (asked["asked"], asked["size"]) == (["qualite-de-service"], "major")
    told = ("grid", "diff", PUBLISHED, next_version, "--same", "qualite-de-service")
    assert "Version à donner au moins : 2026.1.0.1." in hlmdiag(*told).out
    assert hlmdiag(*told[:-1], "bati").code == 2
    checked = hlmdiag("grid", "check", next_version, "--against", PUBLISHED, "--same", "qualite-de-service")
    assert "[methode.sens-a-confirmer]" not in checked.out


def test_lines_for_the_answers_already_given_are_proposed(hlmdiag: Run) -> None:
    column = "note: {type: number, min: 0, max: 20}"
    text = (
        "language_version: 1\nid: g\nversion: '1'\ntitle: G\npolarity: burden\ncolumns:\n"
        "  code: {type: id, required: true}\n  note: {type: number, min: 0, max: 20}\n"
        "indicators:\n  N: {title: Note, value: note, score: {steps: [0, 10], points: [100, 0]}}\n"
    )
    Path("avant.yaml").write_text(text, encoding="utf-8")
    Path("apres.yaml").write_text(text.replace(column, column.replace("20", "100")), encoding="utf-8")
    said = hlmdiag("grid", "diff", "avant.yaml", "apres.yaml").out
    assert "    note: {replaces: {column: note, rescale: {from: [0, 20], to: [0, 100]}}}  # à confirmer\n" in said
