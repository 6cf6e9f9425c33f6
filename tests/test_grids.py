"""The shipped grids as products: their cases hold, and nothing in them is left without words or without a case.

A case gives answers (`input`, its `events`, the other residences of its `stock`, `like` an earlier case) and the
columns of the result that it expects. It goes through the library as a user's file would: written, read, scored.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from hlmdiag.grid import Grid, shipped_grids
from hlmdiag.grid.reader import read_yaml
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.states import NAMES

UNIT = "CAS"
"""The key of the unit of a case that does not give one."""


@dataclass(frozen=True)
class Case:
    """One unit, its company, and what the result must say of it."""

    grid: str
    name: str
    answers: Mapping[str, Any]
    events: Mapping[str, Sequence[Mapping[str, Any]]]
    stock: Sequence[Mapping[str, Any]]
    output: Mapping[str, Any]
    date: date
    tolerance: float
    given: Mapping[str, Any] = field(default_factory=dict)


def read_cases(grid: str, path: Path) -> list[Case]:
    """The cases of a file, each with the answers of the case it resembles."""
    document = read_yaml(path.read_bytes(), path.name).data
    assert document["grid"] == grid
    cases: dict[str, Case] = {}
    for block in document["cases"]:
        like = cases.get(block.get("like", ""))
        assert like or "like" not in block, f"« {block['like']} » n'est pas un cas précédent"
        assert block["name"] not in cases, f"deux cas portent le nom « {block['name']} »"
        given = {**(like.given if like else {}), **block["input"]}
        answers = {column: answer for column, answer in given.items() if column != "events" and answer is not None}
        cases[block["name"]] = Case(
            grid, block["name"], answers, given.get("events") or {}, block.get("stock", like.stock if like else ()),
            block["output"], date.fromisoformat(block.get("date", document["date"])),
            block.get("tolerance", document.get("tolerance", 1e-9)), given,
        )  # fmt: skip
    return list(cases.values())


def cases_of(grid: str) -> list[Case]:
    """The cases that stand beside a shipped grid."""
    path = shipped_grids()[grid]
    return read_cases(grid, path.with_name(f"{path.stem}.cases.yaml"))


CASES = [case for grid in shipped_grids() for case in cases_of(grid)]


@pytest.fixture(scope="module")
def grids() -> dict[str, Grid]:
    return {id: hlmdiag.load_grid(id) for id in shipped_grids()}


@pytest.fixture(scope="module")
def complexe(grids: dict[str, Grid]) -> Grid:
    return grids["residence-complexe"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.grid}: {case.name}" for case in CASES])
def test_a_case_holds(case: Case, grids: dict[str, Grid], tmp_path: Path) -> None:
    row = score_case(case, grids[case.grid], tmp_path)
    wrong = {
        column: f"attendu {expected!r}, obtenu {row.get(column, 'aucune colonne de ce nom')!r}"
        for column, expected in case.output.items()
        if not agrees(expected, row.get(column, "aucune colonne de ce nom"), case.tolerance)
    }
    assert not wrong


def score_case(case: Case, grid: Grid, folder: Path) -> dict[str, Any]:
    """The row of the result for the unit of a case."""
    keys = dict.fromkeys(grid.keys, UNIT)
    files = [write_table(folder / "parc.csv", [{**keys, **case.answers}, *case.stock])]
    for table, rows in case.events.items():
        files.append(write_table(folder / f"{table}.csv", [{**keys, **row} for row in rows]))
    result = hlmdiag.score(grid, hlmdiag.read(files, grid, date=case.date), date=case.date)
    key = grid.keys[0]
    (row,) = [row for row in result.frame.iter_rows(named=True) if row[key] == case.answers.get(key, UNIT)]
    return row


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A file as a landlord's export writes it."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def agrees(expected: Any, found: Any, tolerance: float) -> bool:
    """Whether a value of the result is the expected one; numbers may differ by the tolerance."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) <= tolerance
    return bool(expected == found)


def told(cases: Iterable[Case], column: str) -> set[str]:
    """Every id that some case expects in a column, be it a list or a single one."""
    found: set[str] = set()
    for case in cases:
        value = case.output.get(column)
        found.update([value] if isinstance(value, str) else value or ())
    return found


@pytest.mark.parametrize("id", shipped_grids())
def test_every_level_flag_action_and_criterion_has_a_case(id: str, grids: dict[str, Grid]) -> None:
    grid, cases = grids[id], cases_of(id)
    assert {level.id for level in grid.levels} <= told(cases, "level")
    assert set(grid.flags) <= told(cases, "flags")
    assert set(grid.flags) <= told(cases, "flags_to_check")
    assert {action.id for action in grid.actions} <= told(cases, "actions")
    scored = {column for case in cases for column, value in case.output.items() if value is not None}
    assert {f"score:{indicator.id}" for indicator in grid.indicators} <= scored


@pytest.mark.parametrize("id", shipped_grids())
def test_every_criterion_says_what_why_in_which_unit_and_from_where(id: str, grids: dict[str, Grid]) -> None:
    for indicator in grids[id].indicators:
        assert indicator.help and indicator.why and indicator.unit, indicator.id
        assert indicator.source and indicator.source.title and indicator.source.note, indicator.id


@pytest.mark.parametrize("id", shipped_grids())
def test_every_answer_of_a_judgement_is_described(id: str, grids: dict[str, Grid]) -> None:
    for indicator in grids[id].indicators:
        if indicator.kind == "judgement" and isinstance(indicator.rule, Choices):
            for code, choice in indicator.rule.choices.items():
                assert choice.label and choice.descriptor, (indicator.id, code)


@pytest.mark.parametrize("id", shipped_grids())
def test_a_grid_bears_its_publisher_licence_version_and_date(id: str, grids: dict[str, Grid]) -> None:
    grid = grids[id]
    assert grid.publisher and grid.licence and grid.version and grid.statement
    assert date.fromisoformat(grid.date or "")


WEIGHTS = {
    "qualite-de-service": (
        20, {"QS1": 3, "QS2": 3, "QS3": 2, "QS4": 3, "QS5": 3, "QS6": 3, "QS7": 2, "QS8": 2, "QS9": 2, "QS10": 2},
    ),
    "gestion-urbaine": (20, {"CV1": 3, "CV2": 3, "CV3": 3, "CV4": 2, "CV5": 2, "CV6": 1, "CV7": 2, "CV8": 1, "CV9": 2}),
    "tranquillite": (20, {"TR1": 3, "TR2": 3, "TR3": 2, "TR4": 3, "TR5": 2, "TR6": 2, "TR7": 2}),
    "securite-publique": (10, {"SP1": 3, "SP2": 3, "SP3": 2, "SP4": 2, "SP5": 1}),
    "bati": (12, {"BT1": 3, "BT2": 2, "BT3": 3, "BT4": 2, "BT5": 2}),
    "occupation": (13, {"OC1": 3, "OC2": 2, "OC3": 2, "OC4": 2, "OC5": 2, "OC6": 2, "OC7": 1}),
    "pilotage": (5, {"PI1": 2, "PI2": 1, "PI3": 2}),
}  # fmt: skip
"""Themes and criteria of the main grid with their weights, as the study of the domain sets them."""


def test_the_main_grid_weighs_its_themes_and_criteria_as_the_study_does(complexe: Grid) -> None:
    assert {
        theme.id: (theme.weight, {child.id: child.weight for child in theme.children}) for theme in complexe.themes
    } == WEIGHTS


def test_the_main_grid_has_46_criteria_in_two_views_and_27_actions(complexe: Grid) -> None:
    assert Counter(indicator.kind for indicator in complexe.indicators) == {"data": 27, "judgement": 19}
    assert {view.id: len(view.indicators) for view in complexe.views} == {"donnees": 27, "regard": 19}
    assert [action.id for action in complexe.actions] == [f"A{rank:02}" for rank in range(1, 28)]


def test_every_action_of_the_main_grid_says_why_how_with_whom_and_how_it_is_judged(complexe: Grid) -> None:
    criteria = {indicator.id for indicator in complexe.indicators}
    for action in complexe.actions:
        assert action.why and action.how and action.partners and action.horizon, action.id
        assert action.success in criteria, action.id
    assert {action.lever for action in complexe.actions} == {"operationnel", "organisationnel", "structurel"}
    assert {action.tfpb_axis for action in complexe.actions} == {None, *range(1, 9)}


def test_the_statement_of_the_main_grid_owes_nothing_to_the_text_of_another(complexe: Grid) -> None:
    assert complexe.statement
    for words in ("inspirée", "n'a pas été utilisé", "valeurs de départ", "à recaler"):
        assert words in complexe.statement


def test_the_table_of_occupations_is_that_of_the_study(complexe: Grid) -> None:
    green, yellow, orange, red = 0, 33, 67, 100
    (rule,) = [indicator.rule for indicator in complexe.indicators if indicator.id == "TR4"]
    assert isinstance(rule, Matrix)
    assert {nature: tuple(cells.values()) for nature, cells in rule.matrix.points.items()} == {
        "aucune": (green, green, green, green),
        "presence": (green, green, yellow, yellow),
        "salissures": (green, yellow, yellow, orange),
        "degradations": (yellow, yellow, orange, orange),
        "intimidation": (yellow, orange, orange, red),
        "trafic": (orange, orange, red, red),
    }


def test_the_cases_of_the_main_grid_meet_every_state() -> None:
    outputs = [case.output for case in cases_of("residence-complexe")]
    met = {value for output in outputs for column, value in output.items() if column.startswith("state:")}
    assert met == set(NAMES.values())


def test_the_bands_of_the_main_grid_have_a_case_on_each_side_of_each_bound() -> None:
    cases = [case for case in cases_of("residence-complexe") if case.name.startswith("Bornes")]
    for criterion in (id for _, criteria in WEIGHTS.values() for id in criteria):
        points = {case.output[f"score:{criterion}"] for case in cases}
        assert {0, 100} <= points, criterion
        assert criterion in {"SP3", "BT3"} or {33, 67} <= points, criterion
