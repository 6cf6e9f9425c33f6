"""Requirements (R48): a value placed among others without their rows; a reference says no member's own figure."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
import yaml_texts
from hlmdiag.draft import freeze
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.explain import explain
from hlmdiag.grid import load_document
from hlmdiag.grid.reference import read_frozen, with_reference
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import in_quotes

DAY = date(2026, 10, 31)
GRID = """\
language_version: 1
id: rel
version: "1"
title: Relative
unit: résidence
polarity: burden
scale: none
min_coverage: 0
columns:
  code: {type: id, required: true}
  agence: {type: text, role: group}
  x: {type: number}
indicators:
  P: {title: Centile, value: 'percentile(x, within=agence)', score: {identity: {}}}
  Z: {title: Écart réduit, value: 'zscore(x, within=agence)', score: {identity: {}}}
  M: {title: Rapport à la médiane, value: 'x / median(x)', score: {identity: {}}}
"""
NORTH = [10.0 * place for place in range(1, 21)]
"""Mean and median 105; variance 100 × (20² − 1) ÷ 12 = 3 325; values at 25 and 75 %: 55 and 155."""


def rows(**groups: list[float]) -> str:
    lines = [f"{name}{place};{name};{value}" for name, values in groups.items() for place, value in enumerate(values)]
    return "\n".join(["code;agence;x", *lines, ""])


def loaded(folder: Path, text: str = GRID) -> Any:
    (folder / "g.yaml").write_text(text, encoding="utf-8")
    return hlmdiag.load_grid(folder / "g.yaml")


def frozen(folder: Path, at_least: int = 5, **groups: list[float]) -> dict[str, Any]:
    (folder / "d.csv").write_text(rows(**groups), encoding="utf-8")
    grid = loaded(folder)
    read = hlmdiag.read([folder / "d.csv"], grid, date=DAY)
    return freeze(grid, read, DAY, at_least=at_least, title="Essai", source=None).document


def scored(folder: Path, document: dict[str, Any], data: str, text: str = GRID) -> Result:
    (folder / "ref.yaml").write_text(yaml_texts.written(document), encoding="utf-8")
    (folder / "one.csv").write_text(data, encoding="utf-8")
    grid = with_reference(loaded(folder, text), read_frozen(folder / "ref.yaml"))
    return hlmdiag.score(grid, hlmdiag.read([folder / "one.csv"], grid, date=DAY), date=DAY)


def test_the_figures_of_a_group_worked_by_hand(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=NORTH)
    assert document["columns"]["x"]["within"]["agence"] == {
        "Nord": {
            "count": 20, "mean": 105.0, "deviation": 57.6628, "median": 105.0,
            "quantiles": {"25": 55.0, "50": 105.0, "75": 155.0},
        }
    }  # fmt: skip
    assert document["grid"]["hash"] == loaded(tmp_path).hash
    assert (document["units"], document["at_least"], document["date"]) == (20, 5, "2026-10-31")


def test_a_saved_result_gives_the_figures_of_its_data(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=NORTH, Sud=[1, 2, 3])
    grid = loaded(tmp_path)
    result = hlmdiag.score(grid, hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY), date=DAY)
    assert freeze(result.grid, result, DAY, title="Essai", source=None).document == document


def test_a_result_says_which_column_it_does_not_hold(tmp_path: Path) -> None:
    grid = loaded(tmp_path, GRID.replace("role: group", "label: Quartier"))
    (tmp_path / "d.csv").write_text(rows(Nord=NORTH), encoding="utf-8")
    result = hlmdiag.score(grid, hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY), date=DAY)
    with pytest.raises(HlmdiagError) as refusal:
        freeze(grid, result, DAY, title="t", source=None)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.values) == ("notation.reference-texte-libre", {"columns": in_quotes("Quartier")})


def test_a_column_worked_out_of_a_table_is_frozen_from_the_data_as_from_the_result(tmp_path: Path) -> None:
    computed = "x: {type: number, from: sum(logements.loyer)}"
    table = "tables:\n  logements: {key: code, columns: {loyer: {type: number}}}\nindicators:"
    grid = loaded(tmp_path, GRID.replace("x: {type: number}", computed).replace("indicators:", table))
    codes = [f"R{place}" for place in range(9)]
    (tmp_path / "d.csv").write_text("\n".join(["code;agence", *(f"{code};Nord" for code in codes)]), encoding="utf-8")
    lines = [f"{code};{10 * place}" for place, code in enumerate(codes)]
    (tmp_path / "t.csv").write_text("\n".join(["code;loyer", *lines]), encoding="utf-8")
    data = hlmdiag.read([tmp_path / "d.csv", tmp_path / "t.csv"], grid, date=DAY)
    found = freeze(grid, data, DAY, title="t", source=None).document
    assert found["columns"]["x"]["all"]["mean"] == 40.0
    assert freeze(grid, hlmdiag.score(grid, data, date=DAY), DAY, title="t", source=None).document == found


def test_one_residence_is_placed_without_the_others(tmp_path: Path) -> None:
    result = scored(tmp_path, frozen(tmp_path, Nord=NORTH), "code;agence;x\nA;Nord;110\nB;Nord;1\nC;Nord;900\n")
    # 110 is 5 on the 50 between the values at 50 and 75 %: 50 + 25 × 5 ÷ 50; beyond the last quantile, it is the last
    assert result.frame["value:P"].to_list() == [52.5, 25.0, 75.0]
    assert result.frame["value:Z"][0] == pytest.approx(5 / 57.6628, abs=1e-8)
    assert result.frame["value:M"][0] == pytest.approx(110 / 105, abs=1e-8)
    assert result.frame["group_size:percentile(x, within=agence)"].to_list() == [20, 20, 20]
    text = {each.indicator.id: each.text for each in explain(result, "A").indicators}
    assert text["P"] == "52,5 (parmi 20 valeurs)"


def test_a_member_is_placed_as_in_the_stock_itself(tmp_path: Path) -> None:
    document = frozen(tmp_path, at_least=3, Nord=[float(place) for place in range(1, 101)])
    result = scored(tmp_path, document, "code;agence;x\nA;Nord;50\nB;Nord;13\n")
    assert result.frame["value:P"].to_list() == pytest.approx([49.5, 12.5])  # 100 × (49 + ½) ÷ 100


def test_along_equal_quantiles_a_value_is_half_way(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=[0.0] * 20 + [float(place) for place in range(1, 21)])
    assert document["columns"]["x"]["within"]["agence"]["Nord"]["quantiles"]["45"] == 0.0
    result = scored(tmp_path, document, "code;agence;x\nA;Nord;0\n")
    assert result.frame["value:P"].to_list() == [30.0]  # from 15 to 45 %


def test_an_absent_group_is_missing_and_said(tmp_path: Path) -> None:
    data = "code;agence;x\nA;Nord;110\nB;Sud;2\nC;Ouest;5\nD;Nord;\n"
    result = scored(tmp_path, frozen(tmp_path, Nord=NORTH, Sud=[1, 2, 3], Est=[1, 2, 3, 4, 5, 6]), data)
    assert result.frame["state:P"].to_list() == ["scored", "missing", "missing", "missing"]
    (problem,) = [each for each in result.manifest.problems if each.code == "notation.reference-groupe"][:1]
    assert problem.values["count"] == 2
    assert "manque pour 2 unités : la référence ne donne pas leur groupe" in problem.say("fr")


def test_small_groups_and_what_would_give_them_away_are_left_out(tmp_path: Path) -> None:
    # South has 3 values; the whole less North and East would give their mean: East, the smallest, goes with them
    document = frozen(tmp_path, Nord=NORTH, Sud=[1, 2, 3], Est=[5, 6, 7, 8, 9, 10, 11])
    assert list(document["columns"]["x"]["within"]["agence"]) == ["Nord"]
    assert document["columns"]["x"]["left_out"] == {"agence": 2}


def test_a_group_where_all_are_alike_says_nothing(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=NORTH, Sud=[7.0] * 9)
    assert list(document["columns"]["x"]["within"]["agence"]) == ["Nord"]


def test_no_figure_of_a_few_members_can_be_read_back(tmp_path: Path) -> None:
    draw = random.Random(3)
    for _ in range(40):
        groups = {f"g{n}": [draw.uniform(0, 1000) for _ in range(draw.randrange(1, 30))] for n in range(6)}
        column = frozen(tmp_path, **groups)["columns"]["x"]
        shown = column.get("within", {}).get("agence", {})
        rest = column["all"]["count"] - sum(each["count"] for each in shown.values())
        assert rest == 0 or rest >= 5
        for name, group in shown.items():
            values = groups[name]
            assert group["count"] >= 5
            quantiles = list(group.get("quantiles", {}).values())
            for low, high in zip([float("-inf"), *quantiles], [*quantiles, float("inf")], strict=True):
                # the mean of two neighbours stands for a quantile: one of them may stand on its other side
                assert sum(low <= value <= high for value in values) >= 4 if quantiles else True


def test_a_rank_and_an_extreme_cannot_be_read_in_a_reference(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=NORTH)
    for function in ("rank", "max"):
        with pytest.raises(HlmdiagError) as refusal:
            scored(tmp_path, document, "code;agence;x\nA;Nord;1\n", GRID.replace("zscore", function))
        assert [each.code for each in refusal.value.problems] == ["notation.reference-fonction"]
    with pytest.raises(HlmdiagError) as refusal:
        scored(tmp_path, document, "code;agence;x\nA;Nord;1\n", GRID.replace("median(x)", "median(x, within=code)"))
    assert [each.code for each in refusal.value.problems] == ["notation.reference-colonne"]


def test_nothing_to_freeze_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refusal:
        frozen(tmp_path, Nord=[1, 2, 3])
    assert [each.code for each in refusal.value.problems] == ["notation.reference-trop-petite"]
    plain = loaded(tmp_path, GRID[: GRID.index("  P:")] + "  X: {title: X, value: x, score: {identity: {}}}\n")
    with pytest.raises(HlmdiagError) as refusal:
        freeze(plain, hlmdiag.read([tmp_path / "d.csv"], plain, date=DAY), DAY, title="t", source=None)
    assert [each.code for each in refusal.value.problems] == ["notation.reference-sans-objet"]


def test_a_grid_names_its_reference_and_a_saved_result_holds_it(tmp_path: Path) -> None:
    document = frozen(tmp_path, Nord=NORTH)
    (tmp_path / "ref.yaml").write_text(yaml_texts.written(document), encoding="utf-8")
    grid = loaded(tmp_path, GRID.replace("columns:", "reference: {file: ref.yaml}\ncolumns:"))
    (tmp_path / "one.csv").write_text("code;agence;x\nA;Nord;110\n", encoding="utf-8")
    result = hlmdiag.score(grid, hlmdiag.read([tmp_path / "one.csv"], grid, date=DAY), date=DAY)
    assert result.frame["value:P"].to_list() == [52.5]
    again = load_document(grid.document, grid.lines, "g.yaml", files=grid.files)
    assert again.reference == grid.reference


def test_a_reference_given_beside_makes_another_grid_that_a_saved_result_gives_back(tmp_path: Path) -> None:
    result = scored(tmp_path, frozen(tmp_path, Nord=NORTH), "code;agence;x\nA;Nord;110\n")
    again = load_document(result.grid.document, result.grid.lines, "g.yaml")
    assert (again.hash, again.reference) == (result.grid.hash, result.grid.reference)
    assert again.hash != loaded(tmp_path).hash


def test_in_the_stock_itself_a_small_group_is_missing_where_the_grid_asks(tmp_path: Path) -> None:
    grid = loaded(tmp_path, GRID.replace("columns:", "reference: {at_least: 5}\ncolumns:"))
    (tmp_path / "d.csv").write_text(rows(Nord=[1, 2, 3, 4, 5], Sud=[1, 2, 3, 4]), encoding="utf-8")
    frame = hlmdiag.score(grid, hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY), date=DAY).frame
    assert frame["state:P"].to_list() == ["scored"] * 5 + ["missing"] * 4
    assert frame["state:Z"].to_list() == ["scored"] * 5 + ["missing"] * 4
    assert frame["group_size:percentile(x, within=agence)"].to_list() == [5] * 5 + [4] * 4
    assert frame["group_size:median(x)"].to_list() == [9] * 9


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        (
            "notation.reference-fonction",
            {"text": "rank(x)"},
            "« rank(x) » ne peut pas se lire dans une référence figée",
        ),
        ("notation.reference-colonne", {"text": "mean(x)"}, "la référence ne donne pas « mean(x) »."),
        ("notation.reference-sans-objet", {"grid": "g"}, "la grille « g » ne place aucune valeur parmi d’autres"),
        ("notation.reference-texte-libre", {"columns": "« Q »"}, "le résultat ne garde pas « Q », où chacun écrit"),
        ("notation.reference-trop-petite", {"at_least": 5}, "aucune colonne n’a au moins 5 valeurs connues"),
        (
            "notation.reference-organisme",
            {"column": "Région", "columns": "« Agence »"},
            "« Région » n’est pas une colonne de la grille",
        ),
        (
            "notation.reference-sans-organisme",
            {"column": "Organisme", "count": 1},
            "« Organisme » est vide pour 1 unité : sans leur organisme",
        ),
    ],
)
def test_the_sentence_of_each_refusal(code: str, values: dict[str, Any], said: str) -> None:
    assert said in Problem(code, values=values).say("fr")


OWNED = GRID.replace("columns:\n", "columns:\n  bailleur: {type: text, label: Organisme}\n")


def owned(folder: Path, **agencies: dict[str, int]) -> dict[str, Any]:
    """Frozen with the landlord of each row: by agency, how many residences each landlord has there."""
    lines = ["code;bailleur;agence;x"]
    for agency, landlords in agencies.items():
        for landlord, count in landlords.items():
            lines += [f"{agency}{landlord}{place};{landlord};{agency};{place * 3 % 7}" for place in range(count)]
    (folder / "d.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    grid = loaded(folder, OWNED)
    read = hlmdiag.read([folder / "d.csv"], grid, date=DAY)
    return freeze(grid, read, DAY, title="Essai", source=None, contributor="Organisme").document


def test_the_agency_of_a_single_landlord_is_not_published_by_name(tmp_path: Path) -> None:
    x = owned(tmp_path, Nord={"A": 9}, Sud={"B": 9}, Est={"A": 6, "B": 6, "C": 6})["columns"]["x"]
    assert list(x["within"]["agence"]) == []
    assert (x["all"]["count"], x["left_out"]) == (36, {"agence": 3})


def test_agencies_of_three_landlords_are_published_where_the_rest_tells_nobody(tmp_path: Path) -> None:
    shared = {"A": 6, "B": 6, "C": 6}
    x = owned(tmp_path, Nord={"A": 9}, Sud={"B": 5, "C": 4}, Est=shared, Ouest=shared)["columns"]["x"]
    assert list(x["within"]["agence"]) == ["Est", "Ouest"]
    assert x["left_out"] == {"agence": 2}


def test_quantiles_of_one_landlord_alone_at_an_end_are_not_given(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "\n".join(
            ["code;bailleur;agence;x"]
            + [f"{name}{place};{name};Nord;{place + shift}" for name, shift in zip("ABC", (0, 90, 90), strict=True)
               for place in range(10)]
        ), encoding="utf-8",
    )  # fmt: skip
    grid = loaded(tmp_path, OWNED)
    found = freeze(grid, hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY), DAY, title="t", source=None)
    apart = freeze(
        grid, hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY), DAY, title="t", source=None, contributor="bailleur"
    )
    assert list(found.document["columns"]["x"]["all"]["quantiles"]) == ["20", "40", "60", "80"]
    assert list(apart.document["columns"]["x"]["all"]["quantiles"]) == ["60"]


def test_a_stock_of_two_landlords_gives_no_reference(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refusal:
        owned(tmp_path, Nord={"A": 30, "B": 30})
    assert [each.code for each in refusal.value.problems] == ["notation.reference-trop-petite"]


def test_a_row_without_its_organisation_is_refused(tmp_path: Path) -> None:
    grid = loaded(tmp_path, OWNED)
    (tmp_path / "d.csv").write_text("code;bailleur;agence;x\n1;A;Nord;1\n2;;Nord;2\n", encoding="utf-8")
    read = hlmdiag.read([tmp_path / "d.csv"], grid, date=DAY)
    for named, code in (("bailleur", "notation.reference-sans-organisme"), ("Région", "notation.reference-organisme")):
        with pytest.raises(HlmdiagError) as refusal:
            freeze(grid, read, DAY, title="t", source=None, contributor=named)
        assert [each.code for each in refusal.value.problems] == [code]
