"""Blocks of a document, whatever its format; every text is plain."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.layout.texts import Shaded, Text, Tinted


@dataclass(frozen=True)
class Heading:
    """A title inside a section; `level`: 1 is that of the whole, 2 that of a section."""

    text: str
    level: int = 3


@dataclass(frozen=True)
class Headline:
    """A verdict, beside the colour of its level."""

    text: Tinted


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    text: Text


@dataclass(frozen=True)
class Note:
    """Reading advice for what is beside."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of items: a lead text (or nothing), then the rest."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Fields:
    """Values after their names."""

    rows: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Table:
    """Rows under headers. `widths`: shares of the line, as the format likes where there are none; `figures`: columns
    set to the right; `sentences`: columns kept wide enough to be read; `blank`: whether some columns are to be filled
    in by hand.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[Text]]
    widths: tuple[int, ...] = ()
    figures: tuple[int, ...] = ()
    sentences: tuple[int, ...] = ()
    blank: bool = False


@dataclass(frozen=True)
class Picture:
    """A photograph and what it shows; a format without pictures names it."""

    text: str
    content: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture itself, as a page holds it."""
        return f"data:image/jpeg;base64,{b64encode(self.content).decode()}"


Block = Heading | Headline | Paragraph | Note | Bullets | Fields | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of a document; `id` names it for links and templates, whatever the language.

    `new_page`: whether it begins a page on paper.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


def colours_of(sections: Iterable[Section], kind: type[Tinted | Shaded]) -> Iterator[str]:
    """The colours of levels, or the shades, that a style sheet has to know, in their order."""
    texts = (text for section in sections for block in section.blocks for text in _texts(block))
    yield from dict.fromkeys(text.colour for text in texts if isinstance(text, kind) and text.colour)


def _texts(block: Block) -> Iterator[Text]:
    match block:
        case Headline(text=text) | Paragraph(text=text):
            yield text
        case Fields(rows=rows):
            yield from (text for _, text in rows)
        case Table(rows=lines):
            yield from (text for line in lines for text in line)
        case Heading() | Note() | Bullets() | Picture():
            return
