"""What to collect, of whom: what is promised comes true once the answers are given, with no fewer where it is said."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlmdiag
from generators.cases import Case, cases
from generators.columns import TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring import Result
from hlmdiag.scoring.collectable import Collectable
from hlmdiag.synthesis import RuleAnswers, collection, collection_told
from hlmdiag.synthesis import asking_order as asking_module
from hlmdiag.synthesis.asking_order import Asking
from worded import explainer_of, words_of

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2026, 10, 31)
GRID = """
language_version: 1
id: g
version: "1"
title: G
unit: résidence
polarity: burden
min_coverage: 0.6
roles: {agence: {title: Agence}, gardien: {title: Gardien}, siege: {title: Siège}}
columns:
  code: {type: id, required: true}
  a: {type: number}
  b: {type: number}
  c: {type: number}
  d: {type: number, label: Mesure}
  lgts: {type: integer}
"""
TWO_READ_ONE = """
indicators:
  A: {title: A, value: a, score: {identity: {}}, weight: 2, asked: [agence]}
  B: {title: B, value: b, score: {identity: {}}, weight: 3, asked: [agence, gardien]}
  C: {title: C, value: d, score: {identity: {}}, weight: 2, asked: [siege]}
  D: {title: D, value: d + 1, score: {identity: {}}, weight: 2, asked: [gardien]}
  E: {title: E, value: c, score: {identity: {}}, weight: 1}
levels: {bas: {title: Bas, from: 0}, haut: {title: Haut, from: 50}}
"""


def scored(folder: Path, grid: str, rows: str, least: str = "0.6") -> Result:
    (folder / "g.yaml").write_text(GRID.replace("min_coverage: 0.6", f"min_coverage: {least}") + grid, encoding="utf-8")
    (folder / "parc.csv").write_text(rows, encoding="utf-8")
    loaded = hlmdiag.load_grid(folder / "g.yaml")
    return hlmdiag.score(loaded, hlmdiag.read(folder / "parc.csv", loaded, date=DAY), date=DAY)


@pytest.fixture(scope="module")
def grid():
    return hlmdiag.load_grid("residence-complexe")


@pytest.fixture(scope="module")
def stock(grid) -> pl.DataFrame:
    judged = [column for leaf in grid.indicators if leaf.kind == "judgement" for column in leaf.columns]
    whole = pl.read_csv(EXAMPLES / "parc.csv", separator=";", infer_schema_length=0)
    return whole.drop(judged, strict=False)


@pytest.fixture(scope="module")
def parc(grid, stock) -> Result:
    return hlmdiag.score(grid, hlmdiag.read(stock, grid, date=DAY), date=DAY)


def valid(column, random: Random) -> str:
    if column.choices:
        return random.choice(list(column.choices))
    if column.type == "boolean":
        return random.choice(["oui", "non"])
    low, high = column.min or 0, min(column.max if column.max is not None else 10, 10)
    return str(random.randint(int(low), max(int(high), int(low))))


def answered(stock: pl.DataFrame, grid, asks, random: Random) -> pl.DataFrame:
    """The stock with a valid answer, drawn at random, for each unit that an ask needs, in a column that it accepts."""
    rows = stock.to_dicts()
    for ask in asks:
        leaf = ask.indicators[0]
        first = leaf.columns[-1:] if leaf.value is not None and "coalesce" in leaf.value.text else leaf.columns
        # a count comes in its own column, beside the number of dwellings that is known
        own = [name for name in leaf.columns if name != "nb_logements"]
        for name in own[1:2] if len(first) == 1 and len(own) > 1 else own[:1] if len(first) == 1 else own:
            for row in ask.rows:
                rows[row][name] = "non" if name == "trafic" else valid(grid.columns[name], random)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        [{name: row.get(name) or "" for name in names} for row in rows], schema=dict.fromkeys(names, pl.String)
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_answers_make_conclusive_the_units_that_are_promised(grid, stock, parc, seed: int) -> None:
    found = collection(parc)
    assert found is not None and found.open == parc.frame["level"].null_count() > 40
    for size in (1, found.first, len(found.asks)):
        asks = found.asks[:size]
        after = hlmdiag.score(grid, hlmdiag.read(answered(stock, grid, asks, Random(seed)), grid, date=DAY), date=DAY)
        became = after.frame["conclusive"] & ~parc.frame["conclusive"] & parc.frame["level"].is_null()
        assert int(became.sum()) == asks[-1].conclusive


def test_each_unit_needs_as_few_answers_as_its_own_sheet_says(grid, parc) -> None:
    found = collection(parc)
    assert found is not None
    settled = {each.row: each.settling for each in explainer_of(parc).units(range(parc.frame.height))}
    told = {row: each for row, each in settled.items() if each is not None and each.is_enough and each.indicators}
    assert set(told) <= set(found.by_unit) and len(told) > 20
    for row, each in told.items():
        assert len(found.by_unit[row]) == len(each.indicators)


WEIGHT = st.sampled_from([0.05, 0.1, 0.15, 0.2, 0.3])


@given(
    st.lists(st.lists(st.one_of(st.just(0.0), WEIGHT), min_size=5, max_size=5), min_size=1, max_size=6),
    st.sampled_from([0.2, 0.3, 0.45]),
)
def test_what_is_said_to_be_the_fewest_is_found_by_trying_all(rows: list[list[float]], lacks: float) -> None:
    asking, slow = invented(rows, lacks), invented(rows, lacks)
    if not asking.reachable.height:
        return
    names = list(asking.answers)
    sets = [each for size in range(len(names) + 1) for each in combinations(names, size)]
    most = asking.reachable.height
    fewest = min(len(each) for each in sets if asking.done(each) == most)
    order, first = asking.order(0.8)
    assert (asking.done(order), asking.done(order[:first]) * 10 >= most * 8) == (most, True)
    assert asking.is_fewest(len(order), most) == (len(order) == fewest)
    with pytest.MonkeyPatch.context() as patch:
        # one after the other, by queries, as for a large stock: never worse than it is said to be
        patch.setattr(asking_module, "_MOST_TRIED", 0)
        patch.setattr(asking_module, "_FEW", 0)
        order, first = slow.order(0.8)
        assert slow.done(order) == most
        assert not slow.is_fewest(len(order), most) or len(order) == fewest
        reached = slow.done(order[:first])
        best = max(asking.done(each) for each in sets if len(each) == first - 1) if first else 0
        assert not slow.is_fewest(first, reached) or best < reached


def invented(rows: list[list[float]], lacks: float) -> Asking:
    """Units whose answers would bring given weights, the answers being independent."""
    document = {
        "language_version": 1, "id": "g", "version": "1", "title": "G", "polarity": "burden",
        "columns": {"code": {"type": "id", "required": True}, **{f"c{n}": {"type": "number"} for n in range(5)}},
        "indicators": {f"I{n}": {"title": "I", "value": f"c{n}", "score": {"identity": {}}} for n in range(5)},
    }  # fmt: skip
    frame = {f"gain|I{n}": [row[n] for row in rows] for n in range(5)}
    stock = Collectable(Result(hlmdiag.grid.load_document(document), pl.DataFrame(), None))  # type: ignore[arg-type]
    stock.__dict__["gains"] = pl.DataFrame({"row": range(len(rows)), "lacks": [lacks] * len(rows), **frame})
    return Asking(stock)


def test_an_answer_serves_all_that_read_it_and_says_whom_to_ask(tmp_path: Path) -> None:
    result = scored(tmp_path, TWO_READ_ONE, "code;a;b;c;d;lgts\nR1;1;;;;\nR2;1;;1;;\nR3;1;1;1;;\n")
    found = collection(result)
    assert found is not None and (found.open, found.reachable, found.first) == (2, 2, 1)
    (ask,) = found.asks
    assert [leaf.id for leaf in ask.indicators] == ["C", "D"]
    assert [role.id for role in ask.roles] == ["gardien", "siege"]
    assert (ask.rows, ask.conclusive, found.is_fewest) == ((0, 1), 2, (True, True))
    assert {row: [leaf.id for leaf in each] for row, each in found.by_unit.items()} == {0: ["C"], 1: ["C"]}
    told = collection_told(found, words_of(result.grid))
    assert told[0].startswith("Avec 1 réponse (à demander : ") and "pour 2 des 2 résidences" in told[0]
    assert told[1] == "Aucun choix de moins de réponses n’en fait autant."


def test_an_answer_that_decides_what_applies_is_not_counted(tmp_path: Path) -> None:
    rules = """
indicators:
  A: {title: A, value: a, score: {identity: {}}}
  B: {title: B, value: b, applies_if: c > 0, score: {identity: {}}}
  C: {title: C, value: c, score: {identity: {}}}
  D: {title: D, value: d, min_base: {value: lgts, at_least: 10}, score: {identity: {}}}
"""
    result = scored(tmp_path, rules, "code;a;b;c;d;lgts\nR1;1;;;;5\nR2;1;;1;;50\nR3;1;;;;50\n")
    found = collection(result)
    assert (found.open, found.reachable) == (3, 1)
    assert {leaf.id for ask in found.asks for leaf in ask.indicators} <= {"B", "D"}
    assert any("2 résidences" in line for line in collection_told(found, words_of(result.grid)))


def test_what_blocks_a_score_is_asked_for_too_and_what_weighs_nothing_does_not(tmp_path: Path) -> None:
    rules = """
missing: block
indicators:
  A: {title: A, value: a, score: {identity: {}}, weight: 8}
  B: {title: B, value: b, score: {identity: {}}}
  C: {title: C, value: c, score: {identity: {}}}
  D: {title: D, value: d, score: {identity: {}}, weight: 0}
"""
    result = scored(tmp_path, rules, "code;a;b;c;d;lgts\nR1;1;;;;\nR2;1;1;;;\nR3;1;1;1;;\n")
    found = collection(result)
    assert (found.open, found.reachable) == (2, 2)
    assert [(ask.indicators[0].id, ask.rows, ask.conclusive) for ask in found.asks] == [
        ("C", (0, 1), 1),
        ("B", (0,), 2),
    ]


def test_one_answer_is_asked_for_where_the_grid_wants_no_coverage(tmp_path: Path) -> None:
    result = scored(tmp_path, TWO_READ_ONE, "code;a;b;c;d;lgts\nR1;;;;;\nR2;1;1;1;1;\n", least="0")
    found = collection(result)
    assert (found.open, found.reachable) == (1, 1)
    assert [(ask.rows, ask.conclusive) for ask in found.asks] == [((0,), 1)]


@given(case=cases())
def test_nothing_is_promised_of_a_random_grid_that_its_result_denies(case: Case, tmp_path_factory) -> None:
    path = tmp_path_factory.getbasetemp() / "recueil.yaml"
    path.write_text(as_yaml(case.grid), encoding="utf-8")
    result = hlmdiag.score(hlmdiag.load_grid(path), dataset(case.grid, case.rows, case.events), date=TODAY)
    found = collection(result)
    if isinstance(found, RuleAnswers):
        assert result.grid.level_rules and found.open == result.frame["level"].null_count()
        assert all(0 < units <= found.open for _, units in found.lacking)
        return
    counts = [0, *(ask.conclusive for ask in found.asks)]
    assert counts == sorted(counts) and found.reachable <= found.open <= result.frame.height
    open_rows = set(result.frame.with_row_index("n").filter(pl.col("level").is_null() & ~pl.col("conclusive"))["n"])
    for ask in found.asks:
        assert set(ask.rows) <= open_rows
        for leaf in ask.indicators:
            states = result.frame[list(ask.rows)][f"state:{leaf.id}"].cast(pl.String).to_list() if ask.rows else []
            assert len(ask.indicators) > 1 or not set(states) - {"missing", "unknown", "invalid"}


def test_all_conclusive_rules_and_nothing_to_ask_are_each_a_sentence(tmp_path: Path) -> None:
    whole = scored(tmp_path, TWO_READ_ONE, "code;a;b;c;d;lgts\nR1;1;1;1;1;1\n")
    assert collection_told(collection(whole), words_of(whole.grid)) == (
        "Tous les niveaux sont établis : il n’y a rien à recueillir pour conclure.",
    )
    small = "indicators: {A: {title: A, value: a, min_base: {value: lgts, at_least: 10}, score: {identity: {}}}}\n"
    nothing = scored(tmp_path, small, "code;a;b;c;d;lgts\nR1;1;;;;2\n")
    assert collection_told(collection(nothing), words_of(nothing.grid)) == (
        "1 résidence sans niveau établi : aucune réponse manquante ne suffit à coup sûr à conclure.",
    )


def test_where_rules_give_the_level_the_answers_that_they_read_are_counted() -> None:
    grid, reading = hlmdiag.load_grid("typologie-gestion"), hlmdiag.load_grid("residence-complexe")
    rows = {
        "code_residence": ["R1", "R2", "R3"],
        "npnru": ["oui", "non", ""],
        "projet_decide": ["", "ne sait pas", "non"],
    }
    found = hlmdiag.read(pl.DataFrame(rows), reading, date=DAY)
    used = {"reperage": hlmdiag.score(reading, found)}
    result = hlmdiag.score(grid, hlmdiag.read(pl.DataFrame(rows), grid, date=DAY), uses=used)
    assert result.frame["level"].to_list() == ["gestion_de_projet", None, None]
    told = collection_told(collection(result), words_of(grid))
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in told] == [
        "Réponses que lisent les règles et qui manquent, sur 2 résidences sans niveau établi : Démolition ou "
        "restructuration programmée (2) ; Projet NPNRU ou Anru (1) ; Projet de site décidé (1).",
        "Cette grille classe par des règles : chaque fiche dit les réponses qui décideraient du niveau.",
    ]


def test_every_indicator_of_the_main_grid_says_whom_to_ask(grid) -> None:
    assert all(leaf.asked and len(leaf.asked) < len(grid.roles) for leaf in grid.indicators)
    assert all(isinstance(leaf.rule, Choices) or leaf.columns for leaf in grid.indicators)
