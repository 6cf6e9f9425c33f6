"""The sheet as Markdown, whose received texts never become markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text, one_line
from hlmdiag.text.markup import as_markdown


def to_markdown(blocks: Iterable[Block]) -> str:
    """The whole page."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * level} {_inline(text)}"
        case Paragraph(text=text):
            return _inline(text)
        case Items(rows=rows):
            return "\n".join(f"- **{_inline(label)}** : {_inline(text)}" for label, text in rows)
        case Table(headers=headers, rows=lines):
            return "\n".join([_row(headers), f"|{'---|' * len(headers)}", *map(_row, lines)])
        case _:
            assert_never(block)


def _row(cells: Iterable[Text]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _inline(text: Text) -> str:
    line = one_line(text)
    if isinstance(text, Code) and "`" not in line:
        return "`" + line.replace("|", r"\|") + "`"
    return as_markdown(line)
