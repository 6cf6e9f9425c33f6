"""Requirements (design §3): inheritance resolved, names resolved, the same grid again from its document."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import Grid, load_document, load_grid, shipped_folder, shipped_grids
from hlmdiag.grid.model import Indicator, Theme
from hlmdiag.rules.aggregate import Mean, Sum
from hlmdiag.rules.normalise import Choices, Identity, Matrix, Steps, Target

HERE = Path(__file__).parent
SMALL = """\
language_version: 1
id: petite
version: "1"
title: Petite grille
polarity: burden
columns:
  code: {type: id, required: true}
  vacance: {type: percent}
themes:
  bati:
    title: Bâti
    indicators:
      VAC: {title: Vacance, value: vacance, score: {steps: [0, 5], points: [0, 100]}}
"""
Load = Callable[[str], Grid]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_text(text: str) -> Grid:
        path = tmp_path / "petite.yaml"
        path.write_text(text, encoding="utf-8")
        return load_grid(path)

    return load_text


@pytest.fixture(scope="module")
def grid() -> Grid:
    return load_grid(HERE / "complete.yaml")


def theme(grid: Grid, id: str) -> Theme:
    return next(it for it in grid.themes if it.id == id)


def indicator(grid: Grid, id: str) -> Indicator:
    return next(it for it in grid.indicators if it.id == id)


def test_the_tree_keeps_the_order_of_the_document(grid: Grid) -> None:
    assert [it.id for it in grid.themes] == ["tranquillite", "qualite-de-service", "proprete", "occupation"]
    assert [it.id for it in grid.indicators] == ["TR1", "TR4", "TR-6", "QS6", "proprete-halls", "OC6", "pct_vacance_3m"]


def test_themes_written_before_indicators_come_first(load: Load) -> None:
    sub = "    themes: {murs: {title: Murs, indicators: {MUR: {title: Murs, value: vacance, score: {identity: {}}}}}}\n"
    grid = load(SMALL.replace("    indicators:\n", sub + "    indicators:\n"))
    assert [it.id for it in grid.indicators] == ["MUR", "VAC"]


def test_each_rule_is_read(grid: Grid) -> None:
    rules = [type(it.rule) for it in grid.indicators]
    assert rules == [Steps, Matrix, Choices, Steps, Identity, Steps, Target]
    assert indicator(grid, "proprete-halls").out_of == 40
    goal = indicator(grid, "pct_vacance_3m").goal
    assert goal is not None
    assert goal.text == "3"


def test_what_a_node_does_not_state_comes_from_the_nearest_above(grid: Grid) -> None:
    service, cleanliness = theme(grid, "qualite-de-service"), theme(grid, "proprete")
    assert (service.missing, service.min_coverage) == ("worst", 0.5)
    assert (cleanliness.missing, cleanliness.min_coverage) == ("worst", 0.5)
    assert (grid.root.missing, grid.root.min_coverage) == ("exclude", 0.6)
    assert [level.id for level in cleanliness.levels] == ["courant", "vigilance", "fragile", "complexe"]
    assert isinstance(service.aggregation, Mean)


def test_an_unstated_policy_blocks_under_a_sum(grid: Grid) -> None:
    occupation = theme(grid, "occupation")
    assert isinstance(occupation.aggregation, Sum)
    assert occupation.missing == "block"


def test_a_judgement_brings_its_own_column(grid: Grid) -> None:
    staff, crossing = grid.columns["TR_6"], grid.columns["nature_occupation"]
    assert (staff.type, staff.label, staff.declared) == ("choice", "Capacité d'agir du personnel", False)
    assert dict(staff.choices) == {"1": "Pas de difficulté", "4": "Difficulté majeure"}
    assert (crossing.type, list(grid.columns["recurrence"].choices)[-1]) == ("choice", "quotidien")
    assert grid.columns["proprete_halls"].type == "number"
    assert indicator(grid, "TR-6").column == "TR_6"
    assert list(grid.columns)[:2] == ["code_residence", "nom_residence"]


def test_a_bare_value_is_its_column_and_a_calculation_is_not(grid: Grid) -> None:
    assert indicator(grid, "QS6").column == "dispo_ascenseur_pct"
    assert indicator(grid, "pct_vacance_3m").column == "pct_vacance_3m"
    assert indicator(grid, "TR1").column is None
    assert indicator(grid, "TR4").value is None


def test_a_percent_lies_between_0_and_100_unless_said_otherwise(grid: Grid, load: Load) -> None:
    assert (grid.columns["pct_sous40"].min, grid.columns["pct_sous40"].max) == (0, 100)
    assert load(SMALL.replace("{type: percent}", "{type: percent, max: 250}")).columns["vacance"].max == 250


def test_the_keys_are_the_required_ids_in_order(load: Load) -> None:
    keys = "  code: {type: id, required: true}\n  siren: {type: id}\n  annee: {type: id, required: true}\n"
    assert load(SMALL.replace("  code: {type: id, required: true}\n", keys)).keys == ("code", "annee")


def test_flags_are_ordered_after_those_they_read(grid: Grid) -> None:
    assert list(grid.flags) == ["deux-alertes", "trafic-installe", "ascenseur"]
    assert grid.flag_order.index("ascenseur") < grid.flag_order.index("deux-alertes")


def test_an_action_aims_at_the_indicators_of_its_trigger(grid: Grid) -> None:
    assert grid.actions[0].targets == ("TR4", "QS6")


def test_a_view_keeps_the_leaves_that_its_condition_names(grid: Grid, load: Load) -> None:
    assert grid.views[1].indicators == {"TR4", "TR-6", "proprete-halls"}
    by_theme = load(SMALL + 'views:\n  v: {title: Vue, where: theme == "bati"}\n')
    assert by_theme.views[0].indicators == {"VAC"}


def test_a_view_sees_every_theme_above_a_leaf(grid: Grid) -> None:
    views = {"services": {"title": "Services", "where": 'theme == "qualite-de-service"'}}
    again = load_document({**grid.document, "views": views})
    assert again.views[0].indicators == {"QS6", "proprete-halls"}


def test_answers_may_be_named_by_their_label(load: Load) -> None:
    text = SMALL.replace("{type: percent}", "{type: choice, choices: {b: Bon état, d: Dégradé}}")
    grid = load(text.replace("{steps: [0, 5], points: [0, 100]}", "{choices: {bon etat: 0, DÉGRADÉ: 100}}"))
    rule = grid.indicators[0].rule
    assert isinstance(rule, Choices)
    assert list(rule.choices) == ["b", "d"]


def test_a_yes_no_answer_has_the_codes_true_and_false(load: Load) -> None:
    text = SMALL.replace("{type: percent}", "{type: boolean}")
    rule = load(text.replace("{steps: [0, 5], points: [0, 100]}", "{choices: {oui: 100, false: 0}}")).indicators[0].rule
    assert isinstance(rule, Choices)
    assert list(rule.choices) == ["true", "false"]


def test_a_scale_may_have_no_ends(load: Load) -> None:
    scale = load(SMALL.replace("polarity: burden", "polarity: merit\nscale: none")).scale
    assert (scale.low, scale.high, scale.burden) == (None, None, False)


def test_a_grid_may_classify_by_rules_without_themes(load: Load) -> None:
    head = SMALL[: SMALL.index("themes:")]
    rules = (
        "levels:\n  bas: {title: Bas}\n  haut: {title: Haut}\n"
        "level_rules:\n  - {level: haut, when: vacance > 10}\n  - {level: bas}\n"
    )
    grid = load(head + rules)
    assert [(rule.level, rule.when is None) for rule in grid.level_rules] == [("haut", False), ("bas", True)]
    assert grid.root.children == ()


def test_a_grid_may_read_another_one_that_stands_beside(load: Load, tmp_path: Path) -> None:
    (tmp_path / "seconde.yaml").write_text(SMALL.replace("petite", "seconde"), encoding="utf-8")
    text = SMALL.replace("value: vacance", "value: seconde.score(bati)").replace("steps: [0, 5]", "steps: [0, 50]")
    grid = load(text + "uses: {seconde: seconde}\n")
    assert grid.uses["seconde"].id == "seconde"
    again = load_document(grid.document, grid.lines, grid.path, {"seconde": grid.uses["seconde"]})
    assert again.indicators[0] == grid.indicators[0]


def test_a_shipped_grid_is_loaded_by_its_id() -> None:
    assert "residence-complexe" in shipped_grids()
    grid = hlmdiag.load_grid("residence-complexe")
    assert (grid.id, grid.path) == ("residence-complexe", "grids/residence-complexe.yaml")
    assert shipped_folder("examples").is_dir()


def test_a_file_that_does_not_exist_is_a_wrong_usage() -> None:
    with pytest.raises(HlmdiagError) as refusal:
        load_grid("absente.yaml")
    assert refusal.value.exit_code == 2
    assert [problem.code for problem in refusal.value.problems] == ["grille.introuvable"]


def test_the_document_kept_in_a_result_gives_the_same_grid(grid: Grid) -> None:
    kept = json.loads(json.dumps({"document": grid.document, "lines": grid.lines}))
    again = load_document(kept["document"], kept["lines"], grid.path)
    assert replace(again, path=grid.path) == grid
    assert again.hash == grid.hash


def test_each_node_knows_its_line(grid: Grid) -> None:
    lines = (HERE / "complete.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[grid.lines["themes.tranquillite.indicators.TR1"] - 1].strip() == "TR1:"
    assert lines[grid.lines["levels.fragile.from"] - 1].strip().startswith("fragile:")


def test_the_hash_follows_the_content_and_not_the_comments(load: Load) -> None:
    before = load(SMALL).hash
    assert load("# relu\n" + SMALL).hash == before
    assert load(SMALL.replace("[0, 5]", "[0, 6]")).hash != before


def test_every_fault_of_a_file_is_said_in_its_order() -> None:
    with pytest.raises(HlmdiagError) as refusal:
        load_grid(HERE.parent / "broken" / "plusieurs-fautes.yaml")
    lines = [problem.location.line or 0 for problem in refusal.value.problems]
    assert len(lines) == 7
    assert lines == sorted(lines)


def test_a_grid_that_comes_with_the_tool_is_read_once_and_any_other_each_time(tmp_path: Path) -> None:
    (id, path), *_ = shipped_grids().items()
    assert load_grid(id) is load_grid(id)
    shutil.copytree(path.parent, tmp_path / "grids")
    assert load_grid(tmp_path / "grids" / path.name) is not load_grid(tmp_path / "grids" / path.name)
    assert load_grid(path).path != load_grid(id).path
