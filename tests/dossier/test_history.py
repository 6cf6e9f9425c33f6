"""What changed since earlier diagnoses, and which results cannot serve as such."""

from __future__ import annotations

import dataclasses

import pytest

from dossier.missions import BEFORE, NOW, VISITED, alone, before, dossier_of, present, small, small_before, walked
from hlmdiag.campaign.score_split import causes_of
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import find
from hlmdiag.scoring import Result
from worded import drafter_of


def cell(result: Result, code: str, column: str) -> object:
    return result.frame.row(find(result, code), named=True)[column]


def test_a_history_goes_from_the_oldest_diagnosis_to_the_present_one() -> None:
    days = [campaign.day for campaign in dossier_of(VISITED).history]
    assert days == [BEFORE, NOW]


def test_a_dossier_without_earlier_results_has_no_history() -> None:
    assert alone(present(), VISITED).history == ()


def test_the_change_of_the_score_is_the_difference_of_the_two_results() -> None:
    step = dossier_of(VISITED).history[-1].step
    now, then = (cell(each, VISITED, "score") for each in (present(), before()))
    assert step is not None and isinstance(now, float) and isinstance(then, float)
    assert step.score == pytest.approx(now - then, abs=1e-9)


def test_what_moved_weighs_what_its_contribution_changed_by() -> None:
    _, last = alone(small(), "000102", [small_before()]).history
    assert last.step is not None
    assert {shift.after.indicator.id for shift in last.step.shifts} >= {"TR1", "TR3"}
    for shift in last.step.shifts:
        column = f"contribution:{shift.after.indicator.id}"
        now, then = (cell(each, "000102", column) for each in (small(), small_before()))
        assert isinstance(now, float) and isinstance(then, float)
        assert shift.change == pytest.approx(now - then, abs=1e-9)
    changes = [shift.change or 0.0 for shift in last.step.shifts]
    assert changes == sorted(changes, key=lambda each: -abs(each))


def test_a_flag_raised_since_is_told_and_the_level_before_is_kept() -> None:
    _, last = alone(small(), "000102", [small_before()]).history
    assert last.step is not None and last.step.level_before is not None
    assert last.step.level_before.id == cell(small_before(), "000102", "level")
    raised = {flag.flag.id for flag in last.step.raised}
    now, then = (cell(each, "000102", "flags") for each in (small(), small_before()))
    assert isinstance(now, list) and isinstance(then, list)
    assert raised == set(now) - set(then) != set()
    assert {flag.flag.id for flag in last.step.lifted} == set(then) - set(now) - {"ecart_regards"}


def test_a_unit_that_was_not_there_is_told_and_nothing_is_compared_to_it() -> None:
    first, last = alone(small(), "000103", [small_before()]).history
    assert first.diagnostic is None
    assert last.step is None


def test_another_version_of_the_grid_is_told() -> None:
    grid = dataclasses.replace(small_before().grid, version="2025.1")
    first, last = alone(small(), "000102", [dataclasses.replace(small_before(), grid=grid)]).history
    assert (first.same_grid, last.same_grid) == (False, True)
    assert first.grid.version == "2025.1"


def test_results_that_cannot_be_earlier_ones_are_refused_together() -> None:
    given = [("parcours.json", walked()), ("parc.json", present()), ("a.json", before()), ("b.json", before())]
    with pytest.raises(HlmdiagError) as caught:
        drafter_of(present(), given, [("parc.json", present())])
    found = [(problem.code, problem.location.file) for problem in caught.value.problems]
    assert found == [
        ("dossier.autre-grille", "parcours.json"),
        ("dossier.pas-anterieur", "parc.json"),
        ("dossier.meme-date", "parc.json"),
        ("dossier.meme-date", "b.json"),
        ("dossier.parcours-meme-grille", "parc.json"),
    ]
    assert caught.value.exit_code == 2


def test_the_causes_of_a_change_are_those_of_every_comparison_and_add_up() -> None:
    _, last = alone(small(), "000102", [small_before()]).history
    assert last.step is not None and last.step.causes is not None and last.step.score is not None
    assert set(last.step.causes) == {"grid", "informations", "answers"}
    assert sum(last.step.causes.values()) == pytest.approx(last.step.score, abs=1e-7)
    rows = tuple(find(each, "000102") for each in (small_before(), small()))
    assert last.step.causes == causes_of(small_before(), small(), rows)
