"""Requirements (design-2 §14): parts of a plan sent out and taken back lose nothing, and double nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmdiag.cli.app import run
from hlmdiag.plan import PEOPLE, Plan, PlanRow, continued, read_plan
from hlmdiag.plan.continued import gathered
from hlmdiag.plan.parts import SPLITS, parts_of
from hlmdiag.plan.told import ToldPlan
from plan.test_plan import made, plan_sheet, results

__all__ = ["results"]

DAY = date(2026, 1, 1)
CELLS: dict[str, list[Any]] = {
    "responsible": ["Gardien", "gardien ", "Chef d’agence", None], "direction": ["Patrimoine", None],
    "group": ["Nord", "Sud", None], "cost": [100, 200, None], "comment": ["vu", None],
}  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Rows that may be steps of one action, or nobody's; some say all the same."""
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        cells = {"code": draw(st.sampled_from(["R1", "R2", None])), "action": draw(st.sampled_from(["A1", "A2", None]))}
        cells |= {key: draw(st.sampled_from(values)) for key, values in CELLS.items()}
        added = {"Budget voté": 3} if draw(st.booleans()) else {}
        rows.append(PlanRow({key: value for key, value in cells.items() if value is not None}, added, "plan.xlsx"))
    return continued("g@1", (), {}, DAY, [Plan("g@1", tuple(rows), ("Budget voté",))])


def typed(rows: Any) -> Counter[str]:
    """The rows by what people typed in them."""
    return Counter(repr((row.key, [row.cells.get(key) for key in PEOPLE], sorted(row.added.items()))) for row in rows)


@given(plan=plans(), by=st.sampled_from(sorted(SPLITS)), data=st.data())
def test_parts_taken_back_are_the_plan_with_or_without_the_whole_one(plan: Plan, by: str, data: st.DataObject) -> None:
    parts = [part.plan for part in parts_of(ToldPlan(plan, {}, {}, (), DAY), SPLITS[by]).values()]
    assert typed(row for part in parts for row in part.rows) == typed(plan.rows)
    order = data.draw(st.permutations(parts))
    for given_back in (order, [plan, *order], [*order, plan], [plan, *order, *order]):
        if given_back:
            rows, conflicts = gathered(given_back)
            assert (typed(rows), conflicts) == (typed(plan.rows), [])


@given(plan=plans().filter(lambda plan: bool(plan.rows)), by=st.sampled_from(sorted(SPLITS)), data=st.data())
def test_what_is_typed_in_a_part_comes_back_on_its_own_row(plan: Plan, by: str, data: st.DataObject) -> None:
    parts = [part.plan for part in parts_of(ToldPlan(plan, {}, {}, (), DAY), SPLITS[by]).values()]
    place = data.draw(st.integers(0, len(parts) - 1))
    rows = list(parts[place].rows)
    changed = data.draw(st.integers(0, len(rows) - 1))
    rows[changed] = PlanRow({**rows[changed].cells, "partner": "Ville"}, rows[changed].added)
    parts[place] = Plan(plan.grid, (*rows, PlanRow({"comment": "une idée à nous"})), plan.added)
    wanted = typed(row for part in parts for row in part.rows)
    for given_back in (parts, [plan, *parts], [*parts, plan]):
        found, conflicts = gathered(given_back)
        assert (typed(found), conflicts) == (wanted, [])


def test_a_workbook_for_each_value_and_the_whole_plan_and_twice_is_refused(
    results: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(results[0], tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, titles, keys = plan_sheet(book)
    for row, who in enumerate(("Gardien", "Chef d’agence", "gardien")):
        sheet.cell(titles + 1 + row, keys["responsible"]).value = who
    book.save(path)
    command = ["plan", str(results[0]), "--plan", str(path), "--split", "responsable", "-o", f"{tmp_path}/parts"]
    assert run([*command, "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    names = sorted(each.name for each in (tmp_path / "parts").iterdir())
    assert names == [
        "plan-chef-dagence.xlsx", "plan-gardien-2.xlsx", "plan-gardien.xlsx", "plan-sans-responsable.xlsx", "plan.xlsx",
    ]  # fmt: skip
    assert run(command) == 2 and "[sortie.existe]" in capsys.readouterr().err
    parts = [tmp_path / "parts" / name for name in names if name != "plan.xlsx"]
    whole = read_plan((tmp_path / "parts" / "plan.xlsx").read_bytes(), "plan.xlsx")[0]
    back = made(results[0], tmp_path / "back.xlsx", *parts)
    assert typed(read_plan(back.read_bytes(), back.name)[0].rows) == typed(whole.rows)
    again = made(results[0], tmp_path / "again.xlsx", tmp_path / "parts" / "plan.xlsx", *parts)
    assert again.read_bytes() == (tmp_path / "parts" / "plan.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--split", "quartier"], "usage.choix"), (["--split", "agence", "-o", "plan.xlsx"], "plan.parties-dossier"),
        (["--split", "agence", "--public", "R1"], "plan.public-seul"),
    ],
)  # fmt: skip
def test_a_split_that_cannot_be_is_refused(
    results: tuple[Path, Path], options: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(results[0]), *options]) == 2
    assert f"[{code}]" in capsys.readouterr().err
