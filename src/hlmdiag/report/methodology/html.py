"""The sheet as one page of HTML that asks nothing of a network and prints well."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import assert_never

from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text, one_line
from hlmdiag.wording import Wording

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1, h2, h3, h4, h5 { line-height: 1.25; break-after: avoid; } h2 { border-bottom: 1px solid #bbb; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: 0.9rem; }
th, td { border: 1px solid #bbb; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
th { background: #f0f0f0; } tr { break-inside: avoid; } dt { font-weight: 600; } dd { margin: 0 0 0.4rem 1rem; }
code { background: #f4f4f4; padding: 0 0.2rem; overflow-wrap: anywhere; }
@media print { body { font-size: 10pt; margin: 0; max-width: none; } }
"""


def to_html(blocks: Iterable[Block], words: Wording) -> str:
    """The whole page."""
    body = "\n".join(_block(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(words.grid.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"<h{level}>{_text(text)}</h{level}>"
        case Paragraph(text=text):
            return f"<p>{_text(text)}</p>"
        case Items(rows=rows):
            return "<dl>" + "".join(f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>" for label, text in rows) + "</dl>"
        case Table(headers=headers, rows=lines):
            head = "".join(f'<th scope="col">{_text(header)}</th>' for header in headers)
            body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in line)}</tr>\n" for line in lines)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        case _:
            assert_never(block)


def _text(text: Text) -> str:
    line = escape(one_line(text))
    return f"<code>{line}</code>" if isinstance(text, Code) else line
