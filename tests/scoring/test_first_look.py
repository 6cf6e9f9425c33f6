"""What one view alone says of a unit without level: its limits, and what it is worth on invented stocks."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given

import hlmdiag
from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid
from hlmdiag.errors import HlmdiagError
from hlmdiag.gate import evaluate, read_conditions
from hlmdiag.selection import kept, read_where

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
COLUMNS = [f"first_look_{what}" for what in ("level", "score", "low", "high", "coverage")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grilles")


@given(case=cases())
def test_it_is_never_outside_the_possible_levels_and_never_beside_a_certain_one(case: Case, folder: Path) -> None:
    (folder / "g.yaml").write_text(as_yaml(case.grid), encoding="utf-8")
    answers = dataset(case.grid, case.rows, case.events, case.overrides)
    result = hlmdiag.score(load_grid(folder / "g.yaml"), answers, date=TODAY)
    if result.grid.first_look is None:
        assert not set(COLUMNS) & set(result.frame.columns)
        return
    for line in result.frame.iter_rows(named=True):
        level = line["first_look_level"]
        assert level is None or level in line["levels_possible"]
        if line["level"] is not None or line["conclusive"]:
            assert [line[name] for name in COLUMNS] == [None] * len(COLUMNS)
        if line["first_look_score"] is None:
            assert (level, line["first_look_low"], line["first_look_high"]) == (None, None, None)
        else:
            assert line["first_look_coverage"] >= result.grid.first_look.min_coverage


@pytest.fixture(scope="module")
def grid():
    return load_grid("residence-complexe")


@pytest.fixture(scope="module")
def judged(grid) -> list[str]:
    return [column for leaf in grid.indicators if leaf.kind == "judgement" for column in leaf.columns]


@pytest.fixture(scope="module")
def parc(grid, judged):
    """The invented stock without any answer of the teams."""
    stock = pl.read_csv(EXAMPLES / "parc.csv", separator=";", infer_schema_length=0)
    return hlmdiag.score(grid, hlmdiag.read(stock.drop(judged, strict=False), grid, date=DAY), date=DAY)


def test_gates_and_selections_read_it(grid, parc) -> None:
    looked = parc.frame.filter(pl.col("first_look_level").is_in(["fragile", "complexe"]))
    where = kept(parc, read_where("first_look_level >= fragile", grid))
    assert where.frame["code_residence"].to_list() == looked["code_residence"].to_list() != []
    [gate] = evaluate(read_conditions(["count(first_look_level >= fragile) > 1000"], grid), parc)
    assert gate.status == "held"
    assert gate.measures[0].value == looked.height
    [gate] = evaluate(read_conditions(["max(first_look_score) > 10"], grid), parc)
    assert gate.status == "crossed"


def test_a_unit_whose_level_is_known_is_left_out_of_a_condition_on_it_for_certain(grid, parc) -> None:
    undecided = kept(parc, read_where("first_look_level >= fragile", grid)).manifest.selection.undecided
    without = parc.frame.filter(pl.col("level").is_null() & pl.col("first_look_level").is_null())
    assert undecided == without.height > 0


def test_a_grid_without_it_refuses_its_name(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError):
        read_where("first_look_level >= courant", load_grid("diagnostic-en-marchant"))


@pytest.fixture(scope="module")
def invented(grid):
    """Three hundred invented residences, every answer given: five drawn from each profile of the example."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        from invented_answers import answers
        from invented_stock import residences
        from make_examples import _plain
    finally:
        sys.path.remove(str(EXAMPLES))
    drawn = [replace(each, code=f"{each.code}-{n}") for n in range(5) for each in residences()]
    rows = [{name: _plain(given) for name, given in answers(each, gaps=False).items()} for each in drawn]
    return pl.DataFrame(rows, infer_schema_length=None)


def test_half_of_the_data_is_enough_for_most_residences_and_agrees_with_the_whole(grid, judged, invented) -> None:
    """Design §5.7, decision 0032: the minimum of the main grid stands on these figures."""
    own = {column.id for column in grid.columns.values() if column.role is not None or column.id in grid.keys}
    facts = own | {"annee_construction", "annee_rehab", "nb_ascenseurs", "chauffage_collectif", "n_satisf", "date_maj"}
    free = [name for name in invented.columns if name not in {*facts, *judged, "part_qpv", "type_construction"}]
    random = Random(1)
    rows = [row | dict.fromkeys(random.sample(free, len(free) // 2), "") for row in invented.to_dicts()]
    half = pl.DataFrame(rows, schema=invented.schema).drop(judged, strict=False)
    whole, first = (
        hlmdiag.score(grid, hlmdiag.read(stock, grid, date=DAY), date=DAY).frame for stock in (invented, half)
    )
    pairs = first.select("code_residence", "first_look_level", "first_look_score").join(
        whole.select("code_residence", "level", "score"), on="code_residence"
    )
    looked = pairs.filter(pl.col("first_look_score").is_not_null() & pl.col("score").is_not_null())
    same = (looked["first_look_level"].cast(str) == looked["level"].cast(str)).mean()
    spearman = looked.select(pl.corr("first_look_score", "score", method="spearman")).item()
    assert looked.height >= 0.88 * first["level"].null_count() > 0
    assert same >= 0.85
    assert spearman >= 0.89
