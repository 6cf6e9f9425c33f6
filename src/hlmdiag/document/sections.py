"""The parts of a document, whatever the format: sections of paragraphs and tables, whose cells are both said and
counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hlmdiag.layout.blocks import Block, Paragraph, Section, Table


@dataclass(frozen=True)
class Spot:
    """A campaign in a small picture: a score within its interval, None for a hole."""

    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class TableCell:
    """A cell: its text, and its value if a number; `level`: index of the level that it names.

    `shade`, from 0 to 1, is how strongly it is marked; `spots` are drawn as a small line.
    """

    text: str
    value: float | None = None
    level: int | None = None
    shade: float = 0.0
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class SectionColumn:
    """A column of a table; `width` in characters; numbers stand on the right."""

    title: str
    width: int
    is_number: bool = False


@dataclass(frozen=True)
class SectionTable:
    """Rows of cells under columns; `more`: a sentence on those that are not listed."""

    columns: Sequence[SectionColumn]
    rows: Sequence[Sequence[TableCell]]
    more: str = ""


@dataclass(frozen=True)
class DocumentPart:
    """A part of a document: its name for links and sheets, its title, what is said, and its tables.

    `new_page`: whether it begins a page on paper.
    """

    id: str
    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[SectionTable] = ()
    new_page: bool = False


@dataclass(frozen=True)
class PartedDocument:
    """A document: its title, the sentences that head it, its parts; `running`: the title of each page, where it is
    another one.
    """

    title: str
    head: Sequence[str]
    sections: Sequence[DocumentPart]
    running: str = ""


def sections_of(told: PartedDocument) -> list[Section]:
    """The head and the parts of a document, as blocks."""
    return [Section("tete", "", tuple(map(Paragraph, told.head))), *map(_section, told.sections)]


def _section(part: DocumentPart) -> Section:
    blocks: list[Block] = [Paragraph(text) for text in part.paragraphs]
    for table in part.tables:
        headers = [column.title for column in table.columns]
        rows = [[cell.text for cell in row] for row in table.rows]
        figures = tuple(place for place, column in enumerate(table.columns) if column.is_number)
        whole = sum(column.width for column in table.columns)
        widths = tuple(100 * column.width // whole for column in table.columns)
        blocks.append(Table(headers, rows, widths, figures))
        blocks += [Paragraph(table.more)] if table.more else []
    return Section(part.id, part.title, tuple(blocks), part.new_page)
