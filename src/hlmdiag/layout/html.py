"""Blocks as HTML, and what their style sheet needs: nothing to fetch, nothing that runs; received text is text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, assert_never

from hlmdiag.layout.blocks import (
    Block,
    Bullets,
    Fields,
    Heading,
    Headline,
    Note,
    Paragraph,
    Picture,
    Section,
    Table,
    colours_of,
)
from hlmdiag.layout.course import drawn
from hlmdiag.layout.texts import Code, Course, Shaded, Text, Tinted
from hlmdiag.text import say
from hlmdiag.text.inert import inert
from hlmdiag.text.markup import one_line

if TYPE_CHECKING:
    from markupsafe import Markup


def sections_in_html(sections: Iterable[Section], depth: int = 2) -> Markup:
    """Sections one after the other, each under its title; `depth`: 2, or more within a part of a larger page."""
    from markupsafe import Markup

    return Markup("\n".join(_section(each, depth) for each in sections))


def contents_in_html(sections: Iterable[Section], title: str) -> Markup:
    """The titles of sections, each a link to it."""
    from markupsafe import Markup

    links = (f"<li><a href=#{each.id}>{_text(each.title)}</a>" for each in sections if each.title)
    return Markup(f'<nav aria-label="{_text(title)}"><ul>{"".join(links)}</ul></nav>')


def style_of(sections: Sequence[Section]) -> str:
    """The style sheet of every document, then what depends on these sections."""
    return f"{_sheet('document.css')}\n{style_within(sections)}"


def style_within(sections: Sequence[Section]) -> str:
    """What these sections need of a page that has its own style sheet: marks, colours, widths of columns."""
    colours = (f".{_named_by(colour)}{{border-color:{colour}}}" for colour in colours_of(sections, Tinted))
    shades = (f".s{_named_by(colour)}{{background:{colour}}}" for colour in colours_of(sections, Shaded))
    tables = [each for section in sections for each in section.blocks if isinstance(each, Table)]
    widths = sorted({width for table in tables for width in table.widths})
    return "\n".join([_sheet("marks.css"), *colours, *shades, *(f".c{width}{{width:{width}%}}" for width in widths)])


def _sheet(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8").strip()


def page_in_html(title: str, sections: Sequence[Section], running: str, language: str, own_style: str) -> str:
    """A whole page under its title: its contents, and a running title on paper."""
    accents = ":root{--accent:#1d4e7a;--headings:#1f2933}"
    style = "\n".join([style_of(sections), accents, paper(running, language), own_style.strip()])
    contents = contents_in_html(sections, say("rapport.page.sommaire", language))
    head = f"<header>\n<h1>{_text(title)}</h1>\n{contents}\n</header>"
    return closed_page(title, f"{head}\n<main>\n{sections_in_html(sections)}\n</main>", style, language)


def closed_page(title: str, body: str, style: str, language: str) -> str:
    """A body as a page of its own, whose policy lets nothing run nor be fetched."""
    style = inert(style)
    policy = f"default-src 'none'; style-src '{digest(style)}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def digest(style: str) -> str:
    """Digest that identifies a style sheet in a policy."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"


def paper(running: str, language: str, size: str = "A4") -> str:
    """Pages of paper that have a running title and their number."""
    page, total = (_css_text(say(f"rapport.dossier.{word}", language)) for word in ("page", "sur"))
    font = "font: 7.5pt system-ui, sans-serif"
    return (
        f"@page {{ size: {size}; margin: 14mm 12mm; @top-left {{ content: {_css_text(running)}; {font} }} "
        f'@bottom-right {{ content: {page} " " counter(page) " " {total} " " counter(pages); {font} }} }}'
    )


def _css_text(text: str) -> str:
    """A text as a string of CSS that can end neither the string nor the style: all but plain letters are escaped."""
    return '"' + "".join(it if it.isalnum() and it.isascii() else f"\\{ord(it):x} " for it in one_line(text)) + '"'


def _section(section: Section, depth: int) -> str:
    begins = " class=new-page" if section.new_page else ""
    head = f"<section id={section.id}{begins}>"
    if section.title:
        named = f"t-{section.id}"
        head = (
            f"<section id={section.id}{begins} aria-labelledby={named}>\n{_title(section.title, depth, f' id={named}')}"
        )
    return "\n".join([head, *(_block(each, depth) for each in section.blocks), "</section>"])


def _title(text: str, depth: int, named: str = "") -> str:
    return f"<h{depth}{named}>{_text(text)}</h{depth}>"


def _block(block: Block, depth: int) -> str:
    match block:
        case Heading(text=text, level=level):
            return _title(text, level + depth - 2)
        case Headline(text=text):
            return f'<p class="verdict {_named_by(text.colour)}">{escape(one_line(text))}</p>'
        case Paragraph(text=text):
            return f"<p>{_text(text)}</p>"
        case Note(text=text):
            return f"<p class=muted>{_text(text)}</p>"
        case Bullets(lines=lines):
            return f"<ul>{''.join(f'<li>{_bullet(lead, text)}' for lead, text in lines)}</ul>"
        case Fields(rows=rows):
            return f"<dl>{''.join(f'<dt>{_text(label)}<dd>{_text(text)}' for label, text in rows)}</dl>"
        case Picture(text=text, width=width, height=height):
            image = f'<img src="{block.uri}" width={width} height={height} alt="{_text(text)}">'
            return f"<figure>{image}<figcaption>{_text(text)}</figcaption></figure>"
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _bullet(lead: str, text: str) -> str:
    return " — ".join([*([f"<b>{_text(lead)}</b>"] if lead else []), *([_text(text)] if text else [])])


def _table(block: Table) -> str:
    places = range(len(block.headers))
    sides = ["r" if place in block.figures else "" for place in places]
    widths = [f"c{width}" for width in block.widths] or [""] * len(sides)
    least = ["sentences" if place in block.sentences else "" for place in places]
    heads = (
        f"<th scope=col{_named(*classes)}>{_text(header)}"
        for header, *classes in zip(block.headers, widths, least, sides, strict=True)
    )
    rows = (
        "<tr>"
        + "".join(f"<td{_named(side, _shade(cell))}>{_text(cell)}" for cell, side in zip(row, sides, strict=True))
        for row in block.rows
    )
    named = " class=blank" if block.blank else ""
    body = "\n".join(rows)
    return f"<div class=scroll><table{named}><thead><tr>{''.join(heads)}<tbody>\n{body}\n</table></div>"


def _named(*classes: str) -> str:
    text = " ".join(each for each in classes if each)
    return f' class="{text}"' if " " in text else f" class={text}" if text else ""


def _shade(text: Text) -> str:
    return f"s{_named_by(text.colour)}" if isinstance(text, Shaded) else ""


def _named_by(colour: str) -> str:
    """The name of a colour in the style sheet; a page whose policy forbids styles of its own has no other way."""
    return colour.replace("#", "v")


def _text(text: Text) -> str:
    line = escape(one_line(text).strip())
    match text:
        case Tinted(colour=colour) if colour:
            first, space, others = line.partition(" ")
            return f'<span class="tint {_named_by(colour)}">{first}</span>{space}{others}'
        case Code():
            return f"<code>{line}</code>"
        case Course():
            return drawn(text)
        case str():  # what is left: plain, shaded by its cell, or tinted by no colour
            return line
        case _:
            assert_never(text)
