"""`score --engine`: the same result file as without it; whatever it cannot do is said before anything runs."""

import json
import sys
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import Run
from engine.kit import assert_same
from hlmdiag.engine import backends as engines
from hlmdiag.engine.runner import Runner
from hlmdiag.scoring.saved import plain
from hlmdiag.text import LANGUAGES, catalogue

EXAMPLES = Path(__file__).parents[2] / "examples"
DATE = ("--date", "2026-10-31")
ON_DUCKDB = ("--engine", "duckdb", *DATE)


@pytest.fixture
def stock(hlmdiag: Run) -> Path:
    Path("parc.csv").write_text("code;A;B\nR1;10;50\nR2;130;20\nR3;;\n", encoding="utf-8")
    Path("petite.yaml").write_text(SMALL, encoding="utf-8")
    assert hlmdiag("inspect", "parc.csv", "-g", "petite.yaml", *DATE, "--write", "parc.parquet").code == 0
    return Path("parc.parquet")


SMALL = """
language_version: 1
id: petite
version: "1"
title: Petite grille
publisher: Essai
date: "2026-01-01"
unit: résidence
polarity: burden
scale: [0, 100]
columns: {code: {type: id, required: true}, A: {type: number}, B: {type: number}}
themes:
  T:
    title: T
    indicators: {A: {title: A, value: A, score: {identity: {}}}, B: {title: B, value: B, score: {identity: {}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 30}}
"""


def test_an_engine_writes_the_result_that_polars_writes(hlmdiag: Run, stock: Path) -> None:
    grid = ("-g", "petite.yaml")
    assert hlmdiag("score", stock, *grid, *DATE, "-o", "r.parquet").code == 0
    done = hlmdiag("score", stock, *grid, *ON_DUCKDB, "-o", "e.parquet")
    assert done.code == 0, done.err
    assert "Petite grille, version 1, au 31/10/2026 : 3 unités notées par DuckDB" in done.out
    assert "critère A (A) : pour 1 ligne du relevé, la valeur n’entre dans aucun cas" in done.out
    assert "Écrit : e.parquet" in done.out
    assert_same(pl.read_parquet("e.parquet"), plain(pl.read_parquet("r.parquet")))
    one, other = (json.loads(pl.read_parquet_metadata(name)["hlmdiag"]) for name in ("e.parquet", "r.parquet"))
    # an engine writes its rows as they come: how many they are is not known before
    assert one | {"table": {}} == other | {"table": {}}


def test_the_result_of_an_engine_is_reported_like_any_other(hlmdiag: Run, stock: Path) -> None:
    hlmdiag("score", stock, "-g", "petite.yaml", *ON_DUCKDB, "-o", "e.parquet", "-q")
    assert hlmdiag("report", "e.parquet", "-o", "r.csv").code == 0
    assert "R1" in Path("r.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("parc.csv", "-o", "e.parquet"),
            "--engine part d’un parc déjà compris. Écrivez-le d’abord avec « hlmdiag inspect DONNÉES -g GRILLE --write "
            "parc.parquet », puis donnez ce fichier seul. Un dossier de tables (Parquet, Delta Lake, Iceberg) "
            "convient aussi et, avec DuckDB, une base .duckdb. [usage.moteur-donnees]",
        ),
        (
            ("parc.parquet", "-o", "e.xlsx"),
            "--engine écrit un seul fichier Parquet, ou un dossier de fichiers Parquet. Ajoutez « -o "
            "résultat.parquet » ou « -o résultat/ » ; les autres formats s’écrivent ensuite avec « hlmdiag report "
            "résultat.parquet -o … ». [usage.moteur-sortie]",
        ),
        (("parc.parquet",), "[usage.moteur-sortie]"),
        (
            ("parc.parquet", "-g", "petite.yaml", "-g", "residence-complexe", "-o", "{grid}.parquet"),
            "--engine évalue une grille à la fois : donnez une seule option -g. Le résultat d’une grille que celle-ci "
            "lit se donne avec --uses. [usage.moteur-grille]",
        ),
        (
            ("parc.parquet", "-o", "e.parquet", "--fail-if", "median(score) > 40"),
            "--fail-if ne va pas avec --engine. Décidez-en à partir du résultat : « hlmdiag report "
            "résultat.parquet --fail-if … ». [usage.moteur-option]",
        ),
        (("parc.parquet", "-o", "e.parquet", "--where", "score > 40"), "--where ne va pas avec --engine."),
        (
            ("parc.parquet", "-o", "e.parquet", "--robustness", "10"),
            "--robustness ne va pas avec --engine : cela se calcule en mémoire. Notez sans --engine. "
            "[usage.moteur-memoire]",
        ),
        (("parc.parquet", "-o", "e.parquet", "--problems", "p.csv"), "--problems ne va pas avec --engine"),
    ],
)
def test_what_it_does_not_do_is_said(hlmdiag: Run, stock: Path, arguments: tuple[str, ...], sentence: str) -> None:
    grid = () if "-g" in arguments else ("-g", "petite.yaml")
    done = hlmdiag("score", *arguments, *grid, *ON_DUCKDB)
    assert done.code == 2
    assert sentence in done.err
    assert not list(Path().glob("e.*"))


def test_an_engine_that_is_not_installed_is_said(hlmdiag: Run, stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hlmdiag.engine.duckdb", None)
    done = hlmdiag("score", stock, "-g", "petite.yaml", *ON_DUCKDB, "-o", "e.parquet")
    assert done.code == 2
    assert (
        "--engine duckdb demande un complément qui n’est pas installé. Installez-le : python -m pip install duckdb. "
        "[usage.moteur-absent]"
    ) in done.err


def test_a_polars_whose_expressions_are_not_known_is_said(
    hlmdiag: Run, stock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines.pl, "__version__", "3.0.0")
    done = hlmdiag("score", stock, "-g", "petite.yaml", *ON_DUCKDB, "-o", "e.parquet")
    assert done.code == 2
    assert (
        "--engine lit les calculs de polars 2 et trouve ici polars 3.0.0. Installez une version 2, ou évaluez sans "
        "--engine. [usage.moteur-polars]"
    ) in done.err


def test_an_engine_that_gives_up_leaves_nothing(hlmdiag: Run, stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runner, "ordered", lambda *given: "SELECT rien FROM nulle_part")
    done = hlmdiag("score", stock, "-g", "petite.yaml", *ON_DUCKDB, "-o", "e.parquet")
    assert done.code == 3
    assert "DuckDB n’a pas mené le calcul à son terme" in done.err
    assert "[usage.moteur-echec]" in done.err
    assert not list(Path().glob("*e.parquet*"))


def test_a_computation_that_an_engine_lacks_names_the_grid(
    hlmdiag: Run, stock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(__import__("hlmdiag.engine.translate", fromlist=["_KINDS"])._KINDS, "Ternary")
    done = hlmdiag("score", stock, "-g", "petite.yaml", *ON_DUCKDB, "-o", "e.parquet")
    assert done.code == 2
    assert (
        "petite.yaml:15 : « A » demande un calcul que DuckDB n’a pas ici (Ternary). Évaluez cette grille sans "
        "--engine, et signalez ce cas. [usage.moteur-operation]"
    ) in done.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_java_is_asked_for(language: str) -> None:
    assert "Java" in catalogue(language)["usage.moteur-java"]


def test_an_engine_hears_voices_and_says_what_it_does_not_compute_of_them(hlmdiag: Run) -> None:
    """What their differences change is asked of polars; nothing is said where the stock has none."""
    judged = SMALL.replace(
        "A: {title: A,", "J: {title: J, kind: judgement, score: {choices: {o: 0, n: 50}}}, A: {title: A,"
    )
    heard = judged.replace("columns: {", "respondents: {column: qui}\ncolumns: {qui: {type: text}, ")
    Path("voix.yaml").write_text(heard, encoding="utf-8")
    Path("parc.csv").write_text("code;A;B;J\nR1;10;50;o\n", encoding="utf-8")
    Path("avis.csv").write_text("code;A;B;J;qui\nR1;10;50;o;a\nR1;;;n;b\n", encoding="utf-8")
    scores = {}
    for name, is_said in (("parc", False), ("avis", True)):
        assert hlmdiag("inspect", f"{name}.csv", "-g", "voix.yaml", *DATE, "--write", f"{name}.parquet").code == 0
        done = hlmdiag("score", f"{name}.parquet", "-g", "voix.yaml", *ON_DUCKDB, "-o", f"{name}-e.parquet")
        assert (done.code, "[notation.moteur-voix]" in done.out) == (0, is_said), done.err
        found = pl.read_parquet(f"{name}-e.parquet")
        assert "voices_low" not in found.columns
        assert not is_said or found["respondents"].to_list() == [["a", "b"]]
        scores[name] = found["score"].item()
    assert scores["avis"] > scores["parc"]
