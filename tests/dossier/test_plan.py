"""The plan by lever, its partners, the axes of the TFPB framework."""

from __future__ import annotations

from collections import Counter

import pytest

from dossier.missions import NEVER_VISITED, NOT_CONCLUSIVE, VISITED, dossier_of
from hlmdiag.dossier import AXES, DETAILED, LEVERS
from hlmdiag.expression.fold import fold
from hlmdiag.text import catalogue

CODES = (VISITED, NEVER_VISITED, NOT_CONCLUSIVE)


@pytest.mark.parametrize("code", CODES)
def test_the_three_levers_are_there_in_their_order_even_empty(code: str) -> None:
    plan = dossier_of(code).plan
    assert tuple(lever.lever for lever in plan)[:3] == (LEVERS if any(lever.actions for lever in plan) else ())


@pytest.mark.parametrize("code", CODES)
def test_actions_are_numbered_through_the_levers_and_few_of_each_are_detailed(code: str) -> None:
    plan = dossier_of(code).plan
    assert [each.place for lever in plan for each in lever.actions] == list(
        range(1, 1 + sum(len(lever.actions) for lever in plan))
    )
    for lever in plan:
        counts = Counter(each.origin for each in lever.actions)
        assert all(counts[origin] <= most for origin, most in DETAILED.items())


def test_every_proposed_action_is_in_the_plan_once_in_the_order_of_gain_for_effort() -> None:
    found = dossier_of(VISITED)
    (walk,) = found.walks
    assert walk.diagnostic is not None
    proposed = [each.action.title for each in (*found.diagnostic.actions, *walk.diagnostic.actions)]
    planned = [each.proposed.action.title for lever in found.plan for each in lever.actions]
    others = [each.action.title for lever in found.plan for each in lever.others]
    assert Counter(map(fold, [*planned, *others])) == Counter(set(map(fold, proposed)))
    order = [each.action.id for each in found.diagnostic.actions]
    for lever in found.plan:
        ids = [each.proposed.action.id for each in lever.actions if each.origin == "diagnosis"]
        assert ids == sorted(ids, key=order.index)


def test_a_partner_is_named_once_with_every_action_that_calls_for_it() -> None:
    found = dossier_of(VISITED)
    actions = [each for lever in found.plan for each in lever.actions]
    names = [fold(name) for partner in found.partners for name in partner.names]
    assert len(names) == len(set(names))
    assert set(names) == {fold(name) for each in actions for name in each.proposed.action.partners}
    for partner in found.partners:
        for name in partner.names:
            calling = [each for each in actions if fold(name) in map(fold, each.proposed.action.partners)]
            assert list(partner.actions) == calling
    counts = [len(partner.actions) for partner in found.partners]
    assert counts == sorted(counts, reverse=True)


def test_an_axis_holds_the_actions_of_the_plan_that_fall_under_it() -> None:
    found = dossier_of(VISITED)
    assert found.axes
    for axis in found.axes:
        assert axis.actions and {each.proposed.action.tfpb_axis for each in axis.actions} == {axis.number}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_axis_has_its_title(language: str) -> None:
    titles = [catalogue(language)[f"rapport.dossier.axe.{number}"] for number in AXES]
    assert len(set(titles)) == 8 and all(titles)
