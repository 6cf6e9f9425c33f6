"""An old workbook (`.xls`) looked at before it is read: a forged one would exhaust the memory of its reader."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["is_sound"]

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _LAST = 0xFFFFFFFE, 0xFFFFFFFA
_MINI, _MINI_LIMIT = 64, 4096
_ENTRY = 128
_STREAMS = ("Workbook", "Book")
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_DIMENSIONS, _TEXTS = 0x0200, 0x00FC
_COLUMNS, _ROWS = 256, 65_536


class _Broken(Exception):
    """The structure of the file does not hold."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


def is_sound(data: bytes) -> bool:
    """Whether every chain of the file ends, and every cell stands inside a sheet."""
    try:
        file = _Compound(data)
        stream = next((file.read(entry) for entry in file.entries if entry.name in _STREAMS and entry.kind == 2), None)
        return stream is not None and _cells_are_inside(stream)
    except (_Broken, struct.error):
        return False


class _Compound:
    """The streams of a compound file, read with every link checked."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != _MAGIC or len(data) < 512:
            raise _Broken
        self.data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise _Broken
        self.sector = 1 << shift
        directory, _, _, mini = struct.unpack_from("<4I", data, 48)
        self.fat = self._fat()
        self.entries = list(self._directory(b"".join(self._chain(directory))))
        self.mini = b"" if mini >= _LAST else b"".join(self._chain(mini))
        root = next((entry for entry in self.entries if entry.kind == 5), None)
        if root is None:
            raise _Broken
        self.small = b"" if root.start >= _LAST else b"".join(self._chain(root.start))

    def read(self, entry: _Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= _MINI_LIMIT:
            found = b"".join(self._chain(entry.start))
        else:
            found = b"".join(self._mini_chain(entry.start)) if entry.size else b""
        if len(found) < entry.size:
            raise _Broken
        return found[: entry.size]

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        piece = self.data[start : start + self.sector]
        if number >= _LAST or len(piece) < self.sector:
            raise _Broken
        return piece

    def _fat(self) -> tuple[int, ...]:
        listed = [number for number in struct.unpack_from("<109I", self.data, 76) if number < _LAST]
        more, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while more < _LAST:
            *numbers, more = struct.unpack(f"<{self.sector // 4}I", self._at(more))
            listed += [number for number in numbers if number < _LAST]
            seen += 1
            if seen > len(self.data) // self.sector:
                raise _Broken
        if len(listed) > len(self.data) // self.sector:
            raise _Broken
        return tuple(link for number in listed for link in struct.unpack(f"<{self.sector // 4}I", self._at(number)))

    def _chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self.data) // self.sector + 1):
            if number == _END:
                return
            yield self._at(number)
            if number >= len(self.fat):
                raise _Broken
            number = self.fat[number]
        raise _Broken

    def _mini_chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self.small) // _MINI + 1):
            if number == _END:
                return
            piece = self.small[number * _MINI : (number + 1) * _MINI]
            if len(piece) < _MINI or len(self.mini) < number * 4 + 4:
                raise _Broken
            yield piece
            number = struct.unpack_from("<I", self.mini, number * 4)[0]
        raise _Broken

    def _directory(self, data: bytes) -> Iterator[_Entry]:
        for place in range(0, len(data), _ENTRY):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            if kind == 0:
                continue
            if length > 64:
                raise _Broken
            start, size = struct.unpack_from("<II", data, place + 116)
            yield _Entry(data[place : place + max(0, length - 2)].decode("utf-16-le", "replace"), kind, start, size)


def _cells_are_inside(stream: bytes) -> bool:
    """Whether no record runs past the end, and nothing stands beyond the 256 columns of such a sheet."""
    place = 0
    while place + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            return False
        if not _is_inside(record, stream[place + 4 : place + 4 + length], len(stream)):
            return False
        place += 4 + length
        if record == 0 and length == 0 and not stream[place:].strip(b"\0"):
            return True
    return True


def _is_inside(record: int, data: bytes, whole: int) -> bool:
    """Whether a cell, the dimensions that a sheet declares and its number of texts are those of a real sheet."""
    if record in _CELLS and len(data) >= 4:
        row, column = struct.unpack_from("<HH", data)
        return bool(column < _COLUMNS and row < _ROWS)
    if record == _DIMENSIONS and len(data) >= 12:
        first, last, left, right = struct.unpack_from("<IIHH", data)
        return bool(first <= last <= _ROWS and left <= right <= _COLUMNS)
    if record == _TEXTS and len(data) >= 8:
        # the first number counts a text once for each cell where it stands
        return bool(struct.unpack_from("<I", data, 4)[0] <= whole)
    return True
