"""What the study of the domain asks of the grids on practices, on indicators and on the kinds of management."""

from __future__ import annotations

from collections import Counter

import pytest

import hlmdiag
from hlmdiag.grid import Grid, shipped_grids
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.normalise import Choices, Target


@pytest.fixture(scope="module")
def practices() -> Grid:
    return hlmdiag.load_grid("pratiques-qualite-service")


@pytest.fixture(scope="module")
def indicators() -> Grid:
    return hlmdiag.load_grid("indicateurs-suivi")


@pytest.fixture(scope="module")
def typology() -> Grid:
    return hlmdiag.load_grid("typologie-gestion")


def choices_of(indicator: Indicator) -> Choices:
    assert isinstance(indicator.rule, Choices)
    return indicator.rule


def target_of(indicator: Indicator) -> Target:
    assert isinstance(indicator.rule, Target)
    return indicator.rule


def children(theme: Theme) -> list[Indicator]:
    return [child for child in theme.children if isinstance(child, Indicator)]


def test_38_practices_stand_under_the_eight_commitments(practices: Grid) -> None:
    assert [len(children(theme)) for theme in practices.themes] == [5, 5, 5, 5, 6, 4, 4, 4]
    for rank, theme in enumerate(practices.themes, 1):
        assert [child.id for child in children(theme)] == [f"P{rank}{n}" for n in range(1, len(theme.children) + 1)]


def test_each_practice_is_told_on_four_levels_with_evidence_for_the_upper_two(practices: Grid) -> None:
    for practice in practices.indicators:
        found = choices_of(practice).choices
        assert {code: choice.points for code, choice in found.items()} == {"0": 0, "1": 33, "2": 67, "3": 100}
        assert {code for code, choice in found.items() if choice.evidence == "required"} == {"2", "3"}
        assert len({choice.descriptor for choice in found.values()}) == 4, practice.id


def sourced(indicator: Indicator) -> str:
    """What its source says; an address opens what the title names, which is then the figure that is cited."""
    source = indicator.source
    assert source and source.title and source.note, indicator.id
    assert source.url is None or source.title.startswith("Repère : "), indicator.id
    return f"{source.title}. {source.note}"


def test_each_practice_names_its_commitment(practices: Grid) -> None:
    for practice in practices.indicators:
        assert "de la charte qualité de Champagne-Ardenne" in sourced(practice), practice.id


def test_each_commitment_blocks_and_asks_for_evidence(practices: Grid) -> None:
    blocks = {flag.id.partition("-")[0]: [] for flag in practices.flags.values()}  # type: dict[str, list[str | None]]
    for flag in practices.flags.values():
        blocks[flag.id.partition("-")[0]].append(flag.no_better_than)
    assert blocks == {"retard": ["en-progres"] * 8, "preuves": ["maitrise"] * 8}


def test_the_four_priorities_are_marked_and_seen_apart(practices: Grid) -> None:
    marked = {each.id for each in practices.indicators if "priorite" in each.tags}
    assert marked == {view.id: view.indicators for view in practices.views}["priorites"]
    tags = {tag for each in practices.indicators for tag in each.tags} - {"priorite"}
    assert tags == {"management", "reclamations", "proprete", "communication"}
    assert all(set(each.tags) == set() or len(each.tags) > 1 for each in practices.indicators)


def test_each_low_practice_calls_an_action(practices: Grid) -> None:
    called = {target for action in practices.actions for target in action.targets}
    missing = {practice.id for practice in practices.indicators} - called
    assert missing == set()


def test_23_indicators_in_the_families_of_the_charter(indicators: Grid) -> None:
    assert [len(children(theme)) for theme in indicators.themes] == [3, 4, 4, 4, 3, 2, 3]


def test_each_indicator_has_its_own_goal_in_the_file_and_a_default(indicators: Grid) -> None:
    own = Counter()  # type: Counter[str]
    for indicator in indicators.indicators:
        assert target_of(indicator).target.points == (100, 50, 0), indicator.id
        assert target_of(indicator).target.tolerance > 0, indicator.id
        assert indicator.goal is not None
        read = {reference.name for reference in indicator.goal.references if hasattr(reference, "name")}
        columns = sorted(read - {"chauffage_collectif"})
        assert len(columns) == 1 and columns[0].startswith("objectif_"), indicator.id
        own[columns[0]] += 1
    assert set(own.values()) == {1}


def test_each_indicator_says_its_formula_its_source_and_its_period(indicators: Grid) -> None:
    for indicator in indicators.indicators:
        assert indicator.help and "Source : " in indicator.help and "Période : " in indicator.help, indicator.id
        assert indicator.source and indicator.source.note and "Objectif par défaut" in indicator.source.note
        assert "chartes d’objectifs parisiennes" in sourced(indicator)


def test_each_percentage_of_a_survey_has_a_minimum_number_of_answers(indicators: Grid) -> None:
    surveyed = [each for each in indicators.indicators if each.column and each.column.startswith("pct_satisf")]
    assert [each.min_base.at_least for each in surveyed if each.min_base] == [15] * 4


def test_charges_have_a_goal_for_each_way_of_heating(indicators: Grid) -> None:
    goals = {each.id: each.goal for each in indicators.indicators}
    assert [id for id, goal in goals.items() if goal and "chauffage_collectif" in goal.text] == ["CHG1"]


def test_a_share_of_a_survey_is_scored_from_one_number_of_answers_in_every_grid() -> None:
    found = {
        each.min_base.at_least if each.min_base else None
        for id in shipped_grids()
        for each in hlmdiag.load_grid(id).indicators
        if each.column and each.column.startswith("pct_satisf")
    }
    assert found == {15}


def test_one_logbook_serves_every_grid() -> None:
    natures = {
        id: grid.tables["incidents"].columns["nature"].choices
        for id, grid in ((id, hlmdiag.load_grid(id)) for id in shipped_grids())
        if "incidents" in grid.tables
    }
    assert len(natures) == 3
    assert len({tuple(choices) for choices in natures.values() if choices}) == 1


def test_a_missed_target_calls_an_action(indicators: Grid) -> None:
    called = {target for action in indicators.actions for target in action.targets}
    assert {each.id for each in indicators.indicators} == called


def test_the_three_classes_come_from_rules_over_the_first_diagnosis(typology: Grid) -> None:
    assert [level.id for level in typology.levels] == ["droit_commun", "gestion_renforcee", "gestion_de_projet"]
    assert [rule.level for rule in typology.level_rules] == ["gestion_de_projet", "gestion_renforcee", "droit_commun"]
    assert {name: grid.id for name, grid in typology.uses.items()} == {"reperage": "residence-complexe"}
    assert [theme.id for theme in typology.themes] == ["proprete", "psp", "social"]


def test_the_typology_warns_beyond_35_per_cent_out_of_droit_commun(typology: Grid) -> None:
    (alert,) = typology.stock_alerts
    assert (alert.level, alert.more_than) == ("gestion_renforcee", 0.35)


@pytest.mark.parametrize("id", ["pratiques-qualite-service", "indicateurs-suivi", "typologie-gestion"])
def test_the_statement_says_what_is_sourced_and_what_is_ours(id: str) -> None:
    statement = hlmdiag.load_grid(id).statement or ""
    assert "hlmdiag" in statement and "article public" in statement
