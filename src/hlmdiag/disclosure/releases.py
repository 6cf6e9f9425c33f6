"""Two releases of one table: what a reader who kept the first works out by difference.

Whatever both tables let a reader count is compared: families and levels are joined further until both releases have the
same lines and columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hlmdiag.disclosure.rule import USUAL_RULE, Weakness
from hlmdiag.disclosure.tables import SafeRow, SafeTable, Together


@dataclass(frozen=True)
class Earlier:
    """A table as it was released, and how many landlords came, went or sent something else since."""

    table: SafeTable
    moved: int


def exposing_lines(table: SafeTable, earlier: Sequence[Earlier]) -> dict[Together, Weakness]:
    """The lines of a table that, compared with an earlier release, give the figures of too few.

    Where fewer landlords moved than a figure needs, any difference is theirs. Where more did, units change levels in
    both directions and a difference of cells says nothing certain; but a total that moves by a few units says that
    these few came or went.
    """
    found: dict[Together, Weakness] = {}
    for each in earlier:
        found |= dict.fromkeys(_crossing(table, each.table), "difference")
        for line, gaps, gap in _gaps(table, each.table):
            few = each.moved < USUAL_RULE.landlords
            if (few and any(gaps)) or 0 < abs(gap) < USUAL_RULE.others:
                found |= {row.families: "difference" for row in table.rows if set(row.families) & set(line)}
    return found


def _crossing(new: SafeTable, old: SafeTable) -> Iterator[Together]:
    """The lines that share some families with an earlier line, each having others besides: a part of them is the
    difference of two published lines, which nothing has made safe."""
    for row in new.rows:
        own = set(row.families)
        if any(own & set(it.families) and own - set(it.families) and set(it.families) - own for it in old.rows):
            yield row.families


def _gaps(new: SafeTable, old: SafeTable) -> Iterator[tuple[Together, list[int], int]]:
    """For families that both tables count together: the difference of each column that both have, and of the sum.

    Families that the old table does not name are compared within the total alone.
    """
    columns = _common(new.levels, old.levels)
    named = {id for row in old.rows for id in row.families}
    lines = _common([row.families for row in new.rows], [row.families for row in old.rows])
    for line in [*(each for each in lines if named & set(each)), new.total.families]:
        is_total = line == new.total.families
        sides = [_sum(each, line, columns, whole=is_total) for each in (new, old)]
        (cells, whole), (cells_then, whole_then) = sides
        yield line, [a - b for a, b in zip(cells, cells_then, strict=True)], whole - whole_then


def _sum(table: SafeTable, line: Together, columns: Sequence[Together], *, whole: bool) -> tuple[list[int], int]:
    rows: Sequence[SafeRow] = [table.total] if whole else [row for row in table.rows if set(row.families) <= set(line)]
    cells = [
        sum(
            row.cells[place].units
            for row in rows
            for place, levels in enumerate(table.levels)
            if set(levels) <= set(column)
        )
        for column in columns
    ]
    return cells, sum(row.whole.units for row in rows)


def _common(some: Sequence[Together], others: Sequence[Together]) -> list[Together]:
    """The finest groups that are made of whole groups on both sides.

    >>> _common([("a",), ("b",), ("c", "d")], [("a", "b"), ("c",), ("d",)])
    [('a', 'b'), ('c', 'd')]
    """
    found: list[Together] = []
    for group in (*some, *others):
        meeting = [each for each in found if set(each) & set(group)]
        found = [each for each in found if each not in meeting]
        found.append(tuple(dict.fromkeys(name for each in (*meeting, group) for name in each)))
    return found
