"""Random stocks whose units are judged by several respondents, each on a row of its own."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from generators.cases import Case, cases
from generators.draws import Chooser
from generators.rows import answer
from hlmdiag.grid.data_model import Consolidation
from oracle.document import columns_of, tree_of
from oracle.respondents import EVIDENCE, judged_columns

Row = dict[str, Any]
NAMES = ["Agnès", "Bruno", "Chloé"]
ROLES = {
    "agence": {"title": "Agence", "weight": 2},
    "gardien": {"title": "Gardien"},
    "ville": {"title": "Ville", "weight": 0.5},
}
NAMING = {"observateur": {"type": "text"}, "qualite": {"type": "text"}}
WAYS = list(get_args(Consolidation))


@st.composite
def observed(draw: Any, *, stock: bool = True, evidence: bool = True) -> Case:
    """A case of which each unit has up to three rows, that agree on most of what is not judged."""
    case = draw(cases(stock=stock))
    chooser = Chooser(draw)
    grid = case.grid | {"columns": case.grid["columns"] | NAMING}
    grid["roles"] = ROLES
    grid["respondents"] = {"column": "observateur", "role": "qualite"} | {
        key: chooser.pick(options)
        for key, options in {"consolidate": WAYS, "divergence": [1, 2]}.items()
        if chooser.chance(70)
    }
    if chooser.chance(50):
        grid["certainty"] = True
    for leaf in tree_of(grid).leaves():
        if leaf.spec.get("kind") == "judgement" and chooser.chance(20):
            leaf.spec["consolidate"] = chooser.pick(WAYS)
    asking = ask_for_evidence(chooser, grid) if evidence and chooser.chance(50) else []
    rows = [line for row in case.rows for line in voices(chooser, grid, row)]
    for line in rows:
        line |= {f"{name}{EVIDENCE}": chooser.pick(["photo", None, None]) for name in asking}
    if chooser.chance(30):
        rows.reverse()
    return Case(grid, rows, case.events, case.overrides)


def ask_for_evidence(chooser: Chooser, grid: Row) -> list[str]:
    """Have some choices of some judgements ask for evidence; their ids."""
    grid["unproven"] = chooser.pick(["worse", "worse", "keep"])
    asking = []
    for leaf in tree_of(grid).leaves():
        choices = leaf.spec["score"].get("choices")
        if leaf.spec.get("kind") == "judgement" and choices and chooser.chance(70):
            asking.append(leaf.id)
            for code, points in list(choices.items()):
                if chooser.chance(60):
                    described = points if isinstance(points, dict) else {"points": points}
                    choices[code] = described | {"evidence": "required"}
    return asking


def voices(chooser: Chooser, grid: Row, row: Row) -> list[Row]:
    columns, judged = columns_of(grid), sorted(judged_columns(grid))
    apart = {*judged, *NAMING}
    other = [name for name, spec in columns.items() if name not in apart and spec["type"] != "id"]
    lines = []
    for name in NAMES[: chooser.whole(1, 3)]:
        line = dict(row)
        for column in judged:
            line[column] = answer(chooser, column, columns[column], 30)
        if chooser.chance(20):
            column = chooser.pick(other)
            line[column] = answer(chooser, column, columns[column], 50)
        lines.append(line | {"observateur": name, "qualite": chooser.pick([*ROLES, "missing"])})
    return lines
