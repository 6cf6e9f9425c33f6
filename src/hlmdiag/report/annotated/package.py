"""The last touch to a saved copy: results of formulas put back, and no clock in its bytes.

openpyxl writes formulas without their result; a program that reads the copy before Excel has opened it would find
every total and every computed rate empty.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

from hlmdiag.data.workbook_scan import rows_of
from hlmdiag.data.xlsx_package import open_package

_CELL = re.compile(rb'<c( r="([A-Z]+[0-9]+)"[^>]*)><f\b[^>]*?(?:/>|>[^<]*</f>)<v\b[^>]*>([^<]*)</v>')
"""A formula with its result, as received."""

_BARE = re.compile(
    rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)((?: t="\w+")?)>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>'
)
"""A formula without result, as openpyxl writes it."""

_KIND = re.compile(rb'\bt="(str|b|e|n)"')
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def finish(saved: bytes, received: bytes, day: date) -> bytes:
    """The bytes of the copy; `received` is empty where it was made anew, `day` when it says it was written."""
    results = _results(received) if received else {}
    paths = open_package(saved, "").paths
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(saved)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if known := results.get(paths.get(entry.filename, "")):
                data = _BARE.sub(_with_result(known), data)
            elif entry.filename == "docProps/core.xml":
                data = _dated(data, day, is_new=not received)
            target.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _results(received: bytes) -> dict[str, dict[bytes, tuple[bytes, bytes]]]:
    """By sheet, the kind and result of each formula."""
    package = open_package(received, "")
    found: dict[str, dict[bytes, tuple[bytes, bytes]]] = {}
    for sheet in package.sheets:
        for piece in rows_of(package, sheet):
            for attributes, cell, value in _CELL.findall(piece):
                kind = _KIND.search(attributes)
                found.setdefault(sheet.name, {})[cell] = (kind[1] if kind else b"n", value)
    return found


def _with_result(known: dict[bytes, tuple[bytes, bytes]]) -> Callable[[re.Match[bytes]], bytes]:
    def replaced(found: re.Match[bytes]) -> bytes:
        cell, style, _, formula = found.groups()
        if cell not in known:
            return found[0]
        kind, value = known[cell]
        typed = b"" if kind == b"n" else b' t="' + kind + b'"'
        return b'<c r="' + cell + b'"' + style + typed + b">" + formula + b"<v>" + value + b"</v></c>"

    return replaced


def _dated(data: bytes, day: date, *, is_new: bool) -> bytes:
    stamp = f"{day.isoformat()}T00:00:00Z".encode()

    def replaced(found: re.Match[bytes]) -> bytes:
        return found[1] + stamp + found[3] if is_new or found[2] == b"modified" else found[0]

    return _MODIFIED.sub(replaced, data)
