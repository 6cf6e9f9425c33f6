"""Received text inside Markdown: it is shown as it is, and never becomes markup, HTML or a second line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from hlmdiag.text.inert import inert

# signs that are markup anywhere, then those that are only at the edge of a word, before a target, or first in a block
_MARKUP = re.compile(r"[\\`*|~]|(?<!\w)_|_(?!\w)|\](?=[(\[:])|^[#>+-]")


class Markdown(str):
    """Text that is already Markdown."""


def escaped(value: Any) -> Any:
    """Value of a blank of a template: received text made plain, Markdown unchanged, nothing for None."""
    if not isinstance(value, str) or isinstance(value, Markdown):
        return "" if value is None else value
    return _escaped(value)


@lru_cache(maxsize=16384)
def _escaped(value: str) -> Markdown:
    return Markdown(as_markdown(value))


def as_markdown(text: str) -> str:
    """The same text, plain in any Markdown reader.

    >>> as_markdown("*Les* <b>Glycines</b>")
    '\\\\*Les\\\\* &lt;b>Glycines&lt;/b>'
    """
    escaped = _MARKUP.sub(r"\\\g<0>", one_line(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;")


def one_line(text: str) -> str:
    """The same text on one line, without hidden characters."""
    return inert(" ".join(text.split("\n")))


def tidied(text: str) -> str:
    """A page of Markdown with one blank line between blocks, none at the end, and nothing hidden anywhere."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", inert(text))).strip("\n") + "\n"
