"""Finds the one-byte encoding that best explains the accents of a text, by the likely places of each letter.

No statistical guesser: on short French files they answer windows-1250 and spoil accents in silence.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

RIVALS = ("cp1252", "iso8859-15", "mac_roman", "cp850")
"""The encodings of one byte that are recognised; the first is read, the others are advised."""
GOOD = 1.0
"""A mean cost of a character up to which an encoding explains a text."""

_FRENCH = frozenset("àâçéèêëîïôùûüœæÿÀÂÇÉÈÊËÎÏÔÙÛÜŒÆŸ")
_FOREIGN = frozenset("áíóúñöäãõòìåøßÁÍÓÚÑÖÄÃÕÒÌÅØ")
_NEVER_FIRST = frozenset("ëïüÿËÏÜŸ")
_ALONE = frozenset("àôéèêÀÔÉÈÊ")
"""Letters that make a word by themselves, or the name of a building."""
_ANYWHERE = frozenset("’·\u00ad\u00a0")
_DASHES = frozenset("–—§")
_BESIDE = frozenset("«»…‘“”•€°²³½¼¾£×÷ºª±µ™©®‰")
"""Signs that cannot lie between two letters."""
_USUAL = _FRENCH | _FOREIGN | _ANYWHERE | _DASHES | _BESIDE
_STRANGE_BYTES = frozenset(
    code for code in range(0x80, 0x100) if bytes([code]).decode("cp1252", errors="replace") not in _USUAL
)
_AFTER_LETTER = frozenset("²³°ºª…»”™®©")
_BEFORE_LETTER = frozenset("«“‘•µ€£×©")
_RAISED = frozenset("ºª²³")
_BETWEEN = bytes.maketrans(b';,|"', b"    ")
_ASCII = bytes(range(0x80))
SAMPLE = 1_000_000
"""Bytes whose words tell for a whole text where no byte of the rest is strange."""
_MOST = 4000
_RARE, _CLASH, _ODD, _MISPLACED, _STRANGE, _NONE = 1.0, 1.0, 2.0, 4.0, 5.0, 10.0


WORST = 2.0
"""The cost of the worst word that an encoding may make if it is to be advised."""


class Cost(NamedTuple):
    """Badness of an encoding for a text: the mean over its characters, and the byte string it explains worst."""

    mean: float
    worst: float
    token: bytes


def words_of(data: bytes) -> Counter[bytes]:
    """The words with an accent: those of the beginning, or of the whole text if some byte is not cp1252."""
    found = Counter((data if is_strange(data[SAMPLE:]) else data[:SAMPLE]).translate(_BETWEEN).split())
    return Counter({word: count for word, count in found.items() if not word.isascii()})


def is_strange(data: bytes) -> bool:
    """Whether some byte is none that a text in cp1252 usually has."""
    return bool(set(data.translate(None, _ASCII)) & _STRANGE_BYTES)


def costs(words: Counter[bytes]) -> dict[str, Cost]:
    """The cost of each encoding, by the words of a text that have an accent."""
    tokens = words.most_common(_MOST)
    return {name: _of_tokens(tokens, name) for name in RIVALS}


def doubtful(words: Counter[bytes]) -> bytes | None:
    """A word of a text in cp1252 that another encoding explains well and cp1252 does not."""
    for token in words:
        own = _of_tokens([(token, 1)], RIVALS[0]).mean
        if own >= _MISPLACED and any(_of_tokens([(token, 1)], name).mean <= GOOD for name in RIVALS[1:]):
            return token
    return None


def line_of(data: bytes, at: int) -> tuple[int, bytes]:
    """The number of the line that holds a byte, and its bytes."""
    start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
    return data.count(b"\n", 0, at) + 1, data[start : end if end >= 0 else len(data)].strip(b"\r")


def _of_tokens(tokens: list[tuple[bytes, int]], name: str) -> Cost:
    total, count, worst = 0.0, 0, (0.0, b"")
    for token, times in tokens:
        text = token.decode(name, errors="replace")
        found = [_cost(text, index) for index, letter in enumerate(text) if not letter.isascii()]
        total += times * sum(found)
        count += times * len(found)
        worst = max(worst, (max(found, default=0.0), token), key=lambda pair: pair[0])
    return Cost(total / max(1, count), *worst)


def _cost(text: str, index: int) -> float:
    letter = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if letter in _FRENCH or letter in _FOREIGN:
        return _of_letter(letter, before, after)
    if letter in _ANYWHERE:
        return 0.0
    if letter in _DASHES:
        return _RARE if (before.isalpha() and after.isalpha()) or letter == "§" else 0.0
    if letter not in _BESIDE:
        return _NONE if "\x80" <= letter < "\xa0" or letter == "\ufffd" else _STRANGE
    if (before.isalpha() and after.isalpha()) or (letter in _RAISED and not before.isalnum()):
        return _MISPLACED
    wrong = (before.isalpha() and letter not in _AFTER_LETTER) or (after.isalpha() and letter not in _BEFORE_LETTER)
    return _MISPLACED if wrong else 0.0


def _of_letter(letter: str, before: str, after: str) -> float:
    """A lower-case letter among capitals is usual where a keyboard gives no accented capital."""
    cost = 0.0 if letter in _FRENCH else _RARE
    if before.isdigit() or after.isdigit():
        cost += _ODD
    if not before.isalpha():
        if not after.isalpha():
            return cost if letter in _ALONE else cost + _MISPLACED
        if letter in _NEVER_FIRST:
            cost += _ODD
        if letter.islower() and after.isupper():
            cost += _CLASH
    elif letter.isupper() and (before.islower() or after.islower()):
        cost += _ODD
    elif letter.islower() and before.isupper() and after.isupper():
        cost += _CLASH
    return cost
