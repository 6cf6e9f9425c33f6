"""Normalises text for comparison: no case, no accents, no punctuation, one kind of space."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps

from hlmdiag.text.characters import has_strange_number, plain

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NOT_NAME = re.compile(r"[^0-9a-z<>≤≥±+‰$£δ∆σ∑ø≠↑↓↗↘]+")
_NAME_SIGN = re.compile(r"([<>≤≥±+‰$£δ∆σ∑ø≠↑↓↗↘])")
_LAST_MINUS = re.compile(r"\s?-$")
_FULL_STOP = re.compile(r"\.(?![0-9])|(?<![0-9])\.")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "²": "2", "³": "3"})
_DECORATION = frozenset(" .,;:!()[]{}\"'«»“”„_/\\|=·•…°-")
"""Punctuation that two spellings of one answer may differ by; any other sign says something."""
_UNIT = re.compile(
    r"%|pct|pour ?cent(age)?|en (%|pct|pour ?cent|k?€|k?euros?|mois|jours?|annees?|ans|m2|heures?|nombre)"
    r"|k?€|k?euros?|eur|nb|nbre|nombre|m2|mois|ans?|annees?|j|jours?|h|heures?|logements?|logts?|lgts?"
    r"|(k?€|euros?|nb|nombre)? ?/ ?.+|(pour|sur) (100|1 ?000|10|20|5|4|3)\b.*|oui ?(/|ou) ?non|o ?/ ?n|(jj/)?mm/aaaa"
    r"|etp|min|minutes?|\d+ ?(-|a) ?\d+"
)
_ASKED = (
    r"(?:(?:champs?|colonne|donnee|reponse|saisie|zone) )?"
    r"(?:obligatoire|facultati(?:f|ve)|optionnel(?:le)?|requis(?:e)?|conseillee?|recommandee?|required|optional|mandatory)s?"
)
_HOW_IT_IS_FILLED = re.compile(
    rf"[(\[][*\s]*(?:{_ASKED}|cles?|clef|key|identifiant|a (?:renseigner|completer|remplir|saisir))[*\s]*[)\]]"
    rf"|\s?[-:/,;*]\s?{_ASKED}[\s*]*$|\s?\*+\s?$|^\s?\*+\s?|(?<=[a-z%€)\]]) ?[(\[][1-3][)\]]$"
)
"""What a form writes beside a title for who fills it: `(obligatoire)`, `[facultatif]`, ` *`, ` - requis`, a call for a
note `(1)`."""
_LONGEST = 2000
"""Longest title, mark or answer: a longer text is compared unchanged."""
_TRAILING_UNIT = re.compile(r"(\s+en)?\s*(%|€|#)\s*$|\s+en (pct|pour ?cent|euros?)\s*$")
_LEADING_UNIT = re.compile(r"^\s*(%|€|#)")
"""`% réclamations`, `# impayés`: what the same signs say at the end of a title."""


def _of_short_texts(fold: Callable[[str], str]) -> Callable[[str], str]:
    """The same, remembered; a text that is too long to be a title, a mark or an answer is left as it is."""
    remembered = lru_cache(maxsize=65536)(fold)

    @wraps(fold)
    def folded(text: str) -> str:
        return remembered(text) if len(text) <= _LONGEST else text

    return folded


@_of_short_texts
def words(text: str) -> str:
    """Letters and digits alone, in lower case, separated by single spaces.

    >>> words("  N° de la Résidence_(code)*")
    'n de la residence code'
    """
    return _NOT_WORD.sub(" ", _plain(text)).strip()


@_of_short_texts
def mark(text: str) -> str:
    """A mark such as `n.c.` or `Sans  objet` in its plain form: no accent, no full stop, single spaces.

    >>> mark("N.C."), mark("À compléter"), mark("#N/A")
    ('nc', 'a completer', '#n/a')
    """
    return _SPACES.sub(" ", _FULL_STOP.sub("", _plain(text))).strip()


@_of_short_texts
def header(text: str) -> str:
    """A header as it is compared: words, and the signs by which two columns may differ; `%` is no word.

    >>> header("Vacance (%)"), header("Nb < 5"), header("N° de la Résidence_(code)*"), header("Δ rotation")
    ('vacance', 'nb < 5', 'n de la residence code', 'δ rotation')
    """
    return _named(_plain(text))


def _named(folded: str) -> str:
    spaced = _NAME_SIGN.sub(r" \1 ", _with_bounds(folded))
    minus = " -" if _LAST_MINUS.search(folded) else ""
    return _NOT_NAME.sub(" ", spaced).strip() + minus


def _with_bounds(text: str) -> str:
    return text.replace("<=", "≤").replace(">=", "≥")


@_of_short_texts
def unaccented(text: str) -> str:
    """A text without case and accents; a superscript or a circled number is kept.

    >>> unaccented("Élevé"), unaccented("Ⅻ²") == "ⅻ²"
    ('eleve', True)
    """
    kept = plain(text).casefold()
    return _SPACES.sub(" ", "".join(each if has_strange_number(each) else _bare(each) for each in kept))


@_of_short_texts
def signed(text: str) -> str:
    """An answer blind to case, accents and punctuation, its signs kept, each apart.

    >>> signed("3 - Souvent"), signed("(a)"), signed("A+"), signed("A-"), signed("< 5%"), signed("0–10"), signed("1,5")
    ('3 souvent', 'a', 'a +', 'a -', '< 5 %', '0 - 10', '1.5')
    """
    folded = _with_bounds(unaccented(text))
    parts = []
    for place, each in enumerate(folded):
        before, after = folded[:place].rstrip(), folded[place + 1 :].lstrip()
        within = before[-1:].isdigit() and after[:1].isdigit()
        if each == "-" and (within or _is_minus(folded[:place], folded[place + 1 :])):
            parts.append(" - ")
        elif each in ".,/:" and within:
            parts.append("." if each == "," else each)
        else:
            parts.append(each if each.isalnum() else " " if each in _DECORATION else f" {each} ")
    return " ".join("".join(parts).split())


def _is_minus(before: str, after: str) -> bool:
    """Whether a hyphen is a sign: before a digit as in `-1` and `R-1`, after the last letter as in `A-`."""
    if after[:1].isdigit():
        return before[-1:] == "" or before[-1:] in " (" or before[-1:].isalpha()
    return not after.strip(" )") or (before[-1:].isalpha() and after[:1] == " ")


@_of_short_texts
def without_units(text: str) -> str:
    """A header as it is compared once the units that it has are left out, and what a form says to who fills it.

    >>> without_units("Délai moyen (en jours)"), without_units("Vacance en %"), without_units("Satisfaction (2024)")
    ('delai moyen', 'vacance', 'satisfaction 2024')
    >>> without_units("Code résidence (obligatoire)"), without_units("Loyer en € *"), without_units("Agence - requis")
    ('code residence', 'loyer', 'agence')
    """
    plain = without_asking(_plain(text))
    kept = _BRACKETS.sub(lambda found: " " if _UNIT.fullmatch(found[1].strip()) else found[0], plain)
    return _named(_LEADING_UNIT.sub("", _TRAILING_UNIT.sub("", kept)))


def units(text: str) -> tuple[str, ...]:
    """The units that a header has, between brackets, at its end or at its beginning.

    >>> units("Vacance (%)"), units("Vacance en %"), units("% vacance"), units("Nom (2024)")
    (('%',), ('%',), ('%',), ())
    """
    if len(text) > _LONGEST:
        return ()
    plain = without_asking(_plain(text))
    found = [inside.strip() for inside in _BRACKETS.findall(plain) if _UNIT.fullmatch(inside.strip())]
    if not found and (trailing := _TRAILING_UNIT.search(plain)):
        found = [trailing[0].strip()]
    if not found and (leading := _LEADING_UNIT.search(plain)):
        found = [leading[0].strip()]
    return tuple(unit.removeprefix("en ").strip() for unit in found)


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else, between brackets or not.

    >>> is_unit("(%)"), is_unit("k€"), is_unit("Vacance (%)")
    (True, True, False)
    """
    return len(text) <= _LONGEST and _UNIT.fullmatch(_plain(text).strip("()[] ")) is not None


def without_asking(plain: str) -> str:
    """A title without accents, and without what a form writes beside it for who fills it."""
    return _HOW_IT_IS_FILLED.sub(" ", plain).strip()


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _bare(plain(text)).casefold()).strip()


def _bare(text: str) -> str:
    """The same letters without their accents."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
