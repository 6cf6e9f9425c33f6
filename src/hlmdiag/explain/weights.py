"""Weight of each answer for one unit: among applicable ones, and among those with points."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.scale import Scale


def nominal(root: Theme, applicable: Collection[str]) -> dict[str, float]:
    """Weight of every node in the whole, among its applicable siblings (design: nominal weight)."""
    return dict(_split(root, 1.0, applicable))


def nominal_weights(grid: Grid) -> dict[str, float]:
    """Weight of every node in the whole, where everything applies."""
    return nominal(grid.root, frozenset(leaf.id for leaf in grid.indicators))


def effective(grid: Grid, scored: Collection[str]) -> dict[str, float]:
    """Value of one point of each indicator in the score, among siblings with a score; only where weights decide."""
    return {id: worth for id, worth in _worth(grid.root, 1.0, scored, grid.scale) if id in scored}


def _worth(node: Theme, worth: float, scored: Collection[str], scale: Scale) -> Iterator[tuple[str, float]]:
    present = _present(node, scored)
    parts = node.aggregation.parts([child.weight for child in present], scale) if present else None
    for child, part in zip(present, parts or (), strict=parts is not None):
        yield child.id, worth * part
        if isinstance(child, Theme):
            yield from _worth(child, worth * part, scored, scale)


def _split(node: Theme, weight: float, counted: Collection[str]) -> Iterator[tuple[str, float]]:
    present = _present(node, counted)
    total = sum(child.weight for child in present)
    for child in present:
        own = weight * child.weight / total
        yield child.id, own
        if isinstance(child, Theme):
            yield from _split(child, own, counted)


def _present(node: Theme, counted: Collection[str]) -> list[Theme | Indicator]:
    return [child for child in node.children if child.weight > 0 and _counts(child, counted)]


def _counts(node: Theme | Indicator, counted: Collection[str]) -> bool:
    if isinstance(node, Indicator):
        return node.id in counted
    return any(child.weight > 0 and _counts(child, counted) for child in node.children)


def paths(grid: Grid) -> dict[str, tuple[Theme, ...]]:
    """The themes from the root down to each indicator."""
    return dict(_descend(grid.root, (grid.root,)))


def _descend(node: Theme, path: tuple[Theme, ...]) -> Iterator[tuple[str, tuple[Theme, ...]]]:
    for child in node.children:
        if isinstance(child, Theme):
            yield from _descend(child, (*path, child))
        else:
            yield child.id, path
