"""A stock at a glance: every count adds up, in units and in logements."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
import yaml_texts
from hlmdiag.errors import Problem, Severity
from hlmdiag.grid import load_document
from hlmdiag.scoring import Result
from hlmdiag.synthesis import (
    Synthesis,
    alerts_text,
    level_text,
    ranks_in_order,
    shown_units,
    synthesise,
)
from hlmdiag.synthesis.answers import group_problems
from hlmdiag.synthesis.model import ProblemGroup
from report.stock import small_result
from report.variants import VARIANTS, by_rules, merit, varied
from worded import words_of

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def result() -> Result:
    return small_result()


@pytest.fixture(scope="module")
def stock(result: Result) -> Synthesis:
    return synthesise(result)


def test_units_are_counted_by_final_level_then_the_not_conclusive(stock: Synthesis) -> None:
    counts = {each.level.id if each.level else None: each.quantity.units for each in stock.distribution.levels}
    assert counts == {"courant": 2, "vigilance": 0, "fragile": 0, "complexe": 4, None: 2}
    assert stock.distribution.conclusive == 5 and stock.distribution.certain == 1


def test_logements_are_counted_beside_units_and_an_unknown_size_is_said(stock: Synthesis) -> None:
    sizes = {each.level.id if each.level else None: each.quantity.size for each in stock.distribution.levels}
    assert sizes == {"courant": 108.0, "vigilance": 0.0, "fragile": 0.0, "complexe": 400.0, None: 40.0}
    assert stock.size == 548.0 and stock.distribution.size_unknown == 1


def test_shares_of_the_synthesis_add_up_to_one(stock: Synthesis) -> None:
    for shares in (
        [each.quantity.share for each in stock.distribution.levels],
        [each.quantity.size_share or 0.0 for each in stock.distribution.levels],
    ):
        assert sum(shares) == pytest.approx(1.0)


def test_groups_add_up_to_the_whole_and_units_without_one_come_last(stock: Synthesis) -> None:
    assert [group.name for group in stock.groups] == ["Nord", "Sud", None]
    for place, level in enumerate(stock.distribution.levels):
        assert sum(g.distribution.levels[place].quantity.units for g in stock.groups) == level.quantity.units


def test_state_counts_add_up_to_indicators_times_units(stock: Synthesis, result: Result) -> None:
    assert all(sum(each.counts.values()) == stock.units for each in stock.states)
    assert sum(stock.state_totals.values()) == stock.units * len(result.grid.indicators)
    totals = {"not_applicable": 1, "invalid": 1, "missing": 6, "unknown": 2, "small_base": 1, "scored": 37}
    assert stock.state_totals == totals


def test_coverage_bands_hold_every_unit_and_begin_at_the_minimum(stock: Synthesis) -> None:
    assert sum(band.units for band in stock.coverage) == stock.units
    assert [(band.low, band.units) for band in stock.coverage] == [(0.0, 3), (0.6, 1), (0.8, 0), (1.0, 4)]


def test_lists_begin_with_the_worst_level_then_by_rank(stock: Synthesis) -> None:
    codes = [concern.code for concern in stock.concerns]
    assert codes == ["000102", "000104", "000103", "000106", "@A-1", "000101", "000105", "000107"]


def test_a_unit_without_level_stands_at_the_best_that_is_still_possible(result: Result, tmp_path: Path) -> None:
    document = yaml_texts.read(
        """
        {language_version: 1, id: g, version: "1", title: G, polarity: burden,
         columns: {code: {type: id, required: true}, a: {type: number}, b: {type: number}},
         indicators: {A: {title: A, value: a, weight: 3, score: {identity: {}}},
                      B: {title: B, value: b, weight: 7, score: {identity: {}}}},
         levels: {bas: {title: Bas, from: 0}, moyen: {title: Moyen, from: 20}, haut: {title: Haut, from: 60}}}
        """
    )
    grid = load_document(document)
    path = tmp_path / "parc.csv"
    path.write_text("code,a,b\nZ,10,10\nY,90,\nX,0,\nW,30,30\nV,100,100\nB,10,10\n", encoding="utf-8")
    found = hlmdiag.score(grid, hlmdiag.read(path, grid, date=DAY), date=DAY)
    listed = synthesise(found).concerns
    # Y is between 27 and 97: « moyen » at least, but less grave than W (30) if all goes well; X may be the best of all
    assert [each.code for each in listed] == ["V", "W", "Y", "B", "Z", "X"]
    unsettled = [level_text(each, words_of(result.grid)) for each in listed if each.level is None]
    assert unsettled == ["Non concluant, au moins Moyen", "Non concluant"]
    assert ranks_in_order(listed) and not ranks_in_order((listed[1], listed[0], listed[3]))


def test_what_is_not_known_is_no_zero(result: Result) -> None:
    frame = result.frame.with_columns(pl.lit(None, pl.Float64).alias("nb_logements"))
    unread = dataclasses.replace(result, frame=frame)
    distribution = synthesise(unread).distribution
    assert distribution.whole.size is None and distribution.size_unknown == result.frame.height
    assert all(each.quantity.size is None for each in distribution.levels)
    gaps = [name for name in result.frame.columns if name.split(":")[0] == "gap"]
    silent = result.frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in gaps)
    assert synthesise(dataclasses.replace(result, frame=silent)).gaps_known == 0


def test_alerts_that_are_to_be_checked_stand_beside_those_that_hold(result: Result, stock: Synthesis) -> None:
    groups = {group.name: group for group in stock.groups}
    assert (groups[None].alerts, groups[None].alerts_to_check) == (0, 1)
    assert alerts_text(groups[None], words_of(result.grid)) == "0 (1 à vérifier)"


def test_a_level_is_open_to_the_units_that_are_not_of_it(stock: Synthesis, result: Result) -> None:
    for count in (each for each in stock.distribution.levels if each.level is not None):
        rows = result.frame.select("level", "levels_possible").rows()
        assert count.open == sum(count.level.id in (may or ()) and level != count.level.id for level, may in rows)


def test_under_merit_lists_begin_with_the_lowest_score() -> None:
    concerns = synthesise(varied(merit)).concerns
    scores = [concern.score for concern in concerns if concern.score is not None]
    assert scores == sorted(scores)


def test_each_concern_says_what_gave_its_level(stock: Synthesis) -> None:
    causes = {concern.code: concern.cause for concern in stock.concerns}
    assert causes == {
        "000101": "score", "000102": "score", "000103": "flag", "000104": "override", "000105": "not-conclusive",
        "000106": "flag", "000107": "not-conclusive", "@A-1": "score",
    }  # fmt: skip


def test_a_unit_that_is_not_conclusive_shows_no_score_no_level_and_no_reason(result: Result, stock: Synthesis) -> None:
    concern = next(each for each in stock.concerns if each.code == "000105")
    assert (concern.score, concern.level, concern.rank, concern.reasons) == (None, None, None, ())
    assert level_text(concern, words_of(result.grid)) == "Non concluant"
    assert len(concern.possible) == 4


def test_reasons_are_the_heaviest_contributions(stock: Synthesis) -> None:
    concern = next(each for each in stock.concerns if each.code == "000104")
    assert [reason.indicator.id for reason in concern.reasons] == ["TR1", "TR3", "OC1"]


def test_flags_are_counted_where_they_hold_and_where_they_are_to_check(stock: Synthesis) -> None:
    counts = {each.flag.id: (each.holds.units, each.holds.size, each.to_check) for each in stock.flags}
    assert counts == {"trafic-installe": (2, 200.0, 1), "ascenseur": (1, 100.0, 0)}


def test_data_to_collect_first_are_those_whose_lack_weighs_most(stock: Synthesis) -> None:
    found = [(each.indicator.id, each.lacking, round(each.weight, 4)) for each in stock.to_collect]
    assert found[:3] == [("TR1", 4, 0.1667), ("TR3", 2, 0.0556), ("TR2", 2, 0.0278)]


def test_problems_are_grouped_by_cause_errors_first() -> None:
    problems = (Problem("b", severity=Severity.NOTICE), Problem("a"), Problem("b", severity=Severity.NOTICE))
    groups = [(group.code, len(group.problems)) for group in group_problems(problems)]
    assert groups == [("a", 1), ("b", 2)]


def test_states_held_as_plain_text_or_as_codes_give_the_same_synthesis(stock: Synthesis, result: Result) -> None:
    text = result.frame.with_columns(pl.selectors.enum().cast(pl.String))
    coded = text.with_columns(pl.selectors.starts_with("state:").cast(pl.Categorical))
    for frame in (text, coded):
        assert synthesise(dataclasses.replace(result, frame=frame)) == stock


def test_an_empty_stock_has_a_synthesis(result: Result) -> None:
    empty = synthesise(dataclasses.replace(result, frame=result.frame.clear()))
    assert empty.units == 0 and empty.concerns == () and empty.groups == ()
    assert all(each.quantity.units == 0 for each in empty.distribution.levels)


@pytest.mark.parametrize("change", VARIANTS)
def test_every_kind_of_grid_has_a_synthesis(change: object) -> None:
    stock = synthesise(varied(change))  # type: ignore[arg-type]
    assert sum(each.quantity.units for each in stock.distribution.levels) in (0, stock.units)
    assert len(stock.order) == stock.units


def test_rules_that_cannot_be_decided_are_the_cause_of_no_level() -> None:
    causes = {concern.code: concern.cause for concern in synthesise(varied(by_rules)).concerns}
    assert causes["000107"] == "undecided" and causes["000103"] == "rule"


def test_a_document_for_people_lists_500_units_beyond_2000() -> None:
    assert [shown_units(units) for units in (60, 2000, 2001, 200_000)] == [60, 2000, 500, 500]


def test_counts_agree_with_their_noun(result: Result) -> None:
    assert [words_of(result.grid).count(count) for count in (1, 2)] == ["1 résidence", "2 résidences"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.0, 2.0, "de 1,0 à 2,0"),
        (5.0, 5.0, "5,0"),
        (None, None, "sans borne"),
        (None, 2.0, "au plus 2,0, sans borne basse"),
    ],
)
def test_an_interval_is_said_in_words(
    low: float | None, high: float | None, words: str, stock: Synthesis, result: Result
) -> None:
    concern = dataclasses.replace(stock.concerns[0], low=low, high=high, bound=None)
    assert words_of(result.grid).interval(concern) == words


def test_actions_are_counted_where_they_are_proposed_those_that_serve_most_first(stock: Synthesis) -> None:
    counts = [(each.action.id, each.proposed.units, each.proposed.size) for each in stock.actions]
    assert counts == sorted(counts, key=lambda count: -count[1])
    assert {id: units for id, units, _ in counts} == {"A3": 4, "A1": 3, "A2": 1}


def test_a_refused_text_counts_for_each_of_its_cells() -> None:
    repeated = Problem("donnees.booleen", values={"count": 14, "repeat": "(× 14)"})
    other = Problem("donnees.booleen", values={"count": 3})
    assert ProblemGroup("donnees.booleen", Severity.ERROR, (repeated, other)).count == 15
