"""Moves of units that lack answers: what is said is so for every completion, and what is so for every one is said."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.gate import compare

Row = dict[str, Any]
ANSWERS: dict[str, tuple[Any, ...]] = {"a": (0, 3, 8), "b": (0, 3, 8), "c": (True, False), "d": (True, False)}
BLANK = "missing"
WORSE_BY = 10.0


def document(polarity: str) -> Row:
    """One node: two counts and a yes or no, levels, flags over an answer, over another flag, over the score."""
    burden = polarity == "burden"
    points = [0, 50, 100] if burden else [100, 50, 0]
    steps = {"steps": [0, 2, 6], "points": points}
    choices = {"choices": {each: {"label": each, "points": points[2 * (each == "true")]} for each in ("true", "false")}}
    return {
        **HEAD, "id": f"certaine-{polarity}", "polarity": polarity, "scale": [0, 100], "min_coverage": 0.6,
        "columns": {
            "code": {"type": "id", "required": True}, "a": {"type": "integer"}, "b": {"type": "integer"},
            "c": {"type": "boolean"}, "d": {"type": "boolean"},
        },
        "themes": {"t": {"title": "T", "indicators": {
            "A": {"title": "A", "value": "a", "weight": 2, "score": steps},
            "B": {"title": "B", "value": "b", "score": steps}, "C": {"title": "C", "value": "c", "score": choices},
        }}},
        "levels": {
            name: {"title": name, "from": start}
            for name, start in zip(("bon", "moyen", "mal"), (0, 30, 70) if burden else (71, 31, 0), strict=True)
        },
        "flags": {
            "fait": {"when": "a > 5 and not c", "message": "Fait"},
            "grave": {"when": "d", "message": "Grave", "no_better_than": "moyen"},
            "haut": {"when": f"score {'>' if burden else '<'} 60 and b > 1", "message": "Haut"},
        },
    }  # fmt: skip


class Unit(NamedTuple):
    """What a unit answers then and now."""

    then: Row
    now: Row


@st.composite
def units(draw: Any) -> Unit:
    """Answers then and now, alike for the most part, some blank on one side or on both."""
    then = {name: draw(st.sampled_from((*values, BLANK))) for name, values in ANSWERS.items()}
    changed = draw(st.sets(st.sampled_from(sorted(ANSWERS)), max_size=3))
    return Unit(then, then | {name: draw(st.sampled_from((*ANSWERS[name], BLANK))) for name in sorted(changed)})


def drawn(seed: int) -> Unit:
    """The same, from a seed: a rate is measured on units that stay."""
    random = Random(seed)
    then = {name: random.choice((*values, BLANK)) for name, values in ANSWERS.items()}
    changed = [name for name in ANSWERS if random.random() < 0.6]
    return Unit(then, then | {name: random.choice((*ANSWERS[name], BLANK)) for name in changed})


def filled(unit: Unit) -> list[Unit]:
    """Every completion: an answer that neither side has is the same one on both (decision 0024)."""
    free = [(side, name) for side in (0, 1) for name in ANSWERS if unit[side][name] == BLANK]
    free = [(side, name) for side, name in free if side == 0 or unit.then[name] != BLANK]
    found = []
    for values in product(*(ANSWERS[name] for _, name in free)):
        sides = [dict(unit.then), dict(unit.now)]
        for (side, name), value in zip(free, values, strict=True):
            sides[side][name] = value
            if side == 0 and unit.now[name] == BLANK:
                sides[1][name] = value
        found.append(Unit(*sides))
    return found


def scored(folder: Path, polarity: str, rows: list[Row]) -> Any:
    grid = document(polarity)
    path = folder / f"{grid['id']}.yaml"
    path.write_text(as_yaml(grid), encoding="utf-8")
    numbered = [{"code": f"R{place}", **row} for place, row in enumerate(rows)]
    return score(load_grid(path), dataset(grid, numbered), date=TODAY)


def certain(folder: Path, polarity: str, given: list[Unit]) -> set[tuple[str, str]]:
    """The moves for the worse, by unit and what moves, that every completion makes."""
    every = [filled(unit) for unit in given]
    flat = [each for completions in every for each in completions]
    then, now = (scored(folder, polarity, [unit[side] for unit in flat]).frame for side in (0, 1))
    levels, sign = [*document(polarity)["levels"]], 1 if polarity == "burden" else -1
    found, start = set(), 0
    for place, completions in enumerate(every):
        rows = range(start, start + len(completions))
        start += len(completions)
        places = [[levels.index(side["level"][row]) for side in (then, now)] for row in rows]
        moves = [sign * (now["score"][row] - then["score"][row]) for row in rows]
        if all(after > before for before, after in places):
            found.add((f"R{place}", "level"))
        if all(move > WORSE_BY for move in moves):
            found.add((f"R{place}", "score"))
        for flag in document(polarity)["flags"]:
            if all(flag in now["flags"][row] and flag not in then["flags"][row] for row in rows):
                found.add((f"R{place}", flag))
    return found


def said(folder: Path, polarity: str, given: list[Unit]) -> set[tuple[str, str]]:
    then, now = (scored(folder, polarity, [unit[side] for unit in given]) for side in (0, 1))
    found = compare(now, then, "avant.json", WORSE_BY)
    assert len(found.changes) == found.new
    return {(each.unit.code, each.id or each.about) for each in found.changes}


def turned(given: list[Unit]) -> list[Unit]:
    return [Unit(unit.now, unit.then) for unit in given]


@settings(max_examples=8)
@given(given=st.lists(units(), min_size=1, max_size=12), polarity=st.sampled_from(["burden", "merit"]))
def test_a_move_that_is_said_is_that_of_every_completion(
    given: list[Unit], polarity: str, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("coups")
    for each in (given, turned(given)):
        assert said(folder, polarity, each) <= certain(folder, polarity, each)


@pytest.mark.parametrize("polarity", ["burden", "merit"])
def test_a_move_that_every_completion_makes_is_said(polarity: str, tmp_path: Path) -> None:
    """All those of flags and scores, nearly all of levels: between two ends, not every score can be reached."""
    given = [unit for unit in map(drawn, range(400)) if BLANK in (*unit.then.values(), *unit.now.values())]
    sure, told = certain(tmp_path, polarity, given), said(tmp_path, polarity, given)
    assert told <= sure
    for about in ("level", "score", "fait", "grave", "haut"):
        expected, found = (sum(each[1] == about for each in of) for of in (sure, told))
        least = 0.95 if about == "level" else 1
        assert expected >= 10 and found >= least * expected, (about, found, expected)
