"""Random grids that read the result of another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.draws import Chooser
from generators.grids import GridMaker
from generators.rows import unit_row
from generators.triggers import quoted
from oracle.document import columns_of, tree_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A case, and a second one over the same units whose grid reads the first one's result as `reperage`."""

    read: Case
    reading: Case


@st.composite
def pairs(draw: Any, optional: bool = False) -> Pair:
    read = draw(cases())
    chooser = Chooser(draw)
    grid = GridMaker(chooser).grid()
    used = {"grid": read.grid["id"], "optional": True} if optional else read.grid["id"]
    grid |= {"id": "grille-qui-lit", "uses": {"reperage": used}}
    tests = outcome_tests(chooser, read.grid)
    flags = {f"U{number}": {"when": chooser.pick(tests), "message": "Lu ailleurs"} for number in range(3)}
    grid["flags"] = (grid.get("flags") or {}) | flags
    grid.setdefault("indicators", {})["lu"] = {
        "title": "Lu ailleurs",
        "value": chooser.pick(numbers_read(read.grid)),
        "score": step_rule(grid["scale"]),
    }
    rows = [unit_row(chooser, columns_of(grid), unit["code"], 20) for unit in read.rows]
    return Pair(read, Case(grid, rows, {}, []))


def step_rule(scale: Any) -> Row:
    low, high = scale if isinstance(scale, list) else (-10, 30)
    return {"steps": [-1000000, 0.5, 10], "points": [low, (low + high) / 2, high]}


def numbers_read(grid: Row) -> list[str]:
    names = [quoted(node.id) for node in tree_of(grid).everything() if node.id]
    return [
        "reperage.score",
        "reperage.coverage",
        *(f"reperage.score({name})" for name in names),
        *(f"reperage.coverage({name})" for name in names),
    ]


def outcome_tests(chooser: Chooser, grid: Row) -> list[str]:
    """Conditions over the score, coverage, level and flags of the grid that is read."""
    tests = [f"{number} >= {chooser.pick([0.5, 1, 10, 50])}" for number in numbers_read(grid)]
    levels = list(grid.get("levels") or {})
    if levels:
        tests += [f"reperage.level >= {chooser.pick(levels)}", f"reperage.level in [{levels[0]}, {levels[-1]}]"]
    return tests + [f"not reperage.flag({quoted(name)})" for name in grid.get("flags") or {}]
