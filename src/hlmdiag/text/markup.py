"""Received text inside Markdown: it is shown as it is, and never becomes markup, HTML or a second line."""

from __future__ import annotations

import re

from hlmdiag.text.inert import inert

__all__ = ["as_markdown", "one_line"]

# what opens markup anywhere, then what does so at a word's edge, before a target, or at the head of a block
_MARKUP = re.compile(r"[\\`*|~]|(?<!\w)_|_(?!\w)|\](?=[(\[:])|^[#>+-]")


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
