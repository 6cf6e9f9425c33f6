"""What each answer weighs for one unit: among what applies, among what has points, and how far it can move things."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.aggregate import Best, Mean, Sum, Worst
from hlmdiag.rules.scale import Scale

__all__ = ["effective", "nominal", "nominal_weights", "paths", "width"]


def nominal(root: Theme, applicable: Collection[str]) -> dict[str, float]:
    """Weight of every node in the whole, among its applicable siblings (design: nominal weight)."""
    return dict(_split(root, 1.0, applicable))


def nominal_weights(grid: Grid) -> dict[str, float]:
    """Weight of every node in the whole, where everything applies."""
    return nominal(grid.root, frozenset(leaf.id for leaf in grid.indicators))


def effective(root: Theme, scored: Collection[str]) -> dict[str, float]:
    """Weight of every leaf in the score, among siblings that have one; only where all nodes above are means."""
    if not isinstance(root.aggregation, Mean):
        return {}
    return {id: weight for id, weight in _split(root, 1.0, scored, means_only=True) if id in scored}


def width(indicator: Indicator, path: tuple[Theme, ...], weights: Mapping[str, float], scale: Scale) -> float | None:
    """Points of the score that an unknown answer can still move; None without a bound.

    Exact for means and sums; under another aggregation, the answer may carry its whole node.
    """
    low, high = indicator.rule.reach(scale.stated(indicator.out_of))
    if low is None or high is None:
        return None
    moved = high - low
    if indicator.out_of is not None and scale.bounded:
        moved *= scale.width / indicator.out_of
    children: list[Theme | Indicator] = [*path[1:], indicator]
    for node, child in zip(reversed(path), reversed(children), strict=True):
        moved *= _share(node, child, weights, scale)
    return min(moved, scale.width) if scale.bounded else moved


def _share(node: Theme, child: Theme | Indicator, weights: Mapping[str, float], scale: Scale) -> float:
    if isinstance(node.aggregation, Sum):
        return child.weight * node.aggregation.factor(scale)
    if isinstance(node.aggregation, Worst | Best):
        return 1.0
    total = sum(other.weight for other in node.children if other.id in weights)
    return child.weight / total if total else 0.0


def _split(
    node: Theme, weight: float, counted: Collection[str], means_only: bool = False
) -> Iterator[tuple[str, float]]:
    present = [child for child in node.children if child.weight > 0 and _counts(child, counted)]
    total = sum(child.weight for child in present)
    for child in present:
        own = weight * child.weight / total
        yield child.id, own
        if isinstance(child, Theme) and (isinstance(child.aggregation, Mean) or not means_only):
            yield from _split(child, own, counted, means_only)


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
