"""Old workbooks written record by record, as old exports wrote them, and the container that holds them."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import xlwt

__all__ = ["bare_sheet", "biff8", "compound", "old_workbook", "record", "stream_of", "text_cell"]

Cells = Sequence[Sequence[object]]


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def compound(
    stream: bytes, name: str = "Workbook", *, cut: bool = False, aside: dict[str, bytes] | None = None
) -> bytes:
    """A compound file of one stream of more than 4 096 bytes; `cut`: its last sector stops where the stream does."""
    streams = {name: stream.ljust(4096, b"\0")} | {
        other: data.ljust(4096, b"\0") for other, data in (aside or {}).items()
    }
    sectors: list[bytes] = []
    links = [0xFFFFFFFD]
    entries = [_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    place = 2 + (len(streams) + 1 + 3) // 4 - 1
    links += [*range(2, place), 0xFFFFFFFE]
    for number, (title, data) in enumerate(streams.items(), start=1):
        pieces = [data[at : at + 512] for at in range(0, len(data), 512)]
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(title, 2, right=right, start=place, size=len(data)))
        links += [*range(place + 1, place + len(pieces)), 0xFFFFFFFE]
        place += len(pieces)
        sectors += pieces
    fat = b"".join(struct.pack("<I", link) for link in links)
    assert len(fat) <= 512 * 109
    assert len(fat) <= 512, "one sector of links is enough for a test"
    directory = b"".join(entries)
    body = [fat.ljust(512, b"\xff"), directory.ljust(-(-len(directory) // 512) * 512, b"\0"), *sectors]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0).ljust(436, b"\xff")
    whole = b"".join(each.ljust(512, b"\0") for each in (header, *body[:-1]))
    return whole + (body[-1] if cut else body[-1].ljust(512, b"\0"))


def _entry(
    name: str, kind: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    made = title.ljust(64, b"\0") + struct.pack("<HBBIII", len(title), kind, 1, 0xFFFFFFFF, right, child)
    return made + bytes(36) + struct.pack("<IQ", start, size)


def stream_of(data: bytes) -> bytes:
    """The records of a workbook that xlwt wrote."""
    from hlmdiag.data.biff import workbook_stream

    return workbook_stream(data)


def old_workbook(rows: Cells, formats: dict[tuple[int, int], str] | None = None, **options: object) -> bytes:
    """A workbook of Excel 97 as xlwt writes it, `formats` by row and column; other options hide rows and columns."""
    book = xlwt.Workbook()
    book.dates_1904 = bool(options.get("date_1904"))
    sheet = book.add_sheet(str(options.get("name", "Parc")))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is None:
                continue
            code = (formats or {}).get((row, column))
            style = xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style
            if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")):
                sheet.row(row).set_cell_error(column, value, style)
            else:
                sheet.write(row, column, value, style)
    for row in options.get("hidden_rows", ()):  # type: ignore[attr-defined]
        sheet.row(row).hidden = True
    for column in options.get("hidden_columns", ()):  # type: ignore[attr-defined]
        sheet.col(column).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_cell(row: int, column: int, text: str, style: int = 0) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, style, len(text), 1) + text.encode("utf-16-le"))


def biff8(cells: Sequence[bytes], *, formats: Sequence[tuple[int, str]] = (), styles: Sequence[int] = (0,)) -> bytes:
    """The records of a workbook of one sheet: what is given, between a beginning and an end."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6))
    about = record(0x0042, struct.pack("<H", 1200))
    about += b"".join(
        record(0x041E, struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le")) for number, code in formats
    )
    about += b"".join(record(0x00E0, struct.pack("<HHH14x", 0, number, 1)) for number in styles)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 1996, 0, 6)) + b"".join(cells) + record(0x000A)
    name = record(0x0085, struct.pack("<IHBB", 0, 0, 4, 0) + b"Parc")
    place = len(begin) + len(about) + len(name) + 4
    name = record(0x0085, struct.pack("<IHBB", place, 0, 4, 0) + b"Parc")
    return begin + about + name + record(0x000A) + sheet


def bare_sheet(cells: Sequence[bytes], kind: int = 0x0809, version: int = 0) -> bytes:
    """A sheet without container, as exports written by hand made them."""
    return record(kind, struct.pack("<HHHH", version, 0x10, 0, 0)) + b"".join(cells) + record(0x000A)
