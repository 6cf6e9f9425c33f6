"""Traverses the themes and indicators of a document in its order, before it is resolved."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.grid.document import GridBlock, IndicatorBlock, ThemeBlock
from hlmdiag.grid.source_map import NodePath


def node_blocks(
    node: GridBlock | ThemeBlock, path: NodePath = ()
) -> Iterator[tuple[NodePath, str, ThemeBlock | IndicatorBlock]]:
    """Every theme and indicator under a node, with its path and its id."""
    for under, id, block in node.children():
        here = (*path, *under)
        yield here, id, block
        if isinstance(block, ThemeBlock):
            yield from node_blocks(block, here)


def indicator_blocks(document: GridBlock) -> Iterator[tuple[NodePath, str, IndicatorBlock]]:
    """Every indicator of a document, with its path and its id."""
    for path, id, block in node_blocks(document):
        if isinstance(block, IndicatorBlock):
            yield path, id, block
