"""Names that we choose ourselves are taken by one run alone, though several start in the same folder at once.

A name is reserved by a small hidden file beside it, made exclusively; the name itself appears once its file is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from hlmdiag.runs.temporary import RESERVED, forget, mark, sweep

_kept: list[Path] = []
"""The reservations of this run."""


def free(folder: Path, stem: str, endings: Iterable[str]) -> str:
    """The stem itself, or the first of `stem-2`, `stem-3`… with no file under any of the endings."""
    endings = tuple(endings)
    sweep(folder)
    for candidate in _candidates(stem):
        if not any(os.path.lexists(folder / f"{candidate}{ending}") for ending in endings) and all(
            _reserve(folder / f".{candidate}{ending}{RESERVED}") for ending in endings
        ):
            return candidate
    raise AssertionError("names never run out")


def next_free(path: Path) -> Path:
    """The path itself if nothing is there, else the next free name (`-2`, `-3`)."""
    return path.with_name(f"{free(path.parent, path.stem, [path.suffix])}{path.suffix}")


def release() -> None:
    """Give up the reservations of this run: what it wrote now has the names."""
    forget()
    while _kept:
        with suppress(OSError):
            _kept.pop().unlink()


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _reserve(path: Path) -> bool:
    """Whether this run now owns the name; a folder that takes no file is reported with the output itself."""
    try:
        with path.open("x", encoding="ascii") as stream:
            stream.write(mark())
    except FileExistsError:
        return False
    except OSError:
        return True
    _kept.append(path)
    return True
