"""Blocks as Word, in named styles, on a page of our own or in an organisation's template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, assert_never

from docx import Document as open_document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length, Pt, RGBColor

from hlmdiag.branding import OwnDocument
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.layout import word_contents
from hlmdiag.layout.blocks import Block, Bullets, Fields, Heading, Headline, Note, Paragraph, Picture, Section, Table
from hlmdiag.layout.texts import Shaded, Tinted
from hlmdiag.layout.word_columns import SIGNS, shares_of_columns
from hlmdiag.layout.word_styles import DocxStyles, define
from hlmdiag.text import say
from hlmdiag.text.markup import one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell, _Row

_BAR = "36"
"""Width of the bar beside the verdict, in eighths of a point."""

_BLANK_ROW = Cm(0.95)
"""Least height of a row that is filled in by hand."""

_LABELS = (0.12, 0.24)
"""Share of the line that the names of fields take: at least, at most."""

_LINE = Cm(17.4)
"""The line of our page, where it stands up."""

_TOGETHER = 700
"""Signs of values that stay on one page; more may go on overleaf, from a name to the next."""

_SHORT = 6
"""Rows of a table that is not cut at the foot of a page; the page in HTML does the same."""

_PHOTO = Cm(11)

_SQUARE = "■ "
"""A mark in the colour of a level, before its title."""


def blank(headings: str | None, language: str, *, is_wide: bool = False) -> Document:
    """Our own document: A4, on its side where it is wide, our styles."""
    document = open_document()
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if is_wide else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    define(document, headings)
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "fr-FR" if language == "fr" else "en-GB")
    return document


def without_its_text(own: OwnDocument) -> Document:
    """The template without its text: its styles, its page, its header and footer."""
    try:
        document = open_document(io.BytesIO(own.content))
        body = document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        forget_its_own_template(document)
        if not document.sections:
            raise ValueError(own.name)
    except Exception as error:
        # on a damaged document the library raises errors of any kind
        raise HlmdiagError([Problem("dossier.modele", Location(own.name))], exit_code=USAGE) from error
    return document


def forget_its_own_template(document: Document) -> None:
    """A document made from another one names it, by a path of somebody's disk that means nothing here."""
    for named in document.settings.element.findall(qn("w:attachedTemplate")):
        document.settings.element.remove(named)
    relations = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for id in [id for id, relation in relations.items() if relation.is_external]:
        del relations[id]


class WordPage:
    """Adds blocks to a document, each in the style of its role."""

    def __init__(self, document: Document, styles: DocxStyles) -> None:
        self.styles = styles
        self._document = document
        section = document.sections[-1]
        sides = (section.page_width, section.left_margin, section.right_margin)
        width, left, right = (side if side is not None else Cm(2) for side in sides)
        self._titles = 0
        self._width = max(int(width) - int(left) - int(right), int(Cm(8)))

    def text(self, text: str, role: str) -> Any:
        """A paragraph in the style of a role."""
        line = self._document.add_paragraph(one_line(text))
        line._p.style = self.styles[role]
        return line

    def sections(self, sections: Sequence[Section], language: str, *, contents: bool = True) -> None:
        """Sections one after the other; before the first that has a title, all the titles with their pages."""
        titles = [section.title for section in sections if section.title]
        for section in sections:
            if contents and len(titles) > 1 and section.title and not self._titles:
                self._contents(titles, language)
            self._section(section)

    def _contents(self, titles: Sequence[str], language: str) -> None:
        self.text(say("rapport.page.sommaire", language), "contents")
        for place, title in enumerate(titles):
            line = self.text("", "entry")
            line.paragraph_format.tab_stops.add_tab_stop(Length(self._width), WD_TAB_ALIGNMENT.RIGHT)
            word_contents.refer(line, title, place)

    def _section(self, section: Section) -> None:
        if section.title:
            title = self.text(section.title, "section")
            title.paragraph_format.page_break_before = section.new_page or None
            word_contents.mark(title, self._titles)
            self._titles += 1
        for at, block in enumerate(section.blocks):
            is_first = at == 0 or isinstance(section.blocks[at - 1], Heading)
            self.add(block, leads=(is_first and isinstance(block, Note)) or _announces(section.blocks[at : at + 2]))

    def add(self, block: Block, *, leads: bool = False) -> None:
        """One block; `leads`: whether it stays on the page of what comes after it."""
        match block:
            case Heading(text=text, level=level):
                self.text(text, "part" if level == 3 else "action")
            case Headline(text=text):
                line = self.text(text, "verdict")
                line.paragraph_format.keep_with_next = True
                _barred(line, text.colour)
            case Paragraph(text=text):
                self.text(text, "text").paragraph_format.keep_with_next = leads or None
            case Note(text=text):
                self.text(text, "note").paragraph_format.keep_with_next = leads or None
            case Bullets(lines=lines):
                for lead, text in lines:
                    self._bullet(lead, text)
            case Fields(rows=rows):
                self._fields(rows)
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)
            case _:
                assert_never(block)

    def _picture(self, block: Picture) -> None:
        line = self.text("", "text")
        line.paragraph_format.keep_with_next = True
        width = min(self._width, _PHOTO)
        shown = line.add_run().add_picture(io.BytesIO(block.content), width=Length(width))
        shown._inline.docPr.set("descr", one_line(block.text))
        self.text(block.text, "note")

    def _bullet(self, lead: str, text: str) -> None:
        line = self.text("", "bullet")
        if not self.styles.has_bullets:
            line.add_run("• ")
        if lead:
            line.add_run(one_line(lead)).bold = True
        line.add_run(one_line(f" — {text}" if lead and text else text))

    def _fields(self, rows: Sequence[tuple[str, str]]) -> None:
        least, most = _LABELS
        labels = min(max(max(len(label) for label, _ in rows) / SIGNS, least), most)
        table = self._lay((labels, 1 - labels), "fields")
        for label, text in rows:
            self._fill(table.add_row(), (label, text), ("label", "cell"))
        is_long = sum(len(text) for _, text in rows) > _TOGETHER
        kept = [table.rows[0], table.rows[-2]] if is_long else table.rows[:-1]
        for row in kept if len(rows) > 1 else ():
            _keep_with_next(row)
        self._after()

    def _table(self, block: Table) -> None:
        table = self._lay(shares_of_columns(block, SIGNS * self._width / _LINE), "table")
        head = table.add_row()
        self._fill(head, block.headers, ("head",) * len(block.headers), block.figures)
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        _keep_with_next(head)
        for cells in block.rows:
            row = table.add_row()
            self._fill(row, cells, ("cell",) * len(cells), block.figures)
            if block.blank:
                row.height, row.height_rule = _BLANK_ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
        for row in table.rows[:-1] if len(block.rows) <= _SHORT else ():
            _keep_with_next(row)
        self._after()

    def _lay(self, shares: Iterable[float], role: str) -> Any:
        """A table without rows, its columns as wide as their share of the line."""
        widths = [Length(round(self._width * share)) for share in shares]
        table = self._document.add_table(rows=0, cols=len(widths))
        table._tbl.tblStyle_val, table.autofit = self.styles[role], False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        return table

    def _fill(self, row: _Row, texts: Iterable[str], roles: Iterable[str], figures: tuple[int, ...] = ()) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, text, role) in enumerate(zip(row.cells, texts, roles, strict=True)):
            self._write(cell, text, role, to_the_right=place in figures)

    def _write(self, cell: _Cell, text: str, role: str, *, to_the_right: bool) -> None:
        line = cell.paragraphs[0]
        line._p.style = self.styles[role]
        if isinstance(text, Tinted) and text.colour:
            line.add_run(_SQUARE).font.color.rgb = RGBColor.from_string(text.colour.removeprefix("#").upper())
        line.add_run(one_line(text))
        if isinstance(text, Shaded):
            _shaded(cell, text.colour)
        if to_the_right:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _after(self) -> None:
        """A thin line after a table, without which the next one would join it."""
        space = self.text("", "cell").paragraph_format
        space.space_before = space.space_after = Pt(0)
        space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)


def _announces(pair: Sequence[Block]) -> bool:
    """Whether the first of two blocks says what the second one shows."""
    return len(pair) == 2 and isinstance(pair[0], Paragraph | Note) and isinstance(pair[1], Table | Fields)


def _keep_with_next(row: _Row) -> None:
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _shaded(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.removeprefix("#").upper())):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _barred(line: Any, colour: str) -> None:
    """A bar in the colour of the level, beside the words that say it."""
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", _BAR), ("space", "8"), ("color", colour.removeprefix("#").upper())):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    line._p.get_or_add_pPr().append(border)
