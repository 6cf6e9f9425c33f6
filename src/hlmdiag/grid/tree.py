"""Builds the tree of a grid: every node with what it inherits, every indicator with its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hlmdiag.grid.aggregating import read_aggregation, resolve_missing
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.document import GridBlock, ThemeBlock
from hlmdiag.grid.identifiers import is_identifier
from hlmdiag.grid.indicators import IndicatorReader, source_of
from hlmdiag.grid.level import Levels
from hlmdiag.grid.levels import read_levels
from hlmdiag.grid.model import ROOT, Indicator, Missing, Theme
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.traverse import node_blocks

_MINIMUM_COVERAGE = 0.6
"""Design §5.7: under it a score says more about what was left blank than about the residence."""


@dataclass(frozen=True)
class _Inherited:
    """Settings that a node inherits from the nearest ancestor that states them; `missing_at`: place of the policy."""

    levels: Levels
    missing: Missing | None = None
    missing_at: NodePath | None = None
    min_coverage: float = _MINIMUM_COVERAGE


def build_tree(document: GridBlock, leaves: IndicatorReader, by_rules: bool) -> Theme:
    """The root of the tree; without themes a grid has to classify `by_rules`."""
    if not document.themes and not document.indicators and not by_rules:
        leaves.faults.add("grille.sans-theme", ())
    return _Building(leaves, by_rules).node(ROOT, document, (), _Inherited(Levels((), leaves.scale)))


@dataclass(frozen=True)
class _Building:
    leaves: IndicatorReader
    by_rules: bool

    def node(self, id: str, block: GridBlock | ThemeBlock, path: NodePath, above: _Inherited) -> Theme:
        """A node and all below."""
        faults, scale = self.leaves.faults, self.leaves.scale
        here = self._inherit(block, path, above)
        aggregation = read_aggregation(block.aggregation, scale, path, faults)
        missing = resolve_missing(here.missing, here.missing_at, aggregation, scale, path, faults)
        children = self._children(block, path, here, not aggregation.normalises)
        self._check_weights(block, path)
        adjust = None
        if block.adjust is not None:
            adjust = self.leaves.formulas.adjust(block.adjust, (*path, "adjust"))
        weight = block.weight if isinstance(block, ThemeBlock) else 1.0
        return Theme(
            id, block.title, weight, children, aggregation, missing, here.min_coverage, here.levels, adjust,
            block.help, block.why, source_of(block.source),
        )  # fmt: skip

    def _inherit(self, block: GridBlock | ThemeBlock, path: NodePath, above: _Inherited) -> _Inherited:
        here = above
        if block.missing is not None:
            here = replace(here, missing=block.missing, missing_at=path)
        if block.min_coverage is not None:
            here = replace(here, min_coverage=block.min_coverage)
        if block.levels:
            levels = read_levels(block.levels, (*path, "levels"), self.leaves.scale, self.by_rules, self.leaves.faults)
            here = replace(here, levels=levels)
        return here

    def _children(
        self, block: GridBlock | ThemeBlock, path: NodePath, here: _Inherited, under_sum: bool
    ) -> tuple[Theme | Indicator, ...]:
        children: list[Theme | Indicator] = []
        for under, id, child in block.children():
            if isinstance(child, ThemeBlock):
                children.append(self.node(id, child, (*path, *under), here))
            else:
                leaf = self.leaves.read(id, child, (*path, *under), under_sum)
                children += [leaf] if leaf is not None else []
        return tuple(children)

    def _check_weights(self, block: GridBlock | ThemeBlock, path: NodePath) -> None:
        weights = [child.weight for _, _, child in block.children()]
        if not weights and path:
            self.leaves.faults.add_key("grille.theme-vide", path, id=path[-1])
        elif weights and not any(weights):
            self.leaves.faults.add_key("grille.poids-nuls", path, id=path[-1] if path else block.title)


def check_ids(document: GridBlock, faults: Faults) -> None:
    """Check that ids are well formed; ids of themes, indicators and views are unique, whatever their case."""
    seen: dict[str, str] = {}
    nodes = [(path, id) for path, id, _ in node_blocks(document)]
    nodes += [(("views", id), id) for id in document.views]
    for path, id in nodes:
        if id.casefold() in seen:
            faults.add_key("grille.identifiant-double", path, id=id, other=seen[id.casefold()])
        seen.setdefault(id.casefold(), id)
    others: Mapping[str, Mapping[str, object]] = {
        "flags": document.flags,
        "actions": document.actions,
        "stock_alerts": document.stock_alerts,
        "tables": document.tables,
        "uses": document.uses,
        "roles": document.roles,
    }
    for path, id in nodes + [((key, id), id) for key, ids in others.items() for id in ids]:
        if not is_identifier(id):
            faults.add_key("grille.identifiant", path, id=id)
    if not is_identifier(document.id):
        faults.add("grille.identifiant", ("id",), id=document.id)
