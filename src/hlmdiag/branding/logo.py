"""An image that a report carries inside: known by its first bytes, small, and unable to act or to fetch."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

MOST_BYTES = 200_000
"""A logo travels in every page: a larger one is a photograph, or a file meant for print."""

_WIDEST = 4_000
"""Pixels of a side: a browser unfolds a picture whole, and 100 000 × 100 000 fit in a few hundred bytes."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that say how large it is."""

_ACTIVE = {
    "script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "set",
    "animate", "animatemotion", "animatetransform", "image", "feimage",
}  # fmt: skip
"""Elements that act, that fetch, or that hold what does."""


@dataclass(frozen=True)
class Logo:
    """An image, its media type and its bytes as they were received."""

    media: str
    content: bytes

    @property
    def uri(self) -> str:
        """The image as an address that holds it whole: nothing is left to fetch."""
        return f"data:{self.media};base64,{b64encode(self.content).decode()}"


def read_logo(path: Path, place: Location) -> Logo:
    """The image of a file; `place` is the line of the settings that names it, where it is refused."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        raise _refused("reglages.logo-absent", path, place) from None
    if len(content) > MOST_BYTES:
        raise _refused("reglages.logo-taille", path, place, most=MOST_BYTES // 1000)
    media = _media(content)
    size = _size(content, media)
    if media is None or size is None or 0 in size:
        raise _refused("reglages.logo-format", path, place)
    if max(size) > _WIDEST:
        raise _refused("reglages.logo-etendue", path, place, width=size[0], height=size[1], most=_WIDEST)
    if media == "image/svg+xml" and not _is_still(content):
        raise _refused("reglages.logo-actif", path, place)
    return Logo(media, content)


def _media(content: bytes) -> str | None:
    """Media type from the first bytes, whatever the name of the file."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    is_drawing = head.startswith((b"<?xml", b"<!--", b"<svg", b"<!doctype svg")) and b"<svg" in content.lower()
    return "image/svg+xml" if is_drawing else None


def _size(content: bytes, media: str | None) -> tuple[int, int] | None:
    """The width and the height of a picture in pixels, as its first bytes say; a drawing has none, which is (1, 1)."""
    if media == "image/png":
        is_whole = len(content) >= 29 and content[12:16] == b"IHDR"
        return (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) if is_whole else None
    return _size_of_jpeg(content) if media == "image/jpeg" else (1, 1)


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """The frame of a JPEG: its segments are passed one by one until the one that holds it."""
    start = 2
    while start + 9 <= len(content) and content[start] == 0xFF:
        kind, length = content[start + 1], int.from_bytes(content[start + 2 : start + 4])
        if kind in _FRAMES:
            return int.from_bytes(content[start + 7 : start + 9]), int.from_bytes(content[start + 5 : start + 7])
        start += 2 + length
    return None


def _is_still(content: bytes) -> bool:
    """Whether a drawing neither acts nor fetches: no script, no address but inside itself, no declared entity."""
    if b"<!ENTITY" in content.upper() or b"<?XML-STYLESHEET" in content.upper():
        return False
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        return False
    return all(_is_inert(element) for element in root.iter())


def _is_inert(element: ElementTree.Element) -> bool:
    if _local(element.tag) in _ACTIVE or _fetches(element.text or ""):
        return False
    for name, value in element.attrib.items():
        local = _local(name)
        if local.startswith("on") or (local == "href" and not value.strip().startswith("#")) or _fetches(value):
            return False
    return True


def _fetches(text: str) -> bool:
    folded = "".join(text.lower().split())
    outside = folded.replace("url(#", "").replace("url('#", "").replace('url("#', "")
    return "@import" in folded or "javascript:" in folded or "url(" in outside


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].lower()


def _refused(code: str, path: Path, place: Location, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, place, {"file": path.name, **values})], USAGE)
