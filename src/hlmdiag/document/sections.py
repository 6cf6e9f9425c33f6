"""The parts of a document, whatever the format: sections of paragraphs and tables, whose cells are both said and
counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hlmdiag.grid.level import Level, Levels
from hlmdiag.layout.blocks import Block, Paragraph, Section, Table
from hlmdiag.layout.texts import Text, Tinted
from hlmdiag.synthesis.colours import level_colour

_LONG = 33
"""Characters from which a column holds sentences."""


@dataclass(frozen=True)
class TableCell:
    """A cell: its text, and its value if a number; `level`: index of the level that it names."""

    text: Text
    value: float | None = None
    level: int | None = None


def level_cell(level: Level | None, levels: Levels, text: str) -> TableCell:
    """A cell that names a level, or says that there is none, with its colour for the formats that have colours."""
    place = None if level is None else levels.index(level)
    return TableCell(Tinted(text, level_colour(level, levels)), level=place)


@dataclass(frozen=True)
class SectionColumn:
    """A column of a table; `width` in characters; numbers stand on the right.

    `topic`: what it is about, in a table that may be too wide for paper: it is then one table a topic, each with the
    columns that have none.
    """

    title: str
    width: int
    is_number: bool = False
    topic: str = ""


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


def sections_of(told: PartedDocument, *, by_topic: bool = False, within: str = "") -> list[Section]:
    """The head and the parts of a document, as blocks; `by_topic`: its wide tables are one table a topic.

    `within`: the name of the part of a larger document that they stand in, which begins their names.
    """
    head = Section(f"{within}tete", "", tuple(map(Paragraph, told.head)))
    return [head, *(_section(part, within, by_topic=by_topic) for part in told.sections)]


def _section(part: DocumentPart, within: str, *, by_topic: bool) -> Section:
    blocks: list[Block] = [Paragraph(text) for text in part.paragraphs]
    for table in part.tables:
        topics = dict.fromkeys(column.topic for column in table.columns if column.topic) if by_topic else {}
        blocks += [_table(table, topic) for topic in topics or (None,)]
        blocks += [Paragraph(table.more)] if table.more else []
    return Section(f"{within}{part.id}", part.title, tuple(blocks), part.new_page)


def _table(table: SectionTable, topic: str | None) -> Table:
    """The columns of a table that are about a topic, or all of them."""
    places = [place for place, each in enumerate(table.columns) if topic is None or each.topic in ("", topic)]
    columns = [table.columns[place] for place in places]
    rows = [[row[place].text for place in places] for row in table.rows]
    figures = tuple(place for place, column in enumerate(columns) if column.is_number)
    whole = sum(column.width for column in columns)
    widths = tuple(100 * column.width // whole for column in columns)
    sentences = tuple(place for place, column in enumerate(columns) if column.width > _LONG)
    return Table([column.title for column in columns], rows, widths, figures, sentences)
