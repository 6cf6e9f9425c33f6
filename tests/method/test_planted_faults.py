"""Faults put one by one into one sound grid: each is said, by its code and at its line, and by no error it has not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import yaml_texts
from hlmdiag.errors import Severity
from hlmdiag.method import Examined, examine

PLANTED = Path(__file__).parent / "planted"
SOUND = (PLANTED / "sound.yaml").read_text(encoding="utf-8")
FAULTS: list[dict[str, Any]] = yaml_texts.read((PLANTED / "faults.yaml").read_text(encoding="utf-8"))
OWN = 'extends: saine\nid: locale\nversion: "1"\ntitle: Locale\ndate: "2026-11-01"\n'


def examined_with(fault: dict[str, Any], folder: Path) -> tuple[Examined, str]:
    """The sound grid with one fault in it, or its overlay with one; and the text in which the fault stands."""
    text = SOUND
    for old, new in (fault.get("change") or {}).items():
        assert text.count(old) == 1, (fault["name"], old, text.count(old))
        text = text.replace(old, new)
    path = folder / "saine.yaml"
    path.write_text(text, encoding="utf-8")
    if "overlay" in fault:
        publisher = "publisher: Bailleur d'exemple\n" if fault.get("publisher", True) else ""
        text = OWN + publisher + fault["overlay"]
        path = folder / "locale.yaml"
        path.write_text(text, encoding="utf-8")
    return examine(path), text


def line_of(fault: dict[str, Any], text: str) -> int:
    """The line of the text that the fault names, the first where it stands several times."""
    assert fault["at"] in text, fault["name"]
    return text[: text.index(fault["at"])].count("\n") + 1


def test_the_sound_grid_has_no_fault(tmp_path: Path) -> None:
    assert examine(PLANTED / "sound.yaml").problems == ()
    assert examined_with({"name": "variante", "overlay": "unit: résidence\n"}, tmp_path)[0].problems == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_a_planted_fault_is_said_where_it_stands(fault: dict[str, Any], tmp_path: Path) -> None:
    examined, text = examined_with(fault, tmp_path)
    found = {(problem.code, problem.location.line) for problem in examined.problems}
    assert (fault["code"], line_of(fault, text)) in found
    others = {it.code for it in examined.problems if it.severity is Severity.ERROR} - {fault["code"]}
    assert others == set()


def test_there_are_faults_of_every_kind() -> None:
    assert len({fault["name"] for fault in FAULTS}) == len(FAULTS) >= 47
