"""The archive that a workbook is: refused if it would unfold beyond measure, then read piece by piece.

A sheet never stands whole in memory, and nothing builds a document of it: no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.colours import filled_styles
from hlmdiag.data.number_formats import built_in, is_telling
from hlmdiag.data.toolarge import counted, too_large
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["DAMAGE", "Package", "check_archive", "open_package", "read_part"]

_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*\"([^\"]*)\"")
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, EOFError, RuntimeError)
"""What a damaged archive raises."""
_MILLION = 1_000_000
_HARMLESS = 100 * _MILLION
"""An unfolded workbook of that size is read however well it was packed."""
_PIECE = 2 * _MILLION
"""What the processor still holds at hand when it looks at it for the second time."""
_LONGEST = 32 * _MILLION
"""Past this many bytes in which no row ends: the longest text of a cell has 32 767 characters."""


@dataclass(frozen=True)
class Package:
    """An opened `.xlsx`: where each sheet is, what its styles show, which calendar dates follow."""

    archive: zipfile.ZipFile
    paths: Mapping[str, str]
    formats: Mapping[int, str]
    """By number of style, the code of a format that is not that of a mere number."""
    date_1904: bool
    limits: Limits
    filled_styles: Mapping[int, int] = field(default_factory=dict)

    @property
    def has_macros(self) -> bool:
        """Whether programs stand beside the cells."""
        return any(name.endswith("vbaProject.bin") for name in self.archive.namelist())

    def pieces(self, sheet: str, file: str) -> Iterator[bytes]:
        """The bytes of a sheet in pieces that end with a row, where a row ends within reason."""
        path = self.paths.get(sheet)
        if path is None:
            return
        rest = b""
        try:
            with self.archive.open(path) as stream:
                while some := stream.read(_PIECE):
                    some = rest + some
                    end = _last_end(some)
                    if end == 0 and len(some) > _LONGEST:
                        raise ValueError("no row nor cell ends")
                    yield some[:end]
                    rest = some[end:]
        except DAMAGE:
            raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
        yield rest


def _last_end(some: bytes) -> int:
    """Where the last row of some bytes ends, the last empty tag if no row does, 0 if nothing does."""
    row = some.rfind(b"row>")
    if row >= 0:
        return row + 4
    empty = some.rfind(b"/>")
    return empty + 2 if empty >= 0 else 0


def open_package(data: bytes, file: str, limits: Limits = LIMITS) -> Package:
    """The archive of a workbook, once its unfolded size is known to be sane."""
    archive = check_archive(data, file, limits)
    try:
        styles = read_part(archive, "xl/styles.xml")
        date_1904 = re.search(rb'date1904="(?:1|true)"', read_part(archive, "xl/workbook.xml")) is not None
        paths = _sheet_paths(archive)
        return Package(archive, paths, _formats(styles), date_1904, limits, filled_styles(styles))
    except DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None


def check_archive(data: bytes, file: str, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """The archive, refused if it is damaged or would unfold beyond measure."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    unfolded = sum(entry.file_size for entry in archive.infolist())
    if unfolded > limits.unfolded_mb * _MILLION:
        raise too_large(file, "unfolded_mb", counted("mega", unfolded // _MILLION), limits, unfolded=True)
    if unfolded > _HARMLESS and unfolded > limits.ratio * len(data):
        raise too_large(file, "ratio", counted("fois", unfolded // len(data)), limits, unfolded=True)
    return archive


def read_part(archive: zipfile.ZipFile, path: str) -> bytes:
    """The bytes of a part of an archive, none if it has no such part."""
    return archive.read(path) if path in archive.namelist() else b""


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", read_part(archive, "xl/_rels/workbook.xml.rels")):
        attributes = attributes_of(tag)
        target = attributes.get("Target", "").lstrip("/")
        targets[attributes.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    paths = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", read_part(archive, "xl/workbook.xml")):
        attributes = attributes_of(tag)
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if targets.get(relation, "") in archive.namelist():
            paths[attributes.get("name", "")] = targets[relation]
    return paths


def _formats(data: bytes) -> dict[int, str]:
    """The styles that show a share, a day, a duration, a code, with the code of their format."""
    codes = {}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", data):
        attributes = attributes_of(tag)
        codes[int(attributes.get("numFmtId", "-1"))] = attributes.get("formatCode", "")
    body = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", data, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", body[0]) if body else []
    numbers = [int(attributes_of(tag).get("numFmtId", "0")) for tag in styles]
    used = [codes[number] if number in codes else built_in(number) for number in numbers]
    return {style: code for style, code in enumerate(used) if is_telling(code)}


def attributes_of(tag: bytes) -> dict[str, str]:
    """The attributes of a tag."""
    return {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)}
