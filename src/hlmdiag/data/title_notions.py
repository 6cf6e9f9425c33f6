"""Parses a title into notions of social housing: the measure, its form, its denominator, its bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hlmdiag.data.normalise_text import unaccented, without_asking
from hlmdiag.data.trade_vocabulary import meant, stem, trade_vocabulary
from hlmdiag.text.characters import plain

_LONGEST = 300
"""A longer title names no column by its words."""
_COUNTS = {"un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "douze": 12, "cent": 100}
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zà-ÿ]{2})")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "²": "2", "³": "3", "’": "'", "_": " ", "–": "-", "—": "-"})
_LODGING = r"(?:logements?|logts?|lgts?|logs?|lgmts?|ls)\b"
_PER = {
    "logement": _LODGING, "m2": r"(?:m2|metres? carres?)\b(?: (?:sh|shab|su|habitables?)\b)?", "mois": r"mois\b",
    "an": r"ans?\b|annees?\b", "etp": r"etp\b|agents?\b", "appareil": r"appareils?\b|ascenseurs?\b|asc\b",
    "habitant": r"habitants?\b|hab\b", "hall": r"halls?\b",
}  # fmt: skip
_UNITS = {
    "%": "%", "mois": "mois", "m": "mois", "an": "ans", "ans": "ans", "j": "j", "jour": "j", "jours": "j", "h": "h",
    "heure": "h", "heures": "h",
}  # fmt: skip
_MORE = r"(?:plus de|superieure?s? a|sup\.? ?a?|au dela de|>=?|≥|\+(?: de)?)"
_LESS = r"(?:moins de|inferieure?s? a|inf\.? ?a?|sous(?: les)?|en dessous de|<=?|≤)"
_UNIT = r"(?:%|(?:mois|ans?|m|jours?|j|heures?|h)\b)"
_AFTER = r"(?: *(?P<more2>et plus|ou plus|et \+|plus\b|\+)| *(?P<less2>et moins|ou moins))"
_BOUND = re.compile(
    rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS})) *(?P<n>\d+) *(?P<unit>{_UNIT})?"
    rf"|(?P<n2>\d+) *(?P<unit2>{_UNIT})?{_AFTER}|(?P<n3>\d+) *(?P<unit3>{_UNIT})"
)
_BEFORE = (
    (re.compile(r"^\s*\[[^\]]{1,8}\]\s*|^[a-z]{1,3} ?- ?\d+ ?- "), " "),
    (re.compile(r"\bdepuis (?=le |fin |debut |janv|(?:19|20)\d\d)"), " ytd "),
    (re.compile(r"\bcumule?e?s? (?=(?:19|20)\d\d|au |a (?:fin|date))"), " ytd "),
    (re.compile(r"‰"), " pour 1000 "),
    (re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d\d(?: ?[-/] ?(?:19|20)?\d\d)?\b"), " "),
    (re.compile(r"\bn ?/ ?n ?- ?1\b"), " evolution "),
    (re.compile(r"\bn ?- ?1\b"), " precedent "),
    (re.compile(r"\bn ?[°º]"), " numero "),
    (re.compile(r"\b(?:o ?/ ?n|oui ?/ ?non)\b"), " oui non "),
    (re.compile(r"(?<=\d) ?(?:derniers?|dern\.?) (?=mois)"), " "),
    (re.compile(r"\bm 2\b"), "m2"),
    (re.compile(r"\bm 3\b"), "m3"),
)
"""First rewritings: numbering, dates and years, signs that are words."""
_EVERY = re.compile(rf"(?:pour|/|par|sur) *(?P<n>1 ?000|100)(?![0-9]) *(?P<of>{_LODGING})?")
_BY = {name: re.compile(rf"(?:par|/|au|a la|a l') *(?:{each})") for name, each in _PER.items()}
_AMONG = re.compile(r"\bpar (?:communes?|bailleurs?|organismes?|agences?|residences?|programmes?|groupes?|secteurs?)\b")
_OUT_OF = re.compile(r"(?:/|\bsur) *(?P<n>4|5|10|20|100)\b")
_SCALE = re.compile(r"\b[01] *(?:a|-|/) *(?P<n>[3-9]|10|20|100)\b")
_MARKED = re.compile(r"\bnotes?\b|\bscore\b|\bdiag|\bdem\b")
_TOKEN = re.compile(r"[0-9]+|[a-z][a-z0-9]*|[%€#]")
_SIGNS = {"%": "taux", "€": "euro", "#": "nombre"}
_TOTALS = frozenset(["total", "totale", "totau"])
_CLASSES = frozenset("abcefg")
_ELIDED = frozenset("dlnsmojhcqe")


@dataclass(frozen=True)
class StatedBound:
    """A bound that a title states: more or less than a number of a unit; each is empty where it does not say."""

    sign: str
    number: str
    unit: str

    def agrees(self, other: StatedBound) -> bool:
        """Whether two bounds may be the same."""
        return self.number == other.number and all(
            not one or not two or one == two for one, two in ((self.sign, other.sign), (self.unit, other.unit))
        )


@dataclass(frozen=True)
class TitleNotions:
    """The notions of a title and their forms; `unknown` are its words that mean nothing here.

    `per`: its denominators. `classes`: energy classes, letter by letter. `out_of`: the highest mark that it states.
    `is_sure` is false where a word was understood though mistyped, or cut without a full stop.
    """

    notions: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    per: frozenset[str] = frozenset()
    bounds: tuple[StatedBound, ...] = ()
    classes: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    first: str = ""
    """The first of its notions that is not everywhere."""
    head: str = ""
    """The counted notion of a title that counts: the first after the word that announces it."""
    is_total: bool = False
    out_of: str | None = None
    is_sure: bool = True


@lru_cache(maxsize=20_000)
def notions_of(title: str, known: frozenset[str] = frozenset()) -> tuple[TitleNotions, ...]:
    """Notions of a title, in two ways if a word of it has two meanings.

    `known` are words of the grid, by their stems, that the trade may not have.

    >>> [found] = notions_of("Tx vac. > 3m (en %)")
    >>> sorted(found.notions), sorted(found.measures), found.bounds
    (['vacance'], ['taux'], (StatedBound(sign='>', number='3', unit='mois'),))
    """
    if len(title) > _LONGEST:
        return (TitleNotions(unknown=("",)),)
    text = _folded(title)
    found = _parsed(text, known, 0)
    understood = {word: right for word in found.unknown if (right := _meant(word, text, known))}
    for word, (spelling, _) in understood.items():
        text = re.sub(rf"\b{word}[a-z]?\b\.?", spelling, text)
    if understood:
        found = replace(_parsed(text, known, 0), is_sure=all(sure for _, sure in understood.values()))
    if trade_vocabulary().double.isdisjoint(map(stem, _TOKEN.findall(text))):
        return (found,)
    other = replace(_parsed(text, known, 1), is_sure=found.is_sure)
    return (found,) if other == found else (found, other)


def _meant(word: str, text: str, known: frozenset[str]) -> tuple[str, bool] | None:
    """The word that an unknown one abbreviates, and whether its full stop shows it."""
    if not word.isalpha():
        return None
    cut = re.search(rf"\b{word}\.", text) is not None
    right = meant(word, cut=cut, others=known | {"mois"})
    return None if right is None or right == word else (right, cut and right.startswith(word))


def _folded(title: str) -> str:
    text = _CAMEL.sub(" ", re.sub(r"(?i)kwh", " kwh ", plain(title)))
    text = without_asking(unaccented(text)).translate(_LETTERS)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    for pattern, by in _BEFORE:
        text = pattern.sub(by, text)
    return " ".join(re.sub(rf"\b({'|'.join(_COUNTS)})\b(?= )", lambda it: str(_COUNTS[it[0]]), text).split())


def _parsed(text: str, known: frozenset[str], way: int) -> TitleNotions:
    text, per, out_of = _without_denominators(text)
    measures: set[str] = set()
    if scale := _SCALE.search(text) or _OUT_OF.search(text):
        out_of = scale["n"]
        text = text.replace(scale[0], " ")
        measures.add("note")
    bounds: list[StatedBound] = []
    text = _BOUND.sub(lambda it: _taken(it, bounds), text)
    found = TitleNotions(measures=frozenset(measures), per=frozenset(per - {"an"}), bounds=tuple(bounds), out_of=out_of)
    return _told(text, known, found, way)


def _without_denominators(text: str) -> tuple[str, set[str], str | None]:
    """A text without its denominators, these, and the highest mark where `/100` says it."""
    per: set[str] = set()
    out_of: str | None = None
    for found in _EVERY.finditer(text):
        if found["of"] is None and found[0][0] in "/s" and (_MARKED.search(text) or found[0] == text):
            out_of = found["n"]
        else:
            per.add(found["n"].replace(" ", ""))
    text = _EVERY.sub(" ", text)
    for name, pattern in _BY.items():
        if pattern.search(text):
            per.add(name)
            text = pattern.sub(" ", text)
    return _AMONG.sub(" ", text), per, out_of


def _taken(found: re.Match[str], bounds: list[StatedBound]) -> str:
    """A bound is taken out of a text; twelve months are the usual window, which says nothing."""
    number = found["n"] or found["n2"] or found["n3"]
    unit = _UNITS.get(found["unit"] or found["unit2"] or found["unit3"] or "", "")
    sign = ">" if found["more"] or found["more2"] else "<" if found["less"] or found["less2"] else ""
    if sign or (number, unit) not in (("12", "mois"), ("1", "ans")):
        bounds.append(StatedBound(sign, number, unit))
    return " "


def _told(text: str, known: frozenset[str], found: TitleNotions, way: int) -> TitleNotions:
    """The words of what is left of a title, the longest phrases first."""
    tokens = [stem(_SIGNS.get(token, token)) for token in _TOKEN.findall(text) if token not in trade_vocabulary().empty]
    notions: set[str] = set()
    measures, per = set(found.measures), set(found.per)
    rest: list[str] = []
    place, head, first = 0, "", ""
    while place < len(tokens):
        length = _phrase_at(tokens, place)
        token = tokens[place]
        if length:
            meanings = trade_vocabulary().spelled[tuple(tokens[place : place + length])]
            notion = meanings[min(way, len(meanings) - 1)]
            (measures if notion.is_measure else notions).add(notion.name)
            if notion.name and notion.name not in trade_vocabulary().weak and not notion.is_measure:
                first = first or notion.name
                head = head or (notion.name if "nombre" in measures else "")
        elif token in known:
            notions.add(token)
        elif token in ("mois", "m2", "100"):
            per.add(token)
        else:
            rest.append(token)
        place += length or 1
    is_total = not _TOTALS.isdisjoint(rest)
    classes, unknown = _classes([each for each in rest if each not in _TOTALS], "dpe" in notions)
    return replace(
        found, notions=frozenset(notions - {""}), measures=frozenset(measures), per=frozenset(per),
        classes=classes, unknown=unknown, first=first, head=head, is_total=is_total,
    )  # fmt: skip


def _phrase_at(tokens: list[str], place: int) -> int:
    """The length of the longest known phrase that begins at a word, 0 if none does."""
    longest = min(trade_vocabulary().longest, len(tokens) - place)
    return next((n for n in range(longest, 0, -1) if tuple(tokens[place : place + n]) in trade_vocabulary().spelled), 0)


def _classes(rest: list[str], is_energy: bool) -> tuple[frozenset[str], tuple[str, ...]]:
    """The energy classes among words that mean nothing, and the others; a letter alone is often an elision."""
    classes = {each for word in rest if word in ("fg", "efg") or (len(word) == 1 and word in _CLASSES) for each in word}
    if not is_energy and len(classes) < 2:
        classes -= _ELIDED
    others = (
        word for word in rest if word not in ("fg", "efg") and not (len(word) == 1 and word in _CLASSES | _ELIDED)
    )
    return frozenset(classes), tuple(others)
