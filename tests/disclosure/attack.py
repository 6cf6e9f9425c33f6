"""What a landlord works out of published tables: every figure as a linear equation, by linear programming.

A base cell is a combination of all that tables show: a family of each kind and a level. A landlord knows its own units,
hence what the others hold of each published figure. A count of the others is exposed where its range, given all the
equations, lies wholly within 1 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np
from scipy.optimize import linprog

from hlmdiag.disclosure.tables import HeldUnits, SafeTable

LEVELS = ("bon", "vigilance", "fragile", "complexe")
SMALL = 4

Cell = tuple[str, ...]
Equation = tuple[frozenset[Cell], int]


@dataclass(frozen=True)
class Region:
    """Units of invented landlords: by landlord, how many in each base cell (families of each kind, then a level)."""

    kinds: tuple[tuple[str, ...], ...]
    units: Mapping[str, Mapping[Cell, int]]
    levels: tuple[str, ...] = LEVELS

    @property
    def cells(self) -> list[Cell]:
        return list(product(*self.kinds, self.levels))

    def held(self, kind: int = 0, *, ordered: bool = True) -> HeldUnits:
        """The table of one kind of families."""
        counts: dict[tuple[str, str], dict[str, int]] = {}
        for name, cells in self.units.items():
            for cell, units in cells.items():
                at = counts.setdefault((cell[kind], cell[-1]), {})
                at[name] = at.get(name, 0) + units
        return HeldUnits(self.kinds[kind], LEVELS, counts, ordered)


def region(seed: int, kinds: Sequence[int] = (4,)) -> Region:
    """From three to a dozen landlords of very unequal sizes, most with few of some families, some with none."""
    draw = Random(seed)
    names = [f"bailleur {place}" for place in range(draw.randint(3, 12))]
    families = tuple(tuple(f"{'ab'[kind]}{place}" for place in range(count)) for kind, count in enumerate(kinds))
    cells = list(product(*families, LEVELS))
    worth = dict(zip(LEVELS, (0.5, 0.3, 0.15, 0.05), strict=True))
    common = {cell: worth[cell[-1]] * draw.choice((0.02, 0.2, 0.5, 1.0)) for cell in cells}
    return Region(families, {name: _drawn(draw, common, int(draw.paretovariate(0.9) * 12)) for name in names})


def _drawn(draw: Random, common: Mapping[Cell, float], units: int) -> dict[Cell, int]:
    own = [weight * draw.choice((0.0, 0.5, 1.0, 2.0)) for weight in common.values()]
    found = dict.fromkeys(common, 0)
    if any(own):
        for cell in draw.choices(list(common), own, k=min(units, 400)):
            found[cell] += 1
    return found


def equations(table: SafeTable, cells: Sequence[Cell], kind: int = 0) -> list[Equation]:
    """What a table says: each cell and each total of it."""
    found: list[Equation] = []
    counted = {level for levels in table.levels for level in levels}
    for row in (*table.rows, table.total):
        inside = [cell for cell in cells if cell[kind] in row.families and cell[-1] in counted]
        found.append((frozenset(inside), row.whole.units))
        for levels, shown in zip(table.levels, row.cells, strict=True):
            found.append((frozenset(cell for cell in inside if cell[-1] in levels), shown.units))
    return list(dict.fromkeys(found))


def targets(cells: Sequence[Cell]) -> Iterator[frozenset[Cell]]:
    """The counts that are looked for: each base cell, and what is summed over the rest: families, levels, pairs."""
    for cell in cells:
        yield frozenset([cell])
    for place in range(len(cells[0])):
        for name in dict.fromkeys(cell[place] for cell in cells):
            whole = frozenset(cell for cell in cells if cell[place] == name)
            yield whole
            for level in dict.fromkeys(cell[-1] for cell in cells) if place + 1 < len(cells[0]) else ():
                yield frozenset(cell for cell in whole if cell[-1] == level)


@dataclass(frozen=True)
class Exposed:
    """Who reads what of the others, and between which bounds."""

    by: str
    cells: frozenset[Cell]
    low: float
    high: float


def exposed(known: Sequence[Equation], held: Region) -> list[Exposed]:
    """Each count of the others that a landlord, or a reader who holds nothing, reads between 1 and 4 units."""
    cells = held.cells
    matrix = np.array([[cell in inside for cell in cells] for inside, _ in known], dtype=float)
    found = []
    for name in ("", *held.units):
        own = held.units.get(name, {})
        others = [count - sum(own.get(cell, 0) for cell in inside) for inside, count in known]
        for looked_for in dict.fromkeys(targets(cells)):
            aim = np.array([cell in looked_for for cell in cells], dtype=float)
            high = _bound(-aim, matrix, others)
            if high is not None and -high <= SMALL + 1e-6:
                low = _bound(aim, matrix, others)
                if low is not None and low >= 1 - 1e-6:
                    found.append(Exposed(name, looked_for, low, -high))
    return found


def exposed_by_difference(before: Sequence[Equation], after: Sequence[Equation], held: Region) -> list[Exposed]:
    """What a reader of two releases learns of the units that came in between, when nothing else changed."""
    cells = held.cells
    sides = [np.array([[cell in inside for cell in cells] for inside, _ in known], dtype=float).reshape(-1, len(cells))
             for known in (before, after)]  # fmt: skip
    nothing = np.zeros_like(sides[0])
    matrix = np.vstack([np.hstack([sides[0], nothing]), np.hstack([sides[1], sides[1]])])
    counts = [count for _, count in (*before, *after)]
    found = []
    for looked_for in dict.fromkeys(targets(cells)):
        aim = np.array([False] * len(cells) + [cell in looked_for for cell in cells], dtype=float)
        high, low = _bound(-aim, matrix, counts), _bound(aim, matrix, counts)
        if high is not None and low is not None and -high <= SMALL + 1e-6 and low >= 1 - 1e-6:
            found.append(Exposed("", looked_for, low, -high))
    return found


def _bound(aim: np.ndarray, matrix: np.ndarray, others: Sequence[int]) -> float | None:
    """The least value of a count, None where it has none."""
    if not len(matrix):
        return None
    done = linprog(aim, A_eq=matrix, b_eq=others, bounds=(0, None), method="highs")
    assert done.status in (0, 3), done.message
    return None if done.status == 3 else float(done.fun)
