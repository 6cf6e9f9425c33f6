"""Sources become sheets: each file is opened once, read as what it is, and refused if it is not what its name says."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO, Literal

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.csv import read_text
from hlmdiag.data.encoding import to_text
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.sources import SUFFIXES, TEXT, ZIPPED, Source
from hlmdiag.data.toolarge import counted, too_large
from hlmdiag.errors import HlmdiagError, Location, Phrase, Problem, Severity

__all__ = ["Asked", "open_source"]

_ZIP, _OLE, _PARQUET, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MILLION = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What the user overrules: how text files are read, how large a file may be."""

    encoding: str | None = None
    separator: str | None = None
    limits: Limits = LIMITS


def open_source(source: Source, asked: Asked) -> list[Sheet]:
    """The sheets of a file, with its hash."""
    data = _bytes(source, asked.limits)
    if not data:
        raise _refused("donnees.fichier-vide", source.name)
    sheets = _read(source, data, asked)
    if not sheets:
        raise _refused("donnees.fichier-vide", source.name)
    sha256 = hashlib.sha256(data).hexdigest()
    return [replace(sheet, sha256=sha256, given=source.columns) for sheet in sheets]


def _bytes(source: Source, limits: Limits) -> bytes:
    """The bytes of a file, which is not even opened where it is too large."""
    try:
        if source.path is not None:
            _check_size(source, source.path.stat().st_size, limits)
            return source.path.read_bytes()
        data = _standard_input(sys.stdin.buffer, limits.unfolded_mb * _MILLION + 1)
        _check_size(source, len(data), limits, data)
        return data
    except PermissionError:
        raise _refused("donnees.fichier-verrouille", source.name) from None
    except OSError:
        raise _refused("donnees.fichier-illisible", source.name) from None


@lru_cache(maxsize=1)
def _standard_input(stream: BinaryIO, most: int) -> bytes:
    """What came there, kept: it can be read once, and each grid reads the stock for itself."""
    return stream.read(most)


def _check_size(source: Source, size: int, limits: Limits, data: bytes = b"") -> None:
    suffix = source.path.suffix.lower() if source.path is not None else _suffix_of(data)
    key: Literal["text_mb", "unfolded_mb"] = "text_mb" if suffix in TEXT else "unfolded_mb"
    if size > getattr(limits, key) * _MILLION:
        raise too_large(source.name, key, counted("mega", -(-size // _MILLION)), limits)


def _read(source: Source, data: bytes, asked: Asked) -> list[Sheet]:
    suffix = source.path.suffix.lower() if source.path is not None else _suffix_of(data)
    if suffix not in SUFFIXES:
        raise _refused("donnees.suffixe-inconnu", source.name, suffixes=", ".join(SUFFIXES))
    _check_signature(suffix, data, source.name)
    if suffix in TEXT:
        text = to_text(data, source.name, asked.encoding)
        sheet = read_text(
            text.data, source.name, separator=asked.separator, encoding=text.encoding, limits=asked.limits
        )
        return [replace(sheet, problems=(*text.problems, *sheet.problems))]
    if suffix == ".parquet":
        from hlmdiag.data.parquet import read_parquet

        return [read_parquet(data, source.name, asked.limits)]
    return _workbook(suffix, data, source.name, asked.limits)


def _workbook(suffix: str, data: bytes, name: str, limits: Limits) -> list[Sheet]:
    from hlmdiag.data.archive import check_archive, open_package
    from hlmdiag.data.excel import read_workbook
    from hlmdiag.data.marked import look
    from hlmdiag.data.ole import is_sound
    from hlmdiag.data.opendocument import look_at_all

    if suffix in ZIPPED:
        package = open_package(data, name, limits)
        sheets = read_workbook(data, name, lambda sheet: look(package, sheet, name), date_1904=package.date_1904)
        macros = Problem("donnees.macros", Location(name), {}, Severity.NOTICE)
        return _saying(sheets, macros) if package.has_macros else sheets
    if suffix == ".ods":
        seen = look_at_all(check_archive(data, name, limits), name, limits)
        return read_workbook(data, name, seen)
    if not is_sound(data):
        raise _refused("donnees.fichier-illisible", name)
    said = Problem("donnees.formats-non-verifies", Location(name), {"suffix": suffix}, Severity.NOTICE)
    return _saying(read_workbook(data, name, None), said)


def _saying(sheets: list[Sheet], said: Problem) -> list[Sheet]:
    """The same sheets, the first of which says something of the whole file."""
    return [replace(sheet, problems=(said,)) if index == 0 else sheet for index, sheet in enumerate(sheets)]


def _suffix_of(data: bytes) -> str:
    if data.startswith(_ZIP):
        return ".ods" if b"opendocument" in data[:200] else ".xlsx"
    if data.startswith(_OLE):
        return ".xls"
    return ".parquet" if data.startswith(_PARQUET) else ".csv"


def _check_signature(suffix: str, data: bytes, name: str) -> None:
    """A name that lies is refused: what follows would be read as something else."""
    found = _nature(data)
    if suffix in ZIPPED and found == "ancien-classeur" and _ENCRYPTED in data:
        raise _refused("donnees.mot-de-passe", name)
    good = {
        ".xls": ("ancien-classeur",), ".ods": ("ods",), ".parquet": ("parquet",), ".xlsx": ("classeur", "archive"),
        ".xlsm": ("classeur", "archive"),
    }.get(suffix, ("texte",))  # fmt: skip
    if found in good:
        return
    announced = {
        ".xls": "ancien-classeur",
        ".ods": "ods",
        ".parquet": "parquet",
        ".xlsx": "classeur",
        ".xlsm": "classeur",
    }
    raise _refused(
        "donnees.suffixe-trompeur", name,
        announced=Phrase(f"donnees.mots.{announced.get(suffix, 'texte')}"), found=Phrase(f"donnees.mots.{found}"),
    )  # fmt: skip


def _nature(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(_ZIP):
        if b"opendocument.spreadsheet" in data[:200]:
            return "ods"
        return "classeur" if b"[Content_Types].xml" in data or b"xl/" in data else "archive"
    if data.startswith(_OLE):
        return "ancien-classeur"
    if data.startswith(_PARQUET):
        return "parquet"
    if data.startswith(_PDF):
        return "pdf"
    if re.match(rb"(?i)<(!doctype html|html|\?xml|table)", head):
        return "page"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "texte"
    control = sum(head.count(bytes([code])) for code in (1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20))
    return "autre" if control > max(4, len(head) // 50) else "texte"


def _refused(code: str, file: str, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file), values)])
