"""The shipped grids as products: their cases hold, and nothing in them is left without words or without a case.

The cases are run as `hlmdiag grid test` runs them; what a case may say is in docs/tester-une-grille.md.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

import hlmdiag
from hlmdiag.cases import CaseFile, cases_beside, read_cases, try_cases
from hlmdiag.grid import Grid, shipped_grids
from hlmdiag.rules.normalise import Choices, Matrix
from hlmdiag.states import NAMES


def cases_of(grid: str) -> CaseFile:
    """The cases that stand beside a shipped grid."""
    path = cases_beside(shipped_grids()[grid])
    return read_cases(path, f"grids/{path.name}")


@pytest.fixture(scope="module")
def grids() -> dict[str, Grid]:
    return {id: hlmdiag.load_grid(id) for id in shipped_grids()}


@pytest.fixture(scope="module")
def complexe(grids: dict[str, Grid]) -> Grid:
    return grids["residence-complexe"]


@pytest.mark.parametrize("id", shipped_grids())
def test_the_cases_of_a_grid_hold_and_speak_of_everything(id: str, grids: dict[str, Grid]) -> None:
    trial = try_cases(grids[id], cases_of(id))
    assert [problem.say("fr") for outcome in trial.failures for problem in (*outcome.problems, *outcome.remarks)] == []
    assert trial.uncovered.nothing, trial.uncovered


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
def test_every_theme_level_and_action_has_its_words(id: str, grids: dict[str, Grid]) -> None:
    grid = grids[id]
    for theme in grid.themes:
        assert theme.help and theme.why, theme.id
    for level in grid.levels:
        assert level.colour and level.follow_up, level.id
    for action in grid.actions:
        assert action.lever and action.why and action.how and action.partners and action.horizon, action.id


@pytest.mark.parametrize("id", shipped_grids())
def test_every_flag_says_where_it_comes_from(id: str, grids: dict[str, Grid]) -> None:
    for flag in grids[id].flags.values():
        assert flag.source and flag.source.title and flag.source.note, flag.id


def test_no_indicator_has_the_id_of_one_of_another_grid(grids: dict[str, Grid]) -> None:
    ids = Counter(indicator.id.casefold() for grid in grids.values() for indicator in grid.indicators)
    assert [id for id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("id", shipped_grids())
def test_a_grid_has_its_publisher_licence_version_and_date(id: str, grids: dict[str, Grid]) -> None:
    grid = grids[id]
    assert grid.publisher and grid.licence and grid.version and grid.statement
    assert date.fromisoformat(grid.date or "")


WEIGHTS = {
    "qualite-de-service": (
        20, {"QS1": 3, "QS2": 3, "QS3": 2, "QS4": 3, "QS5": 3, "QS6": 3, "QS7": 2, "QS8": 2, "QS9": 2, "QS10": 2,
             "QS11": 2, "QS12": 2},
    ),
    "gestion-urbaine": (20, {"CV1": 3, "CV2": 3, "CV3": 3, "CV4": 2, "CV5": 2, "CV6": 1, "CV7": 2, "CV8": 1, "CV9": 2}),
    "tranquillite": (20, {"TR1": 3, "TR2": 3, "TR3": 2, "TR4": 3, "TR5": 2, "TR6": 2, "TR7": 2}),
    "securite-publique": (10, {"SP1": 3, "SP2": 3, "SP3": 2, "SP4": 2, "SP5": 1, "SP6": 1, "SP7": 2}),
    "bati": (12, {"BT1": 3, "BT2": 2, "BT3": 3, "BT4": 2, "BT5": 2}),
    "occupation": (13, {"OC1": 3, "OC2": 2, "OC3": 2, "OC4": 2, "OC5": 2, "OC6": 2, "OC7": 1}),
    "pilotage": (5, {"PI1": 2, "PI2": 1, "PI3": 2}),
}  # fmt: skip
"""Themes and criteria of the main grid with their weights, as the study of the domain sets them."""


JUDGED_OTHERWISE = {"A12", "A26"}
"""Actions that no criterion may judge: better reporting would make it worse, or it cannot fall."""


def test_the_main_grid_weighs_its_themes_and_criteria_as_the_study_does(complexe: Grid) -> None:
    assert {
        theme.id: (theme.weight, {child.id: child.weight for child in theme.children}) for theme in complexe.themes
    } == WEIGHTS


def test_the_main_grid_has_50_criteria_in_two_views_and_32_actions(complexe: Grid) -> None:
    assert Counter(indicator.kind for indicator in complexe.indicators) == {"data": 30, "judgement": 20}
    assert {view.id: len(view.indicators) for view in complexe.views} == {"donnees": 30, "regard": 20}
    assert [action.id for action in complexe.actions] == [f"A{rank:02}" for rank in range(1, 33)]


def test_every_action_of_the_main_grid_says_why_how_with_whom_and_how_it_is_judged(complexe: Grid) -> None:
    criteria = {indicator.id for indicator in complexe.indicators}
    for action in complexe.actions:
        assert action.why and action.how and action.partners and action.horizon, action.id
        assert action.success in criteria or action.id in JUDGED_OTHERWISE, action.id
    assert {action.lever for action in complexe.actions} == {"operationnel", "organisationnel", "structurel"}
    assert {action.tfpb_axis for action in complexe.actions} == {None, *range(1, 9)}


def test_the_statement_of_the_main_grid_owes_nothing_to_the_text_of_another(complexe: Grid) -> None:
    assert complexe.statement
    for words in ("inspirée", "n’a pas été utilisé", "valeurs de départ", "à recaler"):
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
    outputs = [case.output for case in cases_of("residence-complexe").cases]
    met = {value for output in outputs for column, value in output.items() if column.startswith("state:")}
    assert met == set(NAMES.values())


def test_the_bands_of_the_main_grid_have_a_case_on_each_side_of_each_bound() -> None:
    cases = [case for case in cases_of("residence-complexe").cases if case.name.startswith("Bornes")]
    for criterion in (id for _, criteria in WEIGHTS.values() for id in criteria):
        points = {case.output[f"score:{criterion}"] for case in cases}
        assert {0, 100} <= points, criterion
        assert criterion in {"SP3", "BT3"} or {33, 67} <= points, criterion
