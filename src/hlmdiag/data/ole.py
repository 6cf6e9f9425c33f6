"""A compound file, the container of old Office documents, read with every link checked: none turns round or leads out.

Files of real life are taken as Excel takes them: the last sector may be cut to what it holds, names may be in capitals.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _LAST = 0xFFFFFFFE, 0xFFFFFFFA
_MINI, _MINI_LIMIT = 64, 4096
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class BrokenFile(Exception):
    """The structure of the file does not hold."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int
    left: int
    right: int
    child: int


class Compound:
    """The streams at the root of a compound file. Raises `BrokenFile`."""

    def __init__(self, data: bytes) -> None:
        """`data` is the whole file."""
        if data[:8] != MAGIC or len(data) < 512:
            raise BrokenFile
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise BrokenFile
        self._sector = 1 << shift
        directory, _, _, mini = struct.unpack_from("<4I", data, 48)
        self._fat = self._links()
        entries = self._directory(b"".join(self._chain(directory)))
        root = next((entry for entry in entries if entry is not None and entry.kind == _ROOT), None)
        if root is None:
            raise BrokenFile
        self._mini = b"" if mini >= _LAST else b"".join(self._chain(mini))
        self._small = b"" if root.start >= _LAST else b"".join(self._chain(root.start))
        self._entries = {entry.name.casefold(): entry for entry in reversed(list(_below(root, entries)))}

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams and folders at the root, folded."""
        return frozenset(self._entries)

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first of these streams that the file has, whatever the case of its name."""
        for name in names:
            entry = self._entries.get(name.casefold())
            if entry is not None and entry.kind == _STREAM:
                return self._read(entry)
        return None

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= _MINI_LIMIT:
            found = b"".join(self._chain(entry.start))
        else:
            found = b"".join(self._mini_chain(entry.start)) if entry.size else b""
        if len(found) < entry.size:
            raise BrokenFile
        return found[: entry.size]

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        piece = self._data[start : start + self._sector]
        if number >= _LAST or not piece:
            raise BrokenFile
        return piece

    def _links(self) -> tuple[int, ...]:
        """The table of which sector follows which."""
        listed = [number for number in struct.unpack_from("<109I", self._data, 76) if number < _LAST]
        more, most = struct.unpack_from("<I", self._data, 68)[0], len(self._data) // self._sector + 1
        seen = 0
        while more < _LAST:
            *numbers, more = self._numbers(more)
            listed += [number for number in numbers if number < _LAST]
            seen += 1
            if seen > most:
                raise BrokenFile
        if len(listed) > most:
            raise BrokenFile
        return tuple(link for number in listed for link in self._numbers(number))

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._sector // 4}I", self._at(sector).ljust(self._sector, b"\xff"))

    def _chain(self, number: int) -> Iterator[bytes]:
        """The sectors of a stream; only the last may be shorter than a sector."""
        for _ in range(len(self._data) // self._sector + 1):
            if number == _END:
                return
            piece = self._at(number)
            if number >= len(self._fat):
                raise BrokenFile
            number = self._fat[number]
            if len(piece) < self._sector and number != _END:
                raise BrokenFile
            yield piece
        raise BrokenFile

    def _mini_chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._small) // _MINI + 2):
            if number == _END:
                return
            piece = self._small[number * _MINI : (number + 1) * _MINI]
            if not piece or len(self._mini) < number * 4 + 4:
                raise BrokenFile
            number = struct.unpack_from("<I", self._mini, number * 4)[0]
            if len(piece) < _MINI and number != _END:
                raise BrokenFile
            yield piece
        raise BrokenFile

    @staticmethod
    def _directory(data: bytes) -> list[_Entry | None]:
        """Every entry at its own number, None where there is none."""
        found: list[_Entry | None] = []
        for place in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            if kind == 0 or length > 64:
                found.append(None)
                continue
            left, right, child = struct.unpack_from("<3I", data, place + 68)
            start, size = struct.unpack_from("<II", data, place + 116)
            name = data[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
            found.append(_Entry(name, kind, start, size, left, right, child))
        return found


def _below(root: _Entry, entries: list[_Entry | None]) -> Iterator[_Entry]:
    """Entries at the root, not in an embedded document; every entry if the tree is broken."""
    seen: set[int] = set()
    waiting = [root.child]
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries) or (entry := entries[number]) is None:
            continue
        seen.add(number)
        waiting += [entry.left, entry.right]
        yield entry
    if not seen:
        yield from (entry for entry in entries if entry is not None and entry.kind in (_STORAGE, _STREAM))
