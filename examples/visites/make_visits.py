"""Writes an invented stock of which some residences were visited: `parc-invente.csv`, always the same bytes.

    python examples/visites/make_visits.py [--out examples/visites]

What the visits say is known: each visited residence is given the level of its true score by the bounds of `TRUE`, but
one in eight, which is given the level beside it. The grid `proprete-vecue.yaml` has other bounds. Nothing here exists.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

SEED = 20261130
RESIDENCES, VISITED = 120, 48
TRUE = (("Gestion courante", 0.0), ("Vigilance", 25.0), ("Situation complexe", 55.0))
"""The levels that visitors have in mind, each from a score."""
CRITERIA = ("proprete", "encombrants", "plaintes")
HEAD = ("code", *CRITERIA, "Niveau constaté")
NOISE = 8


def rows() -> list[tuple[str, ...]]:
    """One row a residence: three marks from 0 to 100, and the level seen on site where somebody went."""
    draw = random.Random(SEED)
    found = []
    for number in range(RESIDENCES):
        base = draw.triangular(0, 100, 30)
        marks = [min(100, max(0, round(base + draw.uniform(-15, 15)))) for _ in CRITERIA]
        known = ["" if number % 40 == 37 and place < 2 else str(mark) for place, mark in enumerate(marks)]
        seen = level_of(sum(marks) / len(marks), number) if number % 5 in (0, 2) else ""
        found.append((f"R{number + 1:03}", *known, seen))
    return found


def level_of(score: float, number: int) -> str:
    """The level that a visit gives: by the true bounds, but for one in eight."""
    place = sum(score >= bound for _, bound in TRUE) - 1
    if number % NOISE == 0:
        place = place + 1 if place + 1 < len(TRUE) else place - 1
    return TRUE[place][0]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    lines = [HEAD, *rows()]
    text = "".join(";".join(line) + "\n" for line in lines)
    (parser.parse_args().out / "parc-invente.csv").write_bytes(text.encode())


if __name__ == "__main__":
    main()
