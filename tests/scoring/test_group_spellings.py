"""Groups that a person takes for one, « Nord » and « NORD », are counted apart: said, and left as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generators.columns import HEAD
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.data import Dataset
from hlmdiag.errors import Problem
from hlmdiag.grid import Grid
from hlmdiag.scoring.chunks import ChunkScorer

ON = date(2026, 11, 30)
GRID: dict[str, Any] = {
    **HEAD, "polarity": "burden",
    "columns": {
        "code": {"type": "id", "required": True}, "lourd": {"type": "boolean"},
        "agence": {"type": "text", "role": "group", "label": "Agence"},
    },
    "levels": {"libre": {"title": "Libre"}, "lourd": {"title": "Lourd"}},
    "level_rules": [{"level": "lourd", "when": "lourd"}, {"level": "libre"}],
}  # fmt: skip


def grid_in(folder: Path) -> Grid:
    path = folder / "grille.yaml"
    path.write_text(as_yaml(GRID), encoding="utf-8")
    return load_grid(path)


def stock(*groups: str | None, first: int = 0) -> Dataset:
    return dataset(GRID, [{"code": f"R{first + place}", "agence": each} for place, each in enumerate(groups)])


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [each.say("fr") for each in problems if each.code == "notation.groupes-proches"]


@pytest.mark.parametrize("other", ["NORD-EST", "nord est", "Nord–Est", "Nôrd-Est"])
def test_two_spellings_of_a_group_are_said_with_their_units(tmp_path: Path, other: str) -> None:
    result = score(grid_in(tmp_path), stock("Nord-Est", other, "Sud", "Nord-Est", None), date=ON)
    [sentence] = said(result.manifest.problems)
    assert f"colonne « Agence » : « Nord-Est » (2), « {other} » (1) ne diffèrent que" in sentence
    assert result.frame["agence"].to_list()[:2] == ["Nord-Est", other]


@pytest.mark.parametrize("groups", [("Nord", "Nord", "Sud"), ("Nord 1", "Nord 2"), (None, None), ("?", "!")])
def test_groups_of_different_names_are_not(tmp_path: Path, groups: tuple[str | None, ...]) -> None:
    assert not said(score(grid_in(tmp_path), stock(*groups), date=ON).manifest.problems)


def test_pieces_of_a_large_stock_say_it_of_the_whole(tmp_path: Path) -> None:
    grid = grid_in(tmp_path)
    scorer = ChunkScorer(grid, ON, tmp_path, lambda frame: frame.select("agence"), lambda _: True)
    pieces = [stock("Nord", "Sud"), stock("NORD", "Sud", first=2)]
    scorer.score(pieces)
    empty = replace(pieces[0], stock=replace(pieces[0].stock, frame=pieces[0].stock.frame.clear()))
    whole = score(grid, stock("Nord", "Sud", "NORD", "Sud"), date=ON)
    assert said(scorer.chunks(empty).result.manifest.problems) == said(whole.manifest.problems) != []
