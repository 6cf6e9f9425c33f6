"""A part of a result: the units for which a condition is true, the columns that are wanted."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import Outcome, Run
from hlmdiag.cli.app import run
from hlmdiag.grid import load_grid

EXAMPLES = Path(__file__).parents[2] / "examples"
STOCK = (EXAMPLES / "parc.csv", EXAMPLES / "incidents.csv")
DATE = ("--date", "2026-10-31")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the whole stock, scored once."""
    path = tmp_path_factory.mktemp("parc") / "whole.parquet"
    assert run(["score", *map(str, STOCK), *DATE, "-o", str(path), "--quiet"]) == 0
    return path


@pytest.fixture
def whole(hlmdiag: Run, saved: Path) -> pl.DataFrame:
    shutil.copy(saved, "whole.parquet")
    return pl.read_parquet("whole.parquet")


def where(hlmdiag: Run, condition: str) -> tuple[Outcome, pl.DataFrame]:
    done = hlmdiag("report", "whole.parquet", "--where", condition, "-o", "part.parquet", "--force")
    assert done.code == 0, done.err
    return done, pl.read_parquet("part.parquet")


def test_units_are_chosen_by_a_column_of_the_stock_and_keep_their_rank(hlmdiag: Run, whole: pl.DataFrame) -> None:
    done, part = where(hlmdiag, 'agence == "agence centre"')
    assert part.equals(whole.filter(pl.col("agence") == "Agence Centre"))
    assert 0 < part.height < whole.height
    assert (
        "seules sont montrées les unités pour lesquelles « agence == \"agence centre\" » est vrai : "
        f"{part.height} sur 60. Là où la réponse n’est pas connue (0), l’unité est laissée de côté. Les rangs et les "
        "comparaisons sont ceux du parc entier. [selection.unites]"
    ) in done.out  # fmt: skip


def test_units_are_chosen_by_their_results(hlmdiag: Run, whole: pl.DataFrame) -> None:
    _, part = where(hlmdiag, "level >= fragile and score > 50")
    ids = ["fragile", "complexe"]
    assert part.equals(whole.filter(pl.col("level").is_in(ids) & (pl.col("score") > 50)))
    assert part.height > 0


def test_units_where_nobody_knows_are_counted_and_left_out(hlmdiag: Run, whole: pl.DataFrame) -> None:
    done, part = where(hlmdiag, "not score > 0")
    assert part.height == whole.filter(pl.col("score") <= 0).height
    assert f"n’est pas connue ({whole['score'].null_count()})" in done.out
    assert whole["score"].null_count() > 0


def test_no_unit_at_all_is_an_answer_in_every_format(hlmdiag: Run, whole: pl.DataFrame) -> None:
    done = hlmdiag("report", "whole.parquet", "--where", "score > 1000", "-o", "tout/")
    assert done.code == 0, done.err
    assert {"diagnostic.xlsx", "diagnostic.html", "diagnostic.md"} <= {path.name for path in Path("tout").iterdir()}
    assert "réponses possibles" not in done.out


def test_the_same_part_comes_from_the_data_and_from_the_result(hlmdiag: Run, whole: pl.DataFrame) -> None:
    _, part = where(hlmdiag, "level >= fragile")
    hlmdiag("score", *STOCK, *DATE, "--where", "level >= fragile", "-o", "direct.parquet")
    assert pl.read_parquet("direct.parquet").equals(part)


def test_columns_are_chosen_by_name_and_pattern_after_the_keys(hlmdiag: Run, whole: pl.DataFrame) -> None:
    done = hlmdiag("report", "whole.parquet", "--select", "score,level*", "-f", "csv", "-o", "-", "--quiet")
    header, first, *_ = done.out.splitlines()
    assert header.startswith("code_residence,score,level,level_computed,levels_possible,level:")
    assert len(first.split(",")) == len(header.split(","))


@pytest.mark.parametrize("name", ["part.csv", "part.jsonl", "part.json", "part.parquet"])
def test_no_report_comes_from_a_part_of_the_columns(hlmdiag: Run, whole: pl.DataFrame, name: str) -> None:
    assert hlmdiag("report", "whole.parquet", "--select", "level", "-o", name).code == 0
    done = hlmdiag("report", name, "-o", "r.md")
    assert done.code == 3
    assert done.err.strip() == (
        f"{name} : ce résultat ne contient qu’une partie des colonnes (--select) : aucun rapport ne peut en être tiré. "
        "Donnez le résultat entier. [rapport.resultat-partiel]"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--where", "agance == 1 and level"),
            "condition « agance == 1 and level », caractère 1 : le nom « agance » est inconnu ici ; noms les plus "
            "proches : agence",
        ),
        (
            ("--where", "nb_logements > median(nb_logements)"),
            "condition « nb_logements > median(nb_logements) », caractère 16 : la fonction median sur tout le parc ne "
            "peut pas être lue ici. [expression.parc]",
        ),
        (
            ("--select", "scores", "-o", "r.csv"),
            "hlmdiag : aucune colonne du résultat ne répond à « scores ». Les plus proches : score",
        ),
        (
            ("--select", "score", "-o", "r.xlsx"),
            "hlmdiag : --select choisit des colonnes pour .json, .parquet, .csv, .jsonl seulement : un rapport a "
            "besoin de toutes. Donnez une sortie -o de l’un de ces types, ou retirez --select. [selection.format]",
        ),
        (("--select", "score"), "[selection.format]"),
    ],
)
def test_what_cannot_be_chosen_is_said(
    hlmdiag: Run, whole: pl.DataFrame, arguments: tuple[str, ...], sentence: str
) -> None:
    done = hlmdiag("report", "whole.parquet", *arguments)
    assert done.code == 2
    assert sentence in done.err


def test_units_that_are_gathered_are_not_chosen_apart(hlmdiag: Run) -> None:
    done = hlmdiag("score", EXAMPLES / "halls.csv", "-g", "tranquillite-residentielle", "--where", "score > 0")
    assert done.code == 2
    assert done.err.strip() == (
        "hlmdiag : une partie des unités ne peut pas être prise ici : cette grille réunit ses unités par résidence, "
        "qui se juge sur toutes. Filtrez les lignes du résultat écrit en .csv ou .parquet. [selection.regroupee]"
    )


def test_every_report_says_first_that_a_part_is_shown_and_ranks_count_the_whole_stock(
    hlmdiag: Run, whole: pl.DataFrame
) -> None:
    order = load_grid("residence-complexe").levels.ids
    grave = whole["level"].is_in(order[order.index("fragile") :])
    some = f"soit {(grave & (whole['agence'] == 'Agence Nord')).sum()} sur 60 résidences"
    told = (
        f"Une partie du parc est montrée : « level >= fragile » et « agence == \"Agence Nord\" », {some}. "
        "Les effectifs, les parts et les médianes sont ceux de cette partie ; les rangs sont ceux du parc entier."
    )  # fmt: skip
    where(hlmdiag, "level >= fragile")
    done = hlmdiag(
        "report", "part.parquet", "--where", 'agence == "Agence Nord"', "-o", "part/", "-o", "part.json", "--force"
    )
    assert done.code == 0, done.err
    assert told in done.out
    assert told in Path("part/diagnostic.md").read_text(encoding="utf-8")
    page = Path("part/diagnostic.html").read_text(encoding="utf-8")
    assert some in page
    assert "médiane de la partie montrée" in page
    assert told in {cell for row in _cells("part/diagnostic.xlsx", "Synthèse") for cell in row}
    ranked = whole["rank"].count()
    sheet = Path("part/residences/0201.md").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    rank = whole.filter(pl.col("code_residence") == "0201")["rank"].item()
    assert f"Rang : {rank} sur {ranked} (1" in sheet
    assert f"Rang : {rank} sur {ranked}" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert hlmdiag("report", "part.json", "-o", "again/", "--quiet").code == 0
    assert Path("again/diagnostic.md").read_bytes() == Path("part/diagnostic.md").read_bytes()


def test_limits_are_not_set_on_a_part_of_a_stock(hlmdiag: Run, whole: pl.DataFrame) -> None:
    where(hlmdiag, "level >= fragile")
    done = hlmdiag("report", "part.parquet", "--fail-if", "share(level >= fragile) > 0.5")
    assert (done.code, done.err.strip()) == (
        2,
        "hlmdiag : ce résultat ne contient qu’une partie du parc (level >= fragile) : un seuil ou une comparaison "
        "porterait sur elle seule. Donnez le résultat du parc entier. [seuil.partiel]",
    )


def test_a_part_of_a_stock_is_no_baseline(hlmdiag: Run, whole: pl.DataFrame) -> None:
    where(hlmdiag, "level >= fragile")
    done = hlmdiag("report", "whole.parquet", "--baseline", "part.parquet")
    assert (done.code, done.err.strip()) == (
        2,
        "hlmdiag : « part.parquet » ne contient qu’une partie du parc (level >= fragile) : les autres unités "
        "passeraient pour nouvelles. Donnez un résultat du parc entier, noté sans --where. [reference.partielle]",
    )


def _cells(path: str, sheet: str) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_the_grid_that_refuses_a_condition_is_named(hlmdiag: Run) -> None:
    grids = ("-g", "residence-complexe", "-g", "indicateurs-suivi")
    done = hlmdiag("score", *STOCK, *grids, *DATE, "-o", "tout/", "--where", "agence == 'Nord'")
    assert done.code == 2
    assert "grille « indicateurs-suivi », condition « agence == 'Nord' », caractère 1 : " in done.err
    assert "residence-complexe" not in done.err
    assert not Path("tout").exists()


def test_what_every_grid_refuses_is_said_once(hlmdiag: Run) -> None:
    grids = ("-g", "residence-complexe", "-g", "indicateurs-suivi")
    done = hlmdiag("score", *STOCK, *grids, *DATE, "-o", "tout/", "--fail-if", "count(")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "grille « " not in done.err


def test_a_column_that_one_grid_does_not_have_leaves_no_file_of_another(hlmdiag: Run) -> None:
    rows = "R1,R1-A,12,oui\nR2,R2-A,40,non\n"
    Path("parc.csv").write_text(f"code_residence,code_hall,nb_logements,qpv\n{rows}", encoding="utf-8")
    grids = ("-g", "residence-complexe", "-g", "tranquillite-residentielle")
    done = hlmdiag("score", "parc.csv", *grids, *DATE, "-o", "r-{grid}.csv", "--select", "score:QS1")
    assert done.code == 2
    assert "grille « tranquillite-residentielle », hlmdiag : " in done.err
    assert "[selection.colonne]" in done.err
    assert sorted(path.name for path in Path().iterdir()) == ["parc.csv"]
