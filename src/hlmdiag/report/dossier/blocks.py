"""What a dossier is made of, whatever the format it is written in; every text is plain."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A title inside a section: of a part (2), or of one action (3)."""

    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True)
class VerdictBlock:
    """The headline, beside the colour of its level."""

    text: str
    colour: str
    kind: str = "verdict"


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Note:
    """How to read what is beside."""

    text: str
    kind: str = "note"


@dataclass(frozen=True)
class Bullets:
    """Things said one by one: what stands first (or nothing), then the rest."""

    lines: tuple[tuple[str, str], ...]
    kind: str = "bullets"


@dataclass(frozen=True)
class Fields:
    """Values after their names."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "fields"


@dataclass(frozen=True)
class Table:
    """Rows under headers. `widths`: shares of the line; `figures`: columns set to the right; `blank`: whether some
    columns are to be filled in by hand.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    figures: tuple[int, ...] = ()
    blank: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A photograph and what it shows; a format without pictures names it."""

    text: str
    content: bytes
    width: int
    height: int
    kind: str = "picture"

    @property
    def uri(self) -> str:
        """The picture itself, as a page holds it."""
        return f"data:image/jpeg;base64,{b64encode(self.content).decode()}"


Block = Heading | VerdictBlock | Paragraph | Note | Bullets | Fields | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of the dossier; `id` names it for templates, whatever the language."""

    id: str
    title: str
    blocks: tuple[Block, ...]
