"""Decides which leaves each view keeps, when two differ, which one is a first look: all that the grid alone says."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.expression import ExpressionError, check_indicator_filter
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.model import ROOT, Indicator, Theme
from hlmdiag.grid.view_model import FirstLook, View, ViewGap, Watch


def read_views(document: GridBlock, root: Theme, faults: Faults) -> tuple[View, ...]:
    """The views of a grid, each with its leaves."""
    return tuple(View(id, block.title, _leaves(id, block.where, root, faults)) for id, block in document.views.items())


def read_gap(document: GridBlock) -> ViewGap | None:
    """The gap between views that is wide; None where the grid names none."""
    block = document.view_gap
    return None if block is None else ViewGap(block.points, block.at_least)


def read_first_look(document: GridBlock, faults: Faults) -> FirstLook | None:
    """The view that says something of a unit without level; rules give a level whole, and no view has one then."""
    block = document.first_look
    if block is None:
        return None
    if document.level_rules:
        faults.add_key("grille.premier-reperage-regles", ("first_look",))
    elif block.view not in document.views:
        names = nearest_first(block.view, document.views)
        faults.add("grille.vue-inconnue", ("first_look", "view"), name=block.view, names=names)
    return FirstLook(block.view, block.min_coverage)


def read_watch(document: GridBlock, faults: Faults) -> Watch:
    """Read the follow-up of units from one campaign to the next."""
    block = document.watch
    if block is None:
        return Watch(noise=document.noise)
    if block.start not in document.levels:
        names = nearest_first(block.start, document.levels)
        faults.add("grille.veille-niveau", ("watch", "from"), name=block.start, names=names)
    return Watch(block.start, block.exit_after, document.noise)


def _leaves(id: str, where: str, root: Theme, faults: Faults) -> frozenset[str]:
    path = ("views", id, "where")
    try:
        condition = check_indicator_filter(where)
    except ExpressionError as refusal:
        for fault in refusal.faults:
            faults.add_inside(fault.code, path, fault.start, fault.values)
        return frozenset()
    kept = frozenset(
        leaf.id
        for leaf, themes in _with_themes(root, ())
        if condition.holds(kind=leaf.kind, id=leaf.id, theme=themes, tags=leaf.tags)
    )
    if not kept:
        faults.add("grille.vue-vide", path, id=id)
    return kept


def _with_themes(node: Theme, above: tuple[str, ...]) -> Iterator[tuple[Indicator, tuple[str, ...]]]:
    """Every indicator with its themes, the nearest first."""
    themes = (node.id, *above) if node.id != ROOT else above
    for child in node.children:
        if isinstance(child, Theme):
            yield from _with_themes(child, themes)
        else:
            yield child, themes
