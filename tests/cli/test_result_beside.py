"""A person has the page, the workbook or the table at hand: the result saved beside them is what is read again."""

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from cli.conftest import Outcome, Run
from hlmdiag import load_result

DATA = Path(__file__).parent / "data"
Score = Callable[..., Outcome]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for source in DATA.iterdir():
        copy(source, tmp_path / source.name)
    return tmp_path


@pytest.fixture
def score(hlmdiag: Run, desk: Path) -> Score:
    return lambda *options: hlmdiag("score", "parc.csv", "-g", "grille.yaml", "--date", "2026-10-31", *options)


@pytest.mark.parametrize("given", ["parc-diagnostic.xlsx", "parc-diagnostic.html", "parc.csv"])
def test_the_result_saved_beside_a_report_or_a_table_is_read_and_said(hlmdiag: Run, score: Score, given: str) -> None:
    score("-q")
    by_result, found = hlmdiag("explain", "parc-diagnostic.json", "000001"), hlmdiag("explain", given, "000001")
    assert (found.code, found.out) == (0, by_result.out)
    assert "Résultat lu : parc-diagnostic.json" in found.err
    assert hlmdiag("report", given, "-o", f"{given}.md", "-q").code == 0


def test_a_result_in_parquet_is_found_too(hlmdiag: Run, score: Score) -> None:
    score("-o", "d.html", "-o", "d.parquet", "-q")
    assert "Résultat lu : d.parquet" in hlmdiag("explain", "d.html", "000001").err


def test_a_report_whose_result_is_not_there_says_which_file_is_missing(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q")
    (desk / "parc-diagnostic.json").unlink()
    found = hlmdiag("explain", "parc-diagnostic.xlsx", "000001")
    assert found.code == 2 and "parc-diagnostic.json" in found.err and "resultat-absent" in found.err


def test_a_report_is_not_explained_by_the_result_of_another_scoring(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q")
    text = (desk / "parc.csv").read_text(encoding="utf-8")
    first, *rows = text.splitlines(keepends=True)
    (desk / "parc.csv").write_text("".join([first, *rows[:-1]]), encoding="utf-8")
    score("-o", "parc-diagnostic.json", "--force", "-q")
    found = hlmdiag("report", "parc-diagnostic.html")
    assert found.code == 2 and "resultat-autre" in found.err


def test_two_results_of_one_table_are_named_and_none_is_chosen(hlmdiag: Run, score: Score) -> None:
    score("-q")
    score("-q")
    found = hlmdiag("explain", "parc.csv", "000001")
    assert found.code == 2
    assert "parc-diagnostic-2.json, parc-diagnostic.json" in found.err


def test_a_table_that_was_changed_since_is_not_explained_by_what_it_was(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q")
    with (desk / "parc.csv").open("a", encoding="utf-8") as file:
        file.write("Z9\n")
    assert hlmdiag("explain", "parc.csv", "000001").code == 2


FORMATS = ("xlsx", "html", "json", "jsonl", "csv", "parquet")


def test_what_we_wrote_is_never_read_as_data_whatever_its_name(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q", *(word for suffix in FORMATS for word in ("-o", f"autre.{suffix}")))
    for suffix in FORMATS:
        # without a grid, nobody asked for another diagnosis; a report holds no answer to score
        grid = ("-g", "grille.yaml") if suffix in ("xlsx", "html") else ()
        found = hlmdiag("score", f"autre.{suffix}", *grid, "-o", "x.md")
        assert found.code == 3 and "[donnees.resultat]" in found.err, suffix
        assert not (desk / "x.md").exists()


def test_a_saved_result_given_alone_with_a_grid_is_scored_again(hlmdiag: Run, score: Score, desk: Path) -> None:
    saved = [suffix for suffix in FORMATS if suffix not in ("xlsx", "html")]
    score("-q", *(word for suffix in saved for word in ("-o", f"autre.{suffix}")))
    first = load_result(desk / "autre.json")
    for suffix in saved:
        assert hlmdiag("score", f"autre.{suffix}", "-g", "grille.yaml", "-o", "de-nouveau.json", "--force").code == 0
        again = load_result(desk / "de-nouveau.json")
        assert again.manifest.reference_date == first.manifest.reference_date
        assert again.frame.select("level", "score").equals(first.frame.select("level", "score"))


def test_what_a_saved_result_has_no_use_for_is_refused(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q", "-o", "autre.json")
    assert hlmdiag("report", "autre.json", "--where", 'level == "calme"', "-o", "part.json", "-q").code == 0
    found = hlmdiag("score", "autre.json", "-g", "grille.yaml", "--date", "2026-01-01", "--sheet", "A", "-o", "x.md")
    assert found.code == 2 and "[usage.resultat-a-sa-date]" in found.err and "--sheet" in found.err
    found = hlmdiag("score", "part.json", "-g", "grille.yaml", "-o", "x.md")
    assert found.code == 2 and "[usage.resultat-d-une-partie]" in found.err
    other = (desk / "grille.yaml").read_text(encoding="utf-8").replace("code: {type", "numero: {type", 1)
    (desk / "autre-cle.yaml").write_text(other, encoding="utf-8")
    found = hlmdiag("score", "autre.json", "-g", "autre-cle.yaml", "-o", "x.md")
    assert found.code == 2 and "[usage.resultat-autres-cles]" in found.err
    assert not (desk / "x.md").exists()


def test_a_result_of_another_name_in_a_folder_is_set_aside_and_said(hlmdiag: Run, score: Score, desk: Path) -> None:
    score("-q", "-o", "bilan.xlsx", "-o", "bilan.csv", "-o", "bilan.parquet", "-o", "bilan.html")
    folder = desk / "envoi"
    folder.mkdir()
    for name in ("parc.csv", "bilan.xlsx", "bilan.csv", "bilan.parquet"):
        copy(desk / name, folder / name)
    found = hlmdiag("score", "envoi", "-g", "grille.yaml", "-o", "x.json")
    assert found.code == 0
    assert "3 diagnostics de ce dossier" in found.out and "bilan.parquet" in found.out


def test_only_a_stock_of_which_nothing_is_scored_ends_with_3(hlmdiag: Run, desk: Path) -> None:
    def code(text: str) -> Outcome:
        (desk / "un.csv").write_text(text, encoding="utf-8")
        return hlmdiag("score", "un.csv", "-g", "residence-complexe", "-o", "un.md", "--force")

    nothing = code("Code résidence;Nombre de logements\nR1;30\nR2;40\n")
    assert nothing.code == 3 and "[notation.rien]" in nothing.err and (desk / "un.md").exists()
    some = code("Code résidence;Nombre de logements;vacance > 3 mois\nR1;30;2 %\nR2;40;\n")
    assert some.code == 0 and "notation.rien" not in some.err
