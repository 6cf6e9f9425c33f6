"""The unit written after a number in a cell: that of its column, or what the column counts, or another."""

from __future__ import annotations

import re

from hlmdiag.data.normalise_text import mark, words
from hlmdiag.grid.data_model import Column

_EUROS = frozenset({"€", "eur", "euro", "euros", "eur ttc", "€ ttc"})
_MEASURE = re.compile(
    r"[km]?(€|eur|euros?)|euros?|€?/.+|m[23]|km2?|m|j|jrs?|jours?|mois|ans?|annees?|h|hrs?|heures?|min|mn|minutes?"
    r"|semaines?|sem|etp|k?wh"
    r"|logements?|logts?|lgts?|residences?|halls?|habitants?|personnes?|faits?|fois|points?|pts?|milliers?|millions?"
)
_SAME = (
    ("j", "jr", "jrs", "jour", "jours"), ("h", "hr", "hrs", "heure", "heures"), ("min", "mn", "minute", "minutes"),
    ("an", "ans", "annee", "annees"), ("mois",), ("sem", "semaine", "semaines"), ("€", "eur", "euro", "euros"),
    ("m2",), ("m3",), ("etp",), ("kwh",),
    ("logement", "logements", "logt", "logts", "lgt", "lgts", "log", "lgmt", "lgmts"),
)  # fmt: skip
"""Units with their spellings: two of one line are the same, two of two lines never are."""
_GROUP = {spelling: group[0] for group in _SAME for spelling in group}
_SHORTEST = 3
"""The letters by which a noun cut short without a full stop is known."""
_YEARLY = "an"


def is_measure(unit: str) -> bool:
    """Whether a text is a unit that numbers are given in, whatever the column."""
    return _MEASURE.fullmatch(unit) is not None


def is_unit_of(unit: str, column: Column) -> bool:
    """Whether the unit of a cell means that of its column, or what the column counts.

    >>> days = Column("delai", "number", "Délai", unit="jours")
    >>> [is_unit_of(unit, days) for unit in ("j", "jrs", "mois")]
    [True, True, False]
    >>> [is_unit_of(unit, Column("nb", "integer", "Nombre d'ascenseurs")) for unit in ("asc.", "ascenseurs", "a", "h")]
    [True, True, False, False]
    """
    own = mark(column.read_unit or "")
    squeezed = mark(unit).strip("() ")
    if squeezed in _EUROS:
        return not own or "€" in own or "eur" in own
    if own and _parts(squeezed) and _agree(_parts(squeezed), _parts(own)):
        return True
    return column.type in ("integer", "number") and _is_counted(unit, own, column)


def _parts(unit: str) -> list[str]:
    """The unit and its denominators: `€/lgt/an`."""
    return [part.strip(" .") for part in re.split(r"/| par ", unit)]


def _agree(parts: list[str], own: list[str]) -> bool:
    """Whether units are the same, part by part; by year goes without saying."""
    if len(own) == len(parts) + 1 and _GROUP.get(own[-1]) == _YEARLY:
        own = own[:-1]
    return len(parts) == len(own) and all(is_same(part, ours) for part, ours in zip(parts, own, strict=True))


def is_same(part: str, ours: str) -> bool:
    """Whether two units without denominators are one, in any of its spellings."""
    if part in _GROUP or ours in _GROUP:
        return _GROUP.get(part) == _GROUP.get(ours)
    return part.rstrip("s") == ours.rstrip("s")


def _is_counted(unit: str, own: str, column: Column) -> bool:
    """Whether a text is the noun that a column counts, whole or cut short: `2 asc.`, `24 lgts`, `3 p.`."""
    bare = words(unit)
    if not bare.isalpha() or _GROUP.get(bare):
        return False
    from hlmdiag.data.title_notions import notions_of

    names = (column.label, own)
    nouns = [noun for name in names if (noun := _noun(name))]
    if any(noun.startswith(bare) for noun in nouns) and (unit.endswith(".") or len(bare) >= _SHORTEST):
        return True
    meant = {notion for way in notions_of(bare) for notion in way.notions}
    return bool(meant) and any(meant <= way.notions for noun in nouns for way in notions_of(noun))


def _noun(name: str) -> str:
    """The noun that a name counts: its first word, or the one after "number of"."""
    found = re.sub(r"^(nombre|nb|nbre) (de |d )?", "", words(name))
    return found.split(" ")[0] if found else ""
