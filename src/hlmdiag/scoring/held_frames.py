"""Frames that are kept out of memory: in files of a folder, which have no name and go with the process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import polars as pl

_OWN_FILE = 4_000_000
"""Bytes of a frame that has a file of its own: it is then mapped where it is read again, and not copied."""
_MOST_FILES = 200
"""Of some frames; most systems let a process hold a thousand files open."""


class HeldFrames:
    """Frames of the same columns, in their order, read again one by one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shared = TemporaryFile(dir=folder)  # noqa: SIM115  # lives as long as the frames
        self._own = 0
        self._places: list[tuple[IO[bytes], int, int]] = []
        self.heights: list[int] = []
        """Number of rows of each."""

    def add(self, frame: pl.DataFrame) -> None:
        """Keep a frame."""
        file = self._shared
        if self._own < _MOST_FILES and frame.estimated_size() >= _OWN_FILE:
            self._own += 1
            file = TemporaryFile(dir=self._folder)  # noqa: SIM115  # lives as long as the frames
        start = file.seek(0, 2)
        frame.write_ipc(file)
        file.flush()
        self._places.append((file, start, file.tell() - start))
        self.heights.append(frame.height)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each frame."""
        for place in range(len(self._places)):
            yield self.at(place)

    def at(self, place: int) -> pl.DataFrame:
        """The frame at a place."""
        file, start, size = self._places[place]
        file.seek(start)
        return pl.read_ipc(file.read(size) if file is self._shared else file)

    def part(self, start: int, count: int) -> pl.DataFrame:
        """Some rows in the order of all the frames, those that there are."""
        parts, first = list[pl.DataFrame](), 0
        for place, height in enumerate(self.heights):
            if first < start + count and start < first + height:
                parts.append(self.at(place)[max(start - first, 0) : start + count - first])
            first += height
        return pl.concat(parts) if parts else self.at(0).clear()

    def rows(self, wanted: Sequence[int]) -> pl.DataFrame:
        """Some rows, by their place in all the frames, in the order given."""
        parts, order, start = list[pl.DataFrame](), list[int](), 0
        for place, height in enumerate(self.heights):
            here = [row - start for row in wanted if start <= row < start + height]
            if here:
                parts.append(self._few(place, here))
                order += [wanted.index(row + start) for row in here]
            start += height
        if not parts:
            return self.at(0).clear()
        return pl.concat(parts)[sorted(range(len(order)), key=order.__getitem__)]

    def _few(self, place: int, rows: Sequence[int]) -> pl.DataFrame:
        """In memory of their own: a few texts that are taken out of a piece keep all of it otherwise."""
        found = self.at(place)[rows]
        return pl.DataFrame(found.rows(), schema=found.schema, orient="row")
