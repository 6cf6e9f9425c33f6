"""Parses received XML with expat, piece by piece: no document is built, no entity is expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

_DEEPEST = 200
_LONGEST = 4_000_000
"""A tag with its attributes: past this many bytes without an end, it would be read again and again."""

_MOST = 1_000_000
"""Elements of a part that describes: styles of Excel, 65 490 at most, make a quarter of that."""
_STEP = 1_000_000

Element = tuple[str, dict[str, str]]


class BrokenXml(ValueError):
    """Text that is not XML, or dangerous XML: an entity, an endless tag, an excessive depth."""


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def feed_xml(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Tell each element of a part as it opens and closes, by its name without prefix, and the texts between.

    Gives back the hand after each piece. Raises `BrokenXml` where the part is no XML, or declares a document type.
    """
    depth = 0
    names: dict[str, str] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BrokenXml("too deep")
        start(names.setdefault(name, local(name)), attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(names[name])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = _no_document_type
    if text is not None:
        parser.CharacterDataHandler = text
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _LONGEST:
                raise BrokenXml("an endless tag")
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, UnicodeError, LookupError) as fault:
        raise BrokenXml(str(fault)) from None


def read_elements(data: bytes) -> list[Element]:
    """Every element of a small part, in order, as its name and attributes without prefixes."""
    found: list[Element] = []

    def keep(name: str, given: dict[str, str]) -> None:
        if len(found) == _MOST:
            raise BrokenXml("too many elements")
        found.append((name, {local(key): value for key, value in given.items()}))

    for _ in feed_xml((data[at : at + _STEP] for at in range(0, len(data), _STEP)), keep):
        pass
    return found


def _no_document_type(*_: object) -> None:
    raise BrokenXml("a document type")
