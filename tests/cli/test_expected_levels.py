"""A grid beside levels that people expected: an invented stock of which they are known, then what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "visites"
GRID, STOCK, TITLE = FOLDER / "proprete-vecue.yaml", FOLDER / "parc-invente.csv", "Niveau constaté"
IDS = {"Gestion courante": 0, "Vigilance": 1, "Situation complexe": 2}


def checked(run: Run, *arguments: str) -> dict[str, Any]:
    outcome = run("grid", "check", *arguments, "-f", "json", "-q", "--date", "2026-11-30", "--max-weight", "40")
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def known() -> list[tuple[str, int, int | None]]:
    """Each visited residence of the file with the level seen and that of its mean, by hand; None: unknown."""
    found = []
    for line in STOCK.read_text(encoding="utf-8").splitlines()[1:]:
        code, *marks, seen = line.split(";")
        numbers = [float(mark) for mark in marks if mark]
        mean = sum(numbers) / len(numbers)
        level = None if len(numbers) < 2 else sum(mean >= bound for bound in (35, 70))
        if seen:
            found.append((code, IDS[seen], level))
    return found


def test_the_example_is_made_by_its_script_alone(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(FOLDER / "make_visits.py"), "--out", str(tmp_path)], check=True)
    assert (tmp_path / STOCK.name).read_bytes() == STOCK.read_bytes()


def test_hits_misses_and_false_alerts_are_those_of_the_known_levels(hlmdiag: Run) -> None:
    found = checked(hlmdiag, str(GRID), "--on", str(STOCK), "--expected", TITLE)["data"]["expected"]
    visits = known()
    pairs = Counter((seen, level) for _, seen, level in visits if level is not None)
    ids = found["levels"]
    assert found["matrix"] == {
        ids[seen]: {ids[level]: pairs[seen, level] for level in range(3)} for seen in range(3)
    }  # fmt: skip
    assert found["labelled"] == len(visits) and found["without_label"] == 120 - len(visits)
    assert {each["unit"] for each in found["inconclusive"]} == {code for code, _, level in visits if level is None}
    assert {each["unit"] for each in found["missed"]} == {
        code for code, seen, level in visits if level is not None and level < seen
    }  # fmt: skip
    worst = found["at_level"][2]
    assert worst["hits"] == pairs[2, 2] and worst["missed"] == pairs[2, 0] + pairs[2, 1]
    assert (
        worst["false_alerts"] == pairs[0, 2] + pairs[1, 2]
        and worst["caught"]["count"] == worst["hits"] + worst["missed"]
    )


def test_the_bounds_that_visitors_had_in_mind_are_found_and_nothing_is_applied(hlmdiag: Run) -> None:
    before = GRID.read_bytes()
    found = checked(hlmdiag, str(GRID), "--on", str(STOCK), "--expected", TITLE)["data"]["expected"]["thresholds"]
    vigilance, complex_ = found["cuts"]
    assert vigilance["above"] < 25 <= vigilance["up_to"] and complex_["proposed"] < 70
    assert found["is_better"] and not found["is_overfitted"] and not found["rests_on_few"]
    assert found["best"]["wrong"] <= found["held_out"]["wrong"] < found["present"]["wrong"]
    assert GRID.read_bytes() == before


def test_labels_stand_in_another_file_and_are_read_like_answers(hlmdiag: Run, tmp_path: Path) -> None:
    labels = tmp_path / "visites.csv"
    labels.write_text(
        "code;Avis\nR001;GESTION COURANTE\nR002;vigilance\nR003;complexe\nR004;terrible\n", encoding="utf-8"
    )
    found = checked(hlmdiag, str(GRID), "--on", str(STOCK), "--expected", f"{labels}:avis")["data"]
    assert (found["expected"]["labelled"], found["expected"]["refused_labels"]) == (3, 1)
    (refused,) = [each for each in found["problems"] if each["code"] == "donnees.reponse"]
    assert "B5" in refused["message"] and "Situation complexe" in refused["message"]


def test_a_level_set_by_a_person_is_not_the_grid_s(hlmdiag: Run, tmp_path: Path) -> None:
    found = checked(hlmdiag, str(GRID), "--on", str(STOCK), "--expected", TITLE)
    overrides = tmp_path / "derogations.csv"
    overrides.write_text("code;niveau;auteur;date;motif\nR001;complexe;A;01/11/2026;vu sur place\n", encoding="utf-8")
    assert (
        checked(hlmdiag, str(GRID), "--on", str(STOCK), "--on", str(overrides), "--expected", TITLE)["data"]["expected"]
        == (found["data"]["expected"])
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--on", str(STOCK), "--expected", "Avis"), "usage.attendu-absent"),
        (("--on", str(STOCK), "--expected", "Propreté"), "usage.attendu-lu"),
        (("--expected", TITLE), "usage.attendu-sans-donnees"),
        (("--on", str(STOCK), "--expected", f"{STOCK}:"), "usage.attendu-sans-titre"),
        (("residence-complexe", "--on", str(STOCK)), "usage.donnees-d-une-grille"),
    ],
)
def test_what_does_not_go_together_is_refused(hlmdiag: Run, arguments: tuple[str, ...], code: str) -> None:
    outcome = hlmdiag("grid", "check", str(GRID), *arguments)
    assert outcome.code == 2 and code in outcome.err


def test_the_console_says_who_is_missed_and_how_sure_it_is(hlmdiag: Run) -> None:
    outcome = hlmdiag("grid", "check", str(GRID), "--on", str(STOCK), "--expected", TITLE, "--max-weight", "40")
    said = " ".join(outcome.out.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ").split())
    assert "Même niveau : " in said and "Manqués, trouvés moins graves qu’attendu" in said
    assert "« Vigilance » : 35 dans la grille" in said and "rien n’est appliqué" in said


def test_a_review_of_code_is_told_in_one_line(hlmdiag: Run) -> None:
    outcome = hlmdiag(
        "grid", "check", GRID, "--on", STOCK, "--expected", TITLE, "-f", "github", "-q", "--max-weight", "40"
    )
    seen = [(expected, level) for _, expected, level in known() if level is not None]
    hits = sum(expected == level for expected, level in seen)
    (line,) = outcome.out.splitlines()
    assert line.startswith("::notice title=proprete-vecue / Niveau constaté::") and f"{hits} sur {len(seen)}" in line


def test_the_agreement_between_voices_is_said_with_its_units(hlmdiag: Run) -> None:
    folder = Path(__file__).resolve().parents[1] / "broken-method"
    grid, stock = folder / "donnees-desaccord.yaml", folder / "parcs" / "donnees-desaccord.csv"
    found = checked(hlmdiag, str(grid), "--on", str(stock))["data"]
    # 24 pairs, half of which differ; two draws of 48 answers, 24 of each, differ 24 times in 47
    assert found["voices"] == [{"criterion": "D", "alpha": round(1 - 0.5 / (24 / 47), 9), "units": 24, "answers": 48}]
    told = hlmdiag("grid", "check", str(grid), "--on", str(stock), "--lang", "en").out
    assert "D Propreté: 0.02 (24 résidences, 48 answers)" in told
    assert checked(hlmdiag, str(GRID), "--on", str(STOCK))["data"]["voices"] == []
