"""The faults of an expression, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from hlmdiag.expression.fold import fold
from hlmdiag.text import say
from hlmdiag.text.phrase import Listed, first_of, spell_all

QUOTED = 60
"""Characters of an expression that a message quotes."""
_ALIKE = 0.6
SHOWN = 6
"""Most names that a message proposes: more would hide the right one."""


@dataclass(frozen=True)
class ExpressionFault:
    """One fault of an expression, from character `start` to `end` (excluded) of its text."""

    code: str
    start: int
    end: int
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The sentence of the fault, its code at the end."""
        return f"{say(self.code, language, **spell_all(self.values, language))} [{self.code}]"


class ExpressionError(Exception):
    """An expression is refused: holds every fault found, in the order of the text."""

    def __init__(self, faults: Iterable[ExpressionFault]) -> None:
        self.faults = tuple(sorted(set_apart(faults), key=lambda fault: (fault.start, fault.end)))
        super().__init__(", ".join(fault.code for fault in self.faults))


def set_apart(faults: Iterable[ExpressionFault]) -> list[ExpressionFault]:
    """The faults without those said twice of the same place."""
    return list({(fault.code, fault.start, fault.end): fault for fault in faults}.values())


def suggestion(name: str, valid: Iterable[str]) -> Listed | str:
    """The valid names nearest to a mistaken one, else the first valid ones.

    >>> suggestion("nb_logement", ["agence", "nb_logements"]).items
    ('nb_logements',)
    """
    names = list(valid)
    matches = _near(name, names)
    if matches:
        return Listed((*matches,))
    return first_of(names, SHOWN, more=", …") if names else "—"


def is_near(name: str, valid: Iterable[str]) -> bool:
    """Whether a valid name looks like a mistaken one: to propose any other would mislead.

    >>> is_near("nb_logement", ["agence", "nb_logements"]), is_near("rotation", ["agence", "nb_logements"])
    (True, False)
    """
    return bool(_near(name, list(valid)))


def _near(name: str, names: list[str]) -> list[str]:
    by_folded = {fold(candidate): candidate for candidate in reversed(names)}
    return [by_folded[match] for match in get_close_matches(fold(name), by_folded, n=3, cutoff=_ALIKE)]


def quote(text: str) -> str:
    """A part of an expression on one line, cut to what a message can quote."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1]}…"
