"""The vocabulary of social housing in titles, kept as data; loaded for titles that no name of a column matches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from hlmdiag.data.normalise_text import words

_SHORTEST_TYPED = 5
"""A shorter word with a letter too many or too few is another word."""
_SHORTEST_CUT, _SHORTEST_BARE = 3, 5
"""The letters that are left at least of a word cut by a full stop, or cut without saying so."""
_NAME = "nom"
_PHRASES = ("personnes", "remarques")
_SECTIONS = ("mesures", "notions", "communes")


@dataclass(frozen=True)
class Notion:
    """Meaning of a word: a measure or a notion; a word that adds nothing has an empty name."""

    name: str
    is_measure: bool = False


@dataclass(frozen=True)
class TradeVocabulary:
    """The words known, by their stems; `spelled` holds phrases of several words too, each with what it may mean."""

    empty: frozenset[str]
    spelled: Mapping[tuple[str, ...], tuple[Notion, ...]]
    double: frozenset[str]
    """The words by which a phrase of two meanings begins."""
    exclusive: frozenset[str]
    """The notions that a column has too, or else it is not the one."""
    weak: frozenset[str]
    near: Mapping[str, frozenset[str]]
    """Notions that a word may also mean: enough to propose, never to recognise."""
    persons: frozenset[tuple[str, ...]]
    beside: frozenset[str]
    """Words allowed beside a person's function."""
    remarks: frozenset[tuple[str, ...]]
    first_names: frozenset[str]
    longest: int

    def is_person(self, title: str) -> bool:
        """Whether a title is the function of a person, or a name; `Agence gestionnaire` is an agency."""
        told = _phrase(title, self.empty)
        held = {at for first, n in _held(self.persons, told) for at in range(first, first + n)}
        is_headed = 0 in held or told[:1] == (_NAME,)
        return bool(held) and is_headed and all(at in held or word in self.beside for at, word in enumerate(told))

    def is_remark(self, title: str) -> bool:
        """Whether a title announces free text."""
        return bool(_held(self.remarks, _phrase(title, self.empty)))


def _held(phrases: frozenset[tuple[str, ...]], told: tuple[str, ...]) -> list[tuple[int, int]]:
    """Phrases of a title: index of the first word, number of words."""
    places = ((first, n) for n in (1, 2, 3) for first in range(len(told) - n + 1))
    return [(first, n) for first, n in places if told[first : first + n] in phrases]


class _Speller:
    """The words known, found by their beginning or but for one letter."""

    def __init__(self, known: frozenset[str]) -> None:
        self._sorted = sorted(known)
        self._typed: dict[str, set[str]] = {}
        for word in self._sorted:
            for form in _shortened(word):
                self._typed.setdefault(form, set()).add(word)

    def begun(self, start: str) -> set[str]:
        """The words that begin so."""
        place = bisect_left(self._sorted, start)
        found = set()
        while place < len(self._sorted) and self._sorted[place].startswith(start):
            found.add(self._sorted[place])
            place += 1
        return found

    def typed(self, word: str) -> set[str]:
        """The words from which it differs by one letter, or by two that changed places."""
        return {each for form in _shortened(word) for each in self._typed.get(form, ()) if _is_typed(word, each)}


@lru_cache(maxsize=64)
def _speller(others: frozenset[str]) -> _Speller:
    return _Speller(frozenset(phrase[0] for phrase in trade_vocabulary().spelled if len(phrase) == 1) | others)


@lru_cache(maxsize=20_000)
def meant(word: str, *, cut: bool, others: frozenset[str]) -> str | None:
    """The word known that another is the beginning of, or mistypes, where all that it may be mean the same.

    `cut`: a full stop follows it. `others`: words known elsewhere than in the trade, by their stems.

    >>> meant("logemant", cut=False, others=frozenset()), meant("reclama", cut=True, others=frozenset())
    ('logement', 'reclamation')
    """
    speller, found = _speller(others), set()
    if len(word) >= (_SHORTEST_CUT if cut else _SHORTEST_BARE):
        found = speller.begun(word)
    if _is_one(found):
        return min(found, key=len)
    found = speller.typed(word) if len(word) >= _SHORTEST_TYPED - 1 else set()
    return min(found) if _is_one(found) else None


def _is_one(found: set[str]) -> bool:
    return len({trade_vocabulary().spelled.get((each,), each) for each in found}) == 1


def _shortened(word: str) -> Iterator[str]:
    yield word
    yield from {word[:place] + word[place + 1 :] for place in range(len(word))}


def _is_typed(word: str, known: str) -> bool:
    """Whether two words are the same but for a letter, or for two that changed places; short ones for the latter."""
    if sorted(word) == sorted(known):
        return len(word) >= _SHORTEST_TYPED - 1
    return min(len(word), len(known)) >= _SHORTEST_TYPED and word[:1] == known[:1] and abs(len(word) - len(known)) < 2


def stem(word: str) -> str:
    """A word without the mark of its plural.

    >>> stem("logements"), stem("lgts"), stem("gaz"), stem("travaux")
    ('logement', 'lgt', 'gaz', 'travau')
    """
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


@cache
def trade_vocabulary() -> TradeVocabulary:
    """The vocabulary that is shipped."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("hlmdiag.data") / "vocabulaire.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=loader)
    empty = frozenset(word for phrase in _listed(told["vides"]) for word in words(phrase).split())
    pairs = [(each, Notion("")) for each in _listed(told["neutres"])]
    for section in _SECTIONS:
        for name, spellings in told[section].items():
            pairs += [(each, Notion(name, section == "mesures")) for each in _listed(str(spellings))]
    strangers = [*_listed(told["autres"]), *_listed(told["exclusives"])]
    known = {phrase for spelling, _ in pairs if (phrase := _phrase(spelling, empty))}
    pairs += [(each, Notion(" ".join(it))) for each in strangers if (it := _phrase(each, empty)) not in known]
    spelled: dict[tuple[str, ...], tuple[Notion, ...]] = {}
    for spelling, notion in pairs:
        phrase = _phrase(spelling, empty)
        spelled[phrase] = tuple(dict.fromkeys((*spelled.get(phrase, ()), notion)))
    near = {name: frozenset(_listed(str(others))) for name, others in told["voisines"].items()}
    persons, remarks = (frozenset(_phrase(each, empty) for each in _listed(told[it])) for it in _PHRASES)
    beside = frozenset(word for each in _listed(told["attributs"]) for word in _phrase(each, empty))
    first_names = frozenset(words(each) for each in _listed(told["prenoms"]))
    double = frozenset(phrase[0] for phrase, meanings in spelled.items() if len(meanings) > 1)
    exclusive = frozenset(
        name for each in _listed(told["exclusives"]) for name in (each, " ".join(_phrase(each, empty)))
    )
    weak, longest = frozenset(_listed(told["faibles"])), max(map(len, spelled))
    return TradeVocabulary(
        empty, spelled, double, exclusive, weak, near, persons, beside, remarks, first_names, longest
    )


def _listed(text: str) -> list[str]:
    return [each.strip() for each in re.split(r",\s*", text) if each.strip()]


def _phrase(text: str, empty: frozenset[str]) -> tuple[str, ...]:
    """The stems of a phrase, without its empty words."""
    return tuple(stem(word) for word in words(text).split() if word not in empty)
