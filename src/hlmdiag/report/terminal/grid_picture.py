"""Prints the tree of one grid, or the list of shipped grids: drawn on a terminal, plain lines on a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.table import Table

from hlmdiag.grid import Grid
from hlmdiag.grid.listed import ListedGrid
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.method import theme_shares
from hlmdiag.report.terminal.console import Terminal, plain, styled
from hlmdiag.text import say
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from rich.tree import Tree


@dataclass
class _Branch:
    """A line of the tree and those under it."""

    text: str
    style: str = ""
    under: list[_Branch] = field(default_factory=list)


def show_grids(grids: Iterable[ListedGrid], terminal: Terminal) -> None:
    """One line a grid; on a pipe, its fields are separated by tabs."""
    keys = ("id", "version", "titre", "criteres", "unite", "origine")
    headers = [say(f"cli.grille.colonne.{key}", terminal.language) for key in keys]
    rows = [
        [
            each.reference, each.grid.version, each.grid.title, str(len(each.grid.indicators)), each.grid.unit,
            say(f"cli.grille.origine.{each.origin}", terminal.language),
        ]
        for each in grids
    ]  # fmt: skip
    if not terminal.out.is_terminal:
        for row in (headers, *rows):
            # not `console.print`, which turns tabs into spaces
            print(plain("\t".join(" ".join(cell.split()) for cell in row)))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*map(plain, row))
    terminal.out.print(table)


def show_grid(grid: Grid, terminal: Terminal) -> None:
    """The whole grid."""
    root = _branches(grid, terminal.language)
    if terminal.out.is_terminal:
        terminal.out.print(_drawn(root))
        return
    for depth, branch in _walk(root, 0):
        terminal.out.print(styled("  " * depth + branch.text))


def _drawn(branch: _Branch) -> Tree:
    from rich.tree import Tree

    tree = Tree(styled(branch.text, branch.style), guide_style="dim")
    for child in branch.under:
        tree.children.append(_drawn(child))
    return tree


def _walk(branch: _Branch, depth: int) -> Iterator[tuple[int, _Branch]]:
    yield depth, branch
    for child in branch.under:
        yield from _walk(child, depth + 1)


def _branches(grid: Grid, language: str) -> _Branch:
    title = say("cli.grille.titre", language, title=grid.title, id=grid.id, version=grid.version)
    shares = theme_shares(grid)
    words = Wording(language, grid)
    root = _Branch(title, "bold", [_node(child, shares, words) for child in grid.root.children])
    if grid.levels:
        root.under.append(_levels(words))
    for key, texts in (
        ("drapeaux", [words.labelled(flag.id, flag.message) for flag in grid.flags.values()]),
        ("actions", [words.labelled(action.id, action.title) for action in grid.actions]),
    ):
        if texts:
            heading = say(f"cli.grille.{key}", language, count=len(texts))
            root.under.append(_Branch(heading, "bold", [_Branch(text) for text in texts]))
    return root


def _node(node: Theme | Indicator, shares: dict[str, float], words: Wording) -> _Branch:
    share = f" ({words.proportion(shares[node.id], 1)})" if node.id in shares else ""
    text = words.labelled(node.id, f"{node.title}{share}")
    if isinstance(node, Indicator):
        return _Branch(text)
    return _Branch(text, "bold", [_node(child, shares, words) for child in node.children])


def _levels(words: Wording) -> _Branch:
    levels = words.grid.levels
    branch = _Branch(words.say("cli.grille.niveaux", count=len(levels)), "bold")
    for level in levels:
        bounds = words.level_bounds(level)
        branch.under.append(_Branch(words.labelled(level.id, level.title + (f", {bounds}" if bounds else ""))))
    return branch
