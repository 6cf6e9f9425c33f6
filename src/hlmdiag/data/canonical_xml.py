"""Rewrites any sheet in that usual shape: parsed, each cell with its address, style, type and value.

What some programs write otherwise (prefixes, apostrophes, no addresses, indents, another encoding, days in ISO form)
ends here: whatever reads a sheet after this reads one form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from html import escape

from hlmdiag.data.sheet import letter, position
from hlmdiag.data.spreadsheet_days import EPOCH, EPOCH_1904
from hlmdiag.data.usual_xml import ERRORS
from hlmdiag.data.xml_parser import BrokenXml, Element, feed_xml, local

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_PLAIN = re.compile(r"-?[0-9.]{1,30}(?:[Ee][+-]?[0-9]{1,4})?")
_DIGITS = re.compile(r"[0-9]{1,9}")
_ROWS, _COLUMNS = 1_048_576, 16_384
_LONGEST = 10_000_000
"""Characters of one cell: Excel has 32 767 at most."""
_AROUND = 1_000_000
_YES = ("1", "true")


def canonical_pieces(
    pieces: Iterable[bytes], around: list[Element], day_style: int, *, date_1904: bool
) -> Iterator[bytes]:
    """The rows of a sheet in pieces; the XML around them is added to `around`.

    `day_style` is the number of a style that shows days.

    Raises `BrokenXml` where the sheet is no XML, or where a cell stands outside a sheet.
    """
    writer = _Sheet(around, day_style, date_1904=date_1904)
    for _ in feed_xml(pieces, writer.start, writer.end, writer.text):
        yield writer.take()


def canonical_texts(data: bytes) -> bytes:
    """The table of shared texts written anew: each text plain, no count announced."""
    writer = _Texts()
    for _ in feed_xml([data], writer.start, writer.end, writer.text):
        pass
    return b"<sst>" + writer.take() + b"</sst>"


class _Texts:
    """The texts of a table, or of one cell: what is read aloud beside them (`rPh`) is no part of them."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._inside = ""
        self._aloud = 0
        self._parts: list[str] = []
        self._length = 0

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element opens."""
        if name == "rPh":
            self._aloud += 1
        elif name == "si":
            self._parts = []
            self._length = 0
        elif name == "t" and not self._aloud:
            self._inside = name

    def text(self, text: str) -> None:
        """Some text."""
        if self._inside:
            self._length += len(text)
            if self._length > _LONGEST:
                raise BrokenXml("an endless text")
            self._parts.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "rPh":
            self._aloud -= 1
        elif name == "t":
            self._inside = ""
        elif name == "si":
            self._out.append(f'<si><t xml:space="preserve">{escape("".join(self._parts), quote=False)}</t></si>')

    def take(self) -> bytes:
        """The text written so far."""
        written, self._out = "".join(self._out), []
        return written.encode()


class _Sheet:
    """Rows and cells as they come, each at its place: without address, one follows the one before it."""

    def __init__(self, around: list[Element], day_style: int, *, date_1904: bool) -> None:
        self._around, self._day_style, self._date_1904 = around, day_style, date_1904
        self._out: list[str] = []
        self._inside_rows = self._inside_cell = False
        self._row = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._held: dict[str, list[str]] = {}
        self._into: list[str] | None = None
        self._within: list[str] = []
        self._length = 0

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element opens."""
        if self._inside_cell:
            self._within.append(name)
            if self._within == [name] and name in ("f", "v"):
                self._into = self._held.setdefault(name, [])
            elif name == "t" and self._within[0] == "is" and "rPh" not in self._within:
                self._into = self._held.setdefault("t", [])
        elif name == "c" and self._inside_rows:
            self._inside_cell, self._cell, self._held, self._length = True, given, {}, 0
            self._place(given.get("r"))
        elif name == "row" and self._inside_rows:
            number = given.get("r", "").strip()
            if number and not _ROW.fullmatch(number):
                raise BrokenXml("a row without number")
            self._row, self._column = (int(number) if number else self._row + 1), 0
            self._check()
            hidden = ' hidden="1"' if given.get("hidden", "").lower() in _YES else ""
            self._out.append(f'<row r="{self._row}"{hidden}>')
        elif name == "sheetData":
            self._inside_rows = True
        elif not self._inside_rows:
            if len(self._around) > _AROUND:
                raise BrokenXml("too many elements")
            self._around.append((name, {local(key): value for key, value in given.items()}))

    def text(self, text: str) -> None:
        """Some text."""
        if self._into is not None:
            self._length += len(text)
            if self._length > _LONGEST:
                raise BrokenXml("an endless cell")
            self._into.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        if self._inside_cell:
            self._into = None
            if self._within:
                self._within.pop()
            else:
                self._inside_cell = False
                self._write()
        elif name == "row" and self._inside_rows:
            self._out.append("</row>")
        elif name == "sheetData":
            self._inside_rows = False

    def take(self) -> bytes:
        """The text written so far: whole rows, except the last."""
        written, self._out = "".join(self._out), []
        return written.encode("utf-8", "replace")

    def _place(self, address: str | None) -> None:
        if address is None or not address.strip():
            self._column += 1
            self._row = max(1, self._row)
        else:
            found = _ADDRESS.fullmatch(address.strip())
            if found is None:
                raise BrokenXml("a cell without place")
            self._column, self._row = position(found[1].upper()) + 1, int(found[2])
        self._check()

    def _check(self) -> None:
        if self._row > _ROWS or self._column > _COLUMNS:
            raise BrokenXml("a cell outside the sheet")

    def _write(self) -> None:
        """The cell that closes."""
        style = self._cell.get("s", "").strip()
        if not self._held:
            self._out.append(f"{self._opening(style)}/>")
            return
        kind = self._cell.get("t", "n").strip()
        formula = f"<f>{escape(''.join(self._held['f']), quote=False)}</f>" if "f" in self._held else ""
        value = "".join(self._held.get("v", ()))
        if kind in ("inlineStr", "is") or "t" in self._held:
            kind, value = "str", "".join(self._held.get("t", self._held.get("v", ())))
        elif kind != "str":
            kind, value = self._understood(kind, value.strip())
        if kind == "d":
            kind, style = "n", str(self._day_style)
        at = self._opening(style)
        told = "" if kind == "n" else f' t="{kind}"'
        # a formula may give an empty text, which differs from no result at all
        shown = f"<v>{escape(value, quote=False)}</v>" if value or (kind == "str" and "v" in self._held) else ""
        self._out.append(f"{at}{told}>{formula}{shown}</c>" if shown or formula else f"{at}/>")

    def _opening(self, style: str) -> str:
        styled = f' s="{style}"' if _DIGITS.fullmatch(style) else ""
        return f'<c r="{letter(self._column - 1)}{self._row}"{styled}'

    def _understood(self, kind: str, value: str) -> tuple[str, str]:
        """The kind and the value that the reader of cells knows."""
        if not value:
            return "n", ""
        match kind:
            case "n":
                return ("n" if _PLAIN.fullmatch(value) and _is_number(value) else "str"), value
            case "s":
                return ("s" if _DIGITS.fullmatch(value) else "str"), value
            case "b":
                return "b", "1" if value.lower() in _YES else "0"
            case "e":
                return ("e" if value in ERRORS else "str"), value if value.startswith("#") else f"#{value}"
            case "d":
                number = self._serial(value)
                return ("str", value) if number is None else ("d", number)
            case _:
                return "str", value

    def _serial(self, text: str) -> str | None:
        """The number of a day in ISO form, None if it is none."""
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return None
        days = (moment - (EPOCH_1904 if self._date_1904 else EPOCH)) / timedelta(days=1)
        return f"{days:.10f}".rstrip("0").rstrip(".") if days >= 0 else None


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
