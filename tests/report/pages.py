"""A page as a reader meets it, without a browser: its elements, its tables by their captions, its text by lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from hlmdiag.report import html
from hlmdiag.scoring import Result

_HIDDEN = ("script", "style", "symbol")
_BREAKING = {
    "tr",
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "caption",
    "table",
    "section",
    "article",
    "summary",
    "option",
}
_CELLS = ("th", "td")


def rendered(result: Result, language: str = "fr") -> bytes:
    out = BytesIO()
    html.render(result, out, language)
    return out.getvalue()


@dataclass
class Table:
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)

    def by_head(self) -> list[dict[str, str]]:
        return [dict(zip(self.rows[0], row, strict=True)) for row in self.rows[1:]]


class Page(HTMLParser):
    """What `html.parser` makes of a page."""

    def __init__(self, result: Result, language: str = "fr") -> None:
        super().__init__()
        self.source = rendered(result, language).decode()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[Table] = []
        self.script = ""
        self._parts: list[str] = []
        self._hidden: list[str] = []
        self._inside: str | None = None
        self.feed(self.source)

    @property
    def text(self) -> str:
        """The text by lines, cells set apart by bars; what is drawn is left out."""
        lines = (" ".join(line.split()).strip(" |") for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line) + "\n"

    def table(self, caption: str) -> Table:
        """The first table whose caption holds these words."""
        return next(table for table in self.tables if caption in table.caption)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in _HIDDEN:
            self._hidden.append(tag)
        if tag in _BREAKING:
            self._parts.append("\n" + ("#" * int(tag[1]) + " " if re.fullmatch(r"h\d", tag) else ""))
            self._inside = self._inside if self._inside == "caption" else None
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in _CELLS:
            self.tables[-1].rows[-1].append("")
            self._parts.append(" | ")
        if tag in (*_CELLS, "caption"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        if tag in ("table", "caption"):
            self._inside = None
        if tag in _BREAKING:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            self.script += data if self._hidden[-1] == "script" else ""
            return
        self._parts.append(data)
        if self._inside == "caption":
            self.tables[-1].caption = (self.tables[-1].caption + data).strip()
        elif self._inside in _CELLS:
            row = self.tables[-1].rows[-1]
            row[-1] = " ".join((row[-1] + data).split())
