"""Blocks as Markdown: received text never becomes markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from hlmdiag.layout.blocks import Block, Bullets, Fields, Heading, Headline, Note, Paragraph, Picture, Section, Table
from hlmdiag.layout.texts import Code, Text
from hlmdiag.text import say
from hlmdiag.text.markup import Markdown, as_markdown, one_line, tidied


def sections_in_markdown(sections: Iterable[Section], language: str) -> Markdown:
    """Sections one after the other, each under its title."""
    parts = []
    for section in sections:
        parts += [f"## {_inline(section.title)}"] if section.title else []
        parts += [_block(each, say("rapport.deux-points", language)) for each in section.blocks]
    return Markdown("\n\n".join(parts))


def document_in_markdown(title: str, sections: Iterable[Section], language: str) -> str:
    """A whole document under its title."""
    return tidied(f"# {_inline(title)}\n\n{sections_in_markdown(sections, language)}")


def _block(block: Block, colon: str) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * level} {_inline(text)}"
        case Headline(text=text):
            return f"**{_inline(text)}**"
        case Paragraph(text=text):
            return _inline(text)
        case Note(text=text):
            return f"*{_inline(text)}*"
        case Bullets(lines=lines):
            return "\n".join(f"- {_bullet(lead, text)}" for lead, text in lines)
        case Fields(rows=rows):
            return "\n".join(f"- {_inline(label)}{colon}{_inline(text)}" for label, text in rows)
        case Picture(text=text):
            return f"- {_inline(text)}"
        case Table(headers=headers, rows=lines, figures=figures):
            sides = ("---:" if place in figures else "---" for place in range(len(headers)))
            return "\n".join([_row(headers), f"|{'|'.join(sides)}|", *map(_row, lines)])
        case _:
            assert_never(block)


def _bullet(lead: str, text: str) -> str:
    first = [f"**{_inline(lead)}**"] if lead else []
    return " — ".join([*first, *([_inline(text)] if text else [])])


def _row(cells: Iterable[Text]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _inline(text: Text) -> str:
    line = one_line(text)
    if isinstance(text, Code) and "`" not in line:
        return "`" + line.replace("|", r"\|") + "`"
    return as_markdown(line)
