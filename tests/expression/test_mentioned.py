"""The names that may be columns of the stock, of which a grid takes those of its dictionary."""

import pytest

from hlmdiag.expression import mentioned


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b / a", ("a", "b")), ("coalesce(a, count(incidents, nature == 'x')) / b", ("a", "b")),
        ("abs(a - b)", ("a", "b")), ("median(a, within=b)", ("a", "b")), ("sum(incidents.cout) / a", ("a",)),
        ("count(incidents)", ()), ("score(X) + a", ("a",)), ("a if b > 2 else -c", ("b", "a", "c")),
        ("not a and b in (c, 'd')", ("a", "b", "c")), ("autre.score > a", ("a",)), ("moyenne(a)", ("a",)),
        ("a + (", ()),
    ],
)  # fmt: skip
def test_the_condition_of_an_event_and_the_name_of_a_result_are_no_columns(text: str, names: tuple[str, ...]) -> None:
    assert sorted(mentioned(text)) == sorted(names)
