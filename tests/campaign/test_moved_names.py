"""A code that bears another unit's name compares two units: said, where names tell it without doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.campaign.code_changes import CodeChanges
from hlmdiag.campaign.comparison import Followed, follow
from hlmdiag.campaign.moved_names import names_moved
from hlmdiag.campaign.order import in_order
from hlmdiag.document.followed import follow_up
from hlmdiag.wording import Wording

GRID = """\
language_version: 1
id: noms
version: "1.0"
title: Noms
polarity: burden
columns: {code: {type: id, required: true}, nom: {type: text, role: label}, note: {type: integer}}
indicators: {NOT: {title: Note, value: note, score: {linear: {worst: 0, best: 10}}}}
"""


def campaigns(folder: Path, then: str, now: str, *pairs: tuple[str, str]) -> Followed:
    """Two campaigns of units `code=name`, the changes of codes given."""
    (folder / "grille.yaml").write_text(GRID, encoding="utf-8")
    grid, found = hlmdiag.load_grid(folder / "grille.yaml"), []
    for year, units in ((2025, then), (2026, now)):
        rows = "".join(f"{unit.replace('=', ';')};5\n" for unit in units.split())
        (folder / "parc.csv").write_text(f"code;nom;note\n{rows}", encoding="utf-8")
        day = date(year, 1, 1)
        found.append((f"{year}.json", hlmdiag.score(grid, hlmdiag.read(folder / "parc.csv", grid, date=day))))
    return follow(in_order(found), CodeChanges(pairs) if pairs else None)


@pytest.mark.parametrize(
    ("then", "now", "moved"),
    [
        ("R1=Parc R2=Bourg R3=Pins", "R1=Bourg R2=Parc R3=Pins", ["R1", "R2"]),  # codes sorted without their rows
        ("R1=Parc R2=Bourg", "R2=PARC R3=Pins", ["R2"]),  # a code given to a unit that had another
        ("R1=Parc R2=Bourg", "R1=Prairie R2=BOURG", []),  # a unit renamed, another in capitals
        ("R1=Parc R2=Parc R3=Pins", "R1=Parc R2=Pins R3=Parc", ["R2"]),  # `Parc` names several
        ("R1=Parc R2=Bourg", "R1=Bourg R2=Bourg", []), ("R1=Parc R2=", "R1= R2=Parc", []),
    ],
)  # fmt: skip
def test_codes_that_bear_the_name_of_another_unit_are_found(
    tmp_path: Path, then: str, now: str, moved: list[str]
) -> None:
    found = campaigns(tmp_path, then, now)
    assert [code for code, *_ in names_moved(found.units)] == moved
    told = [line for line in follow_up(found, Wording("fr", found.grid)).head if "qu’une autre unité avait" in line]
    assert len(told) == bool(moved)


def test_each_is_said_with_both_names(tmp_path: Path) -> None:
    found = campaigns(tmp_path, "R1=Parc R2=Bourg", "R1=Bourg R2=Parc")
    [told] = [line for line in follow_up(found, Wording("fr", found.grid)).head if line.startswith("Attention")]
    assert "2 codes portent le nom qu’une autre unité avait" in told
    assert "R1 (« Parc », puis « Bourg »), R2 (« Bourg », puis « Parc »)" in told.replace("\u00a0", " ")


def test_codes_whose_change_is_given_are_followed(tmp_path: Path) -> None:
    found = campaigns(tmp_path, "R1=Parc R2=Bourg", "R1=Bourg R2=Parc", ("R1", "R2"), ("R2", "R1"))
    assert names_moved(found.units) == []
