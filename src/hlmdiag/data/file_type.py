"""Detects the type of a file by its content; its name is not trusted."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Literal, get_args

from hlmdiag.data.biff import is_bare_stream
from hlmdiag.data.ole import MAGIC, BrokenFile, Compound

Readable = Literal["classeur", "ancien-classeur", "ods", "parquet", "texte"]
Convertible = Literal[
    "classeur-binaire", "classeur-xml", "classeur-fods", "sylk", "dif", "dbf", "lotus", "page", "page-archivee", "json",
    "xml", "arrow",
]  # fmt: skip
Packed = Literal["archive", "gzip", "bzip2", "xz", "sept-zip", "rar", "zstd"]
Written = Literal["pdf", "rtf", "word", "powerpoint", "image", "texte-opendocument", "document-opendocument"]
Else = Literal[
    "archive-abimee", "apple", "courriel", "base", "raccourci", "annexe-macos", "pointeur-lfs", "protege", "autre"
]
FileType = Readable | Convertible | Packed | Written | Else
Advice = Literal[
    "renommer", "enregistrer", "decompresser", "demander", "numbers", "piece-jointe", "exporter", "retrouver"
]

ADVICE: dict[FileType, Advice] = {
    **dict.fromkeys(get_args(Readable), "renommer"),
    **dict.fromkeys((*get_args(Convertible), "protege"), "enregistrer"),
    **dict.fromkeys(get_args(Packed), "decompresser"),
    **dict.fromkeys((*get_args(Written), "archive-abimee", "autre"), "demander"),
    "apple": "numbers", "courriel": "piece-jointe", "base": "exporter",
    **dict.fromkeys(("raccourci", "annexe-macos", "pointeur-lfs"), "retrouver"),
}  # fmt: skip
"""Advice for each kind of file that is no table."""

_HEAD = 4096
_MAGICS: tuple[tuple[bytes, FileType], ...] = (
    (b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"), (b"BZh91AY&SY", "bzip2"), (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "sept-zip"), (b"Rar!\x1a\x07", "rar"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"{\\rtf", "rtf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF87a", "image"), (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"), (b"SQLite format 3\0", "base"), (b"\0\1\0\0Standard ", "base"),
    (b"TABLE\r\n0,1", "dif"), (b"TABLE\n0,1", "dif"), (b"\0\0\x02\0\x06\x04", "lotus"), (b"\0\0\x1a\0", "lotus"),
    (b"L\0\0\0\x01\x14\x02\0", "raccourci"), (b"[InternetShortcut]", "raccourci"), (b"\0\x05\x16\x07", "annexe-macos"),
    (b"version https://git-lfs", "pointeur-lfs"), (b"ARROW1\0\0", "arrow"), (b"<?xpacket", "image"),
)  # fmt: skip
_OFFICE: tuple[tuple[bytes, FileType], ...] = (
    (rb"(?i)ms-excel\.sheet\.binary", "classeur-binaire"),
    (rb"(?i)(?:spreadsheetml|ms-excel)\.[\w.]*main\+xml", "classeur"),
    (rb"(?i)(?:wordprocessingml|ms-word)\.[\w.]*main\+xml", "word"),
    (rb"(?i)(?:presentationml|ms-powerpoint)\.[\w.]*main\+xml", "powerpoint"),
)  # fmt: skip
_FOLDERS: tuple[tuple[str, FileType], ...] = (("xl/", "classeur"), ("word/", "word"), ("ppt/", "powerpoint"))
_SYLK = re.compile(rb"ID;P[^\r\n]*\r?\n(?:.*\r?\n){0,200}?(?:C;(?:[XY]\d+;)+K|B;[XY]\d+|P;P|F;(?:SDM|P\d))")
"""A title that begins so, such as `ID;Parc`, is no sign by itself."""
_TAG = re.compile(rb"(?i)<(?:\?xml|!doctype|[a-z_][\w.:-]*(?:\s+[\w.:-]+\s*=|\s*/?>))")
_PAGE = re.compile(rb"(?i)<(?:!doctype html|html|head|body|table|meta|div|script|style)\b")
_MAIL = re.compile(
    rb"(?i)(?:(?:from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|content-[\w-]+|x-[\w-]+)"
    rb":[ \t].*(?:\r?\n[ \t].+)*\r?\n)+"
)
_MAIL_LINES = 3
_PART = 10_000_000
_UNREAD = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError, NotImplementedError)
_ENCIPHERED = "EncryptedPackage".encode("utf-16-le")
_CONTROL = bytes([1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20])


def file_type_of(data: bytes) -> FileType:
    """Type of a file, by its first bytes."""
    if data.startswith(b"PK"):
        return _archive(data)
    if data.startswith(MAGIC[:4]):
        return _old_office(data)
    found = next((nature for magic, nature in _MAGICS if data.startswith(magic)), None)
    if found is not None:
        return found
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if is_bare_stream(data):
        return "ancien-classeur"
    if _is_picture(data):
        return "image"
    if _is_dbase(data):
        return "dbf"
    return _text(data)


def _archive(data: bytes) -> FileType:
    """A workbook, another document or an archive of files: its parts tell."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {name.replace("\\", "/").lstrip("/").lower(): archive.getinfo(name) for name in archive.namelist()}
            told = [
                archive.read(parts[part])
                for part in ("mimetype", "meta-inf/manifest.xml", "[content_types].xml")
                if part in parts and parts[part].file_size < _PART
            ]
    except _UNREAD:
        return "archive-abimee"
    said = b"\n".join(told)
    if (found := re.search(rb"application/vnd\.oasis\.opendocument\.(\w+)", said)) is not None:
        return {b"spreadsheet": "ods", b"text": "texte-opendocument"}.get(found[1], "document-opendocument")  # type: ignore[return-value]
    if any(name.endswith(".iwa") or name == "index.zip" for name in parts):
        return "apple"
    for word, nature in _OFFICE:
        if re.search(word, said):
            return nature
    for folder, nature in _FOLDERS:
        if any(name.startswith(folder) for name in parts):
            return nature
    return "classeur" if "workbook.xml" in parts else "archive"


def _old_office(data: bytes) -> FileType:
    try:
        names = Compound(data).names
    except (BrokenFile, struct.error):
        return "protege" if _ENCIPHERED in data else "ancien-classeur"
    if names & {"workbook", "book"}:
        return "ancien-classeur"
    if "encryptedpackage" in names:
        return "protege"
    if "worddocument" in names:
        return "word"
    if "powerpoint document" in names:
        return "powerpoint"
    return "courriel" if "__properties_version1.0" in names else "autre"


def _is_picture(data: bytes) -> bool:
    if data[:2] == b"BM" and len(data) >= 6:
        return bool(struct.unpack_from("<I", data, 2)[0] == len(data))
    return data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _is_dbase(data: bytes) -> bool:
    """Whether the header is one of dBase: a version, a date, and a length that ends where it says."""
    if len(data) < 66 or data[0] not in (0x02, 0x03, 0x30, 0x31, 0x43, 0x83, 0x8B, 0xCB, 0xF5):
        return False
    month, day, length = data[2], data[3], struct.unpack_from("<H", data, 8)[0]
    return (
        1 <= month <= 12 and 1 <= day <= 31 and 65 <= length <= len(data) and b"\r" in data[length - 264 : length + 1]
    )


def _text(data: bytes) -> FileType:
    head = data[:_HEAD]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _TAG.match(head):
        return "page" if _PAGE.match(head) else _marked_up(head)
    if re.match(rb"\{\s*(\"|\})|\[\s*(\{|\[|\"[^\"]*\"\s*[,\]])", head):
        return "json"
    if _SYLK.match(head):
        return "sylk"
    mail = _MAIL.match(head)
    if mail is not None and mail[0].count(b"\n") >= _MAIL_LINES:
        return "page-archivee" if re.search(rb"(?i)x-document-type: *workbook|multipart/related", head) else "courriel"
    control = sum(head.count(bytes([code])) for code in _CONTROL)
    return "autre" if control > max(4, len(head) // 50) else "texte"


def _marked_up(head: bytes) -> FileType:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head or b'progid="Excel.Sheet"' in head:
        return "classeur-xml"
    if b"opendocument" in head and b"<office:document" in head:
        return "classeur-fods" if b"opendocument.spreadsheet" in head else "document-opendocument"
    if b"<svg" in head:
        return "image"
    return "page" if re.search(rb"(?i)<html\b|<table\b|<!doctype html", head) else "xml"
