"""One unit explained: its figures are those of the result, its reasons are words, its places are cells."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from hlmdiag import load_grid, read, score
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import (
    Diagnostic,
    cells_elsewhere,
    columns_in_words,
    explain,
    find,
    headline,
    places_in_words,
)
from hlmdiag.scoring import Result
from hlmdiag.scoring.reads import columns_of, columns_read
from report.stock import UNITS, small_result
from report.variants import VARIANTS, by_rules, geometric, merit, varied
from worded import explainer_of, words_of

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def result() -> Result:
    return small_result()


@pytest.fixture(scope="module")
def units(result: Result) -> dict[str, Diagnostic]:
    explainer = explainer_of(result)
    return {unit.code: unit for unit in map(explainer.unit, range(result.frame.height))}


def said(result: Result, unit: Diagnostic) -> str:
    return headline(unit.verdict, words_of(result.grid)).replace("\u202f", " ")


def test_a_conclusive_unit_is_headed_by_its_level_and_score(result: Result, units: dict[str, Diagnostic]) -> None:
    assert said(result, units["000102"]) == "Situation complexe — note 100,0 sur 100"


def test_a_unit_that_is_not_conclusive_has_no_level_and_no_number_in_its_headline(
    result: Result, units: dict[str, Diagnostic]
) -> None:
    assert said(result, units["000105"]) == "Non concluant"
    verdict = units["000105"].verdict
    assert (verdict.level, verdict.score, verdict.rank) == (None, None, None)
    assert [level.id for level in verdict.possible] == ["courant", "vigilance", "fragile", "complexe"]


def test_a_certain_level_is_said_without_a_score(result: Result, units: dict[str, Diagnostic]) -> None:
    assert said(result, units["000106"]) == "Situation complexe (niveau certain, note non publiée)"
    assert units["000106"].verdict.standing == "certain"


def test_an_override_is_said_with_its_author_its_date_and_its_reason(
    result: Result, units: dict[str, Diagnostic]
) -> None:
    assert said(result, units["000104"]) == "Situation complexe (par dérogation)"
    first = units["000104"].verdict.reasons[0]
    assert "directrice d'agence" in first and "20/10/2026" in first and "incendie du 12 octobre" in first
    assert "Vigilance" in first


def test_a_flag_that_raises_the_level_is_a_reason(units: dict[str, Diagnostic]) -> None:
    score, flag = units["000103"].verdict.reasons
    assert "de 0 à moins de 25" in score
    assert "Trafic installé" in flag and "Situation complexe" in flag


def test_a_flag_that_does_not_raise_the_level_is_no_reason(units: dict[str, Diagnostic]) -> None:
    assert [flag.flag.id for flag in units["000102"].flags] == ["ascenseur"]
    assert len(units["000102"].verdict.reasons) == 1


def test_contributions_and_adjustment_make_the_score(units: dict[str, Diagnostic]) -> None:
    for unit in units.values():
        if unit.verdict.score is not None:
            parts = [reading.contribution or 0.0 for reading in unit.indicators]
            assert sum(parts) + (unit.adjustment or 0.0) == pytest.approx(unit.verdict.score, abs=1e-7)


@pytest.mark.parametrize("change", [None, merit])
def test_against_and_favour_share_the_whole_scale(change: object) -> None:
    """For a tree of means, what is lost and what is kept make the width of the scale."""
    scored = small_result() if change is None else varied(merit)
    explainer = explainer_of(scored)
    for row in range(scored.frame.height):
        unit = explainer.unit(row)
        if unit.verdict.score is not None:
            both = [(reading.against or 0.0) + (reading.favour or 0.0) for reading in unit.indicators]
            assert sum(both) == pytest.approx(100.0)


def test_the_heaviest_indicator_comes_first_on_each_side(units: dict[str, Diagnostic]) -> None:
    assert [reading.indicator.id for reading in units["000104"].against] == ["TR1", "TR3", "OC1"]
    assert [reading.indicator.id for reading in units["000104"].favour][:2] == ["OC2", "TR2"]


def test_nothing_with_points_against_it_nor_whose_fact_raises_a_flag_lightens_a_score(
    units: dict[str, Diagnostic],
) -> None:
    assert any(unit.favour for unit in units.values())
    for unit in units.values():
        assert not {reading.indicator.id for reading in unit.favour} & {each.indicator.id for each in unit.against}
        for flag in (each.flag for each in unit.flags if each.holds):
            read = set(columns_of(flag.when))
            assert not [each.indicator.id for each in unit.favour if read & set(columns_read(each.indicator))]


def test_what_weighs_in_favour_is_left_out_where_weights_do_not_add_up() -> None:
    unit = explainer_of(varied(geometric)).unit(1)
    assert not unit.contribution_exact
    assert unit.against == () and unit.adjustment is None


def test_states_add_up_to_the_number_of_indicators(result: Result, units: dict[str, Diagnostic]) -> None:
    for unit in units.values():
        assert sum(unit.states.values()) == len(result.grid.indicators)


def test_the_neighbouring_levels_are_given_the_nearest_first(units: dict[str, Diagnostic]) -> None:
    near, far = units["000104"].verdict.nearest
    assert (near.level.id, near.distance, near.worse) == ("fragile", pytest.approx(8.888888889), True)
    assert (far.level.id, far.distance, far.worse) == ("courant", pytest.approx(11.111111111), False)


def test_under_merit_the_lower_neighbour_is_the_worse() -> None:
    near, far = explainer_of(varied(merit)).unit(3).verdict.nearest
    assert (near.level.id, near.worse) == ("faible", True)
    assert (far.level.id, far.worse) == ("bon", False)


def test_the_unknown_answers_that_decide_most_come_first(units: dict[str, Diagnostic]) -> None:
    deciding = [(each.reading.indicator.id, each.width) for each in units["000105"].deciding]
    assert [id for id, _ in deciding] == ["TR1", "TR3", "TR2"]
    width = sum(width for _, width in deciding if width is not None)
    verdict = units["000105"].verdict
    assert verdict.low is not None and verdict.high is not None
    assert width == pytest.approx(verdict.high - verdict.low)


def test_a_unit_whose_answers_are_all_known_has_nothing_to_collect(units: dict[str, Diagnostic]) -> None:
    assert units["000101"].deciding == ()


def test_a_flag_to_check_names_the_answer_that_would_decide_it(units: dict[str, Diagnostic]) -> None:
    (flag,) = units["000107"].flags
    assert not flag.holds
    assert [(answer.column, answer.state) for answer in flag.unknown] == [("trafic", "unknown")]


def test_each_answer_has_its_cell_and_each_indicator_its_line_of_the_grid(
    result: Result, units: dict[str, Diagnostic]
) -> None:
    reading = units["000101"].indicators[0]
    assert places_in_words(reading.answers, words_of(result.grid)) == "parc.xlsx, feuille « Relevé », H5, E5"
    assert reading.grid_place.file == "stock.yaml"
    lines = [each.grid_place.line for each in units["000101"].indicators]
    assert all(lines) and len(set(lines)) == len(lines)


def test_a_value_is_said_with_its_label_or_its_unit(units: dict[str, Diagnostic]) -> None:
    texts = [reading.text for reading in units["000102"].indicators]
    assert texts == [
        "60\u00a0pour 100 logements", "Menaces × Quotidienne", "Difficulté majeure (3)", "85\u202f%", "18\u202f%",
        "Faible",
    ]  # fmt: skip


def test_an_action_names_the_answers_that_triggered_it(units: dict[str, Diagnostic]) -> None:
    proposed = units["000102"].actions
    assert [each.action.id for each in proposed] == ["A1", "A2", "A3"]
    assert [reading.indicator.id for reading in proposed[0].triggers] == ["TR1", "TR3"]
    assert proposed[0].success == "Troubles pour 100 logements"


def test_no_action_is_proposed_for_favourable_answers(units: dict[str, Diagnostic]) -> None:
    assert units["000101"].actions == ()


def test_the_gap_between_data_and_judgement_is_given(units: dict[str, Diagnostic]) -> None:
    unit = units["000104"]
    assert unit.gap == pytest.approx(-27.777777778)
    assert [title for title, _ in unit.wide_gaps] == [None, "Tranquillité"]
    assert [view.id for view in unit.views] == ["donnees", "regard"]


def test_themes_come_in_the_order_of_the_grid_with_what_was_answered(units: dict[str, Diagnostic]) -> None:
    themes = [(each.theme.id, each.depth, each.answered, each.applicable) for each in units["000105"].themes]
    assert themes == [("tranquillite", 0, 0, 3), ("service", 0, 3, 3), ("occupation", 1, 2, 2)]


def test_rules_that_cannot_be_decided_name_the_answers_they_read() -> None:
    unit = explainer_of(varied(by_rules)).unit(6)
    assert unit.verdict.level is None
    assert [answer.column for answer in unit.undecided] == ["trafic", "vacance"]


def test_a_unit_is_found_by_its_code_whatever_its_case(result: Result) -> None:
    assert find(result, "@a-1") == 7
    assert explain(result, "000103").label == "Bel Air"


@pytest.mark.parametrize("code", ["Bât A / Esc 1", "bât a / esc 1", "Bât A\u00a0/ Esc 1 "])
def test_a_code_may_hold_what_joins_the_keys_of_others(result: Result, code: str) -> None:
    [key] = result.grid.keys
    named = result.frame.with_columns(pl.Series(key, ["Bât A / Esc 1", *result.frame[key][1:]]))
    assert find(dataclasses.replace(result, frame=named), code) == 0


@pytest.mark.parametrize(
    ("code", "problem"), [("000110", "rapport.code-inconnu-proche"), ("x", "rapport.code-inconnu")]
)
def test_an_unknown_code_is_refused(result: Result, code: str, problem: str) -> None:
    with pytest.raises(HlmdiagError) as refused:
        explain(result, code)
    assert [each.code for each in refused.value.problems] == [problem]
    assert refused.value.exit_code == 2


def test_the_code_whose_zeros_excel_took_away_is_proposed_first(result: Result) -> None:
    [key] = result.grid.keys
    named = result.frame.with_columns(pl.Series(key, ["000071", "000007", "A-070", "A-7", *result.frame[key][4:]]))
    held = dataclasses.replace(result, frame=named)
    for code, nearest in (("7", "000007"), ("a-07", "A-7"), ("0071", "000071")):
        with pytest.raises(HlmdiagError) as refused:
            explain(held, code)
        assert f"Vouliez-vous dire\u00a0: {nearest}" in refused.value.problems[0].sentence("fr"), code


@pytest.mark.parametrize("change", VARIANTS)
def test_every_kind_of_grid_is_explained_in_both_languages(change: object) -> None:
    scored = varied(change)  # type: ignore[arg-type]
    for language in ("fr", "en"):
        explainer = explainer_of(scored, language)
        codes = [explainer.unit(row).code for row in range(scored.frame.height)]
        assert codes == [unit["code"] for unit in UNITS]


def test_what_an_indicator_reads_is_said_once_for_all_units_and_only_other_places_for_each(result: Result) -> None:
    leaf = next(each for each in result.grid.indicators if each.id == "TR1")
    assert columns_in_words(leaf, result, words_of(result.grid)) == "H, E"
    answers = next(each for each in explainer_of(result).unit(3).indicators if each.indicator.id == "TR1").answers
    assert cells_elsewhere(answers, result, words_of(result.grid)) == ""
    stock = dict(result.manifest.provenance["stock"])
    stock["troubles"] = dataclasses.replace(stock["troubles"], sheet="Faits")
    moved = dataclasses.replace(result, manifest=dataclasses.replace(result.manifest, provenance={"stock": stock}))
    assert columns_in_words(leaf, moved, words_of(moved.grid)) == "parc.xlsx, feuille « Faits », H, E"
    answers = next(each for each in explainer_of(moved).unit(3).indicators if each.indicator.id == "TR1").answers
    assert cells_elsewhere(answers, moved, words_of(moved.grid)) == "parc.xlsx, feuille « Faits », H8"


def test_a_count_names_every_file_of_its_table(tmp_path: Path) -> None:
    head, *events = (EXAMPLES / "incidents.csv").read_text(encoding="utf-8").splitlines()
    for name, lines in (("a.csv", events[:40]), ("b.csv", events[40:])):
        (tmp_path / name).write_text("\n".join([head, *lines]), encoding="utf-8")
    grid, day = load_grid("residence-complexe"), date(2026, 10, 31)
    files = [str(EXAMPLES / "parc.csv"), *(f"incidents={tmp_path / name}" for name in ("a.csv", "b.csv"))]
    scored = score(grid, read(files, grid, date=day), date=day)
    counted = next(each for each in explain(scored, "0203").indicators if each.indicator.id == "TR1").answers[-1]
    assert counted.place is not None and counted.place.file == "a.csv, b.csv"
