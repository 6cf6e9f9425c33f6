"""Parts of a grid that formulas can compute; for the rest, the sheet shows values only and tells why."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hlmdiag.grid.model import ROOT, Grid, Indicator, Theme
from hlmdiag.rules.normalise import GroupedSteps, Target

# Excel allows 8,192 characters in a formula and 255 arguments in a function
_MOST_THEMES, _MOST_OPERANDS = 40, 250


def is_carried(theme: Theme, answerable: Collection[str]) -> bool:
    """Whether formulas can work the score of a theme out of the answers typed."""
    return refusal(theme, answerable) is None


def is_answerable(leaf: Indicator, goals: Collection[str]) -> bool:
    """Whether another answer can be typed: a goal drawn from the stock and steps by group are not in the workbook."""
    if isinstance(leaf.rule, GroupedSteps):
        return False
    return not isinstance(leaf.rule, Target) or leaf.id in goals


def refusals(grid: Grid, answerable: Collection[str]) -> Iterator[tuple[Theme, str]]:
    """The themes whose score is a value only, each with the code of the reason."""
    for node in grid.root.walk():
        if isinstance(node, Theme):
            reason = refusal(node, answerable)
            if reason is not None and (node.id != ROOT or node.children):
                yield node, reason


def refusal(theme: Theme, answerable: Collection[str]) -> str | None:
    """Reason why formulas cannot compute a theme, as the end of a code of sentence; None if they can."""
    if not theme.aggregation.has_formula:
        return "agregation"
    if theme.adjust is not None:
        return "ajustement"
    counted = [child for child in theme.children if child.weight > 0]
    if not counted:
        return "vide"
    closed = [child for child in counted if isinstance(child, Indicator) and child.id not in answerable]
    if closed:
        return "paliers" if isinstance(closed[0].rule, GroupedSteps) else "objectif"
    themes = [child for child in counted if isinstance(child, Theme)]
    if len(themes) > _MOST_THEMES or (theme.aggregation.lists_children and len(counted) > _MOST_OPERANDS):
        return "taille"
    if theme.missing in ("worst", "best") and any(child.missing in ("exclude", "block") for child in themes):
        return "substitution"
    return None if all(is_carried(child, answerable) for child in themes) else "dessous"
