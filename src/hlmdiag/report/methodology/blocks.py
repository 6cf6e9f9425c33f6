"""What a sheet is made of, whatever the format it is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hlmdiag.text.inert import inert


class Code(str):
    """An expression, shown as it is written in the grid."""


class Tinted(str):
    """A title of level, shown beside the colour of this level where the format has colours."""

    colour: str

    def __new__(cls, text: str, colour: str | None) -> Tinted:
        """The same text with a colour; a plain one where there is none."""
        made = super().__new__(cls, text)
        made.colour = colour or ""
        return made


Text = str | Code | Tinted


@dataclass(frozen=True)
class Heading:
    """A title; 1 is that of the whole."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A text of the grid or of ours."""

    text: str


@dataclass(frozen=True)
class Items:
    """Things said one by one, each after its name."""

    rows: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Table:
    """Rows under headers."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Text]]


Block = Heading | Paragraph | Items | Table


def one_line(text: str) -> str:
    """A text without line breaks nor hidden characters; spaces that do not break are kept."""
    return inert(re.sub(r"[ \t\r\n]+", " ", text).strip())
