"""Random grids whose units, residences say, roll up to agencies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.draws import Chooser
from generators.triggers import level_tests, root_tests

Row = dict[str, Any]


@st.composite
def gathered(draw: Any) -> Case:
    case = draw(cases(most=7))
    chooser = Chooser(draw)
    how = chooser.pick(["worst", "mean", "best"])
    roll_up: Row = {"unit": "agence", "key": "agence", "score": how}
    if how == "mean" and chooser.chance(60):
        roll_up["weight"] = "nb"
    if chooser.chance(40):
        roll_up["level"] = chooser.pick(["worst", "score"] if "level_rules" not in case.grid else ["worst"])
    tests = level_tests(chooser, case.grid) + root_tests(chooser, case.grid, []) + ["b1", "n1 > 2 or b2"]
    roll_up["shares"] = {
        f"S{number}": {"title": f"Part {number}", "when": chooser.pick(tests)} for number in range(chooser.whole(0, 2))
    }
    return Case(case.grid | {"roll_up": roll_up}, case.rows, case.events, case.overrides)
