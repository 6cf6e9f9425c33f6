"""The stock kept as it was understood: scored again, it gives the same bytes; apart from its tables, it is refused."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import Run
from hlmdiag.cli.app import run

EXAMPLES = Path(__file__).parents[2] / "examples"
DATE = ("--date", "2026-10-31")
STOCK = (EXAMPLES / "parc.xlsx", EXAMPLES / "incidents.csv", EXAMPLES / "reclamations.csv")


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the stock of the example as it was understood, and nothing else."""
    folder = tmp_path_factory.mktemp("compris")
    assert run(["inspect", *map(str, STOCK), *DATE, "--write", str(folder / "compris.parquet")]) == 0
    return folder


@pytest.fixture
def kept(hlmdiag: Run, understood: Path) -> Path:
    for path in understood.iterdir():
        shutil.copy(path, path.name)
    return Path("compris.parquet")


def test_the_kept_table_scores_to_the_same_bytes(hlmdiag: Run, kept: Path) -> None:
    names = ("r.json", "r.parquet", "r.csv", "r.md")
    for data, folder in ((STOCK, "direct"), ((kept,), "again")):
        outputs = [part for name in names for part in ("-o", f"{folder}/{name}")]
        done = hlmdiag("score", *data, *DATE, *outputs)
        assert done.code == 0, done.err
    for name in names:
        assert Path("again", name).read_bytes() == Path("direct", name).read_bytes(), name


def test_respondents_are_kept(hlmdiag: Run) -> None:
    grid = ("-g", "diagnostic-en-marchant")
    hlmdiag("score", EXAMPLES / "parcours.csv", *grid, *DATE, "-o", "direct.json")
    hlmdiag("inspect", EXAMPLES / "parcours.csv", *grid, *DATE, "--write", "compris.parquet")
    assert hlmdiag("score", "compris.parquet", *grid, *DATE, "-o", "again.json").code == 0
    assert Path("again.json").read_bytes() == Path("direct.json").read_bytes()


def test_a_folder_of_kept_tables_is_one_stock(hlmdiag: Run, kept: Path) -> None:
    Path("garde").mkdir()
    for path in Path().glob("compris*.parquet"):
        path.rename(Path("garde") / path.name)
    assert hlmdiag("score", "garde", *DATE, "-f", "csv", "-o", "-").code == 0


def test_free_text_that_nothing_reads_is_not_kept(hlmdiag: Run) -> None:
    Path("parc.csv").write_text("code_residence;Notes libres\nA;Remplacer la porte\n", encoding="utf-8")
    hlmdiag("inspect", "parc.csv", *DATE, "--write", "compris.parquet")
    assert b"Remplacer" not in Path("compris.parquet").read_bytes()


def _without_a_table(kept: Path) -> None:
    Path("compris-incidents.parquet").unlink()


def _with_another_table(kept: Path) -> None:
    pl.DataFrame({"x": [1]}).write_parquet("compris-incidents.parquet")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            _without_a_table,
            "compris.parquet : ce tableau va avec « compris-incidents.parquet », qui n’est pas à côté de lui. Remettez "
            "les deux fichiers dans le même dossier, ou refaites-les avec hlmdiag inspect --write. "
            "[donnees.compris-incomplet]",
        ),
        (
            _with_another_table,
            "compris.parquet : « compris-incidents.parquet » n’est pas celui qui a été écrit avec ce tableau : il a "
            "été modifié ou remplacé. Refaites-les ensemble avec hlmdiag inspect --write. [donnees.compris-change]",
        ),
    ],
)
def test_the_kept_table_is_refused_with_other_tables_than_its_own(
    hlmdiag: Run, kept: Path, spoil: object, sentence: str
) -> None:
    assert callable(spoil)
    spoil(kept)
    done = hlmdiag("score", kept, *DATE, "-o", "r.json")
    assert done.code == 3
    assert sentence in done.err


def test_another_grid_is_refused(hlmdiag: Run, kept: Path) -> None:
    done = hlmdiag("score", kept, "-g", "diagnostic-en-marchant", *DATE, "-o", "r.json")
    assert done.code == 3
    assert "gardé tel que compris pour la grille residence-complexe 2026.2, dont les colonnes ne sont pas" in done.err


def test_a_grid_that_reads_the_cells_otherwise_is_refused(hlmdiag: Run) -> None:
    grid = (Path(__file__).parents[1] / "data" / "parc.yaml").read_text(encoding="utf-8")
    Path("euros.yaml").write_text(grid, encoding="utf-8")
    assert "unit: €, label: Loyer moyen" in grid
    Path("milliers.yaml").write_text(grid.replace("unit: €, label: Loyer", "unit: k€, label: Loyer"), encoding="utf-8")
    Path("parc.csv").write_text("code_residence;loyer moyen;vacance\nR1;12 €;3\nR2;13;4\n", encoding="utf-8")
    hlmdiag("inspect", "parc.csv", "-g", "euros.yaml", *DATE, "--write", "compris.parquet")
    assert hlmdiag("score", "compris.parquet", "-g", "euros.yaml", *DATE, "-o", "r.json").code == 0
    done = hlmdiag("score", "compris.parquet", "-g", "milliers.yaml", *DATE, "-o", "autre.json")
    assert done.code == 3, done.err
    assert "dont les colonnes ne sont pas" in done.err


def test_the_kept_table_is_given_alone(hlmdiag: Run, kept: Path) -> None:
    done = hlmdiag("score", kept, EXAMPLES / "incidents.csv", *DATE, "-o", "r.json")
    assert done.code == 2
    assert "il se donne seul, sans « incidents.csv »" in done.err


def test_the_kept_table_is_not_inspected(hlmdiag: Run, kept: Path) -> None:
    done = hlmdiag("inspect", kept)
    assert done.code == 2
    assert "ce tableau est déjà tel que compris : il n’y a rien à y vérifier." in done.err


def test_another_date_is_said_and_counts_follow_it(hlmdiag: Run, kept: Path) -> None:
    done = hlmdiag("score", kept, "--date", "2027-01-15", "-o", "r.parquet", "--verbose")
    assert "les messages de lecture ont été établis au 31/10/2026, la date demandée est le 15/01/2027" in done.out
    hlmdiag("score", *STOCK, "--date", "2027-01-15", "-o", "direct.parquet")
    assert pl.read_parquet("r.parquet").equals(pl.read_parquet("direct.parquet"))


def test_the_suffix_says_which_table_is_wanted(hlmdiag: Run) -> None:
    done = hlmdiag("inspect", STOCK[0], "--write", "compris.xlsx")
    assert done.code == 2
    assert "le tableau compris s’écrit en .csv, .parquet (« compris.xlsx »). Changez la fin de son nom." in done.err
