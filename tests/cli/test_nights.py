"""A stock watched night after night: what each format says of what happened, and what the next night knows of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.conftest import Run

GRID = """
language_version: 1
id: nuits
version: "1.0"
title: Grille des nuits
unit: résidence
polarity: burden
scale: [0, 100]
min_coverage: 0.5
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  vacance: {type: percent, label: Vacance}
  pannes: {type: integer, label: Pannes}
  desordre: {type: integer, label: Désordre constaté}
  arrete: {type: boolean, label: Arrêté de police}
indicators:
  VAC: {title: Vacance, value: vacance, weight: 2, score: {steps: [0, 5, 10], points: [0, 50, 100]}}
  PAN: {title: Pannes, value: pannes, weight: 2, score: {steps: [0, 1, 5], points: [0, 50, 100]}}
  DES: {title: Désordre, value: desordre, weight: 1, score: {steps: [0, 1], points: [0, 100]}}
levels:
  calme: {title: Calme, from: 0}
  moyen: {title: Vigilance, from: 30}
  tendu: {title: Situation complexe, from: 65}
flags:
  arrete: {when: arrete, message: Arrêté de police, no_better_than: tendu, alert: true}
"""
TITLES = ["code", "nom", "vacance", "pannes", "desordre", "arrete"]
UNITS = 60
Said = Callable[..., tuple[int, dict[str, list[str]]]]
Rows = dict[str, list[str]]


def stock() -> Rows:
    """Calm, watched and complex residences, one of them under a police order."""
    rows = {}
    for number in range(UNITS):
        kind = number % 3
        answers = [["1 %", "0", "0", "non"], ["12 %", "1", "0", "non"], ["12 %", "7", "1", "non"]][kind]
        rows[f"R{number:03d}"] = [f"Résidence {number}", *answers]
    rows["R000"] = ["Résidence 0", "1 %", "0", "0", "oui"]
    return rows


@pytest.fixture
def night(hlmdiag: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    """A night over these rows: the exit code, and what each format says, one sentence after the other."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nuits.yaml").write_text(GRID, encoding="utf-8")

    def run(rows: Rows, *options: str, titles: list[str] = TITLES) -> tuple[int, dict[str, list[str]]]:
        lines = [";".join(titles), *(";".join([code, *answers]) for code, answers in rows.items())]
        (tmp_path / "parc.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        outcome = hlmdiag(
            "score", "parc.csv", "-g", "nuits.yaml", "--date", "2026-10-31", "--baseline", "suivi.parquet",
            "--update-baseline", "--quiet", "--force", "-o", "nuit.json", "-o", "nuit.md", "-o", "junit=nuit.xml",
            "-o", "nuit.sarif", "-o", "gitlab=gl.json", "-o", "github=-", *options,
        )  # fmt: skip
        assert outcome.code in (0, 1), outcome.err
        return outcome.code, said(tmp_path, outcome.err, outcome.out)

    return run


def said(folder: Path, err: str, out: str) -> dict[str, list[str]]:
    found = {"terminal": [line.strip() for line in err.splitlines() if line.strip()]}
    markdown = (folder / "nuit.md").read_text(encoding="utf-8")
    verdict = markdown.partition("## Seuils et référence")[2].partition("\n## ")[0]
    found["md"] = [line.strip(" -*") for line in verdict.splitlines() if line.strip()]
    cases = ElementTree.parse(folder / "nuit.xml").getroot().iter("testcase")
    found["junit"] = [" ".join([case.get("name", ""), *case.itertext(), *_messages(case)]) for case in cases]
    runs = json.loads((folder / "nuit.sarif").read_text(encoding="utf-8"))["runs"]
    found["sarif"] = [each["message"]["text"] for each in runs[0]["results"]]
    found["gitlab"] = [each["description"] for each in json.loads((folder / "gl.json").read_text(encoding="utf-8"))]
    found["github"] = [line.rpartition("::")[2] for line in out.splitlines()]
    return {name: [text.replace("\u202f", " ").replace("\u00a0", " ") for text in it] for name, it in found.items()}


def _messages(case: ElementTree.Element) -> list[str]:
    return [each.get("message", "") for each in case]


def gating(folder: Path) -> dict[str, object]:
    return json.loads((folder / "nuit.json").read_text(encoding="utf-8"))["gating"]["comparison"]


def everywhere(found: dict[str, list[str]], *texts: str) -> None:
    for name, lines in found.items():
        for text in texts:
            assert any(text in line for line in lines), (name, text, lines)


def first(found: dict[str, list[str]], text: str) -> None:
    """The first thing that each format says."""
    for name, lines in found.items():
        assert text in lines[0], (name, lines[:3])


def test_the_first_night_says_that_there_is_nothing_to_compare_with(night: Said, tmp_path: Path) -> None:
    code, found = night(stock())
    assert code == 0 and (tmp_path / "suivi.parquet").exists()
    everywhere(found, "La référence « suivi.parquet » n’existait pas")
    assert gating(tmp_path)["is_empty"] is True
    # a cache that is lost looks the same, and is said
    (tmp_path / "suivi.parquet").unlink()
    everywhere(night(stock())[1], "La référence « suivi.parquet » n’existait pas")


def test_a_night_like_the_others_is_silent(night: Said) -> None:
    night(stock())
    code, found = night(stock())
    assert (code, found["terminal"], found["sarif"], found["gitlab"]) == (0, [], [], [])


def test_what_is_worse_is_told_once(night: Said, tmp_path: Path) -> None:
    night(stock())
    rows = stock()
    rows["R003"][1:3] = ["12 %", "7"]
    code, found = night(rows)
    assert code == 1
    everywhere(found, "R003 Résidence 3 passe de « Calme » à « Situation complexe » ; Vacance 0 → 100")
    assert (gating(tmp_path)["new"], gating(tmp_path)["undecided"]) == (1, 0)
    assert night(rows)[0] == 0


def test_what_is_better_is_counted_and_does_not_fail(night: Said, tmp_path: Path) -> None:
    night(stock())
    rows = stock()
    rows["R002"][1:4] = ["1 %", "0", "0"]
    code, found = night(rows)
    assert (code, gating(tmp_path)["resolved"], gating(tmp_path)["new"]) == (0, 1, 0)
    assert any("améliorations : 1" in line for line in found["terminal"])


def test_a_lost_answer_is_named_and_is_neither_worse_nor_better(night: Said, tmp_path: Path) -> None:
    """A blank lifts the published level of R001, and the police order of R000 is erased."""
    night(stock())
    rows = stock()
    rows["R001"][3], rows["R000"][4] = "", ""
    code, found = night(rows)
    compared = gating(tmp_path)
    assert (code, compared["new"], compared["resolved"]) == (0, 0, 0)
    assert compared["doubtful"] == 2
    everywhere(
        found,
        "R000 Résidence 0 : niveau indécis, « Situation complexe » à la référence, maintenant « Calme » ou « Situation "
        "complexe » ; drapeau indécis, Arrêté de police ; réponses perdues : Arrêté de police",
        "R001 Résidence 1 : niveau indécis, « Vigilance » à la référence, maintenant « Vigilance » ou « Situation "
        "complexe » ; réponses perdues : Désordre constaté",
    )


def test_who_came_and_who_left_is_said(night: Said) -> None:
    night(stock())
    rows = stock()
    del rows["R004"]
    rows["R900"] = ["Neuve", "1 %", "0", "0", "non"]
    code, found = night(rows)
    assert code == 0
    everywhere(
        found, "Apparues depuis la référence, 1 résidence : R900", "Disparues depuis la référence, 1 résidence : R004"
    )


@pytest.mark.parametrize("lost", ["column", "answers"])
def test_a_column_that_is_lost_comes_first_and_keeps_the_reference(night: Said, tmp_path: Path, lost: str) -> None:
    night(stock())
    before = (tmp_path / "suivi.parquet").read_bytes()
    titles = [*TITLES[:3], "autre chose", *TITLES[4:]] if lost == "column" else TITLES
    rows = {
        code: [*answers[:2], "" if lost == "answers" else answers[2], *answers[3:]] for code, answers in stock().items()
    }
    sentence = (
        "a colonne « Pannes » n’est plus lue : réponses à la référence, 60 ; aujourd’hui, 0"
        if lost == "column"
        else "a colonne « Pannes » perd ses réponses : à la référence, 60 ; aujourd’hui, 0"
    )
    code, found = night(rows, titles=titles)
    assert code == 1 and (tmp_path / "suivi.parquet").read_bytes() == before
    found["github"] = [line for line in found["github"] if "colonne" in line]
    first(found, sentence)
    assert gating(tmp_path)["new"] == gating(tmp_path)["resolved"] == 0
    code, found = night(rows, "--accept-loss", titles=titles)
    assert code == 0 and (tmp_path / "suivi.parquet").read_bytes() != before
    everywhere(found, sentence)
    assert night(rows, titles=titles)[0] == 0


def test_a_stock_that_shrinks_comes_first_and_keeps_the_reference(night: Said, tmp_path: Path) -> None:
    night(stock())
    before = (tmp_path / "suivi.parquet").read_bytes()
    code, found = night(dict(list(stock().items())[:53]))
    assert code == 1 and (tmp_path / "suivi.parquet").read_bytes() == before
    first(
        found, "e parc a perdu plus d’un dixième de ses unités depuis la référence : 60 résidences, dont 53 encore là"
    )
    assert night(dict(list(stock().items())[:54]))[0] == 0  # a tenth, and no more


def test_a_grid_that_changed_says_what_did(night: Said, tmp_path: Path) -> None:
    """A threshold of level that moved is no change of answers."""
    night(stock())
    moved = GRID.replace("{title: Situation complexe, from: 65}", "{title: Situation complexe, from: 40}")
    (tmp_path / "nuits.yaml").write_text(moved.replace('version: "1.0"', 'version: "1.1"'), encoding="utf-8")
    code, found = night(stock())
    assert code == 1
    everywhere(
        found,
        "La grille a changé depuis (version 1.0, aujourd’hui 1.1), changements : 1",
        "seuil, levels.tendu.from : 65 → 40",
        "passe de « Vigilance » à « Situation complexe » ; aucune réponse n’a changé : c’est la grille",
    )


def test_findings_that_are_not_named_are_counted(night: Said) -> None:
    rows = {f"R{number:04d}": ["Une", "1 %", "0", "0", "non"] for number in range(520)}
    night(rows)
    code, found = night({code: ["Une", "12 %", "7", "1", "non"] for code in rows})
    assert code == 1
    for name in ("sarif", "gitlab", "junit"):
        assert any("Constats non montrés ici : 20." in line for line in found[name]), name
