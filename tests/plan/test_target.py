"""Requirements (design-2 §14): the cheapest set is the one that brute force finds; a budget goes to the most units."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from explain.test_turning import scored
from hlmdiag.cli.app import run
from hlmdiag.configuration import PlanSettings
from hlmdiag.configuration.plan_table import ActionCost
from hlmdiag.errors import HlmdiagError
from hlmdiag.plan import ExpectedScores, Plan, PlanRow
from hlmdiag.plan.cheapest import EXACT, Candidates, CheapestSearch
from hlmdiag.plan.costs import ActionCosts
from hlmdiag.plan.places import UnitPlace
from hlmdiag.plan.target import PlanTarget, cheapest_plan
from hlmdiag.scoring import Result

NAMES = tuple("abcdef")
COLUMNS = {name: {"type": "number", "min": 0, "max": 100} for name in NAMES}
INDICATORS = {name.upper(): {"value": name, "score": {"identity": {}}} for name in NAMES}
LEVELS = {"bon": {"title": "Bon", "from": 0}, "moyen": {"title": "Moyen", "from": 30},
          "mauvais": {"title": "Mauvais", "from": 60}}  # fmt: skip
PLACES = {"bon": 0, "moyen": 1, "mauvais": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


def all_scored(folder: Path, rows: list[dict[str, Any]], **root: Any) -> Result:
    return scored(folder, INDICATORS, rows, COLUMNS, levels=LEVELS, **root)


def brute_force(folder: Path, root: dict[str, Any], row: dict[str, Any], unit: Candidates, place: int) -> float | None:
    """What the lightest set weighs of all those that work, each scored by the answers it leads to."""
    actions = list(unit.weights)
    sets = list(chain.from_iterable(combinations(actions, size) for size in range(len(actions) + 1)))
    rows = []
    for chosen in sets:
        better = {target.lower() for action in chosen for target in unit.targets[action]}
        rows.append({name: 0.0 if name in better and value is not None else value for name, value in row.items()})
    levels = all_scored(folder, rows, **root).frame["level"].to_list()
    weights = [
        sum(unit.weights[action] for action in chosen)
        for chosen, level in zip(sets, levels, strict=True)
        if level is not None and PLACES[level] <= place
    ]
    return min(weights, default=None)


@settings(max_examples=max(8, settings.default.max_examples // 2))
@given(data=st.data())
def test_the_cheapest_set_is_that_of_brute_force(data: st.DataObject, folder: Path) -> None:
    root: dict[str, Any] = {
        "aggregation": data.draw(st.sampled_from(["mean", "worst"])),
        "min_coverage": 0.3,
        "flags": {
            f"f{place}": {"when": when, "message": "m", "no_better_than": "moyen"}
            for place, when in enumerate(
                data.draw(st.lists(st.sampled_from(["a > 50", "score(B) >= 20 and c > 5", "d > 90"]), unique=True))
            )
        },
    }
    row = {name: data.draw(st.sampled_from([0.0, 10.0, 40.0, 70.0, 95.0, None])) for name in NAMES}
    count = data.draw(st.integers(0, 6))
    targets = {
        f"A{place}": frozenset(data.draw(st.sets(st.sampled_from("ABCDEF"), min_size=1, max_size=2)))
        for place in range(count)
    }
    weights = {action: float(data.draw(st.sampled_from([0, 1, 2, 3, 5]))) for action in targets}
    unit, place = Candidates(0, weights, targets), data.draw(st.integers(0, 1))
    scores = ExpectedScores(all_scored(folder, [row], **root))
    found = CheapestSearch(scores, PLACES, place).of(unit)
    expected = brute_force(folder, root, row, unit, place)
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.is_exact and found.weight == expected
        assert sum(weights[action] for action in found.actions) == found.weight
        event(f"{len(found.actions)} actions")


def test_beyond_the_exact_number_a_set_that_works_is_found_and_said_to_be_maybe_not_the_cheapest(folder: Path) -> None:
    scores = ExpectedScores(all_scored(folder, [dict.fromkeys(NAMES, 90.0)]))
    targets = {f"A{place}": frozenset({"ABCDEF"[place % 6]}) for place in range(EXACT + 3)}
    weights = {action: float(place % 7 + 1) for place, action in enumerate(targets)}
    unit = Candidates(0, weights, targets)
    found = CheapestSearch(scores, PLACES, 1).of(unit)
    assert found is not None and not found.is_exact and found.outcome.levels == ("moyen",)
    # three criteria of six at their best: a mean of 45; the lightest action of each criterion, the lightest three
    assert found.weight == sum(
        sorted(min(weights[a] for a in targets if letter in targets[a]) for letter in "ABCDEF")[:3]
    )


ACTIONS = {
    "actions": {
        f"A{name}": {"title": name, "when": f"score({name.upper()}) >= 50", "effort": place + 1}
        for place, name in enumerate(NAMES)
    }
}
ROWS = [dict.fromkeys(NAMES, 90.0), {**dict.fromkeys(NAMES, 0.0), "a": 95.0, "b": 95.0}, dict.fromkeys(NAMES, 62.0)]


def looked_for(folder: Path, target: PlanTarget, settings: PlanSettings, *rows: dict[str, Any]) -> list[Any]:
    result = all_scored(folder, ROWS, **ACTIONS)
    plan = Plan("g@1", tuple(PlanRow(each) for each in rows))
    places = {"R1": UnitPlace(10.0, ""), "R3": UnitPlace(1.0, "")}
    return cheapest_plan(plan, result, ExpectedScores(result), ActionCosts(plan, settings, places), target)


def test_a_budget_goes_to_the_cheapest_units_and_typed_costs_come_first(folder: Path) -> None:
    costs = {f"A{name}": ActionCost(100.0, per_logement=False, line=1) for name in NAMES}
    costs["Aa"] = ActionCost(20.0, per_logement=True, line=1)
    typed = [
        {"code": "R3", "action": "Ab", "cost": 30, "decision": "retenue"},
        {"code": "R1", "action": "Ac", "decision": "écartée"},
    ]
    settings = PlanSettings(costs=costs)
    first, last = looked_for(folder, PlanTarget("moyen", 1, 100.0), settings, *typed)
    assert (first.code, first.reached, first.cost) == ("R1", "hors-budget", 300.0)
    # twenty euros for its only logement, less than the thirty that were typed and the hundred of the others
    assert (last.code, last.reached, last.cost, last.found.actions) == ("R3", "trouve", 20.0, ("Aa",))
    assert "Ac" not in first.found.actions
    both = looked_for(folder, PlanTarget("moyen", 1, 320.0), settings, *typed)
    assert [each.reached for each in both] == ["trouve", "trouve"]


def test_a_budget_without_the_costs_is_refused_and_names_the_actions(folder: Path) -> None:
    settings = PlanSettings(costs={f"A{name}": ActionCost(1.0, per_logement=False, line=1) for name in "abcde"})
    with pytest.raises(HlmdiagError) as caught:
        looked_for(folder, PlanTarget("moyen", 1, 100.0), settings)
    [problem] = caught.value.problems
    assert problem.code == "plan.sans-cout" and "Af (2)" in problem.say("fr")
    # a step without a cost beside one that has one: nobody knows what the action costs
    settings = PlanSettings(costs={f"A{name}": ActionCost(1.0, per_logement=False, line=1) for name in NAMES})
    steps = [{"code": "R1", "action": "Aa", "cost": 3}, {"code": "R1", "action": "Aa"}]
    with pytest.raises(HlmdiagError):
        looked_for(folder, PlanTarget("moyen", 1, 100.0), settings, *steps)


def test_without_a_budget_effort_counts(folder: Path) -> None:
    first, last = looked_for(folder, PlanTarget("moyen", 1, None), PlanSettings())
    assert (first.found.weight, first.found.actions, first.cost) == (6.0, ("Aa", "Ab", "Ac"), None)
    assert (last.found.weight, last.found.actions) == (1.0, ("Aa",))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--target", "nul"], "plan.niveau-inconnu"), (["--budget", "3"], "plan.budget-seul"),
        (["--target", "bon", "--budget", "cher"], "plan.budget-valeur"),
        (["--target", "bon", "-o", "plan.csv"], "plan.objectif-format"),
        (["--target", "bon", "--budget", "1 000,50 €"], "plan.sans-cout"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    folder: Path, options: list[str], code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import hlmdiag

    monkeypatch.chdir(folder)
    hlmdiag.render(all_scored(folder, ROWS, **ACTIONS), folder / "r.json", force=True)
    assert run(["plan", "r.json", *options]) == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert not [*folder.glob("*plan*")]
