"""Units that several organisations count under one code and one name: most often one unit, sent twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.roles import unit_labels
from hlmdiag.scoring.unit_code import unit_codes
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed, Phrase, first_of

_PAIRS, _CODES = 3, 3


@dataclass(frozen=True)
class LookAlikes:
    """How many units have the code and the name of a unit of another organisation, and their codes by pair of them."""

    count: int = 0
    pairs: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem | None:
        """What is said of them: they are all counted."""
        if not self.count:
            return None
        most = sorted(self.pairs, key=lambda pair: (-len(self.pairs[pair]), pair))
        shown = tuple(
            Phrase("collecte.mots.chez", first=pair[0], second=pair[1], codes=first_of(self.pairs[pair], _CODES))
            for pair in most[:_PAIRS]
        )
        pairs = Listed(shown, more="…" if len(most) > _PAIRS else "", joint=BETWEEN_SENTENCES)
        values = {"count": self.count, "pairs": pairs}
        return Problem("collecte.unites-semblables", Location(), values, Severity.NOTICE)


def look_alikes_in(stock: Result) -> LookAlikes:
    """The units of one code and one name that several organisations count.

    A code alone says nothing, for each organisation numbers its own; nor does a name. Both are compared blind to case,
    accents and signs. Units without a name are left out. An id shared on purpose is another matter (`claims`).
    """
    shared = _owners_of_each(stock)
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for owners in shared.values():
        for first, second in combinations(sorted(owners), 2):
            pairs[first, second].append(owners[first])
    return LookAlikes(len(shared), {pair: tuple(codes) for pair, codes in pairs.items()})


def _owners_of_each(stock: Result) -> dict[tuple[str, str], dict[str, str]]:
    """By folded code and name, the organisations that count such a unit, and the code as each first writes it."""
    units = stock.frame.select(
        pl.col(ORGANISATION).alias("owner"),
        unit_codes(stock.grid.keys[1:]).alias("code"),
        unit_labels(stock.grid, stock.frame).alias("name"),
    ).drop_nulls()
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for owner, code, name in units.iter_rows():
        key = fold(code), fold(name)
        if all(key):
            found[key].setdefault(owner, code)
    return {key: owners for key, owners in found.items() if len(owners) > 1}
