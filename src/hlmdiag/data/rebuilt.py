"""A small workbook made of the parts that hold cells, under their usual names, for the reader of cells.

It reads parts by fixed names, believes what they announce and gives up a whole workbook for one strange sheet. Here it
meets no relation, no style, no count but ours; parts that are written as usual are copied as they are packed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable

_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_STORED, _DEFLATED = 0, 8
_VERSION, _UTF_8, _DAY = 20, 0x800, 0x21
_FAST = 1

PartContent = zipfile.ZipInfo | bytes
"""A part of the received archive, or what is written in its place."""


def rebuilt(received: zipfile.ZipFile, data: bytes, sheets: Iterable[PartContent], texts: PartContent | None) -> bytes:
    """The bytes of a workbook whose sheets are named `1`, `2`…; `data` are the bytes of the received archive."""
    archive = _Archive(received, data)
    numbers = []
    for number, part in enumerate(sheets, start=1):
        archive.add(f"xl/worksheets/sheet{number}.xml", part)
        numbers.append(number)
    if texts is not None:
        archive.add("xl/sharedStrings.xml", texts)
    book = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    led = "".join(
        f'<Relationship Id="r{n}" Type="{_KINDS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    main = f'<Relationship Id="r1" Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/>'
    archive.add("xl/workbook.xml", f"<workbook><sheets>{book}</sheets></workbook>".encode())
    archive.add("xl/_rels/workbook.xml.rels", f"{_RELATIONS}{led}</Relationships>".encode())
    archive.add("_rels/.rels", f"{_RELATIONS}{main}</Relationships>".encode())
    return archive.close()


class _Archive:
    """An archive as it is written; the standard library cannot copy a part without unfolding it."""

    def __init__(self, received: zipfile.ZipFile, data: bytes) -> None:
        self._received, self._data = received, data
        self._pieces: list[bytes] = []
        self._directory: list[bytes] = []
        self._at = 0

    def add(self, name: str, part: PartContent) -> None:
        """Take one more part."""
        if isinstance(part, zipfile.ZipInfo) and part.compress_type in (_STORED, _DEFLATED):
            packed, method, crc, size = self._packed(part), part.compress_type, part.CRC, part.file_size
        else:
            whole = part if isinstance(part, bytes) else self._received.read(part)
            packer = zlib.compressobj(_FAST, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed, method, crc, size = (
                packer.compress(whole) + packer.flush(),
                _DEFLATED,
                zlib.crc32(whole),
                len(whole),
            )
        known = (_VERSION, _UTF_8, method, 0, _DAY, crc, len(packed), size, len(name), 0)
        self._directory.append(
            struct.pack("<4sH5H3I2H3H2I", b"PK\1\2", _VERSION, *known, 0, 0, 0, 0, self._at) + name.encode()
        )
        self._put(struct.pack("<4s5H3I2H", b"PK\3\4", *known) + name.encode(), packed)

    def close(self) -> bytes:
        """The bytes of the archive."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), self._at, 0)
        return b"".join([*self._pieces, directory, end])

    def _put(self, *pieces: bytes) -> None:
        self._pieces += pieces
        self._at += sum(map(len, pieces))

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        """The packed bytes of a part, which follow its name in the received archive."""
        name, extra = struct.unpack_from("<2H", self._data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name + extra
        return self._data[start : start + entry.compress_size]
