"""Checks what a grid should say in words: sources, help, labels of answers, and names with two meanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.data.normalise_text import header as fold
from hlmdiag.expression.tree import Compare, Constant, Tree, parts
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.findings import Findings
from hlmdiag.rules.normalise import Anchors, Choices, GroupedSteps, Linear, Steps, Target
from hlmdiag.rules.thresholds import GoalTable, StepTable
from hlmdiag.text.phrase import Listed

_IDENTITY = ("publisher", "licence", "date", "statement")


def check_words(grid: Grid, findings: Findings) -> None:
    """The grid itself, its criteria, its flags, its columns."""
    absent = [key for key in _IDENTITY if not grid.document.get(key)]
    if absent:
        findings.add("methode.fiche-incomplete", ("id",), keys=Listed((*absent,)))
    for leaf in grid.indicators:
        _check_leaf(leaf, grid, findings)
    if grid.levels.with_start and not (grid.statement or grid.document.get("source")):
        findings.add("methode.seuil-sans-source", ("levels",), id="levels")
    for flag in grid.flags.values():
        if flag.source is None and _has_threshold(flag.when.tree):
            findings.add("methode.seuil-sans-source", ("flags", flag.id), id=flag.id)
    _check_names(grid.columns, ("columns",), findings)
    for table in grid.tables.values():
        _check_names(table.columns, ("tables", table.id, "columns"), findings)


def _check_leaf(leaf: Indicator, grid: Grid, findings: Findings) -> None:
    if not leaf.help:
        findings.of_node("methode.aide-absente", leaf.id, (), id=leaf.id)
    if not _has_source(leaf, grid, findings.paths.get(leaf.id, ())):
        threshold = isinstance(leaf.rule, Steps | GroupedSteps | Anchors | Linear | Target)
        code = "methode.seuil-sans-source" if threshold else "methode.source-absente"
        findings.of_node(code, leaf.id, (), id=leaf.id)
    if leaf.kind == "judgement" and isinstance(leaf.rule, Choices):
        bare = [code for code, choice in leaf.rule.choices.items() if not choice.descriptor]
        if bare:
            names = Listed((*bare,))
            findings.of_node("methode.descripteur-absent", leaf.id, ("score",), id=leaf.id, names=names)


def _has_source(leaf: Indicator, grid: Grid, path: NodePath) -> bool:
    """Whether it has a source of its own, of one of its themes, or of the whole grid."""
    table: GoalTable | StepTable | None = leaf.rule.steps if isinstance(leaf.rule, GroupedSteps) else None
    if isinstance(leaf.rule, Target) and isinstance(leaf.rule.target.goal, GoalTable):
        table = leaf.rule.target.goal
    if leaf.source is not None or (table is not None and table.source is not None):
        return True
    block: Any = grid.document
    for part in ("", *path):
        block = block[part] if part else block
        if isinstance(block, Mapping) and block.get("source"):
            return True
    return False


def _has_threshold(tree: Tree) -> bool:
    if isinstance(tree, Compare):
        sides = [side.value for side in (tree.left, tree.right) if isinstance(side, Constant)]
        return tree.left.type.kind == "number" and any(value != 0 for value in sides)
    return any(_has_threshold(part) for part in parts(tree))


def _check_names(columns: Mapping[str, Column], path: NodePath, findings: Findings) -> None:
    """A header designates one column, and is written once."""
    owners: dict[str, str] = {}
    for column in columns.values():
        for name in dict.fromkeys((fold(column.id), fold(column.label))):
            _claim(name, column.label, column.id, owners, (*path, column.id), findings)
        said: set[str] = set()
        for alias in column.aliases:
            if fold(alias) in said:
                findings.add("methode.alias-repete", (*path, column.id), alias=alias, name=column.id)
            said.add(fold(alias))
    for owner, alias in _aliases(columns):
        _claim(fold(alias), alias, owner, owners, (*path, owner), findings)


def _aliases(columns: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    return ((column.id, alias) for column in columns.values() for alias in column.aliases)


def _claim(name: str, written: str, column: str, owners: dict[str, str], path: NodePath, findings: Findings) -> None:
    other = owners.setdefault(name, column)
    if other != column:
        findings.add("methode.alias-ambigu", path, alias=written, name=column, other=other)
