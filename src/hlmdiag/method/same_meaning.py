"""Whether a text that was rewritten still says the same thing: a doubt is put to its author, never settled here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from hlmdiag.grid.identifiers import fold
from hlmdiag.text.characters import plain

_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_NUMBERS = (
    "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente cent mille moitie tiers quart "
    "two three four five seven eight nine ten twelve half third quarter"
)
_OPPOSITES = (
    "sans hors sauf excepte aucun aucune jamais non pas moins avant apres "
    "without except no not never none less before after"
)
"""Words of which one more or one less turns a definition round."""
_SMALL = "les des une aux par sur est ses son pour dans avec plus ont qui que the and for with are"
_STEM = 5
"""Letters that two forms of one word share: « vacance », « vacants »."""
_SHARED = 0.5
"""The part of the shorter text's words that the other one has, where both say the same thing. A choice of ours: half
the words of a title that was only improved are still there."""


def says_the_same(before: str, after: str) -> bool:
    """Whether two texts have the same numbers, the same negations, and half of their words in common.

    >>> says_the_same("Vacance de plus de 3 mois", "Vacance depuis plus de 3 mois")
    True
    >>> says_the_same("Vacance de plus de 3 mois", "Vacance de plus de 6 mois"), says_the_same("Vacance", "Rotation")
    (False, False)
    """
    if fold(before) == fold(after):
        return True
    one, other = _words(before), _words(after)
    if _figures(before, one) != _figures(after, other) or _among(one, _OPPOSITES) != _among(other, _OPPOSITES):
        return False
    stems, others = _stems(one), _stems(other)
    return len(stems & others) >= _SHARED * max(1, min(len(stems), len(others)))


def keeps_another_text(before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    """Whether two blocks share a text that says what they are, among keys of theirs."""
    pairs = [(before.get(name), after.get(name)) for name in names]
    return any(says_the_same(one, other) for one, other in pairs if isinstance(one, str) and isinstance(other, str))


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(plain(text))]


def _figures(text: str, words: list[str]) -> Counter[str]:
    return Counter(_FIGURE.findall(plain(text))) + _among(words, _NUMBERS)


def _among(words: list[str], known: str) -> Counter[str]:
    return Counter(word for word in words if word in known.split())


def _stems(words: list[str]) -> set[str]:
    kept = [word for word in words if len(word) > 2 and word not in _SMALL.split()] or words
    return {word[:_STEM] for word in kept}
