"""The words by which a text announces a total: those that begin as one does, and those that can be no name."""

from __future__ import annotations

import re

from hlmdiag.data.normalise_text import mark, words

_WORD = re.compile(
    r"(sous[ -]?)?tota(l|ux)\b.*|s/t(ot)?\b.*|moyennes?( .*)?|cumul( .*)?|sommes?( .*)?|ensemble( .*)?"
    r"|(grand|general|s/s?)[ -]?total.*|resultats?( global| general)?|overall result|tot|ens|ttl|∑|σ"
    r"|.+ (total|(?<!la )(?<!de )somme|resultat)"
)
_STRONG = re.compile(
    r"(sous[ -]?|s/s?[ -]?)tota(l|ux)\b.*|s/t(ot)?\b.*|(grand |general )?tota(l|ux)( general| generaux)?"
    r"|resultats? (global|general)|overall result"
)
_OF_ALL = (
    r"(?:du|de la|de l'|des|generale?|generaux|globale?|parc|patrimoine|agences?|organisme|residences?|logements?)\b"
)
_NO_NAME = re.compile(
    rf"(?:sous[ -]?|s/s?[ -]?)tota(?:l|ux)\b.*|(?:tota(?:l|ux)|ensemble|moyennes?|somme|cumul) {_OF_ALL}.*"
)
_NAMED = re.compile(
    r"(?:(?:sous[ -]?|s/s?[ -]?)?tota(?:l|ux)|s/t(?:ot)?|somme|resultat)\b"
    r"(?: de | du | d'|[ :-]+)?(?:la |l'|le |les )?(.+)|(.+) (?:total|somme|resultat)"
)
_SPACED_OUT = re.compile(r"\bt\W?o\W?t\W?a\W?(?:l|u\W?x)\b")


def is_word(text: str) -> bool:
    """Whether a text begins as the name of a total does.

    >>> is_word("Total général"), is_word("Somme"), is_word("T O T A L"), is_word("Les Tilleuls")
    (True, True, True, False)
    """
    return bool(_WORD.fullmatch(_folded(text)))


def is_mean(text: str) -> bool:
    """Whether a text announces a mean."""
    return mark(text).startswith("moyenne")


def is_strong(text: str) -> bool:
    """Whether a text can be no name: `Sous-total …`, or the word alone.

    >>> is_strong("Sous-total Nord"), is_strong("Total général"), is_strong("Total Garden")
    (True, True, False)
    """
    return bool(_STRONG.fullmatch(_folded(text)))


def is_no_name(text: str) -> bool:
    """Whether a text that names a row can hardly be the name of a unit.

    >>> is_no_name("TOTAL PARC"), is_no_name("Ensemble du patrimoine"), is_no_name("Total Pasteur")
    (True, True, False)
    """
    return is_strong(text) or bool(_NO_NAME.fullmatch(_folded(text)))


def group_of(text: str) -> str | None:
    """The group of which a text says that it is the total.

    >>> group_of("Sous-total Agence Nord"), group_of("Total")
    ('agence nord', None)
    >>> group_of("Somme Nord"), group_of("Nord Résultat")
    ('nord', 'nord')
    """
    found = _NAMED.fullmatch(_folded(text))
    name = (found[1] or found[2]) if found else "general"
    return None if name in ("general", "global") else words(name)


def _folded(text: str) -> str:
    """A text as it is compared, a word of total in one piece: headings space its letters out."""
    return _SPACED_OUT.sub(lambda found: re.sub(r"\W", "", found[0]), mark(text))
