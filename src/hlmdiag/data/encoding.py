"""Bytes become text: by their mark, then strict UTF-8, then cp1252 if what it gives is plausible French."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from hlmdiag.data.accents import GOOD, RIVALS, SAMPLE, WORST, Cost, costs, doubtful, is_strange, line_of, words_of
from hlmdiag.data.mojibake import twice_encoded
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed, Phrase

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {
    "ansi": "cp1252",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "utf8": "utf-8",
    "utf8sig": "utf-8-sig",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "latin1": "latin-1",
    "iso88591": "latin-1",
    "latin9": "iso8859-15",
    "iso885915": "iso8859-15",
    "macroman": "mac_roman",
    "mac": "mac_roman",
    "cp850": "cp850",
    "dos": "cp850",
    "cp437": "cp437",
    "ascii": "ascii",
    "usascii": "ascii",
}
_UNUSED = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""The codes to which cp1252 gives no character."""
_MARK_AS_TEXT = "ï»¿".encode()
"""A mark of byte order that a program took for three letters."""
_PIECE = 64_000
_BLOCK = 8_000_000
_LONGEST = 3
"""Bytes of the longest character of a French text in UTF-8."""
_END_OF_FILE = b"\x1a"
"""End-of-file sign of DOS."""
_OF_UTF8 = re.compile(
    rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xc5[\x92\x93\xb8]|\xe2\x80[\x90-\xaf]|\xe2\x82\xac|\xef\xbb\xbf"
)
"""The characters of French texts in UTF-8; in an encoding of one byte, they would be `Ã©` or `√©`."""
_CUT = re.compile(rb"(?:[\xc2\xc3\xc5]|\xe2[\x80-\xbf]?|\xef[\x80-\xbf]?)\Z")
_SHOWN = 60
_PLACES = 2000
_IMPOSSIBLE = 4.0
"""The cost of a word that cp1252 makes of no letters at all."""


@dataclass(frozen=True)
class DecodedText:
    """A text in UTF-8 without mark, the encoding it came in, and what must be said of it."""

    data: bytes
    encoding: str
    problems: tuple[Problem, ...] = ()


def to_text(data: bytes, file: str, asked: str | None = None) -> DecodedText:
    """The text of a file, line ends made `\\n`; refuses what is no text, or no plausible text.

    >>> to_text("Résidence;né".encode("cp1252"), "parc.csv").encoding
    'cp1252'
    """
    data = data.rstrip(_END_OF_FILE) if data.endswith(_END_OF_FILE) else data
    text = _decode_as(data, file, asked) if asked else _recognise(data, file)
    if 0 in text.data:
        line = text.data.count(b"\n", 0, text.data.index(0)) + 1
        raise _refused("donnees.nul", file, line=line)
    return _without_marks(replace(text, data=_line_ends(text.data)), file)


def _without_marks(text: DecodedText, file: str) -> DecodedText:
    """The text without byte-order marks; one after the first line means joined files, which is reported."""
    if b"\xef" not in text.data or codecs.BOM_UTF8 not in text.data:
        return text
    bare = replace(text, data=text.data.replace(codecs.BOM_UTF8, b""))
    at = text.data.find(codecs.BOM_UTF8, text.data.find(b"\n") + 1)
    if at < 0 or b"\n" not in text.data:
        return bare
    said = _said("donnees.marque-au-milieu", file, Severity.NOTICE, line=text.data.count(b"\n", 0, at) + 1)
    return replace(bare, problems=(*text.problems, said))


def _recognise(data: bytes, file: str) -> DecodedText:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name, file)
    wide = _wide(data)
    if wide:
        return _strict(data, wide, file)
    if data.isascii():
        return DecodedText(data, "utf-8")
    try:
        _check_utf8(data)
    except UnicodeDecodeError:
        return _one_byte(data, file)
    return _repaired(data, file)


def _check_utf8(data: bytes) -> None:
    """Decode without keeping: one character of a large file beyond Latin-1 doubles or quadruples its text."""
    view, start = memoryview(data), 0
    while start < len(data):
        end = start + _PIECE
        start += codecs.utf_8_decode(view[start:end], "strict", end >= len(data))[1]


def _decode_as(data: bytes, file: str, asked: str) -> DecodedText:
    name = _NAMES.get(re.sub(r"[^a-z0-9]", "", asked.casefold()))
    if name is None:
        known = Listed(tuple(dict.fromkeys(_NAMES.values())))
        raise HlmdiagError([Problem("donnees.encodage-inconnu", values={"encoding": asked, "known": known})], USAGE)
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    data = data if name.startswith("utf") else data.removeprefix(codecs.BOM_UTF8)
    text = _strict(data, name, file)
    if name.startswith("utf") or not (found := _OF_UTF8.search(data)):
        return text
    line, raw = line_of(data, found.start())
    said = _said("donnees.encodage-demande", file, line=line, encoding=name, value=_shown(raw, name))
    return replace(text, problems=(said,))


def _strict(data: bytes, name: str, file: str) -> DecodedText:
    try:
        return DecodedText(data.decode(name).encode("utf-8"), name)
    except UnicodeError as fault:
        line = data.count(b"\n", 0, getattr(fault, "start", 0)) + 1
        raise _refused("donnees.encodage", file, line=line, encoding=name) from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in text of our languages every other byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    if sample[1::2].count(0) > 0.6 * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > 0.6 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _one_byte(data: bytes, file: str) -> DecodedText:
    """Text in an encoding of one byte a letter: cp1252, unless another one explains its accents better."""
    if found := _OF_UTF8.search(data):
        raise _mixed(data, found.start(), file)
    if _CUT.search(data[-3:]):
        raise _refused("donnees.fichier-coupe", file, line=line_of(data, len(data) - 1)[0])
    words = words_of(data)
    found_costs = costs(words)
    if not _explains(found_costs):
        raise _another(data, found_costs, file)
    try:
        text = DecodedText(_of_cp1252(data), RIVALS[0])
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _refused("donnees.encodage", file, line=line, encoding=RIVALS[0]) from None
    token = doubtful(words)
    if token is None:
        return text
    line, _ = line_of(data, data.index(token))
    return replace(text, problems=(_said("donnees.accents-douteux", file, line=line, value=_shown(token, "cp1252")),))


def _explains(found: dict[str, Cost]) -> bool:
    """Whether cp1252 explains the accents of a text, and no other encoding those of a word that it spoils."""
    own = found[RIVALS[0]]
    better = any(cost.mean < own.mean and cost.worst <= WORST for cost in found.values())
    return own.mean <= GOOD and not (better and own.worst >= _IMPOSSIBLE)


def is_surely_cp1252(path: Path) -> bool:
    """Whether a file, some of which is no UTF-8, would be read in cp1252 without a word; by blocks, however large."""
    with path.open("rb") as file:
        words = words_of(first := file.read(SAMPLE))
        end = b""
        for block in chain([first], iter(lambda: file.read(_BLOCK), b"")):
            if _OF_UTF8.search(end + block) or (block is not first and is_strange(block)):
                return False
            end = (end + block)[-_LONGEST:]
    return not _CUT.search(end) and _explains(costs(words)) and doubtful(words) is None


def _mixed(data: bytes, at: int, file: str) -> HlmdiagError:
    """A text in UTF-8 of which some lines are not, or the reverse; or one that was cut within its last letter."""
    rest = _OF_UTF8.sub(lambda found: b" " * len(found[0]), data)
    strange = [found.start() for found in re.finditer(rb"[\x80-\xff]", rest)]
    lines = sorted({line_of(data, place)[0] for place in strange[:_PLACES]})
    if (cut := _CUT.search(data[-3:])) and strange[0] >= len(data) - len(cut[0]):
        return _refused("donnees.fichier-coupe", file, line=lines[0])
    most = len(_OF_UTF8.findall(data)) >= len(strange)
    line, raw = line_of(data, strange[0] if most else at)
    value = raw.decode("utf-8", errors="replace") if not most else _shown(raw, RIVALS[0])
    return _refused(
        "donnees.encodages-meles", file, line=line, value=value[:_SHOWN],
        other=Phrase("donnees.mots.en-utf8" if most else "donnees.mots.en-windows"),
        lines=Listed(tuple(map(str, lines if most else [line]))),
    )  # fmt: skip


def _another(data: bytes, found: dict[str, Cost], file: str) -> HlmdiagError:
    """The encodings that explain the accents best, with what they make of a word; or that none does."""
    whole = {name: cost.mean for name, cost in found.items() if cost.worst <= WORST}
    least = min(whole.values(), default=GOOD + 1)
    line, raw = line_of(data, data.index(found[RIVALS[0]].token))
    if least > GOOD:
        return _refused("donnees.encodage-douteux", file, line=line, value=_shown(raw, RIVALS[0]))
    names = [name for name, mean in whole.items() if mean == least]
    read = tuple(Phrase("donnees.mots.lu-selon", encoding=name, text=_shown(raw, name)) for name in names)
    return _refused(
        "donnees.encodage-autre", file, line=line, encoding=names[0], read=Listed(read, joint=BETWEEN_SENTENCES)
    )


def _shown(raw: bytes, name: str) -> str:
    return raw.decode(name, errors="replace")[:_SHOWN]


def _of_cp1252(data: bytes) -> bytes:
    """The text in UTF-8. Latin-1, which differs in 32 seldom used characters, is read ten times faster: they are put
    right afterwards."""
    text = data.decode("latin-1").encode("utf-8")
    if b"\xc2" not in text:
        return text
    control = {found[1] for found in set(re.findall(rb"\xc2[\x80-\x9f]", text))}
    if control & _UNUSED:
        data.decode("cp1252")
    for code in control:
        text = text.replace(bytes([0xC2, code]), bytes([code]).decode("cp1252").encode("utf-8"))
    return text


def _repaired(data: bytes, file: str) -> DecodedText:
    """Text encoded twice (`RÃ©sidence`) is put right where it can be as a whole, and said in both cases."""
    # searching one byte is much faster than three, and most files do not contain it
    lost = data.count(b"\xef\xbf\xbd") if b"\xef" in data else 0
    if lost:
        return DecodedText(data, "utf-8", (_said("donnees.accents-perdus", file, count=lost),))
    found = twice_encoded(data)
    if found is not None and found.repaired is None and _MARK_AS_TEXT in data:
        found = twice_encoded(data.replace(_MARK_AS_TEXT, b""))
        data = data.replace(_MARK_AS_TEXT, codecs.BOM_UTF8)
    if found is None:
        return DecodedText(data, "utf-8")
    code = "donnees.mojibake" if found.repaired is None else "donnees.mojibake-repare"
    said = _said(code, file, line=found.line, value=found.sample)
    return DecodedText(data if found.repaired is None else found.repaired, "utf-8", (said,))


def _line_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\n", b"\n")
    # a lone `\r` beside usual line ends is a break inside a cell: replaced by a space, it leaves line numbers right
    return data.replace(b"\r", b" " if b"\n" in data else b"\n")


def _said(
    code: str, file: str, severity: Severity = Severity.WARNING, *, line: int | None = None, **values: object
) -> Problem:
    return Problem(code, Location(file, line=line), values, severity)


def _refused(code: str, file: str, *, line: int | None = None, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file, line=line), values)])
