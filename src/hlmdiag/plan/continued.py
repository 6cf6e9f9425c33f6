"""A plan continued: every cell that people typed stays, ours are renewed, and what is newly proposed is added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hlmdiag.plan.model import GONE, NO_MORE, OURS, PEOPLE, STILL, Conflict, Plan, PlanRow, Typed
from hlmdiag.plan.same_rows import numbered, same_rows


def continued(
    grid: str, proposed: Iterable[PlanRow], units: Mapping[str, Mapping[str, str | None]], day: date,
    plans: Sequence[Plan] = (), columns: Sequence[str] = (),
) -> Plan:  # fmt: skip
    """The plan of a diagnosis, from those that are continued: the first one, then parts of it that came back.

    `proposed`: the rows of the diagnosis; `units`: what it says of each unit, by code; `day`: its date;
    `columns`: those that the settings ask for, after the people's own.
    """
    fresh = {row.key: row for row in proposed}
    rows, conflicts = gathered(plans)
    known = {row.key for row in rows}
    kept = [_renewed(row, fresh.get(row.key), units, day) for row in rows]
    new = [
        replace(row, cells={**row.cells, "since": day, "last": day, "still": STILL})
        for key, row in fresh.items()
        if key not in known
    ]
    added = dict.fromkeys((*(title for plan in plans for title in plan.added), *columns))
    return Plan(grid, tuple(numbered((*kept, *new))), tuple(added), tuple(conflicts))


def _renewed(row: PlanRow, fresh: PlanRow | None, units: Mapping[str, Mapping[str, str | None]], day: date) -> PlanRow:
    """The row with our cells renewed; a row without a unit or an action belongs to its author and stays as it is."""
    code, action = row.key
    if fresh is not None:
        ours: dict[str, Typed] = {key: fresh.cells.get(key) for key in OURS}
        since = row.cells.get("since") or day
        return replace(row, cells={**row.cells, **ours, "since": since, "last": day, "still": STILL})
    if not code or not action or row.cells.get("last") is None:
        return replace(row, cells={**row.cells, **(units.get(code) or {})})
    said = NO_MORE if code in units else GONE
    # the gain of an earlier diagnosis no longer holds
    return replace(row, cells={**row.cells, **(units.get(code) or {}), "gain": None, "still": said})


def gathered(plans: Sequence[Plan]) -> tuple[list[PlanRow], list[Conflict]]:
    """The rows of the first plan, filled from the parts where it is blank; a part's other rows come after."""
    if not plans:
        return [], []
    rows, conflicts = list(plans[0].rows), list[Conflict]()
    for part in plans[1:]:
        for row, place in zip(part.rows, same_rows(rows, part.rows), strict=True):
            if place is None:
                rows.append(row)
                continue
            rows[place], found = _completed(rows[place], row)
            conflicts += found
    return rows, conflicts


def _completed(row: PlanRow, part: PlanRow) -> tuple[PlanRow, list[Conflict]]:
    cells, added, found = dict(row.cells), dict(row.added), []
    names = [(cells, part.cells, key) for key in PEOPLE] + [(added, part.added, title) for title in part.added]
    for kept, others, name in names:
        one, other = kept.get(name), others.get(name)
        if other is None or one == other:
            continue
        if one is None:
            kept[name] = other
        else:
            found.append(Conflict(*row.key, name, one, row.file, other, part.file))
    return replace(row, cells=cells, added=added), found
