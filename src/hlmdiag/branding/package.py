"""Refuses in a Word template anything that runs, or is fetched from elsewhere.

The dossier keeps the parts of its template, and goes to others: Word would run or fetch them there.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

_ACTIVE = (
    "vbaProject", "wordVbaData", "oleObject", "control", "activeXControlBinary", "aFChunk", "attachedToolbars",
    "keyMapCustomizations",
)  # fmt: skip
"""The kinds of parts that run, or that are taken in as they are."""
_LINK = re.compile(r"(?:https?|mailto):|#", re.IGNORECASE)
"""A link that a person follows."""
_LOCAL = re.compile(r"file:/{3}(?![\\/%])|[a-z]:[\\/]|(?!\\\\|//|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
"""The template from which a document was once made, on the disk of whoever made it: it is left out."""
_FIELDS = frozenset(
    ("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "DDEAUTO", "DDE", "LINK", "DATABASE", "MACROBUTTON")
)
"""The fields that run or fetch something once they are renewed."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|\\\\|//", re.IGNORECASE)


def faults_of(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each part that runs or fetches something, and what in it does; raises `ValueError` where one cannot be read."""
    for name in parts.namelist():
        if name.endswith(".rels"):
            for attributes, _ in _elements(parts.read(name), "Relationship"):
                yield from ((name, text) for text in _relation(attributes))
        elif name == "[Content_Types].xml":
            for attributes, _ in _elements(parts.read(name), "Override", "Default"):
                kind = str(attributes.get("ContentType", ""))
                if re.search(r"macroEnabled|vbaProject|activeX|oleObject", kind, re.IGNORECASE):
                    yield str(attributes.get("PartName", name)).lstrip("/"), kind
        elif name.startswith("word/") and name.endswith(".xml"):
            for code in _fields(parts.read(name)):
                if (word := code.strip().partition(" ")[0].upper()) in _FIELDS:
                    yield name, word


def _fields(content: bytes) -> Iterator[str]:
    """The code of each field: in one attribute, or in pieces between its two ends."""
    written = [""]
    for attributes, text in _elements(content, "instrText", "fldSimple", "fldChar"):
        if "instr" in attributes:
            yield attributes["instr"]
        elif attributes.get("fldCharType") == "begin":
            written.append("")
        elif "fldCharType" not in attributes:
            written[-1] += text
        elif attributes["fldCharType"] == "end" and len(written) > 1:
            yield written.pop()
    yield from written


def _relation(attributes: Mapping[str, Any]) -> Iterator[str]:
    kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
    is_outside = attributes.get("TargetMode", "").lower() == "external" or _ELSEWHERE.match(target)
    if kind in _ACTIVE:
        yield kind
    elif is_outside and kind == "hyperlink":
        if not _LINK.match(target):
            yield target
    elif is_outside and not (kind == "attachedTemplate" and _LOCAL.match(target)):
        yield target


def _elements(content: bytes, *names: str) -> list[tuple[dict[str, str], str]]:
    """The attributes and the text of the elements of some names, whatever the prefixes are."""
    found: list[tuple[dict[str, str], str]] = []
    inside: list[bool] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name.rpartition(" ")[2] in names)
        if inside[-1]:
            found.append(({key.rpartition(" ")[2]: value for key, value in attributes.items()}, ""))

    def text(data: str) -> None:
        if inside and inside[-1]:
            found[-1] = (found[-1][0], found[-1][1] + data)

    def declared(*_: object) -> None:
        raise ValueError

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _: inside.pop()
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        raise ValueError(str(fault)) from fault
    return found
