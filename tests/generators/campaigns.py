"""Two campaigns of one grid: other answers, other blanks, other units, other events, another version of the grid."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.columns import values_of
from generators.draws import Chooser
from generators.rows import STATES, event_rows
from oracle.document import columns_of

Row = dict[str, Any]
CHANGES = ("nothing", "answers", "blanks", "grid", "units", "everything")


@st.composite
def campaigns(draw: Any, *, stock: bool = True, plain: bool = False) -> tuple[Case, Case]:
    """A case, and what became of it."""
    first = draw(cases(stock=stock, plain=plain))
    chooser, what = Chooser(draw), draw(st.sampled_from(CHANGES))
    every, columns = what == "everything", columns_of(first.grid)
    rows, grid, events = deepcopy(first.rows), deepcopy(first.grid), first.events
    if every or what == "answers":
        rows = [{name: _answered(name, it, columns, chooser) for name, it in row.items()} for row in rows]
    if every or what == "blanks":
        rows = [{name: _blanked(name, it, columns, chooser) for name, it in row.items()} for row in rows]
    if every or what == "grid":
        _reweighed(grid, chooser)
    if (every or what == "units") and len({row["code"] for row in rows}) > 1:
        gone = rows[0]["code"]
        rows = [row for row in rows if row["code"] != gone]
        rows += [row | {"code": "R9"} for row in rows[:1]]
    if every and "tables" in grid:
        events = event_rows(chooser, rows)
    codes = {row["code"] for row in rows}
    overrides = [each for each in first.overrides if each["code"] in codes]
    return first, Case(grid, rows, events, overrides)


def _answered(name: str, value: Any, columns: Row, chooser: Chooser) -> Any:
    """Another answer where there is one."""
    is_said = columns[name]["type"] != "id" and value is not None and value not in STATES
    return chooser.pick(values_of(name, columns[name])) if is_said and chooser.chance(40) else value


def _blanked(name: str, value: Any, columns: Row, chooser: Chooser) -> Any:
    return "missing" if columns[name]["type"] != "id" and chooser.chance(30) else value


def _reweighed(node: Any, chooser: Chooser) -> None:
    """Other weights for some criteria: another version of the grid, which asks the same things."""
    for theme in (node.get("themes") or {}).values():
        _reweighed(theme, chooser)
    for leaf in (node.get("indicators") or {}).values():
        if leaf.get("weight", 1) and chooser.chance(50):
            leaf["weight"] = chooser.pick([0.5, 2, 5])
