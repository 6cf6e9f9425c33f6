"""Which table is published: what is joined, in which order, and what is not published at all."""

import pytest

from disclosure.attack import LEVELS, region
from hlmdiag.disclosure.joining import publish
from hlmdiag.disclosure.releases import Earlier
from hlmdiag.disclosure.rule import figure, weakness
from hlmdiag.disclosure.tables import HeldUnits, SafeTable, Unpublished

ENOUGH = {"A": 4, "B": 4, "C": 4}


def held(*families: dict[str, dict[str, int]], ordered: bool = True) -> HeldUnits:
    """Families f0, f1…: by level, what each landlord holds; levels that are not given hold enough."""
    counts = {
        (f"f{place}", level): given.get(level, ENOUGH) for place, given in enumerate(families) for level in LEVELS
    }
    return HeldUnits(tuple(f"f{place}" for place in range(len(families))), LEVELS, counts, ordered)


def table_of(units: HeldUnits, *earlier: Earlier) -> SafeTable:
    found = publish(units, earlier=earlier)
    assert isinstance(found, SafeTable)
    return found


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ({"A": 4, "B": 3, "C": 2}, None),
        ({"A": 9, "B": 9}, "landlords"),
        ({"A": 9, "B": 9, "C": 0}, "landlords"),
        ({}, "landlords"),
        ({"A": 9, "B": 3, "C": 2}, None),
        ({"A": 9, "B": 3, "C": 1}, "others"),
        ({"A": 80, "B": 10, "C": 10}, None),
        ({"A": 81, "B": 10, "C": 10}, "held"),
    ],
)
def test_a_figure_needs_three_landlords_five_units_of_the_others_and_no_master(
    by: dict[str, int], why: str | None
) -> None:
    assert weakness(by) == why


def test_more_than_half_held_by_one_is_said() -> None:
    assert not figure({"A": 10, "B": 5, "C": 5}).mostly_one
    assert figure({"A": 11, "B": 5, "C": 5}).mostly_one


def test_a_number_of_landlords_that_says_how_few_units_one_has_is_not_said() -> None:
    """Of five others' units held by four landlords, none can hold more than two."""
    assert figure({"A": 6, "B": 2, "C": 1, "D": 1, "E": 1}).landlords is None
    assert figure({"A": 6, "B": 5, "C": 1, "D": 1, "E": 1}).landlords == 5


def test_a_table_that_holds_enough_everywhere_is_published_whole() -> None:
    table = table_of(held({}, {}))
    assert table.levels == tuple((level,) for level in LEVELS)
    assert [row.families for row in table.rows] == [("f0",), ("f1",)]
    assert [cell.units for cell in table.total.cells] == [24] * 4
    assert table.total.whole.units == 96


def test_levels_are_joined_from_the_worst_end_in_all_families_and_totals() -> None:
    table = table_of(held({}, {"complexe": {"A": 1}}))
    assert table.levels == (("bon",), ("vigilance",), ("fragile", "complexe"))
    assert [[cell.units for cell in row.cells] for row in table.rows] == [[12, 12, 24], [12, 12, 13]]
    assert [cell.units for cell in table.total.cells] == [24, 24, 37]


def test_an_empty_cell_is_joined_too() -> None:
    assert table_of(held({"complexe": {}})).levels[-1] == ("fragile", "complexe")


def test_a_best_level_of_too_few_joins_families_not_levels() -> None:
    table = table_of(held({"bon": {"A": 2}}, {}, {"vigilance": {"A": 30, "B": 30, "C": 30}}))
    assert [row.families for row in table.rows] == [("f0", "f1"), ("f2",)]
    assert len(table.levels) == 4


def test_a_family_without_neighbours_goes_with_others() -> None:
    few = {key: {"A": 1, "B": 1} for key in LEVELS}
    table = table_of(held(few, {}, few, {}, ordered=False))
    assert [row.families for row in table.rows] == [("f3",), ("f0", "f1", "f2")]


def test_what_two_landlords_hold_is_not_published() -> None:
    two = {key: {"A": 50, "B": 50} for key in LEVELS}
    assert publish(held(two, two)) == Unpublished("landlords")


def test_what_one_landlord_holds_at_nine_tenths_is_not_published() -> None:
    one = {key: {"A": 90, "B": 5, "C": 5} for key in LEVELS}
    assert publish(held(one, one)) == Unpublished("held")


def test_a_release_three_units_from_the_last_is_not_published() -> None:
    before = table_of(held({}, {}))
    after = held({"bon": {"A": 7, "B": 4, "C": 4}}, {})
    assert publish(after, earlier=[Earlier(before, moved=1)]) == Unpublished("difference")
    assert publish(after, earlier=[Earlier(before, moved=3)]) == Unpublished("difference")


def test_what_one_landlord_brings_is_not_published_however_much() -> None:
    before = table_of(held({}, {}))
    after = held({"bon": {"A": 4, "B": 4, "C": 4, "D": 40}}, {})
    assert publish(after, earlier=[Earlier(before, moved=1)]) == Unpublished("difference")
    assert isinstance(publish(after, earlier=[Earlier(before, moved=3)]), SafeTable)


def test_units_that_change_levels_are_published_where_three_landlords_moved() -> None:
    before = table_of(held({}, {}))
    after = held({"bon": {"A": 3, "B": 4, "C": 4}, "vigilance": {"A": 5, "B": 4, "C": 4}}, {})
    assert isinstance(publish(after, earlier=[Earlier(before, moved=3)]), SafeTable)


def test_units_that_one_landlord_moves_are_joined_until_the_difference_is_nothing() -> None:
    before = table_of(held({}, {}))
    after = held({"fragile": {"A": 3, "B": 4, "C": 4}, "complexe": {"A": 5, "B": 4, "C": 4}}, {})
    assert table_of(after, Earlier(before, moved=1)).levels[-1] == ("fragile", "complexe")


def test_releases_of_other_joinings_are_compared_on_what_both_count() -> None:
    """The first release joined the two worst levels: what the second one gives apart is summed."""
    before = table_of(held({"complexe": {}}, {}))
    after = held({"complexe": {}, "fragile": {"A": 6, "B": 4, "C": 4}}, {})
    assert publish(after, earlier=[Earlier(before, moved=2)]) == Unpublished("difference")


def test_lines_that_cross_those_of_the_last_release_are_joined_until_they_do_not() -> None:
    """Released as f0+f1 and f2, then as f0 and f1+f2, the same units would tell those of f1."""
    few = {level: {"A": 1} for level in LEVELS}
    before = table_of(held({}, few, {"bon": {"A": 90, "B": 90, "C": 90}}))
    assert [row.families for row in before.rows] == [("f0", "f1"), ("f2",)]
    after = held({"bon": {"A": 95, "B": 95, "C": 95}}, few, {})
    assert [row.families for row in table_of(after).rows] == [("f0",), ("f1", "f2")]
    assert [row.families for row in table_of(after, Earlier(before, moved=3)).rows] == [("f0", "f1", "f2")]


def test_the_same_release_again_differs_in_nothing() -> None:
    units = region(1).held()
    table = table_of(units)
    assert publish(units, earlier=[Earlier(table, moved=0)]) == table
