"""Levels, then families, joined until every figure of a table may be published: levels from the worst end.

No cell is ever left blank beside a total: a reader would work it out. Joining until each cell and each total holds
enough units of enough landlords was tried on invented regions by those who look for exposed counts (decision 0056).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hlmdiag.disclosure.releases import Earlier, exposing_lines
from hlmdiag.disclosure.rule import USUAL_RULE, SafetyRule, Weakness
from hlmdiag.disclosure.tables import (
    HeldUnits,
    SafeTable,
    TableLayout,
    Together,
    Unpublished,
    as_published,
    weak_lines,
)


def publish(
    held: HeldUnits,
    rule: SafetyRule = USUAL_RULE,
    earlier: Sequence[Earlier] = (),
    lines: Sequence[Together] = (),
) -> SafeTable | Unpublished:
    """The table with as few families, then as few levels, joined as makes every figure of it safe.

    `earlier`: the same table of releases that readers may still have; `lines`: the families that are together from the
    start, each apart where none are given.
    """
    families = tuple(lines) or tuple((each,) for each in held.families)
    while True:
        faults: dict[Together, Weakness] = {}
        for levels in _levels(held.levels):
            layout = TableLayout(families, levels)
            table = as_published(held, layout, rule)
            faults = weak_lines(held, layout, rule) or exposing_lines(table, earlier)
            if not faults:
                return table
        if len(families) == 1:
            return Unpublished(next(iter(faults.values())))
        families = _joined(held, families, faults)


def _levels(levels: Together) -> Iterator[tuple[Together, ...]]:
    """Every level apart, then more and more of the worst together; two columns at least."""
    for count in range(1, max(len(levels), 2)):
        yield (*((each,) for each in levels[:-count]), levels[-count:])


def _joined(
    held: HeldUnits, families: tuple[Together, ...], faults: Mapping[Together, Weakness]
) -> tuple[Together, ...]:
    """The same lines, the smallest that fails joined with its smaller neighbour, or all that fail as one."""
    sizes = {line: held.of(line, held.levels).total() for line in families}
    weak = [line for line in families if line in faults] or [min(families, key=sizes.__getitem__)]
    if held.ordered:
        place = families.index(min(weak, key=sizes.__getitem__))
        beside = [each for each in (place - 1, place + 1) if 0 <= each < len(families)]
        first = min(place, min(beside, key=lambda each: sizes[families[each]]))
        return (*families[:first], families[first] + families[first + 1], *families[first + 2 :])
    together = {*weak, *(line for line in families if len(line) > 1)}
    if len(together) < 2:
        together.add(min((line for line in families if line not in together), key=sizes.__getitem__))
    others = tuple(each for each in held.families if any(each in line for line in together))
    return (*(line for line in families if line not in together), others)
