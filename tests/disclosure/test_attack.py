"""Nobody is read in what is published: the attack finds nothing, and finds much as soon as a rule is switched off."""

from random import Random

import pytest

from disclosure.attack import Equation, Region, equations, exposed, exposed_by_difference, region
from hlmdiag.disclosure.joining import publish
from hlmdiag.disclosure.releases import Earlier
from hlmdiag.disclosure.rule import SafetyRule, weakness
from hlmdiag.disclosure.tables import SafeTable, TableLayout, as_published, weak_lines

SEEDS = range(8)
NO_RULE = SafetyRule(landlords=0, others=0, held=1.0)


def published(held: Region, rule: SafetyRule) -> list[Equation]:
    """Every figure that is published of a region: all families together, then by the kinds that it has.

    Levels are joined in each table for itself: those of all together may be apart where families join theirs.
    """
    found: list[Equation] = []
    first = held.held(0)
    tables = [(0, publish(first, rule, lines=(first.families,)))]
    tables += [(kind, publish(held.held(kind), rule)) for kind in range(len(held.kinds))]
    for kind, table in tables:
        if isinstance(table, SafeTable):
            found += equations(table, held.cells, kind)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_no_landlord_reads_a_few_units_of_the_others(seed: int) -> None:
    held = region(seed)
    assert exposed(published(held, SafetyRule()), held) == []


@pytest.mark.parametrize("seed", range(100, 103))
def test_two_tables_of_the_same_units_expose_nobody_together(seed: int) -> None:
    held = region(seed, (3, 2))
    assert exposed(published(held, SafetyRule()), held) == []


@pytest.mark.parametrize(
    ("rule", "seed"),
    [(NO_RULE, 0), (SafetyRule(others=1), 9), (SafetyRule(landlords=0, others=0), 0)],
    ids=["none", "one other unit", "no count of the others"],
)
def test_the_attack_exposes_units_where_a_rule_is_switched_off(rule: SafetyRule, seed: int) -> None:
    held = region(seed)
    assert exposed(published(held, rule), held)
    assert exposed(published(held, SafetyRule()), held) == []


def test_protecting_the_lines_of_families_alone_exposes_units() -> None:
    """Each family joins its own levels, as far as it needs: the total of all families tells what they hide."""

    def each_for_itself(held: Region) -> list[Equation]:
        units, found = held.held(), []
        for family in units.families:
            for layout in (TableLayout(((family,),), levels) for levels in _joinings()):
                if not weak_lines(units, layout):
                    found += equations(as_published(units, layout), held.cells)
                    break
        whole = as_published(units, TableLayout((units.families,), _joinings()[0]), NO_RULE)
        return found + equations(whole, held.cells)

    assert any(exposed(each_for_itself(held), held) for held in map(region, range(6)))


def test_a_cell_left_blank_beside_a_total_exposes_units() -> None:
    def with_holes(held: Region) -> list[Equation]:
        units = held.held()
        table = as_published(units, TableLayout(tuple((each,) for each in units.families), _joinings()[0]))
        kept = []
        for inside, count in equations(table, held.cells):
            by = {name: sum(cells[cell] for cell in inside) for name, cells in held.units.items()}
            kept += [(inside, count)] if weakness(by) is None else []
        return kept

    assert any(exposed(with_holes(held), held) for held in map(region, range(6)))


@pytest.mark.parametrize("seed", range(6))
def test_two_releases_tell_nothing_of_the_few_units_that_came_in_between(seed: int) -> None:
    before = region(seed)
    table = publish(before.held())
    assert isinstance(table, SafeTable)
    after = _with_units(before, seed)
    released = publish(after.held(), earlier=[Earlier(table, moved=1)])
    known = equations(released, after.cells) if isinstance(released, SafeTable) else []
    assert exposed_by_difference(equations(table, before.cells), known, before) == []


def test_two_releases_tell_of_the_few_units_where_they_are_not_compared() -> None:
    found = 0
    for seed in range(6):
        before, after = region(seed), _with_units(region(seed), seed)
        tables = [publish(each.held()) for each in (before, after)]
        known = [equations(each, before.cells) for each in tables if isinstance(each, SafeTable)]
        found += bool(exposed_by_difference(*known, before))
    assert found >= 5


def _with_units(held: Region, seed: int) -> Region:
    """The same region once its first landlord has three more units, wherever they are."""
    (first, cells), *others = held.units.items()
    added = dict(cells)
    for cell in Random(seed).choices(held.cells, k=3):
        added[cell] += 1
    return Region(held.kinds, {first: added, **dict(others)})


def _joinings() -> list[tuple[tuple[str, ...], ...]]:
    return [
        (("bon",), ("vigilance",), ("fragile",), ("complexe",)),
        (("bon",), ("vigilance",), ("fragile", "complexe")),
        (("bon",), ("vigilance", "fragile", "complexe")),
    ]
