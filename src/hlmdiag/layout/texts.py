"""Texts of a document that say more than their words: what a format can show of them beside the words, it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


class Code(str):
    """Text of a grid, shown unchanged."""


class Tinted(str):
    """A title of level, shown beside the colour of this level where the format has colours."""

    colour: str

    def __new__(cls, text: str, colour: str | None) -> Tinted:
        """The same text with a colour, where it is one."""
        made = super().__new__(cls, text)
        made.colour = colour if colour and is_colour(colour) else ""
        return made


class Shaded(str):
    """A figure over a shade, where the format has shades; `share`: how strong, from just above 0 to 1."""

    share: float

    def __new__(cls, text: str, share: float) -> Shaded:
        """The same text, so shaded."""
        made = super().__new__(cls, text)
        made.share = share
        return made

    @property
    def colour(self) -> str:
        """The shade: from nearly white to the blue of our pages, dark ink staying readable on it."""
        weight = 0.15 + 0.55 * min(self.share, 1.0)
        return "#" + "".join(f"{round(255 + (end - 255) * weight):02x}" for end in (0x1D, 0x6E, 0xA5))


@dataclass(frozen=True)
class Spot:
    """A score of a course within its interval, None for a hole."""

    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Band:
    """Scores behind a course, in a colour."""

    low: float
    high: float
    colour: str


class Course(str):
    """Scores one after the other, as a small line where the format draws; the text says them all the same.

    `low` and `high`: ends of the scale; `bands`: what its scores are worth.
    """

    spots: Sequence[Spot]
    low: float
    high: float
    bands: Sequence[Band]

    def __new__(cls, text: str, spots: Sequence[Spot], ends: tuple[float, float], bands: Sequence[Band]) -> Course:
        """The same text with its line."""
        made = super().__new__(cls, text)
        made.spots, (made.low, made.high), made.bands = spots, ends, bands
        return made


Text = str | Code | Tinted | Shaded | Course


def is_colour(text: str) -> bool:
    """Whether a text is a colour in six digits, and nothing that a style could take for more."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None
