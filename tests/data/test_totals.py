"""Totals are recognised by their numbers: a word of total alone makes no total, and a blank code neither."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kit import codes, filled, look, only, small_grid, workbook, write
from hlmdiag.data import read
from hlmdiag.data.rows import classify_rows, may_be_total
from hlmdiag.data.total_words import is_word
from hlmdiag.errors import HlmdiagError

TITLES = ("Code", "Nb lgts", "Coût", "Taux (%)", "Agence")


def totals(*rows: str, hidden: tuple[int, ...] = ()) -> tuple[list[int], list[int], list[int]]:
    """The rows taken for totals, those that are units though they have a word of total, and those without code."""
    cells = [row.split(";") for row in rows]
    frame = pl.DataFrame({str(n): [row[n] for row in cells] for n in range(len(cells[0]))})
    found = classify_rows(frame, [0], TITLES, labels=[4], hidden=hidden)
    assert sorted([*found.units, *found.total, *found.keyless, *found.blank, *found.titles, *found.note]) == list(
        range(len(rows))
    )
    return found.total, found.unsure, found.keyless


DETAIL = ("R1;10;100;5;Nord", "R2;20;300;7;Nord", "R3;30;50;9;Sud", "R4;4;60;9;Sud")


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ((*DETAIL, "Total;64;510;7,5;"), [4]),
        ((*DETAIL, ";64;510;;TOTAL GÉNÉRAL"), [4]),
        (("Total;64;510;7,5;", *DETAIL), [0]),
        (
            (*DETAIL[:2], "Sous-total Nord;30;400;6;", *DETAIL[2:], "Sous-total Sud;34;110;9;", "Total;64;510;;"),
            [2, 5, 6],
        ),
        ((DETAIL[0], DETAIL[2], DETAIL[1], DETAIL[3], "Total Nord;30;400;;", "Total Sud;34;110;;"), [4, 5]),
        ((*DETAIL[:2], ";;;;", *DETAIL[2:], "Ensemble;34;110;;"), [5]),
        ((*DETAIL, "Moyenne;16;127,5;7,5;"), [4]),
        (("R1;10,4;1,25;;", "R2;20,4;2,25;;", "Total;30,9;3,51;;"), [2]),
        ((*DETAIL, "Total;64;510;7,5;", "Moyenne;16;127,5;7,5;"), [4, 5]),
        ((*DETAIL, "Grand total;64;510;;"), [4]),
        ((*DETAIL, "Grand-Total;64;510;;"), [4]),
        ((*DETAIL, "T.O.T.A.L.;64;510;;"), [4]),
        ((*DETAIL, "T O T A L;64;510;;"), [4]),
        ((*DETAIL[:2], "S/T Nord;30;400;6;", DETAIL[2], "S/Tot. Sud;30;50;9;", "TOTAL;60;450;;"), [2, 4, 5]),
        ((*DETAIL[:2], "SOUS-T O T A L Nord;30;400;6;", *DETAIL[2:], "T-O-T-A-L  général;64;510;;"), [2, 5]),
        ((*DETAIL[:2], "Sous–total Nord;30;400;6;", *DETAIL[2:], "Sous\u2011total Sud;34;110;;"), [2, 5]),
        ((*DETAIL, "Somme;64;510;;"), [4]),
        ((*DETAIL, "Agence 3;64;510;;Total"), [4]),
        (("R1;1 000;1 500 €;;", "R2;2 000;500 €;;", "Total;3 000;2 000 €;;"), [2]),
    ],
)  # fmt: skip
def test_a_row_whose_numbers_add_up_is_a_total(rows: tuple[str, ...], at: list[int]) -> None:
    assert totals(*rows) == (at, [], [])


@pytest.mark.parametrize(
    "row",
    [
        "Somme;30;200;;", "Total Garden;6;6;;", "Cumul Bas;8;8;;", "Ensemble les Tilleuls;7;9;;", "Moyenne Rue;7;7;;",
        "Sommes;64;509;;", "Total Nord;30;399;;", "Somme;64;;;", "Somme;;;30;", "Total;1;2;;",
    ],
)  # fmt: skip
def test_a_code_that_looks_like_a_total_and_adds_nothing_up_is_kept_and_asked_about(row: str) -> None:
    assert totals(*DETAIL, row) == ([], [4], [])


@pytest.mark.parametrize("row", [";6;6;;Total Garden", ";8;8;;Ensemble les Tilleuls", ";64;509;;TOTAL"])
def test_a_row_without_code_is_no_total_for_a_word(row: str) -> None:
    assert totals(*DETAIL, row) == ([], [], [4])


def test_a_label_that_begins_like_a_total_is_a_name_without_a_question() -> None:
    assert totals(*DETAIL, "R5;8;8;;Total Pasteur") == ([], [], [])


def test_sums_of_what_is_shown_are_totals_too() -> None:
    assert totals(*DETAIL, "Total;60;450;;", hidden=(3,))[0] == [4]


def test_a_column_that_cannot_be_read_proves_nothing() -> None:
    assert totals("R1;10;100;;", "R2;NC;300;;", "Somme;30;400;;") == ([], [2], [])
    assert totals("R1;10;100;;", "R2;NC;300;;", "Total;30;400;;") == ([2], [], [])


NUMBERS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=2, max_size=30)


@given(NUMBERS, st.sampled_from(("Total", "Sous-total Nord", "Somme", "Ensemble")), st.booleans())
def test_a_sum_is_found_wherever_it_stands_and_nothing_else_is_set_aside(
    numbers: list[tuple[int, int]], word: str, first: bool
) -> None:
    rows = [f"R{n};{a};{b};;" for n, (a, b) in enumerate(numbers)]
    total = f"{word};{sum(a for a, _ in numbers)};{sum(b for _, b in numbers)};;"
    at = 0 if first else len(rows)
    rows.insert(at, total)
    assert totals(*rows) == ([at], [], [])
    off = f"{word};{sum(a for a, _ in numbers) + 1};{sum(b for _, b in numbers) + 1};;"
    rows[at] = off
    assert totals(*rows) == ([], [at], [])


def test_what_is_decided_is_said(tmp_path: Path) -> None:
    text = (
        "code_residence;nom;nb lgts;vacance\n1;2;3;4\nAisne;a;24;5\nSomme;b;30;5\nTotal Garden;c;6;5\n;d;7;5\n"
        ";Ensemble les Tilleuls;9;5\nTotal;;76;5\n"
    )
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "code_residence") == [("Aisne",), ("Somme",), ("Total Garden",)]
    assert filled(only(dataset, "numeros-de-colonnes"), "rows") == "2"
    assert filled(only(dataset, "total-douteux"), "rows") == "4, 5"
    assert filled(only(dataset, "total-sans-code"), "rows") == "7"
    assert filled(only(dataset, "total"), "rows") == "8"
    assert codes(dataset.problems).count("cle-vide") == 2


def test_a_workbook_whose_code_is_1_is_not_numbered(tmp_path: Path) -> None:
    rows = [["code_residence", "nb lgts", "vacance", "loyer"], [1, 2, 3, 4], [2, 9, 9, 9]]
    assert look(read(workbook(tmp_path, Parc=rows), small_grid()), "code_residence") == [("1",), ("2",)]


@pytest.mark.parametrize(
    "words",
    [
        ("Somme Nord", "Somme Sud", "Total général"), ("Nord Total", "Sud Total", "Grand Total"),
        ("Nord Résultat", "Sud Résultat", "Total Résultat"), ("Nord Somme", "Sud Somme", "∑"),
        ("Total Nord", "Total Sud", "Résultat global"), ("Sous-total Nord", "Sous-total Sud", "TOT."),
    ],
)  # fmt: skip
def test_totals_of_every_program_are_known_and_a_group_may_hold_one_row(words: tuple[str, str, str]) -> None:
    rows = (*DETAIL[:2], f"{words[0]};30;400;;", DETAIL[2], f"{words[1]};30;50;;", f"{words[2]};60;450;;")
    assert totals(*rows) == ([2, 4, 5], [], [])


def test_a_row_like_the_only_one_below_without_a_word_of_total_is_no_total() -> None:
    assert totals(*DETAIL[:2], "Cumul Bas;30;50;;", "R5;30;50;;", "R6;3;4;;Moyenne Rue") == ([], [2], [])


@pytest.mark.parametrize(
    ("row", "apart", "other"),
    [
        ("Code;Coût;Nb lgts", [], [2]), ("Coût;Nb lgts;Code", [], [2]), ("CODE;Agence;", [], [2]),
        ("Code;Surface;Étage", [], [2]), ("code;NB LGTS;Cout", [2], []), ("Code;10;100", [], []),
        ("Agence;Les Lilas;Code", [], []),
    ],
)  # fmt: skip
def test_other_titles_below_are_told_from_those_repeated(row: str, apart: list[int], other: list[int]) -> None:
    cells = [each.split(";") for each in ("R1;10;100", "R2;20;300", row, "R3;4;5")]
    frame = pl.DataFrame({str(place): [each[place] for each in cells] for place in range(3)})
    found = classify_rows(frame, [0], TITLES[:3])
    assert (found.titles, found.other_titles) == (apart, other)


def test_a_row_of_other_names_right_under_the_titles_names_the_columns_once_more() -> None:
    frame = pl.DataFrame({"0": ["CODE", "R1"], "1": ["NB_LGT", "10"], "2": ["MT", "100"]})
    found = classify_rows(frame, [0], TITLES[:3])
    assert (found.titles, found.other_titles, found.units.to_list()) == ([0], [], [1])


def test_tables_put_one_after_the_other_are_never_read_under_the_titles_of_the_first(tmp_path: Path) -> None:
    text = "code_residence;nom;loyer\nR1;Les Lilas;300\n\ufeffcode_residence;loyer;nom\nR2;400;Le Parc\n"
    with pytest.raises(HlmdiagError) as caught:
        read(write(tmp_path, "parc.csv", text), small_grid())
    [problem] = caught.value.problems
    assert (problem.code, problem.location.line) == ("donnees.autres-titres", 3)


@pytest.mark.parametrize(
    ("rows", "aside"),
    [
        (("1;2;3;4", "R1;a;b;c"), True), (("0;1;2;3", "R1;a;b;c"), True), (("A;B;C;D", "R1;a;b;c"), True),
        (("(a);(b);(c);(d)", "R1;a;b;c"), True), (("Col1;Col2;Col3;Col4", "R1;a;b;c"), True),
        (("C1;C2;C3;C4", "R1;a;b;c"), True), (("1;2;3;4", "2;a;b;c"), False), (("0;1;2;3", "1;a;b;c"), False),
        (("A;B;C;D", "B;a;b;c"), False), (("A;B;C;E", "R1;a;b;c"), False), (("R1;a;b;c", "1;2;3;4"), False),
    ],
)  # fmt: skip
def test_a_row_that_numbers_the_columns_is_no_unit_and_the_first_of_a_series_is(
    rows: tuple[str, ...], aside: bool
) -> None:
    cells = [row.split(";") for row in rows]
    frame = pl.DataFrame({str(place): [row[place] for row in cells] for place in range(4)})
    assert classify_rows(frame, [0], TITLES[:4]).numbers == ([0] if aside else [])


@pytest.mark.parametrize("line", ["----;---;----", "====;====;", "-----+;-----+;----+"])
def test_a_line_drawn_under_the_titles_is_no_unit(line: str) -> None:
    cells = [row.split(";") for row in (line, "R1;a;1")]
    frame = pl.DataFrame({str(place): [row[place] for row in cells] for place in range(3)})
    found = classify_rows(frame, [0], TITLES[:3])
    assert (found.note, found.units.to_list()) == ([0], [1])


@pytest.mark.parametrize("sign", ["-", " ", "–", "\N{NON-BREAKING HYPHEN}", "\N{NO-BREAK SPACE}", " - ", ""])
@pytest.mark.parametrize("around", ["{}", " {} ", "{}.", "*{}", "« {} »", "Nord {}", "{} Nord", "{} :"])
@pytest.mark.parametrize(
    "word", ["sous?total", "grand?total", "total?général", "résultat?global", "somme", "tot.", "s/t", "s/tot.", "Σ"]
)
def test_no_word_of_total_goes_unseen(word: str, around: str, sign: str) -> None:
    text = around.format(word.replace("?", sign))
    for written in (text, text.upper(), text.title()):
        seen = pl.DataFrame({"text": [written]}).select(may_be_total(pl.col("text"))).item()
        assert seen or not is_word(written), written


@pytest.mark.parametrize(
    "title",
    [
        "Code\nrésidence",
        "CODE RÉSIDENCE",
        "Code  residence",
        "Code\u00a0résidence *",
        "code_résidence :",
        "Co\u00adde résidence",
    ],
)
def test_titles_repeated_on_each_page_are_no_residence(title: str) -> None:
    rows = [("R1", "Nord", "3"), (title, "Agence", "Vacance"), ("R2", "Sud", "4")]
    frame = pl.DataFrame({str(n): [row[n] for row in rows] for n in range(3)})
    for titles in (("Code résidence", "Agence", "Vacance"), (title, "Agence", "Vacance")):
        found = classify_rows(frame, [0], titles)
        assert (found.units.to_list(), found.titles) == ([0, 2], [1])


@pytest.mark.parametrize("name", ["TOTAL PARC", "Ensemble du patrimoine", "Sous-total Nord"])
def test_a_total_by_its_name_alone_is_said_where_its_numbers_do_not_prove_it(tmp_path: Path, name: str) -> None:
    text = f"code_residence;nom;nb lgts;vacance\nR1;a;10;3\nR2;b;20;4\n9999;{name};40;3\n"
    assert only(read(write(tmp_path, "parc.csv", text), small_grid()), "total-douteux").location.line == 4


@pytest.mark.parametrize("name", ["Ensemble Les Lilas", "La Somme", "Tottenham", "Total Pasteur"])
def test_a_name_that_begins_as_a_total_does_is_one(tmp_path: Path, name: str) -> None:
    text = f"code_residence;nom;nb lgts;vacance\nR1;a;10;3\nR2;b;20;4\n9999;{name};40;3\n"
    assert "total-douteux" not in codes(read(write(tmp_path, "parc.csv", text), small_grid()).problems)
