"""`--problems`: everything that is wrong with the data, one cell a line, however much of it there is."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import Run
from cli.test_large import DAY, GRID, PIECE, job, stock
from hlmdiag import load_grid, read, score
from hlmdiag.data import Settings
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import SAID
from hlmdiag.grid.data_model import Column
from hlmdiag.inspection.listing import listing
from hlmdiag.runs.chunked import score_in_chunks

DATE = ("--date", "2026-10-31", "--quiet")
TITLES = ["Gravité", "Code", "Fichier", "Feuille", "Cellule", "Ligne", "Colonne", "Valeur", "Message"]
COUNT = 120


def written(path: str) -> list[dict[str, str]]:
    text = Path(path).read_text(encoding="utf-8-sig")
    assert Path(path).read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Two columns all wrong: one in as many ways as there are rows, one always in the same."""
    lines = [f"R{number:03},{number} env,beaucoup,1990" for number in range(COUNT)]
    path = tmp_path / "parc.csv"
    path.write_text(
        "\n".join(["code_residence,nb_logements,qpv,annee_construction", *lines, ",12,oui,1990"]), encoding="utf-8"
    )
    return path


def test_every_refused_cell_and_every_problem_has_its_line(hlmdiag: Run, faulty: Path) -> None:
    done = hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", "anomalies.csv")
    assert done.code == 0
    found = written("anomalies.csv")
    assert list(found[0]) == TITLES
    assert [row["Cellule"] for row in found if row["Colonne"] == "qpv"] == [f"C{line + 2}" for line in range(COUNT)]
    assert [row["Valeur"] for row in found if row["Colonne"] == "nb_logements"] == [f"{n} env" for n in range(COUNT)]
    assert "donnees.cle-vide" in {row["Code"] for row in found}
    assert "donnees.autres-cellules" not in {row["Code"] for row in found}
    last = found[-1]
    assert [last[name] for name in TITLES] == [
        "refusé", "donnees.booleen", "parc.csv", "", f"C{COUNT + 1}", str(COUNT + 1), "qpv", "beaucoup",
        "« beaucoup » n’est ni oui ni non. Colonne « qpv » : écrivez oui ou non, ou laissez la cellule vide.",
    ]  # fmt: skip


def test_what_is_said_of_a_cell_does_not_depend_on_how_many_there_are(hlmdiag: Run, faulty: Path) -> None:
    hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", "toutes.csv")
    lines = faulty.read_text(encoding="utf-8").splitlines()
    faulty.write_text("\n".join([lines[0], lines[-3], lines[-2]]), encoding="utf-8")
    hlmdiag("score", faulty, *DATE, "-o", "s.parquet", "--problems", "deux.csv")
    refused = [[row["Message"] for row in written(name) if row["Cellule"]][-4:] for name in ("toutes.csv", "deux.csv")]
    assert refused[0] == refused[1]


def test_a_received_formula_is_text_in_the_list(hlmdiag: Run, faulty: Path) -> None:
    faulty.write_text("code_residence,nb_logements,qpv\nR1,=1+1,oui\n", encoding="utf-8")
    hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", "a.csv")
    assert "'=1+1" in {row["Valeur"] for row in written("a.csv")}


def test_the_list_replaces_nothing_and_is_no_other_output(hlmdiag: Run, faulty: Path) -> None:
    Path("a.csv").write_text("avant")
    kept = hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", "a.csv")
    assert (kept.code, Path("a.csv").read_text()) == (2, "avant")
    assert "[sortie.existe]" in kept.err
    twice = hlmdiag("score", faulty, *DATE, "-o", "b.csv", "--problems", "./b.csv")
    assert (twice.code, "[sortie.deux-fois]" in twice.err) == (2, True)
    data = hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", faulty.name, "--force")
    assert (data.code, "[sortie.entree]" in data.err) == (2, True)
    assert not Path("r.parquet").exists()


def test_a_list_is_a_csv_one_for_each_grid(hlmdiag: Run, faulty: Path) -> None:
    wrong = hlmdiag("score", faulty, *DATE, "-o", "r.parquet", "--problems", "a.xlsx")
    assert wrong.err == (
        "hlmdiag : la liste des anomalies s’écrit en .csv (« a.xlsx »). Changez la fin de son nom. "
        "[sortie.liste-suffixe]\n"
    )
    grids = ("-g", "residence-complexe", "-g", GRID)
    shared = hlmdiag("score", faulty, *grids, *DATE, "-o", "tout/", "--problems", "a.csv")
    assert shared.err == (
        "hlmdiag : plusieurs grilles écriraient leur liste d’anomalies dans « a.csv ». Donnez un nom qui contient "
        "{grid}, par exemple anomalies-{grid}.csv. [sortie.plusieurs-listes]\n"
    )


def test_a_column_that_is_all_wrong_keeps_the_reasons_of_its_first_texts_alone() -> None:
    texts = pl.Series([f"{number} env" for number in range(5_000)])
    found = decode(texts, Column("n", "integer", "n"))
    assert list(found.refusals) == texts.head(SAID).to_list()
    assert found.codes["text"].equals(texts)
    assert found.codes["code"].cast(pl.String).unique().to_list() == ["donnees.approximation"]


def _wrong(number: int, cells: list[str]) -> None:
    cells[12], cells[15] = "beaucoup", f"env. {number}"


def test_a_stock_by_pieces_lists_what_it_lists_whole(tmp_path: Path) -> None:
    path, grid = stock(tmp_path / "parc.csv", _wrong), load_grid(GRID)
    asked = job(path, tmp_path / "r.parquet")
    done = score_in_chunks(asked, grid, asked.targets, Settings(), size=PIECE)
    assert done is not None
    result, dataset = done.result, done.dataset
    whole = read(path, grid, date=DAY)
    problems = score(grid, whole, date=date(2026, 10, 31)).manifest.problems
    ours, theirs = (
        pl.concat(listing(said, data, grid, "fr"))
        for said, data in ((result.manifest.problems, dataset), (problems, whole))
    )
    assert ours.equals(theirs)
    assert ours.filter(pl.col("value") == "beaucoup").height == COUNT
