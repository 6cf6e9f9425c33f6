"""Checks lists of answers that a file cannot tell apart, and marks that say two absences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from hlmdiag.data.normalise_text import mark, signed, words
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.findings import Findings
from hlmdiag.rules.normalise import Choices, Matrix

_ZEROS = re.compile(r"(?<![\d.,])0+(?=\d)")


def check_answers(grid: Grid, findings: Findings) -> None:
    """Check the lists of answers: of every column of the stock and of tables, and of rules on whole numbers."""
    path: NodePath
    for column in grid.columns.values():
        _check_list(column.choices, _list_of(column, grid, findings), column.id, findings)
        _check_marks(column, ("columns", column.id), findings)
    for table in grid.tables.values():
        for column in table.columns.values():
            path = ("tables", table.id, "columns", column.id)
            _check_list(column.choices, (*path, "choices"), column.id, findings)
            _check_marks(column, path, findings)
    for leaf in grid.indicators:
        if isinstance(leaf.rule, Choices) and leaf.column and grid.columns[leaf.column].type == "integer":
            path = (*findings.paths.get(leaf.id, ()), "score", "choices")
            _check_list({code: code for code in leaf.rule.choices}, path, leaf.column, findings)


def _list_of(column: Column, grid: Grid, findings: Findings) -> NodePath:
    """Place of a list: in its column, or in the rule of the judgement that brings it."""
    if column.declared:
        return ("columns", column.id, "choices")
    leaf = next((each for each in grid.indicators if column.id in _brought_by(each)), None)
    if leaf is None:
        return ("columns", column.id)
    under = ("matrix", "points") if isinstance(leaf.rule, Matrix) else ("choices",)
    return (*findings.paths.get(leaf.id, ()), "score", *under)


def _brought_by(leaf: Indicator) -> tuple[str, ...]:
    if isinstance(leaf.rule, Matrix):
        return leaf.columns
    return (leaf.column,) if leaf.column is not None else ()


def _check_list(choices: Mapping[str, str], path: NodePath, name: str, findings: Findings) -> None:
    said: set[str] = set()
    for (first, one), (second, other) in combinations(choices.items(), 2):
        if second in said:
            continue
        pairs = [(a, b) for a in dict.fromkeys((first, one)) for b in dict.fromkeys((second, other))]
        same = next((pair for pair in pairs if _are_read_alike(*pair)), None)
        near = same or next((pair for pair in pairs if _are_seen_alike(*pair)), None)
        if near is not None:
            said.add(second)
            code = "methode.reponses-voisines" if same is None else "methode.reponses-jumelles"
            findings.add(code, (*path, second), first=near[0], second=near[1], name=name)


def _are_read_alike(one: str, other: str) -> bool:
    """Whether a cell could not tell two names: same letters and signs, or one number, which a spreadsheet rewrites."""
    if one.strip().isdecimal() and other.strip().isdecimal():
        return int(one) == int(other)
    return signed(one) == signed(other)


def _are_seen_alike(one: str, other: str) -> bool:
    """Whether two names differ by a sign or a leading zero alone, which is easily lost."""
    first, second = (_ZEROS.sub("", words(name)) for name in (one, other))
    return bool(first) and first == second


def _check_marks(column: Column, path: NodePath, findings: Findings) -> None:
    """A mark says one absence."""
    owners: dict[str, str] = {}
    for kind, text in _marks(column):
        other = owners.setdefault(mark(text), kind)
        if other != kind:
            values = {"mark": text, "name": column.id, "first": other, "second": kind}
            findings.add("methode.marque-double", (*path, kind), **values)


def _marks(column: Column) -> Iterator[tuple[str, str]]:
    by_kind = {"missing": column.missing, "unknown": column.unknown, "not_applicable": column.not_applicable}
    return ((kind, text) for kind, texts in by_kind.items() for text in texts)
