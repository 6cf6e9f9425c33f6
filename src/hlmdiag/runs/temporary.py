"""Files of ours that last as long as a run: no name that another could foresee, and none that outlives its run."""

from __future__ import annotations

import os
import platform
import re
import secrets
import stat
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

RESERVED = ".hlmdiag"
"""Ending of the name of a file that reserves another name; it holds the mark of its run."""

_NAME = re.compile(r"\.hlmdiag-(?P<owner>[0-9a-f]{8}-\d+)-[0-9a-f]{16}\.tmp")
_MARK = re.compile(r"[0-9a-f]{8}-\d+")
_OLD = 24 * 3600
"""Seconds after which a file of another machine, whose runs cannot be seen from here, is held to be left over."""


def create(folder: Path) -> tuple[Path, BinaryIO]:
    """Create a file with a random name, open for writing; an existing link there is never followed."""
    path = folder / f".hlmdiag-{mark()}-{secrets.token_hex(8)}.tmp"
    return path, path.open("xb")


@cache
def _machine() -> str:
    return sha256(platform.node().encode()).hexdigest()[:8]


def mark() -> str:
    """This run: its machine, told by eight signs that do not name it, and the number of its process."""
    return f"{_machine()}-{os.getpid()}"


_swept: set[Path] = set()
"""The folders that this run has looked into: thousands of sheets go to one."""


def sweep(folder: Path) -> None:
    """Remove once what runs that were killed left in a folder; what cannot be removed is left to the next run."""
    if folder in _swept:
        return
    _swept.add(folder)
    with suppress(OSError), os.scandir(folder) as entries:
        for path in [folder / entry.name for entry in entries if entry.name.startswith(".")]:
            owner = _owner(path)
            if owner is not None and is_left(path, owner):
                with suppress(OSError):
                    path.unlink()


def forget() -> None:
    """Look into every folder again: another run begins in the same process."""
    _swept.clear()


def _owner(path: Path) -> str | None:
    """The run that made a file, if a run of ours did."""
    if (name := _NAME.fullmatch(path.name)) is not None:
        return name["owner"]
    if not path.name.endswith(RESERVED) or path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as stream:
        mark = stream.read(40).decode("ascii", "replace")
    return mark if _MARK.fullmatch(mark) else None


def is_left(path: Path, owner: str) -> bool:
    """Whether the run that made a file has ended without removing it; never true of what is not a plain file."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode):
        return False
    machine, _, process = owner.partition("-")
    if machine == _machine() and process.isdecimal() and os.name == "posix":
        return not _is_running(int(process))
    # the clock is only read to clean up: no result depends on it
    return time.time() - found.st_mtime > _OLD


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
