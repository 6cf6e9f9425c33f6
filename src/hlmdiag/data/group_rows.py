"""Rows of groups that no word announces: those of a pivot table, where « Nord » stands above its residences."""

from __future__ import annotations

from collections.abc import Sequence

_ENOUGH = 2
"""Columns that have to agree, where there are as many."""
_SAME = 1e-9
MOST = 3_000
"""Rows looked at: nobody reads a longer pivot table."""
_STEPS = 30_000
"""Attempts after which a table is left as it is."""

RowNumbers = tuple[float, ...]
RowPlaces = tuple[int, ...]


def group_rows(rows: Sequence[Sequence[float]], total: Sequence[float]) -> list[int] | None:
    """The rows that are sums of those below them, or of those above, where these sums make up `total`.

    Every row is one of a group or counted in one, down to the last, and some group has several: chance gives no such
    table. None where the rows are no such table, or where sums above and sums below would both make one. Numbers are
    those of columns that add up.

    >>> group_rows([(140, 9), (120, 4), (20, 5), (80, 7), (80, 7)], (220, 16))
    [0, 3]
    """
    columns = _counted_again(rows, total) if len(rows) <= MOST else []
    if not columns or len(columns) < min(_ENOUGH, len(total)):
        return None
    kept = [tuple(row[place] for place in columns) for row in rows]
    wanted = tuple(total[place] for place in columns)
    found, below = _Groups(kept).making(wanted), _Groups(kept[::-1]).making(wanted)
    if below is not None:
        turned = [len(rows) - 1 - place for place in reversed(below)]
        if found is not None and sorted(found) != sorted(turned):
            return None
        found = turned
    units = set(range(len(rows))).difference(found or ())
    return sorted(found) if found is not None and any(each + 1 in units for each in units) else None


def _counted_again(rows: Sequence[Sequence[float]], total: Sequence[float]) -> list[int]:
    """The columns in which everything counts twice or more: once for itself, once for each group it is in."""
    found = []
    for place, whole in enumerate(total):
        times = sum(row[place] for row in rows) / whole if whole > 0 else 0.0
        if round(times) > 1 and abs(times - round(times)) <= _SAME and all(row[place] >= 0 for row in rows):
            found.append(place)
    return found


class _Groups:
    """Groups of rows, each announced by its sum; none of the numbers is negative."""

    def __init__(self, rows: Sequence[RowNumbers]) -> None:
        self._rows, self._steps = rows, 0
        self._ends: dict[int, dict[int, RowPlaces]] = {}
        """By the row of a group, where it may end, and the rows of groups that it then holds, itself among them."""

    def making(self, total: RowNumbers) -> list[int] | None:
        """The rows of groups, where the outermost make up a total and leave no row out."""
        # from the last row up: the groups within a group are then known
        for row in reversed(range(len(self._rows))):
            self._ends[row] = {end: (row, *inside) for end, inside in self._walks(row + 1, self._rows[row]).items()}
        found = self._walks(0, total, of_groups=True).get(len(self._rows))
        return None if found is None else list(found)

    def _walks(self, start: int, wanted: RowNumbers, *, of_groups: bool = False) -> dict[int, RowPlaces]:
        """Where rows from `start` on have made up a sum, each alone or as its group, and the rows of groups passed."""
        found: dict[int, RowPlaces] = {}
        waiting: list[tuple[int, RowNumbers, RowPlaces]] = [(start, wanted, ())]
        seen = set[tuple[int, RowNumbers]]()
        while waiting and self._steps < _STEPS:
            self._steps += 1
            at, left, passed = waiting.pop()
            if at > start and all(abs(each) <= _SAME * max(of, 1.0) for each, of in zip(left, wanted, strict=True)):
                found.setdefault(at, passed)
            elif at < len(self._rows) and (at, left) not in seen:
                seen.add((at, left))
                rest = tuple(a - b for a, b in zip(left, self._rows[at], strict=True))
                if all(each >= -_SAME * max(of, 1.0) for each, of in zip(rest, wanted, strict=True)):
                    waiting += [] if of_groups else [(at + 1, rest, passed)]
                    waiting += [(end, rest, (*passed, *inside)) for end, inside in self._ends[at].items()]
        return found
