"""Recognises the reports and results that hlmdiag wrote: they are no input, whatever their name."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from hlmdiag.data.archive import DAMAGE

MARK = "hlmdiag-result"
"""The name under which a workbook and a page have the identity of their result."""

EMBEDDED = "hlmdiag-embedded"
"""The name under which a workbook that holds its result has the digest of it."""

DOCUMENT = "hlmdiag-document"
"""The name under which a workbook to read or to hold (a plan, a comparison) says that it is no table of units."""

METADATA = "hlmdiag"
"""The key of the manifest in the metadata of a Parquet file."""

PARTS_MANIFEST = "_manifest.json"
"""The manifest of a result whose rows are in several Parquet files of one folder; readers of folders leave it aside."""

_HEAD = 4096
_TAIL = 65_536
"""The list of the parts of a workbook is within so many bytes of its end, unless it has hundreds of sheets."""
_LONGEST = 1_000_000
_CUSTOM, _ABOUT = "docProps/custom.xml", "meta.xml"
_VALUE = r"\b([0-9a-f]{64})\b"
_PAGE = re.compile(rf'<meta name="?{MARK}"? content="?{_VALUE}'.encode())
_WORKBOOK = re.compile(rf'\bname="{MARK}"[^>]*>\s*(?:<[\w:]+[^>]*>)?\s*{_VALUE}'.encode())
_HELD = re.compile(rf'\bname="{EMBEDDED}"[^>]*>\s*(?:<[\w:]+[^>]*>)?\s*{_VALUE}'.encode())
_DOCUMENT = re.compile(rf'\bname="{DOCUMENT}"'.encode())
_LEVEL = ("level", "level_computed", "levels_possible", "conclusive", "score", "low", "high", "coverage")
_SAVED = (
    re.compile(rb'\A\s*\{\s*"schema_version"\s*:\s*\d+\s*,\s*"tool"\s*:\s*\{\s*"name"\s*:\s*"hlmdiag"'),
    re.compile(rb'\A\s*\{.*"level_computed"\s*:.*"levels_possible"\s*:'),
    re.compile(rb"\A(?:\xef\xbb\xbf)?[^\r\n]*?" + b"[,;]".join(name.encode() for name in _LEVEL)),
)
"""First bytes of results: JSON, JSON Lines, CSV."""


def is_own_output(file: BinaryIO) -> bool:
    """Whether a file is a report of ours for the eye, or a saved result in any of its formats."""
    head = _read(file, 0, _HEAD)
    if head.startswith(b"PAR1"):
        return _is_parquet_of_ours(file)
    return any(pattern.search(head) for pattern in _SAVED) or mark_of(file) is not None


def mark_of(file: BinaryIO) -> str | None:
    """The identity of the result that a page or a workbook shows, None for any other file."""
    head = _read(file, 0, _HEAD)
    found = None
    if head.startswith(b"PK"):
        found = _WORKBOOK.search(_properties(file))
    elif head.lstrip().startswith(b"<"):
        found = _PAGE.search(head)
    return found[1].decode() if found is not None else None


def is_document(file: BinaryIO) -> bool:
    """Whether a file is a workbook of ours that shows no result: a plan, a comparison, a collection."""
    return _read(file, 0, 2) == b"PK" and _DOCUMENT.search(_properties(file)) is not None


def embedded_in(file: BinaryIO) -> str | None:
    """The digest of the result that a workbook holds, None for any other file."""
    found = _HELD.search(_properties(file)) if _read(file, 0, 2) == b"PK" else None
    return found[1].decode() if found is not None else None


def _read(file: BinaryIO, start: int, count: int) -> bytes:
    file.seek(start)
    return file.read(count)


def _properties(file: BinaryIO) -> bytes:
    """Properties of a workbook; most have none of ours, which is quick to see."""
    size = file.seek(0, 2)
    listed = _read(file, max(0, size - _TAIL), _TAIL)
    if _CUSTOM.encode() not in listed and _ABOUT.encode() not in listed:
        return b""
    try:
        with zipfile.ZipFile(file) as archive:
            held = {entry.filename: entry for entry in archive.infolist() if entry.file_size < _LONGEST}
            return b"".join(archive.read(held[name]) for name in (_CUSTOM, _ABOUT) if name in held)
    except DAMAGE:
        return b""


def _is_parquet_of_ours(file: BinaryIO) -> bool:
    import polars as pl

    file.seek(0)
    try:
        return METADATA in pl.read_parquet_metadata(file)
    except (pl.exceptions.PolarsError, OSError):
        return False
