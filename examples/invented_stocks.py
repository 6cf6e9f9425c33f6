"""Writes other invented stocks, as many residences as wanted: what the agreement of two grids is measured on.

    python examples/invented_stocks.py --kind profils --seed 1 --count 300 --out stocks

A stock is `<kind>-<seed>.csv`; `--kind` and `--seed` may be repeated. Answers are drawn as those of the shipped
example, from how hard each theme is in a residence. Kinds differ by what holds answers together, since that is what an
agreement rests on:

- `profils`: residences of the profiles of the shipped example, in its proportions;
- `themes`: the difficulty of each theme is drawn alone, so that one theme says nothing of another;
- `criteres`: the same, and each criterion moreover has a difficulty of its own around that of its theme.

Nothing here exists. Same options, same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from invented_answers import OCCUPATIONS, Answer, answers
from invented_stock import THEMES, Residence, residences
from make_examples import write_rows

KINDS = ("profils", "themes", "criteres")
HARDEST = 2.4
"""How hard a theme drawn alone may be: as in the profile « complexe »."""
APART = 0.8
"""How far the difficulty of a criterion goes from that of its theme (standard deviation, degrees from 0 to 3)."""
ORDERS, TAKEN_OVER = 0.015, 0.03
"""Shares of residences under a police order, and of those whose common parts are held by others every day."""


class Loose(Mapping[str, float]):
    """How hard each theme is, with a gap of its own each time that it is read: once for each answer."""

    def __init__(self, degrees: Mapping[str, float], random: Random) -> None:
        self._degrees, self._random = degrees, random

    def __getitem__(self, theme: str) -> float:
        """The difficulty of a theme for the next answer."""
        return self._degrees[theme] + self._random.gauss(0, APART)

    def __iter__(self) -> Iterator[str]:
        """The themes."""
        return iter(self._degrees)

    def __len__(self) -> int:
        """How many themes."""
        return len(self._degrees)


@dataclass(frozen=True)
class Unlike(Residence):
    """A residence whose difficulties follow no profile."""

    degrees: Mapping[str, float]

    @property
    def severity(self) -> Mapping[str, float]:
        """How hard each theme is here."""
        return self.degrees


def write_stock(path: Path, kind: str, seed: int, count: int) -> None:
    """Writes a stock under the ids of the grid, with blanks, « NC » and « ne sait pas »."""
    found = [_answers(_residence(kind, f"{kind}-{seed}-{number:04}")) for number in range(1, count + 1)]
    write_rows(path, found)


def _residence(kind: str, code: str) -> Residence:
    """A residence built as one of the example is, with the difficulties of another or its own."""
    random = Random(code)
    known = [it for it in residences() if it.agency != "Agence Plateau"]  # this one counts in event files alone
    built, lived = random.choice(known), random.choice(known)
    place = (code, f"Résidence {code}", built.commune, built.dwellings, built.built, built.renovated, built.halls)
    rest = (built.lifts, built.district_share, lived.profile)
    if kind == "profils":
        return Residence(*place, *rest)
    degrees: Mapping[str, float] = {theme: random.uniform(0, HARDEST) for theme in THEMES}
    return Unlike(*place, *rest, Loose(degrees, random) if kind == "criteres" else degrees)


def _answers(residence: Residence) -> dict[str, Answer]:
    """The answers of a residence, and the two facts that the example gives to chosen residences."""
    found = answers(residence)
    random = Random(f"{residence.code}/facts")
    found["arrete_police"] = random.random() < ORDERS
    if random.random() < TAKEN_OVER and residence.halls:
        found["nature_occupation"], found["recurrence"] = OCCUPATIONS[-1]
    return found


def main() -> None:
    """Writes the stocks that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, action="append", required=True)
    parser.add_argument("--seed", type=int, action="append", required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--out", type=Path, default=Path())
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for kind in asked.kind:
        for seed in asked.seed:
            write_stock(asked.out / f"{kind}-{seed}.csv", kind, seed, asked.count)


if __name__ == "__main__":
    main()
