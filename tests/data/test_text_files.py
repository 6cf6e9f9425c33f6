"""Text files: encodings, separators, lines; the same table whatever the dress."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, filled, look, only, refusal, small_grid, workbook, write
from hlmdiag.data import read
from hlmdiag.errors import Severity

TABLE = """
Code résidence;Nom;Vacance (%);Loyer moyen;Gardien sur place
000007;Les Tilleuls;12,5;1 234,50 €;oui
0012;Résidence Élysée;NC;;non
2A04;"Le ""Bourg""; centre";0;987.5;X
"""
EXPECTED = [
    ("000007", "Les Tilleuls", 12.5, 1234.5, True),
    ("0012", "Résidence Élysée", "(vide)", "(vide)", False),
    ("2A04", 'Le "Bourg"; centre', 0.0, 987.5, True),
]
COLUMNS = ("code_residence", "nom_residence", "pct_vacance", "loyer", "gardien")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_table_reads_alike_in_every_encoding_and_line_end(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes(TABLE.strip("\n").replace("\n", ends).encode(encoding))
    dataset = read(path, small_grid())
    assert look(dataset, *COLUMNS) == EXPECTED
    assert dataset.stock.frame["row"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    ("separator", "name"), [(";", "parc.csv"), (",", "parc.csv"), ("\t", "parc.tsv"), ("|", "parc.txt")]
)
def test_a_table_reads_alike_with_every_separator(tmp_path: Path, separator: str, name: str) -> None:
    rows = [["code_residence", "nom", "vacance"], ["R1", "Les Tilleuls", '"12,5"'], ["R2", "Le Bourg", '"3,5"']]
    path = write(tmp_path, name, "\n".join(separator.join(row) for row in rows) + "\n")
    dataset = read(path, small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 12.5), ("R2", 3.5)]
    assert dataset.inputs[0].separator == separator


def test_what_was_chosen_is_kept(tmp_path: Path) -> None:
    dataset = read(write(tmp_path, "parc.csv", TABLE, "cp1252"), small_grid())
    file = dataset.inputs[0]
    assert (file.name, file.encoding, file.separator, file.header_row, file.rows) == ("parc.csv", "cp1252", ";", 1, 3)
    assert len(file.sha256) == 64


def test_titles_above_and_lines_without_their_last_separators_are_understood(tmp_path: Path) -> None:
    text = (
        "Parc de l'office\n\nÉdité le 03/11/2026\ncode_residence;nom;vacance\nR1;Les Tilleuls;12\nR2\n\nR3;Le Bourg;3\n"
    )
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 12.0), ("R2", "(vide)"), ("R3", 3.0)]
    assert dataset.stock.frame["row"].to_list() == [5, 6, 8]
    assert only(dataset, "titres").values["header"] == "4"
    assert filled(only(dataset, "lignes-vides"), "rows") == "7"


def test_a_line_break_inside_a_cell_does_not_move_the_lines_that_are_told(tmp_path: Path) -> None:
    text = 'code_residence;nom;vacance\nR1;"Les\nTilleuls";12\nR2;Le Bourg;beaucoup\n'
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    place = only(dataset, "nombre").location
    assert (place.line, place.header, place.cell) == (4, "vacance", "C4")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("code_residence;vacance\nR1;1\x002\n", "nul", 2),
        ('code_residence;vacance\nR1;2\nR2;"3\nR3;4\n', "guillemet", 3),
        ('code_residence;nom;vacance\nR1;"Les;2\nR2;a;3\nR3;b";4\n', "guillemet", 2),
        ('code_residence;nom;vacance\nR1;"Les" Tilleuls;2\n', "guillemet", 2),
        ("code_residence,nom,vacance\nR1;a;3\nR2;b;4\n", "separateur", 1),
        ("code_residence;nom;vacance\nR1;Les; Tilleuls;3\nR2;b;4\nR3;c;5\n", "lignes-irregulieres", 2),
        ("code_residence,vacance\nR1,12,5\nR2,3,5\n", "lignes-irregulieres", 2),
        ("code_residence;nom;agence;vacance\nR1;Les\nTilleuls;Nord;3\nR2;b;Sud;4\n", "ligne-coupee", 2),
        ("code_residence;nom;nom\nR1;a;b\n", "entete-repete", 1),
    ],
)
def test_a_file_whose_cells_could_be_shifted_is_refused_whole(tmp_path: Path, text: str, code: str, line: int) -> None:
    fault = refusal(write(tmp_path, "parc.csv", text))
    assert codes(fault.problems) == [code]
    assert fault.problems[0].location.line == line
    assert fault.exit_code == 3


@pytest.mark.parametrize("end", ["R2;b;No", "R2;b;Nord;1", "R2;b"])
def test_a_file_cut_in_its_last_line_is_refused_there(tmp_path: Path, end: str) -> None:
    text = f"code_residence;nom;agence;vacance;loyer\nR1;a;Nord;3;4\n{end}"
    [problem] = refusal(write(tmp_path, "parc.csv", text)).problems
    assert (problem.code, problem.location.line) == ("donnees.derniere-ligne", 3)


@pytest.mark.parametrize("end", ["R2;b;Nord;1;2", "Source : logiciel de gestion", ";;;;", "R2;b;Nord;1;2\n"])
def test_a_file_without_a_last_line_end_is_whole(tmp_path: Path, end: str) -> None:
    text = f"code_residence;nom;agence;vacance;loyer\nR1;a;Nord;3;4\n{end}"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert "lignes-courtes" not in codes(dataset.problems)


def test_separators_lost_by_excel_at_the_end_of_lines_shift_nothing(tmp_path: Path) -> None:
    text = "code_residence;nom;agence;vacance\nR1;a;Nord;3\nR2;b\nR3;c\nR4;d;Sud;4\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [
        ("R1", 3.0),
        ("R2", "(vide)"),
        ("R3", "(vide)"),
        ("R4", 4.0),
    ]
    assert filled(only(dataset, "lignes-courtes"), "lines") == "3, 4"


def test_a_short_line_is_said_though_the_end_of_the_file_has_a_separator_too_many(tmp_path: Path) -> None:
    text = "code_residence;nom;agence;vacance\nR1;a;Nord;3\nR2;b;Nord\nR3;c;Sud;4;"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 3.0), ("R2", "(vide)"), ("R3", 4.0)]
    assert filled(only(dataset, "lignes-courtes"), "lines") == "3"


def test_one_short_line_among_many_whole_ones_is_a_warning(tmp_path: Path) -> None:
    whole = "".join(f"R{number};a;Nord;3\n" for number in range(30))
    text = f"code_residence;nom;agence;vacance\n{whole}R99;Nord;5\n{whole.replace('R', 'S')}"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert only(dataset, "lignes-courtes").severity is Severity.WARNING


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_accents_of_another_encoding_are_named_not_guessed(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "parc.csv", "code_residence;nom\nR1;Résidence élevée à côté\nR2;Le chêne\n", encoding)
    fault = refusal(path)
    assert codes(fault.problems) == ["encodage-autre"]
    assert fault.problems[0].values["encoding"] == encoding
    assert look(read(path, small_grid(), encoding=encoding), "nom_residence")[0] == ("Résidence élevée à côté",)


def test_accents_encoded_twice_are_put_right_and_said(tmp_path: Path) -> None:
    twice = "Code résidence;Nom\nR1;Résidence Élysée\n".encode().decode("cp1252")
    dataset = read(write(tmp_path, "parc.csv", twice), small_grid())
    assert look(dataset, "nom_residence") == [("Résidence Élysée",)]
    assert only(dataset, "mojibake-repare").location.line == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "martien"}, "encodage-inconnu"),
        ({"separator": "::"}, "separateur-inconnu"),
        ({"header_row": 40}, "ligne-des-titres"),
    ],
)
def test_an_option_that_cannot_be_is_wrong_usage(tmp_path: Path, options: dict[str, object], code: str) -> None:
    fault = refusal(write(tmp_path, "parc.csv", TABLE), **options)
    assert (codes(fault.problems), fault.exit_code) == ([code], 2)


def test_the_row_of_titles_can_be_imposed(tmp_path: Path) -> None:
    text = "code_residence;nom;vacance\nR0;x;1\ncode programme;nom;vacance\nR1;y;2\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid(), header_row=3)
    assert look(dataset, "code_residence", "pct_vacance") == [("R1", 2.0)]


def test_an_encoding_that_cannot_be_is_refused_at_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", TABLE, "cp1252")
    fault = refusal(path, encoding="utf-8")
    assert (codes(fault.problems), fault.problems[0].location.line) == (["encodage"], 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("parc.xlsx", b"code_residence;nom\nR1;a\n", "suffixe-trompeur"),
        ("parc.csv", b"PK\x03\x04\x14\x00\x00\x00", "suffixe-trompeur"),
        ("parc.xls", b"<html><table><tr><td>a</td></tr></table></html>", "suffixe-trompeur"),
        ("parc.csv", b"%PDF-1.7", "suffixe-trompeur"),
        ("parc.docx", b"PK\x03\x04", "suffixe-inconnu"),
        ("parc.xlsx", b"PK\x03\x04 tronque", "fichier-illisible"),
        ("parc.csv", b"", "fichier-vide"),
        ("parc.csv", b"\n \n\n", "fichier-vide"),
        ("parc.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot-de-passe"),
        ("parc.parquet", b"PAR1....PAR1", "fichier-illisible"),
        ("parc.csv", b"code_residence\nR1\nR2\n", "une-colonne"),
        ("parc.csv", b"code_residence;nom\n", "sans-ligne"),
        ("parc.csv", b"12;13\n14;15\n", "entete-vide"),
        ("parc.csv", b"nom;vacance\na;3\n", "cle-absente"),
        ("parc.csv", b"code residence;code programme;vacance\nR1;P1;3\n", "deux-entetes-cle"),
    ],
)
def test_a_file_that_cannot_be_scored_says_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    fault = refusal(path)
    assert (codes(fault.problems), fault.exit_code) == ([code], 3)
    assert all("/" not in (problem.location.file or "") for problem in fault.problems)


def test_a_path_that_does_not_exist_is_wrong_usage_and_all_are_said(tmp_path: Path) -> None:
    fault = refusal([tmp_path / "absent.csv", tmp_path / "dossier"])
    assert (codes(fault.problems), fault.exit_code) == (["fichier-absent"] * 2, 2)


def test_a_folder_is_read_without_locks_nor_our_own_outputs(tmp_path: Path) -> None:
    write(tmp_path, "parc.csv", TABLE)
    write(tmp_path, "~$parc.xlsx", "verrou")
    write(tmp_path, "notes.md", "rien")
    workbook(tmp_path, "parc-diagnostic.xlsx", Synthèse=[["code_residence", "nom"], ["R1", "x"]])
    assert look(read(tmp_path, small_grid()), *COLUMNS) == EXPECTED


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert codes(refusal(tmp_path).problems) == ["dossier-vide"]


def test_every_refused_file_is_said_in_one_run(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.csv", 'x;"'), write(tmp_path, "b.csv", "a\x00b")]
    assert codes(refusal(paths).problems) == ["guillemet", "nul"]
