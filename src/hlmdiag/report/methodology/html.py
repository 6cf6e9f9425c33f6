"""The sheet as one page of HTML that asks nothing of a network and prints well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import assert_never

from hlmdiag.report.methodology.blocks import Block, Code, Heading, Items, Paragraph, Table, Text, Tinted, one_line
from hlmdiag.wording import Wording

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1, h2, h3, h4, h5 { line-height: 1.25; break-after: avoid; } h2 { border-bottom: 1px solid #bbb; margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; margin: 0.6rem 0; font-size: 0.92em; }
th, td { border: 1px solid #bbb; padding: 0.2rem 0.45rem; text-align: left; vertical-align: top; }
thead { display: table-header-group; } th { background: #f0f0f0; } tr { break-inside: avoid; }
th[scope=row] { width: 9rem; font-weight: 600; }
code { background: #f4f4f4; padding: 0 0.2rem; overflow-wrap: anywhere; }
nav ol { columns: 2; padding-left: 1.2rem; } nav a { color: inherit; }
.teinte { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.35em; border: 1px solid #555;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
@media print {
  body { font-size: 8.5pt; line-height: 1.22; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 16pt; } h2 { font-size: 12pt; margin-top: 1rem; } h3 { font-size: 10.5pt; margin: 0.7rem 0 0.2rem; }
  h4, h5 { font-size: 8.5pt; margin: 0.4rem 0 0.1rem; } p { margin: 0.25rem 0; } table { margin: 0.2rem 0; }
  th, td { padding: 0.08rem 0.3rem; } th[scope=row] { width: 2.9cm; white-space: nowrap; }
}
"""


def to_html(blocks: Iterable[Block], words: Wording) -> str:
    """The whole page, with its contents after the title and a running title on paper."""
    listed = list(blocks)
    first = next((place for place, block in enumerate(listed) if isinstance(block, Heading)), -1) + 1
    parts = [*map(_block, listed[:first], range(first)), _contents(listed, words)]
    parts += map(_block, listed[first:], range(first, len(listed)))
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(words.grid.title)}</title>\n<style>{_STYLE}{_paper(words)}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _paper(words: Wording) -> str:
    """A4 pages that bear the title and the version of the grid, and their number."""
    running = words.say("rapport.fiche-de-methode.titre-courant", title=words.grid.title, version=words.grid.version)
    page = words.say("rapport.fiche-de-methode.page")
    return (
        "@page { size: A4; margin: 1.3cm 1.2cm; "
        f"@top-left {{ content: {_css_text(running)}; font: 7.5pt system-ui, sans-serif; }} "
        f'@bottom-right {{ content: {_css_text(page)} " " counter(page) " / " counter(pages); '
        "font: 7.5pt system-ui, sans-serif; } }\n"
    )


def _css_text(text: str) -> str:
    """A text as a string of CSS that can end neither the string nor the style: all but plain letters are escaped."""
    return '"' + "".join(it if it.isalnum() and it.isascii() else f"\\{ord(it):x} " for it in one_line(text)) + '"'


def _contents(blocks: Sequence[Block], words: Wording) -> str:
    found = [
        (place, block.text) for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2
    ]
    lines = "".join(f'<li><a href="#s{place}">{_text(text)}</a></li>' for place, text in found)
    title = _text(words.say("rapport.fiche-de-methode.sommaire"))
    return f'<nav aria-label="{title}"><ol>{lines}</ol></nav>'


def _block(block: Block, place: int) -> str:
    match block:
        case Heading(level=level, text=text):
            return f'<h{level} id="s{place}">{_text(text)}</h{level}>'
        case Paragraph(text=text):
            return f"<p>{_text(text)}</p>"
        case Items(rows=rows):
            lines = (f'<tr><th scope="row">{_text(label)}</th><td>{_text(text)}</td></tr>\n' for label, text in rows)
            return f"<table>\n<tbody>\n{''.join(lines)}</tbody>\n</table>"
        case Table(headers=headers, rows=lines):
            head = "".join(f'<th scope="col">{_text(header)}</th>' for header in headers)
            body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in line)}</tr>\n" for line in lines)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        case _:
            assert_never(block)


def _text(text: Text) -> str:
    line = escape(one_line(text))
    if isinstance(text, Tinted) and _COLOUR.fullmatch(text.colour):
        return f'<span class="teinte" style="background:{text.colour}"></span>{line}'
    return f"<code>{line}</code>" if isinstance(text, Code) else line
