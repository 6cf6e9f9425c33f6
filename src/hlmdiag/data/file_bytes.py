"""Reads the bytes of a received file: never beyond a limit, never from a device."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Phrase

_KINDS = (
    (stat.S_ISFIFO, "tube"), (stat.S_ISCHR, "peripherique"), (stat.S_ISBLK, "peripherique"), (stat.S_ISSOCK, "prise"),
    (stat.S_ISDIR, "dossier"),
)  # fmt: skip


def regular_size(path: Path, name: str) -> int:
    """Size of a file in bytes.

    Raises `HlmdiagError` for what is no file: a device has no end, a pipe may never begin.
    """
    try:
        found = path.stat()
    except OSError as fault:
        raise _refused(fault, name) from None
    for is_kind, word in _KINDS:
        if is_kind(found.st_mode):
            kind = Phrase(f"donnees.mots.{word}")
            raise HlmdiagError([Problem("donnees.pas-un-fichier", Location(name), {"kind": kind})])
    return found.st_size


def read_bytes(path: Path, name: str, size: int) -> bytes:
    """The bytes of a file that had this size when it was looked at; what was added since is left out and refused."""
    try:
        with path.open("rb") as stream:
            data = stream.read(size + 1)
    except OSError as fault:
        raise _refused(fault, name) from None
    if len(data) != size:
        raise HlmdiagError([Problem("donnees.fichier-change", Location(name))])
    return data


def digest_of(files: Iterable[Path], folder: Path) -> str:
    """A hash of some files of a folder: their names there and their bytes, in that order."""
    found = hashlib.sha256()
    for each in files:
        found.update(each.relative_to(folder.parent).as_posix().encode())
        with each.open("rb") as content:
            found.update(hashlib.file_digest(content, "sha256").digest())
    return found.hexdigest()


def _refused(fault: OSError, name: str) -> HlmdiagError:
    match fault:
        case PermissionError():
            code = "donnees.fichier-verrouille"
        case FileNotFoundError():
            code = "donnees.fichier-disparu"
        case _:
            code = "donnees.lecture-impossible"
    return HlmdiagError([Problem(code, Location(name))])
