"""What the user says of texts: which stand for an answer, which for an absence, which sheet is not data."""

from pathlib import Path

from data.kit import look, only, small_grid, workbook, write
from hlmdiag.data import Settings, read


def test_settings_say_which_texts_are_absences(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", "code_residence;etat;pct_vacance\nR1;pas vu;3\nR2;à revoir;99\nR3;aucun;4\n")
    values = {
        "etat": {"pas vu": "missing", "à revoir": "unknown", "aucun": "not_applicable"},
        "pct_vacance": {"99": "missing"},
    }
    dataset = read(path, small_grid(), settings=Settings({}, values))
    assert look(dataset, "etat", "pct_vacance") == [("(vide)", 3.0), ("(nsp)", "(vide)"), ("(so)", 4.0)]


def test_the_list_of_an_annotated_copy_is_not_data(tmp_path: Path) -> None:
    listing = [["Anomalies relevées par hlmdiag"], [], ["Code résidence", "Vacance"], ["R9", 50]]
    stock = [["Code résidence", "Vacance (%)"], ["R1", 3]]
    dataset = read(workbook(tmp_path, Anomalies=listing, Parc=stock), small_grid())
    assert look(dataset, "code_residence") == [("R1",)]
    assert [problem.code for problem in dataset.problems] == []


def test_a_sheet_of_the_sender_called_anomalies_is_read(tmp_path: Path) -> None:
    dataset = read(workbook(tmp_path, Anomalies=[["Code résidence", "Vacance (%)"], ["R1", 3]]), small_grid())
    assert look(dataset, "code_residence") == [("R1",)]


def test_where_little_is_recognised_the_shipped_grid_that_knows_more_is_named(tmp_path: Path) -> None:
    titles = "code_residence;pct_vacance_3m;taux_rotation;pct_dpe_fg;troubles_12m"
    said = only(read(write(tmp_path, "parc.csv", f"{titles}\nR1;1;2;3;4\n"), small_grid()), "peu-reconnu").say("fr")
    assert "(-g residence-complexe)" in said
    assert "hlmdiag grid new --from parc.csv" in said
