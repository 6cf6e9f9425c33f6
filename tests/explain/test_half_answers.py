"""A matrix that one of its two answers is enough to score: that answer is told, and the other is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.explain import explain
from hlmdiag.explain.diagnostic import IndicatorReading
from hlmdiag.grid import Grid

DAY = date(2026, 11, 30)
STOCK = "code_residence,nature_occupation,recurrence\nR1,aucune,\nR2,aucune,NSP\nR3,presence,\n"
VOICES = "code_residence,repondant,role_repondant,nature_occupation,recurrence\n"
UNSAID = "Aucune occupation (aucune) × non renseigné"
UNKNOWN = "Aucune occupation (aucune) × ne sait pas"


@pytest.fixture(scope="module")
def grid() -> Grid:
    return hlmdiag.load_grid("residence-complexe")


def read(grid: Grid, folder: Path, code: str, voices: str = "") -> IndicatorReading:
    """What is told of the occupation of a residence."""
    (folder / "parc.csv").write_text(STOCK, encoding="utf-8")
    files = [folder / "parc.csv"]
    if voices:
        files.append(folder / "avis.csv")
        files[1].write_text(VOICES + voices, encoding="utf-8")
    result = hlmdiag.score(grid, hlmdiag.read(files, grid, date=DAY), date=DAY)
    return next(each for each in explain(result, code).indicators if each.indicator.id == "TR4")


@pytest.mark.parametrize(("code", "told"), [("R1", UNSAID), ("R2", UNKNOWN), ("R3", None)])
def test_the_answer_that_is_enough_is_told_with_the_state_of_the_other(
    grid: Grid, tmp_path: Path, code: str, told: str | None
) -> None:
    reading = read(grid, tmp_path, code)
    assert (reading.text, reading.state) == (told, "missing" if told is None else "scored")


def test_of_several_voices_each_half_is_told_as_it_was_answered(grid: Grid, tmp_path: Path) -> None:
    reading = read(grid, tmp_path, "R1", "R1,hall B,gardien,presence,mensuel\n")
    told = {each.respondent: each.answer for each in reading.opinions}
    assert told["tableau du parc"] == UNSAID
    answers = {each.label: (each.text, each.state) for each in reading.answers if "tableau du parc" in each.label}
    assert list(answers.values()) == [("Aucune occupation (aucune)", "scored"), (None, "missing")]


def test_what_all_the_voices_say_is_told(grid: Grid, tmp_path: Path) -> None:
    reading = read(grid, tmp_path, "R1", "R1,hall B,gardien,,\n")
    assert (reading.text, reading.opinions) == (UNSAID, ())
