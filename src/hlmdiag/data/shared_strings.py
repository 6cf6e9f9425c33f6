"""The shared strings of a workbook, checked before the reader of cells believes their count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hlmdiag.data.canonical_xml import canonical_texts

_USUAL = re.compile(rb"\s*(?:<\?xml[^>]*?\?>\s*)?<sst( [^<>]*)?>")
_COUNT = re.compile(rb'uniqueCount="([0-9]{1,12})"')
_OTHER = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_EMPTY = (b"<si/>", b"<si />")


@dataclass(frozen=True)
class SharedTexts:
    """The table as it is, or written anew where it was not written as usual."""

    data: bytes
    is_anew: bool

    @property
    def count(self) -> int:
        """Most texts that it holds."""
        return self.data.count(b"<si")

    @cached_property
    def longest(self) -> int:
        """The bytes of the longest text, at most."""
        return max(map(len, self.data.split(b"<si")), default=0)

    @cached_property
    def lengths(self) -> pl.Series:
        """The bytes of each text, at most."""
        return pl.Series([len(each) for each in self.data.split(b"<si")[1:]], dtype=pl.UInt32)


def shared_texts(data: bytes) -> SharedTexts:
    """A table whose count is its own, in UTF-8, whose elements have no prefix.

    Raises `BrokenXml` where it is no XML.
    """
    head = _USUAL.match(data)
    if head is None or b"<!" in data or _OTHER.search(data, 0, 200):
        return SharedTexts(canonical_texts(data), is_anew=True)
    announced = _COUNT.search(head[1] or b"")
    if announced is not None and int(announced[1]) > data.count(b"<si"):
        return SharedTexts(canonical_texts(data), is_anew=True)
    return SharedTexts(data, is_anew=False)
