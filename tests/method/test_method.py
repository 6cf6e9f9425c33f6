"""Each fault of method: a grid that has it, said at its line, with its sentence; and a grid that has none."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
import yaml_texts
from hlmdiag.errors import Severity
from hlmdiag.grid import Grid, load_grid, shipped_folder, shipped_grids
from hlmdiag.grid.model import Theme
from hlmdiag.method import SEVERITIES, CheckOptions, Examined, check_data, check_method, examine, theme_shares
from hlmdiag.method.value_ranges import ValueRanges
from hlmdiag.text import catalogue

HERE = Path(__file__).parent
DAY = date(2026, 11, 30)
BROKEN = HERE.parent / "broken-method"
FIXTURES = sorted(BROKEN.glob("*.yaml"))
SENTENCES: dict[str, str] = yaml_texts.read((HERE / "sentences.yaml").read_text(encoding="utf-8"))


def expected_of(path: Path) -> set[str]:
    found = re.search(r"^# Attendu : (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, path.name
    return set(found[1].split(", "))


def examined_of(path: Path) -> Examined:
    """A fixture examined: with the version before, which stands in `avant`, or on the data that stand in `parcs`."""
    before, stock = BROKEN / "avant" / path.name, BROKEN / "parcs" / f"{path.stem}.csv"
    found = examine(path, against=load_grid(before) if before.exists() else None)
    if found.grid is None or not stock.exists():
        return found
    result = hlmdiag.score(found.grid, hlmdiag.read(stock, found.grid, date=DAY), date=DAY)
    return replace(found, problems=(*found.problems, *check_data(result)))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fault_is_found_and_nothing_else(path: Path) -> None:
    examined = examined_of(path)
    assert {problem.code for problem in examined.problems} == expected_of(path)
    assert all(problem.severity is SEVERITIES[problem.code] for problem in examined.problems)
    assert all(problem.location.line for problem in examined.problems)


def test_every_fault_has_its_fixture_and_its_sentence() -> None:
    codes = {f"methode.{path.stem}" for path in FIXTURES}
    assert codes == set(SEVERITIES) == {code for code in catalogue("fr") if code.startswith("methode.")}
    assert codes == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_fault_says_what_and_what_to_do(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    (said,) = {it.say("fr") for it in examined_of(Path(f"{code.partition('.')[2]}.yaml")).problems if it.code == code}
    assert said.replace("\N{NARROW NO-BREAK SPACE}", " ") == SENTENCES[code]


@pytest.mark.parametrize("id", shipped_grids())
def test_the_shipped_grids_are_clean(id: str) -> None:
    assert examine(id).problems == ()


def test_a_fault_of_an_overlay_stands_in_the_file_that_wrote_it(tmp_path: Path) -> None:
    parent = (BROKEN / "jamais-vraie.yaml").read_text(encoding="utf-8")
    (tmp_path / "exemple.yaml").write_text(parent, encoding="utf-8")
    path = tmp_path / "locale.yaml"
    head = 'extends: exemple\nid: locale\nversion: "1"\ntitle: Locale\npublisher: Essai\n'
    own = head + "actions: {relouer: {when: score(A) > 100}}\n"
    path.write_text(own, encoding="utf-8")
    found = [(Path(it.location.file or "").name, it.location.line, it.code) for it in examine(path).problems]
    assert found == [
        ("locale.yaml", 6, "methode.action-jamais-declenchee"), ("exemple.yaml", 57, "methode.jamais-vraie"),
    ]  # fmt: skip


def test_a_structural_fault_comes_before_the_method() -> None:
    examined = examine(HERE.parent / "broken" / "choix-inconnu.yaml")
    assert examined.grid is None
    assert examined.readable
    assert [problem.code for problem in examined.problems] == ["grille.choix-inconnu"]


@pytest.mark.parametrize("name", ["arobase", "classeur", "cp1252"])
def test_what_is_no_yaml_cannot_be_read(name: str) -> None:
    path = BROKEN.parent / "broken" / f"{name}.yaml"
    assert not examine(path).readable


def test_a_repeated_key_leaves_the_file_readable() -> None:
    assert examine(BROKEN.parent / "broken" / "cle-repetee.yaml").readable


def test_the_heaviest_weight_is_a_choice() -> None:
    grid = hlmdiag.load_grid(BROKEN / "poids-excessif.yaml")
    assert check_method(grid, CheckOptions(heaviest=0.6)) == ()
    four = {it.values["id"] for it in check_method(grid, CheckOptions(heaviest=0.1))}
    assert four == {"A", "B", "C", "D"}


def test_shares_add_up_to_the_whole() -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    shares = theme_shares(grid)
    assert sum(shares[leaf.id] for leaf in grid.indicators) == pytest.approx(1)
    assert sum(shares[theme.id] for theme in grid.themes) == pytest.approx(1)


@pytest.fixture(scope="module")
def complexe() -> Grid:
    return hlmdiag.load_grid("residence-complexe")


def test_no_score_of_a_real_stock_is_out_of_reach(complexe: Grid) -> None:
    from datetime import date

    day = date(2026, 10, 31)
    example = shipped_folder("examples") / "parc.xlsx"
    frame = hlmdiag.score(complexe, hlmdiag.read(example, complexe, date=day), date=day).frame
    world = ValueRanges(complexe)
    for node in (*complexe.indicators, *complexe.themes):
        reach = world.reach(node)
        assert reach is not None
        scores = frame[f"score:{node.id}"].drop_nulls()
        assert scores.is_between(reach.low - 1e-9, reach.high + 1e-9).all(), node.id
        if not isinstance(node, Theme) and reach.values is not None:
            assert set(scores) <= set(reach.values), node.id


AGGREGATIONS = [
    "mean",
    "worst",
    "best",
    "{sum: {out_of: 400}}",
    "{sum: {out_of: 400, cap: 60}}",
    "{share: {beyond: 50}}",
]


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("optional", [False, True], ids=["fixed", "optional"])
def test_the_reach_of_a_node_is_the_one_that_every_answer_gives(
    aggregation: str, optional: bool, tmp_path: Path
) -> None:
    from datetime import date
    from itertools import product

    grid = hlmdiag.load_grid(small_grid(tmp_path, aggregation, optional))
    rows = list(product([0, 50, 100], [20, 60], [0, 70], ["oui", "non"]))
    stock = pl.DataFrame(rows, schema=["a", "b", "c", "ascenseur"], orient="row", strict=False)
    stock.with_row_index("code").write_csv(tmp_path / "parc.csv", separator=";")
    day = date(2026, 6, 30)
    scores = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid, date=day), date=day).frame["score"]
    reach = ValueRanges(grid).reach(grid.root)
    assert reach is not None
    assert (scores.min(), scores.max()) == pytest.approx((reach.low, reach.high))


def small_grid(folder: Path, aggregation: str, optional: bool) -> Path:
    applies = "applies_if: ascenseur, " if optional else ""
    path = folder / "petite.yaml"
    path.write_text(
        f"""
language_version: 1
id: petite
version: "1"
title: Petite
polarity: burden
aggregation: {aggregation}
missing: {"block" if "sum" in aggregation else "exclude"}
columns:
  code: {{type: id, required: true}}
  a: {{type: integer}}
  b: {{type: integer}}
  c: {{type: integer}}
  ascenseur: {{type: boolean}}
indicators:
  A: {{title: A, value: a, score: {{choices: {{"0": 0, "50": 50, "100": 100}}}}}}
  B: {{title: B, value: b, {applies}weight: 2, score: {{choices: {{"20": 20, "60": 60}}}}}}
  C: {{title: C, value: c, score: {{choices: {{"0": 0, "70": 70}}}}}}
""",
        encoding="utf-8",
    )
    return path


def test_a_warning_is_no_error() -> None:
    assert examine(BROKEN / "plafond.yaml").count(Severity.ERROR) == 0
    assert examine(BROKEN / "plafond.yaml").count(Severity.WARNING) == 1


def test_a_grid_may_ask_for_a_limit_and_what_is_typed_wins(tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    text = (BROKEN / "poids-excessif.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("\ncolumns:\n", "\ncheck: {max_weight: 0.6}\ncolumns:\n"), encoding="utf-8")
    assert examine(path).problems == ()
    assert {it.code for it in examine(path, CheckOptions(heaviest=0.5)).problems} == {"methode.poids-excessif"}


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("À compléter", True),
        ("À compléter, ce que l'on compte.", True),
        ("To complete", True),
        ("TODO", True),
        ("À compléter avec les agents du site.", False),
        ("Le relevé est à compléter chaque mois", False),
        ("Todos los meses", False),
    ],
)
def test_only_what_was_left_to_write_is_to_complete(text: str, is_left: bool, tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    sound = (HERE / "planted" / "sound.yaml").read_text(encoding="utf-8")
    path.write_text(sound.replace("help: Part des logements proposés et vides.", f'help: "{text}"'), encoding="utf-8")
    assert {it.code for it in examine(path).problems} == ({"methode.a-completer"} if is_left else set())


def test_a_comment_that_follows_a_comma_is_no_fault_of_a_colour(tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    sound = (HERE / "planted" / "sound.yaml").read_text(encoding="utf-8")
    old = "  courant: {title: Gestion courante, from: 0,"
    path.write_text(sound.replace(old, f"{old}   # du meilleur au pire }}\n   "), encoding="utf-8")
    assert examine(path).problems == ()


def test_one_column_may_be_scored_two_ways_where_the_two_never_apply_together(tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    text = (BROKEN / "double-compte.yaml").read_text(encoding="utf-8")
    for title, condition in (("Vacance", "logements < 50"), ("Impayés", "logements >= 50")):
        text = text.replace(f"title: {title}\n", f"title: {title}\n        applies_if: {condition}\n")
    path.write_text(text, encoding="utf-8")
    assert examine(path).problems == ()
