"""A small table for a notebook: what it holds is text, whatever was received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

SHOWN = 20
"""Rows that a notebook shows."""


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The caption, then the first rows.

    >>> html_table("a < b", ["x"], [[1]])
    '<p>a &lt; b</p><table><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    """
    titles = "".join(f"<th>{escape(str(name))}</th>" for name in head)
    lines = [
        "<tr>" + "".join(f"<td>{'' if value is None else escape(str(value))}</td>" for value in row) + "</tr>"
        for row, _ in zip(rows, range(SHOWN), strict=False)
    ]
    return f"<p>{escape(caption)}</p><table><thead><tr>{titles}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
