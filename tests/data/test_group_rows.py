"""Rows of groups that no word announces, in the tables that a spreadsheet sums up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kit import filled, look, only, small_grid, write
from hlmdiag.data import read
from hlmdiag.data.group_rows import group_rows

Row = tuple[int, int]
UNIT = st.tuples(st.integers(1, 500), st.integers(1, 90_000))
GROUP = st.lists(UNIT, min_size=2, max_size=5)


def added(rows: list[Row]) -> Row:
    return sum(a for a, _ in rows), sum(b for _, b in rows)


@given(st.lists(GROUP, min_size=1, max_size=6), st.booleans())
def test_groups_are_found_above_or_below_their_rows(groups: list[list[Row]], is_above: bool) -> None:
    rows = list[Row]()
    for group in groups:
        rows += [added(group), *group] if is_above else [*group, added(group)]
    found = group_rows(rows, added([unit for group in groups for unit in group]))
    assert found is not None
    kept = [row for place, row in enumerate(rows) if place not in found]
    # another reading may hold too: whatever is left makes up the total, and nothing is counted twice
    assert added(kept) == added([unit for group in groups for unit in group])


@given(st.lists(st.lists(GROUP, min_size=1, max_size=3), min_size=1, max_size=3))
def test_groups_of_groups_are_groups_too(areas: list[list[list[Row]]]) -> None:
    rows = list[Row]()
    for area in areas:
        rows.append(added([unit for group in area for unit in group]))
        for group in area:
            rows += [added(group), *group]
    units = added([unit for area in areas for group in area for unit in group])
    found = group_rows(rows, units)
    assert found is not None
    assert added([row for place, row in enumerate(rows) if place not in found]) == units


@given(st.lists(UNIT, max_size=8), UNIT)
def test_rows_that_make_up_no_total_are_left(rows: list[Row], total: Row) -> None:
    found = group_rows(rows, total)
    if found is not None:
        assert added([row for place, row in enumerate(rows) if place not in found]) == total


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([(5, 5), (5, 5)], (5, 5)),
        ([(1, 1), (1, 1), (1, 1), (1, 1)], (2, 2)),
        ([(140, 9), (120, 4), (20, 5), (7, 7), (80, 7), (80, 7)], (220, 16)),
        ([(140, 9), (120, 4), (20, 5)], (141, 9)),
        ([(140, 1), (120, 2), (20, 3)], (140, 6)),
        ([(1, 1), (1, 1), (2, 2), (1, 1), (1, 1)], (3, 3)),
        ([], (1, 1)),
    ],
)
def test_a_doubt_is_no_group(rows: list[Row], total: Row) -> None:
    assert group_rows(rows, total) is None


TITLES = "code_residence;nb lgts;loyer;vacance\n"


@pytest.mark.parametrize(
    ("rows", "aside"),
    [
        (
            "Nord;140;22;5\nR1;120;10;4\nR2;20;12;6\nSud;80;15;3\nR3;30;5;2\nR4;50;10;4\nTotal général;220;37;4",
            "2, 5, 8",
        ),
        (
            "R1;120;10;4\nR2;20;12;6\nNord;140;22;5\nR3;30;5;2\nR4;50;10;4\nSud;80;15;3\nTotal général;220;37;4",
            "4, 7, 8",
        ),
    ],
)
def test_the_groups_of_a_pivot_table_are_no_residences(tmp_path: Path, rows: str, aside: str) -> None:
    dataset = read(write(tmp_path, "parc.csv", f"{TITLES}{rows}\n"), small_grid())
    assert look(dataset, "code_residence") == [("R1",), ("R2",), ("R3",), ("R4",)]
    assert filled(only(dataset, "total"), "rows") == aside
