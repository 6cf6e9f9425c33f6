"""The named styles of the Word document: those of an organisation's template, else ours.

A template that lacks one gives a near one in its place, which is said: nothing is drawn that it does not decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["ROLES", "Role", "Styles", "define"]

_INK, _MUTED, _LINE, _SOFT = "1F2933", "52606D", "C5CDD5", "F3F5F7"
_FONT = "Arial"
"""On every desk, or another of the same widths in its place: pages break alike."""


@dataclass(frozen=True)
class Role:
    """What a style is for: its name, then those that may stand for it; `table`: whether it is a style of tables."""

    name: str
    others: tuple[str, ...] = ()
    table: bool = False


ROLES = {
    "title": Role("Title", ("Heading 1",)),
    "subtitle": Role("Subtitle"),
    "section": Role("Heading 1"),
    "part": Role("Heading 2"),
    "action": Role("Heading 3", ("Heading 2",)),
    "text": Role("Normal"),
    "bullet": Role("List Bullet", ("List Paragraph",)),
    "note": Role("Dossier Note", ("Caption",)),
    "verdict": Role("Dossier Verdict", ("Intense Quote",)),
    "cell": Role("Dossier Cellule"),
    "head": Role("Dossier Titre de colonne", ("Dossier Cellule",)),
    "label": Role("Dossier Libellé", ("Dossier Cellule",)),
    "table": Role("Dossier Tableau", ("Table Grid",), table=True),
    "fields": Role("Dossier Fiche", (), table=True),
}
"""The styles by what they are for, in the order in which a reader meets them."""

_NORMAL = "Normal"


class Styles:
    """Which style serves each role in a document, and which were not there."""

    def __init__(self, document: Document) -> None:
        self._found: dict[str, str | None] = {}
        self.missing: list[str] = []
        for key, role in ROLES.items():
            names = [name for name in (role.name, *role.others) if _holds(document, name, role.table)]
            if role.name not in names:
                self.missing.append(role.name)
            self._found[key] = names[0] if names else None if role.table else _NORMAL

    def __getitem__(self, role: str) -> str | None:
        """The name of the style that serves a role; None where the document has none to offer."""
        return self._found[role]


def _holds(document: Document, name: str, table: bool) -> bool:
    wanted = WD_STYLE_TYPE.TABLE if table else WD_STYLE_TYPE.PARAGRAPH
    return any(style.name == name and style.type == wanted for style in document.styles)


def define(document: Document, headings: str | None) -> None:
    """Give our own document its styles: sober, to be changed in one place by whoever opens it."""
    colour = RGBColor.from_string((headings or f"#{_INK}").removeprefix("#").upper())
    _paragraph(document, "Normal", 10, after=4)
    _paragraph(document, "Title", 22, colour, after=2, bold=True)
    _paragraph(document, "Subtitle", 12, RGBColor.from_string(_MUTED), after=12)
    for name, size, before in (("Heading 1", 16, 20), ("Heading 2", 12.5, 12), ("Heading 3", 11, 9)):
        _paragraph(document, name, size, colour, before=before, after=4, bold=True)
    _paragraph(document, "List Bullet", 10, after=2)
    _paragraph(document, "Header", 9, RGBColor.from_string(_MUTED))
    _paragraph(document, "Footer", 9, RGBColor.from_string(_MUTED))
    _paragraph(document, "Dossier Note", 9, RGBColor.from_string(_MUTED), after=6)
    _paragraph(document, "Dossier Verdict", 14, before=4, after=8, bold=True)
    _paragraph(document, "Dossier Cellule", 8.5, before=1, after=1)
    _paragraph(document, "Dossier Titre de colonne", 8.5, before=1, after=1, bold=True)
    _paragraph(document, "Dossier Libellé", 8.5, RGBColor.from_string(_MUTED), before=1, after=1)
    _rule_under(document.styles["Heading 1"], colour)
    _table(document, "Dossier Tableau", ("top", "bottom", "insideH", "left", "right", "insideV"), head=True)
    _table(document, "Dossier Fiche", (), head=False)


def _paragraph(
    document: Document,
    name: str,
    size: float,
    colour: RGBColor | None = None,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
) -> None:
    styles = document.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[_NORMAL]
    style: Any = styles[name]
    font, spacing = style.font, style.paragraph_format
    properties = style.element.get_or_add_rPr()
    # the fonts of the theme would stand before the one that is named
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, False
    font.color.rgb = colour or RGBColor.from_string(_INK)
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.1
    for border in style.element.xpath("./w:pPr/w:pBdr | ./w:rPr/w:spacing | ./w:rPr/w:kern"):
        border.getparent().remove(border)
    style.hidden, style.quick_style = False, True


def _rule_under(style: Any, colour: RGBColor) -> None:
    border = _element("w:pBdr")
    border.append(_element("w:bottom", val="single", sz="8", space="2", color=str(colour)))
    # the schema wants borders before spacing
    style.element.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:outlineLvl")


def _table(document: Document, name: str, edges: tuple[str, ...], *, head: bool) -> None:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = _element("w:tblPr")
    if edges:
        borders = _element("w:tblBorders")
        order = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders.extend(
            _element(f"w:{edge}", val="single", sz="4", space="0", color=_LINE) for edge in order if edge in edges
        )
        properties.append(borders)
    margins = _element("w:tblCellMar")
    margins.append(_element("w:left", w=str(Cm(0.15).twips), type="dxa"))
    margins.append(_element("w:right", w=str(Cm(0.15).twips), type="dxa"))
    properties.append(margins)
    style.element.append(properties)
    if head:
        first = _element("w:tblStylePr", type="firstRow")
        cell = _element("w:tcPr")
        cell.append(_element("w:shd", val="clear", color="auto", fill=_SOFT))
        first.append(cell)
        style.element.append(first)


def _element(tag: str, **attributes: str) -> Any:
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found
