"""Text as it is compared: blind to case and accents."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, so that two spellings of one word are equal.

    >>> fold("Éléments DÉGRADÉS")
    'elements degrades'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.category(character).startswith("M")).lower()
