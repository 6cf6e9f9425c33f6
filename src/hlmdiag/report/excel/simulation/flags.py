"""Flags as formulas, where the sheet has what they read; 1: it holds, 0: it does not, 0.5: undecided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from hlmdiag.expression import ColumnRef, ResultRef
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    Ref,
    ThresholdLookup,
    Tree,
)
from hlmdiag.grid.model import ROOT, Flag, Grid, Indicator

# Excel allows 8,192 characters and 64 nested functions in a formula; the margin is for what is put around it
_LONGEST, _DEEPEST = 8_000, 60
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_SPELT = {"==": "=", "!=": "<>"}


@dataclass(frozen=True)
class FlagCells:
    """Addresses of the results that a flag may read.

    `rows`: the row of each indicator and of each theme that is worked out live; `flags`: the row of each flag;
    `level`: the cell that holds the place of the level of the score, 1 being the best. `columns`: by column, the
    formula of its value, a number (1 or 0 for yes or no), else a text; `absent`: the text of one that does not apply.
    """

    rows: Mapping[str, int]
    flags: Mapping[str, int]
    level: str | None
    columns: Mapping[str, str]
    absent: str


def flag_formula(flag: Flag, grid: Grid, cells: FlagCells) -> str | None:
    """The formula of a flag; None where it reads something that the sheet does not work out."""
    formula = _truth(flag.when.tree, grid, cells)
    return formula if formula is not None and _fits(formula) else None


def _fits(formula: str) -> bool:
    """Whether Excel takes a formula of this length and depth."""
    depth = deepest = 0
    for character in formula:
        depth += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return len(formula) <= _LONGEST and deepest <= _DEEPEST


def _truth(tree: Tree, grid: Grid, cells: FlagCells) -> str | None:
    match tree:
        case Logic(operator=operator, operands=operands):
            parts = [_truth(each, grid, cells) for each in operands]
            known = [part for part in parts if part is not None]
            return f"{'MIN' if operator == 'and' else 'MAX'}({','.join(known)})" if len(known) == len(parts) else None
        case Not(operand=operand):
            inner = _truth(operand, grid, cells)
            return None if inner is None else f"(1-{inner})"
        case Compare(operator=operator, left=Ref(reference=ResultRef() as read), right=Constant(value=value)):
            return _compared(read, operator, value, grid, cells)
        case Compare(operator=operator, left=Constant(value=value), right=Ref(reference=ResultRef() as read)):
            return _compared(read, _MIRRORED[operator], value, grid, cells)
        case Compare(operator=operator, left=Ref(reference=ColumnRef(name=name)), right=Constant(value=value)):
            return _measured(name, operator, value, cells)
        case Compare(operator=operator, left=Constant(value=value), right=Ref(reference=ColumnRef(name=name))):
            return _measured(name, _MIRRORED[operator], value, cells)
        case Ref(reference=ColumnRef(name=name)) if tree.type.kind == "boolean" and name in cells.columns:
            return f"IF(ISNUMBER({cells.columns[name]}),{cells.columns[name]},0.5)"
        case Ref(reference=ResultRef(kind="flag", node=str(other), grid=None)):
            return f"M{cells.flags[other]}"
        case (
            Constant()
            | Ref()
            | Arithmetic()
            | Negative()
            | Compare()
            | InList()
            | Branch()
            | FunctionCall()
            | ThresholdLookup()
        ):
            return None
        case _:
            assert_never(tree)


def _compared(read: ResultRef, operator: str, value: object, grid: Grid, cells: FlagCells) -> str | None:
    if read.grid is not None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    compare = _comparison(operator, value)
    match read:
        case ResultRef(kind="alerts"):
            return _alerts(operator, compare, grid, cells)
        case ResultRef(kind="level", node=None) if cells.level is not None:
            return f"IF(ISNUMBER({cells.level}),1*({_comparison(operator, value + 1)(cells.level)}),0.5)"
        case ResultRef(kind="score", node=name):
            return _scored(name or ROOT, compare, grid, cells)
        case ResultRef():
            return None
        case _:
            assert_never(read)


def _measured(name: str, operator: str, value: object, cells: FlagCells) -> str | None:
    """An answer that does not apply compares false; one that is not known leaves the flag undecided."""
    if name not in cells.columns or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    cell = cells.columns[name]
    known = f"1*({_comparison(operator, value)(f'ROUND({cell},9)')})"
    return f"IF(ISNUMBER({cell}),{known},IF({cell}={cells.absent},0,0.5))"


def _comparison(operator: str, value: float) -> Callable[[str], str]:
    return lambda cell: f"{cell}{_SPELT.get(operator, operator)}{value!r}"


def _scored(name: str, compare: Callable[[str], str], grid: Grid, cells: FlagCells) -> str | None:
    """An answer that does not apply compares false; one that is not known leaves the flag undecided."""
    row = cells.rows.get(name)
    if row is None:
        return None
    is_leaf = any(isinstance(each, Indicator) and each.id == name for each in grid.root.walk())
    known = f"O{row}=1" if is_leaf else f"ISNUMBER(H{row})"
    return f"IF({known},1*({compare(f'ROUND(H{row},9)')}),IF(N{row}=1,0.5,0))"


def _alerts(operator: str, compare: Callable[[str], str], grid: Grid, cells: FlagCells) -> str | None:
    """Number of alerts, between certain and possible ones: a comparison is decided where both ends agree."""
    if operator not in (">", ">="):
        return None
    rows = [cells.flags[flag.id] for flag in grid.flags.values() if flag.alert]
    least = "+".join(f"(M{row}=1)" for row in rows) or "0"
    most = "+".join(f"(M{row}>0)" for row in rows) or "0"
    return f"IF({compare(f'({least})')},1,IF({compare(f'({most})')},0.5,0))"
