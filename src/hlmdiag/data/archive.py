"""The archive that a workbook is: refused if it would unfold beyond measure, its parts found however they are named."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from functools import cached_property
from io import BytesIO
from urllib.parse import unquote

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.size_limits import counted, too_large
from hlmdiag.data.xml_parser import read_elements
from hlmdiag.errors import HlmdiagError, Location, Problem

DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip
"""Exceptions raised by a damaged archive."""
_MILLION = 1_000_000
_HARMLESS = 100 * _MILLION
"""An unfolded workbook of that size is read however well it was packed."""


def damaged(file: str) -> HlmdiagError:
    """The refusal of a file that cannot be read as its own type."""
    return HlmdiagError([Problem("donnees.fichier-illisible", Location(file))])


def check_archive(data: bytes, file: str, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """The archive, refused if it is damaged or would unfold beyond measure."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGE:
        raise damaged(file) from None
    unfolded = sum(entry.file_size for entry in archive.infolist())
    if unfolded > limits.unfolded_mb * _MILLION:
        raise too_large(file, "unfolded_mb", counted("mega", unfolded // _MILLION), limits, unfolded=True)
    if unfolded > _HARMLESS and unfolded > limits.ratio * len(data):
        raise too_large(file, "ratio", counted("fois", unfolded // len(data)), limits, unfolded=True)
    return archive


class ArchiveParts:
    """The parts of a package by their names, blind to case and to the slash; and the relations between them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @cached_property
    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        return {_folded(entry.filename): entry for entry in self.archive.infolist() if not entry.is_dir()}

    def entry(self, path: str) -> zipfile.ZipInfo | None:
        """The part that has this path, if any."""
        return self._entries.get(_folded(path))

    def read(self, path: str) -> bytes:
        """The bytes of a part, none if there is no such part."""
        entry = self.entry(path)
        return self.archive.read(entry) if entry is not None else b""

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Relations of a part by id: the last word of their kind, and their target path.

        The relations of the package itself are those of the path "".
        """
        folder, _, name = path.rpartition("/")
        data = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for element, given in read_elements(data) if data else []:
            if element == "Relationship" and given.get("TargetMode", "").lower() != "external":
                kind = given.get("Type", "").rstrip("/").rpartition("/")[2]
                found[given.get("Id", "")] = (kind, self._target(folder, given.get("Target", "")))
        return found

    def _target(self, folder: str, target: str) -> str:
        """The path that a target names: from the root, or beside the part; some write it from the root by mistake."""
        plain = unquote(target.replace("\\", "/"))
        beside = posixpath.normpath(posixpath.join(folder, plain)) if not plain.startswith("/") else plain
        return beside if self.entry(beside) is not None or self.entry(plain) is None else plain

    def of_type(self, words: str) -> str | None:
        """The path of the first part whose type of content ends so, where no relation leads to it."""
        data = self.read("[Content_Types].xml")
        for name, given in read_elements(data) if data else []:
            if name == "Override" and given.get("ContentType", "").lower().endswith(words):
                return given.get("PartName", "")
        return None


def _folded(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").casefold()
