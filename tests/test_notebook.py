"""The package in a notebook: what is offered, what is shown of a result, what is said of wrong arguments."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import hlmdiag

TABLE = "code_residence;nb_logements\n" + "".join(f"<b>R{row}</b>;12\n" for row in range(30))


@pytest.fixture
def given(tmp_path: Path) -> tuple[Any, Any]:
    path = tmp_path / "parc.csv"
    path.write_text(TABLE, encoding="utf-8")
    grid = hlmdiag.load_grid("residence-complexe")
    return grid, hlmdiag.read(path, grid)


def test_the_package_offers_its_names() -> None:
    assert dir(hlmdiag) == sorted(hlmdiag.__all__)


def test_what_is_shown_is_short_and_inert(given: tuple[Any, Any]) -> None:
    grid, dataset = given
    result = hlmdiag.score(grid, dataset, date=date(2026, 10, 31))
    assert all(len(repr(each)) < 200 for each in (grid, dataset, result))
    assert "30 units" in repr(result)
    shown = result._repr_html_()
    assert shown.count("<tr>") == 21 and "&lt;b&gt;R0" in shown and "<b>" not in shown


@pytest.mark.parametrize("day", ["2026-10-31", None, datetime(2026, 10, 31), 2026])
def test_a_wrong_date_is_said_in_a_sentence(given: tuple[Any, Any], day: Any) -> None:
    with pytest.raises(TypeError, match=r"hlmdiag\.score: date is a .*; give datetime\.date"):
        hlmdiag.score(*given, date=day)


def test_arguments_in_the_wrong_order_are_said_in_a_sentence(given: tuple[Any, Any]) -> None:
    grid, dataset = given
    with pytest.raises(TypeError, match=r"hlmdiag\.score: grid is a Dataset; give hlmdiag\.load_grid"):
        hlmdiag.score(dataset, grid, date=date(2026, 10, 31))
