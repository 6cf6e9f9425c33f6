"""The named styles of the Word document: those of an organisation's template, else ours.

A template that lacks one gets ours, on its own Normal, or a near one of its own; which is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

_INK, _MUTED, _LINE, _SOFT = "1F2933", "52606D", "C5CDD5", "F3F5F7"
_MARGIN = "85"
"""Between the line and the text of a cell, in twentieths of a point."""

_FONT = "Arial"
"""On every desk, or another of the same widths in its place: pages break alike."""


@dataclass(frozen=True)
class StyleRole:
    """Role of a style: its name, then the styles that may replace it in a template without it."""

    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """A style of ours, added to a template that does not have it: on its Normal, so in its fonts."""

    name: str
    size: float
    before: float = 0
    after: float = 0
    bold: bool = False
    muted: bool = False


ROLES = {
    "title": StyleRole("Title", ("Heading 1",)),
    "subtitle": StyleRole("Subtitle"),
    "section": StyleRole("Heading 1"),
    "part": StyleRole("Heading 2"),
    "action": StyleRole("Heading 3", ("Heading 2",)),
    "text": StyleRole("Normal"),
    "bullet": StyleRole("List Bullet", ("List Paragraph",)),
}
"""The styles that every Word document knows, by what they are for."""

OWN = {
    "note": Own("Dossier Note", 9, after=6, muted=True),
    "verdict": Own("Dossier Verdict", 14, before=4, after=8, bold=True),
    "cell": Own("Dossier Cellule", 8, before=0.5, after=0.5),
    "head": Own("Dossier Titre de colonne", 8, before=0.5, after=0.5, bold=True),
    "label": Own("Dossier Libellé", 8, before=0.5, after=0.5, muted=True),
}
"""The paragraphs that are ours."""

CONTENTS = {"contents": Own("TOC Heading", 12.5, before=6, after=4, bold=True), "entry": Own("toc 1", 10, after=1)}
"""The paragraphs of a table of contents, under the names that Word gives them: it defines those that are not there."""

TABLES = {"table": "Dossier Tableau", "fields": "Dossier Fiche"}
"""Styles of our tables: with lines, and for values after their names."""

_NORMAL = "Normal"


class DocxStyles:
    """Style of each role in a document; `missing`: the styles that it lacked."""

    def __init__(self, document: Document) -> None:
        self.missing: list[str] = []
        there = {
            kind: {style.name: style for style in document.styles if style.type == kind}
            for kind in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE)
        }
        paragraphs, tables = there[WD_STYLE_TYPE.PARAGRAPH], there[WD_STYLE_TYPE.TABLE]
        found: dict[str, Any] = {}
        for key, role in ROLES.items():
            names = [name for name in (role.name, *role.others, _NORMAL) if name in paragraphs]
            found[key] = paragraphs[names[0]] if names else _normal(document)
            self._note(role.name, role.name in paragraphs)
        for key, own in OWN.items():
            found[key] = paragraphs.get(own.name) or _added(document, own, paragraphs.get(_NORMAL))
            self._note(own.name, own.name in paragraphs)
        for key, own in CONTENTS.items():
            found[key] = paragraphs.get(own.name) or _added(document, own, paragraphs.get(_NORMAL))
        for key, name in TABLES.items():
            found[key] = tables.get(name) or _table(document, name, with_lines=key == "table")
            self._note(name, name in tables)
        # by id: programs write the names of built-in styles in different cases
        self._ids = {key: str(style.style_id) for key, style in found.items()}

    def __getitem__(self, role: str) -> str:
        """The id of the style that serves a role."""
        return self._ids[role]

    @property
    def has_bullets(self) -> bool:
        """Whether the lines of a list have their mark from their style."""
        return ROLES["bullet"].name not in self.missing

    def _note(self, name: str, is_there: bool) -> None:
        if not is_there:
            self.missing.append(name)


def define(document: Document, headings: str | None) -> None:
    """Give our own document its styles: sober, to be changed in one place by whoever opens it."""
    ink, muted = RGBColor.from_string(_INK), RGBColor.from_string(_MUTED)
    colour = RGBColor.from_string((headings or f"#{_INK}").removeprefix("#").upper())
    _restyle(document, "Normal", 10, ink, after=4)
    _restyle(document, "Title", 22, colour, after=2, bold=True)
    _restyle(document, "Subtitle", 12, muted, after=12)
    for name, size, before in (("Heading 1", 15, 16), ("Heading 2", 12, 10), ("Heading 3", 10.5, 7)):
        _restyle(document, name, size, colour, before=before, after=4, bold=True)
    _restyle(document, "TOC Heading", 12.5, colour, before=6, after=4, bold=True)
    _restyle(document, "List Bullet", 10, ink, after=2)
    _restyle(document, "Header", 9, muted)
    _restyle(document, "Footer", 9, muted)
    for name in ("Header", "Footer"):
        # the default stop in the middle would catch the page number after a short title
        style: Any = document.styles[name]
        style.paragraph_format.tab_stops.clear_all()
    _rule_under(document.styles["Heading 1"], colour)


def _restyle(
    document: Document,
    name: str,
    size: float,
    colour: RGBColor,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
) -> None:
    """A style that Word knows, made sober."""
    style: Any = document.styles[name]
    font, spacing = style.font, style.paragraph_format
    properties = style.element.get_or_add_rPr()
    # fonts of the theme take precedence over a named font
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    font.name, font.size, font.bold, font.italic, font.color.rgb = _FONT, Pt(size), bold, False, colour
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.1
    for border in style.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing | ./w:rPr/w:kern"):
        border.getparent().remove(border)


def _normal(document: Document) -> Any:
    """The style of plain text, in a document that has none of ours."""
    return document.styles.default(WD_STYLE_TYPE.PARAGRAPH) or document.styles.add_style(
        _NORMAL, WD_STYLE_TYPE.PARAGRAPH, builtin=True
    )


def _added(document: Document, own: Own, normal: Any) -> Any:
    """One of our paragraphs, on the Normal of the document."""
    style: Any = document.styles.add_style(own.name, WD_STYLE_TYPE.PARAGRAPH)
    if normal is not None:
        style.base_style = normal
    style.font.size, style.font.bold = Pt(own.size), own.bold or None
    if own.muted:
        style.font.color.rgb = RGBColor.from_string(_MUTED)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(own.before), Pt(own.after), 1.0
    style.quick_style = True
    return style


def _rule_under(style: Any, colour: RGBColor) -> None:
    border = _element("w:pBdr")
    border.append(_element("w:bottom", val="single", sz="8", space="2", color=str(colour)))
    # the schema of Word requires borders before spacing
    style.element.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:outlineLvl")


def _table(document: Document, name: str, *, with_lines: bool) -> Any:
    """One of our tables."""
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    properties = _element("w:tblPr")
    if with_lines:
        borders = _element("w:tblBorders")
        edges = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders.extend(_element(f"w:{edge}", val="single", sz="4", space="0", color=_LINE) for edge in edges)
        properties.append(borders)
    margins = _element("w:tblCellMar")
    margins.append(_element("w:left", w=_MARGIN, type="dxa"))
    margins.append(_element("w:right", w=_MARGIN, type="dxa"))
    properties.append(margins)
    style.element.append(properties)
    if with_lines:
        first, cell = _element("w:tblStylePr", type="firstRow"), _element("w:tcPr")
        cell.append(_element("w:shd", val="clear", color="auto", fill=_SOFT))
        first.append(cell)
        style.element.append(first)
    return style


def _element(tag: str, **attributes: str) -> Any:
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found
