"""Texts as exports, keyboards and web pages leave them: read as what is seen, or refused with their cell."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import polars as pl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from data.kit import MARKS, codes, look, only, small_grid, workbook, write
from data.test_cells import CODE, DATE, INTEGER, MONTH, NUMBER, PERCENT, meaning
from hlmdiag.configuration import LIMITS
from hlmdiag.data import Dataset, read
from hlmdiag.data.csv_pieces import CsvPieces
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.pieces import NotChunkable
from hlmdiag.data.settings import Settings
from hlmdiag.data.sources import InputSource
from hlmdiag.data.stock_chunks import StockChunks
from hlmdiag.data.tables_beside import TablesBeside
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN, State
from hlmdiag.text.characters import SEEN, plain_table
from hlmdiag.text.phrase import Listed

DOUBT = "milliers"
GRADES = Column("c", "choice", "C", choices={"A+": "Très bon", "A": "Bon", "A-": "Moyen"})
STEPS = Column("c", "choice", "C", choices={"01": "Un", "1": "Autre", "2": "Deux", "10": "Dix"})
PARTS = Column("c", "choice", "C", choices={"x": "< 5 %", "y": "> 5 %", "z": "5 %"})
CLOSE = Column(
    "c", "choice", "C",
    choices={"(a)": "Entre parenthèses", "a": "Nue", "+": "Plus", "-": "Moins", "oui": "Affirmé", "Oui !": "Crié"},
)  # fmt: skip
ACCENTS = Column(
    "c", "choice", "C", choices={"cote": "Valeur", "côte": "Pente", "coté": "Noté", "R-1": "S", "R+1": "E"}
)


def values(column: Column, *texts: str, **context: object) -> list[object]:
    """The column as a list of values, or the code of what refuses them."""
    decoded = decode(pl.Series(texts, dtype=pl.String), column, ColumnContext(**context))  # type: ignore[arg-type]
    assert len(decoded.states) == len(texts)
    why = dict(decoded.codes.unique("text", keep="last").rows())
    shown = []
    for text, value, state in zip(texts, decoded.values, decoded.states, strict=True):
        refused = why.get(text.strip(), "donnees.pourcentage-ambigu").removeprefix("donnees.")
        shown.append(value if state == KNOWN else refused if state == State.INVALID else MARKS[state])
    return shown


# --- a mark of thousands


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.000", "23.824"], [DOUBT, DOUBT]),
        (["1,000", "23,824"], [DOUBT, DOUBT]),
        (["1.000", "2,500"], [DOUBT, DOUBT]),
        (["1.000", "12,5"], [DOUBT, 12.5]),
        (["1.000 €", "-2.500 €"], [DOUBT, DOUBT]),
        (["1.000", "850", "NC"], [DOUBT, 850.0, "(vide)"]),
        (["1.000", "1.000,5"], [1000.0, 1000.5]),
        (["1.001", "1.234.567"], [1001.0, 1234567.0]),
        (["1,001", "1,234.5"], [1001.0, 1234.5]),
        (["1.000", "1.5"], [1.0, 1.5]),
        (["1.000", "12.3456"], [1.0, 12.3456]),
        (["1.000", "0.875"], [1.0, 0.875]),
        (["1,000", "1 234,5"], [1.0, 1234.5]),
        (["1.000", "1234.567"], [1.0, 1234.567]),
        (["1.000", "1.5", "1.234.567"], [DOUBT, 1.5, 1234567.0]),
        (["1 000", "1'000", "1 000", "1000"], [1000.0] * 4),
        (["１.０００", "２３.８２４"], [DOUBT, DOUBT]),
    ],
)
def test_a_mark_of_thousands_is_what_the_column_makes_of_it_or_a_doubt(texts: list[str], expected: object) -> None:
    assert values(NUMBER, *texts) == expected


def test_the_grid_may_settle_a_mark_of_thousands() -> None:
    year = Column("c", "integer", "C", min=1800, max=2100)
    assert values(year, "1.950", "1.987") == [1950.0, 1987.0]
    assert values(Column("c", "number", "C", max=50), "7.123", "8.500") == [7.123, 8.5]
    assert values(PERCENT, "12,345 %", "1,250 %") == [12.345, 1.25]
    # a whole number has no decimals, and may be out of its bounds: a maximum does not make it a thousand times smaller
    assert values(Column("c", "integer", "C", max=500), "1.000") == [DOUBT]
    assert values(INTEGER, "23.824", "1.000") == [DOUBT, DOUBT]


def test_the_user_may_settle_a_mark_of_thousands(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", "code_residence;loyer;vacance\nR1;1.000;3\nR2;23.824;4\n")
    assert look(read(path, small_grid()), "loyer") == [("(refusé)",), ("(refusé)",)]
    for mark, expected in ((",", [(1000.0,), (23824.0,)]), (".", [(1.0,), (23.824,)])):
        assert look(read(path, small_grid(), settings=Settings(decimal={"loyer": mark})), "loyer") == expected


def test_numbers_of_a_workbook_are_in_no_doubt_but_texts_are(tmp_path: Path) -> None:
    rows = [["code_residence", "loyer", "note"], ["R1", 23.824, 1.125], ["R2", "1.000", 2.25], ["R3", 12.5, 3.375]]
    dataset = read(workbook(tmp_path, Parc=rows), small_grid())
    # the decimals of numbers say nothing of a text: it was typed where the point is no decimal mark
    assert look(dataset, "loyer", "note") == [(23.824, 1.125), ("(refusé)", 2.25), (12.5, 3.375)]
    assert "« 1.000 » : est-ce 1\u202f000 ou 1 ?" in only(dataset, DOUBT).say("fr")


def test_numbers_of_an_old_workbook_are_in_no_doubt_but_texts_are(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Parc")
    for row, cells in enumerate([["code_residence", "loyer"], ["R1", 23.824], ["R2", "1.000"], ["R3", 12.5]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(tmp_path / "parc.xls"))
    assert look(read(tmp_path / "parc.xls", small_grid()), "loyer") == [(23.824,), ("(refusé)",), (12.5,)]


def test_texts_of_parquet_are_in_doubt_as_those_of_csv_are(tmp_path: Path) -> None:
    path = tmp_path / "parc.parquet"
    pl.DataFrame({"code_residence": ["R1", "R2"], "loyer": ["1.000", "2.500"], "note": [1.125, 2.25]}).write_parquet(
        path
    )
    assert look(read(path, small_grid()), "loyer", "note") == [("(refusé)", 1.125), ("(refusé)", 2.25)]


PIECE = 400
BESIDE = TablesBeside((), (), ())
"""So many bytes: a few rows."""


@pytest.mark.parametrize(
    ("cells", "codes_of_units"),
    [
        (["1.000"] * 40, [f"R{n}" for n in range(40)]),
        (["1.5"] * 20 + ["1.000"] * 20, [f"R{n}" for n in range(40)]),
        (["2.5"] * 40, [f"{n:02}" for n in range(1, 39)] + ["1", "40"]),
        (["2.5"] * 40, [f"{n}.0" for n in range(1, 41)]),
        (["2.5"] * 40, [f"R{n}" for n in range(39)] + ["R\u200b39"]),
    ],
)
def test_what_a_whole_column_decides_sends_a_file_back_to_be_read_whole(
    tmp_path: Path, cells: list[str], codes_of_units: list[str]
) -> None:
    rows = "".join(f"{code};{cell};3\n" for code, cell in zip(codes_of_units, cells, strict=True))
    path = write(tmp_path, "parc.csv", "code_residence;loyer;vacance (%)\n" + rows)
    parts = StockChunks([CsvPieces(InputSource(path), PIECE, LIMITS)], small_grid())
    with pytest.raises(NotChunkable):
        assert len(list(parts)) > 1
        parts.whole(BESIDE)


def test_numbers_with_three_decimals_are_read_by_pieces(tmp_path: Path) -> None:
    rows = "".join(f"R{n};{'1.125' if n % 2 else '2.5'};3\n" for n in range(80))
    path = write(tmp_path, "parc.csv", "code_residence;loyer;vacance (%)\n" + rows)
    parts = StockChunks([CsvPieces(InputSource(path), PIECE, LIMITS)], small_grid())
    rents = [row for each in parts for row in look(each, "loyer")]
    assert rents == look(read(path, small_grid()), "loyer")
    assert parts.whole(BESIDE).counts["rows_kept"] == 80


# --- percents


def test_a_share_beside_a_percent_is_refused_and_both_cells_are_named(tmp_path: Path) -> None:
    for title in ("vacance", "vacance (%)"):
        path = write(tmp_path, "parc.csv", f"code_residence;{title}\nR1;12,5 %\nR2;0,125\n")
        dataset = read(path, small_grid())
        assert look(dataset, "pct_vacance") == [(12.5,), ("(refusé)",)]
        said = only(dataset, "pourcentage-melange")
        assert (said.location.cell, said.values["beside_cell"], said.values["beside"]) == (
            "B3",
            "B2",
            "12,5 %",
        )


@pytest.mark.parametrize("written", ["12,5 pct", "12,5 PCT.", "12,5 pour cent", "12,5 pourcent", "12,5\u202f%."])
def test_a_share_beside_a_percent_in_words_is_refused(written: str) -> None:
    assert [int(state) for state in decode(pl.Series([written, "0,125"]), PERCENT).states] == [KNOWN, State.INVALID]


# --- answers that are close to each other


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        (GRADES, "A+", "A+"), (GRADES, "A", "A"), (GRADES, "A-", "A-"), (GRADES, "A –", "A-"), (GRADES, "a +", "A+"),
        (GRADES, "A+ Très bon", "A+"), (GRADES, "A - Bon", "A"), (GRADES, "Très bon.", "A+"), (GRADES, "A*", "reponse"),
        (GRADES, "A ?", "reponse"), (GRADES, "A++", "reponse"), (GRADES, "＋", "reponse"), (GRADES, "Ａ＋", "A+"),
        (STEPS, "01", "01"), (STEPS, "1", "1"), (STEPS, "1,0", "reponse-ambigue"), (STEPS, "001", "reponse-ambigue"),
        (STEPS, "2,0", "2"), (STEPS, "02", "2"), (STEPS, "2.", "2"), (STEPS, "1er", "reponse"), (STEPS, "²", "reponse"),
        (STEPS, "①", "reponse"), (STEPS, "Ⅻ", "reponse"), (STEPS, "1.000", "reponse-ambigue"), (STEPS, "١٠", "10"),
        (STEPS, '="01"', "01"), (STEPS, "-1", "reponse"),
        (PARTS, "< 5 %", "x"), (PARTS, ">5%", "y"), (PARTS, "5 %", "z"), (PARTS, "<= 5 %", "reponse"),
        (PARTS, "5", "reponse"), (PARTS, "＜ 5 ％", "x"),
        (CLOSE, "(a)", "(a)"), (CLOSE, "a", "a"), (CLOSE, "A", "a"), (CLOSE, "[a]", "reponse-ambigue"),
        (CLOSE, "+", "+"), (CLOSE, "-", "-"), (CLOSE, "−", "-"), (CLOSE, "Oui !", "Oui !"), (CLOSE, "OUI", "oui"),
        (CLOSE, "oui.", "reponse-ambigue"),
        (ACCENTS, "côte", "côte"), (ACCENTS, "co\u0302te", "côte"), (ACCENTS, "COTE", "cote"),
        (ACCENTS, "CÔTE", "côte"), (ACCENTS, "côté", "reponse-ambigue"), (ACCENTS, "R-1", "R-1"),
        (ACCENTS, "r +1", "R+1"), (ACCENTS, "R 1", "reponse"),
    ],
)  # fmt: skip
def test_an_answer_is_the_one_written_so_else_the_only_one_like_it(column: Column, text: str, expected: str) -> None:
    assert meaning(column, text) == expected


def test_a_refusal_to_choose_names_the_answers() -> None:
    said = decode(pl.Series(["1,0"]), STEPS).refusals["1,0"].said()
    assert said["answers"] == Listed(("01 = Un", "1 = Autre"), quoted=True, joint=" ; ")


LETTERS = st.text(st.sampled_from("aAâÂ01²+-<>%?!.,() /’'é\u0301\u200b\u00a0–１"), min_size=1, max_size=4)


@given(st.dictionaries(LETTERS, LETTERS, min_size=1, max_size=6))
def test_a_list_of_answers_reads_each_of_its_own_or_refuses(choices: dict[str, str]) -> None:
    column = Column("c", "choice", "C", choices=choices)
    for code, label in choices.items():
        for text in (code, label):
            if text.strip():
                decoded = decode(pl.Series([text]), column)
                own = {each for each, name in choices.items() if text.strip() in (each.strip(), name.strip())}
                assert decoded.states[0] != KNOWN or decoded.values[0] in own, (text, choices)
                if decoded.states[0] == KNOWN:
                    assert len(own) == 1


# --- marks of absence


def test_a_mark_is_no_number_that_differs_by_its_point() -> None:
    column = Column("c", "percent", "C", missing=("999", "-1"), unknown=("10",))
    assert values(column, "99.9 %", "99,9 %", "9.99", "1.0 %") == [99.9, 99.9, 9.99, 1.0]
    month = Column("c", "choice", "C", choices={"1": "Un"}, missing=("10",))
    assert values(month, "1.0", "10") == ["1", "(vide)"]


def test_a_mark_is_the_one_written_so_first() -> None:
    column = Column("c", "number", "C", missing=("na",), unknown=("n.a.",))
    assert values(column, "na", "n.a.", "NA", "N.A") == ["(vide)", "(nsp)", "(vide)", "marque-ambigue"]


# --- titles


def test_two_titles_that_differ_by_a_sign_are_two_columns(tmp_path: Path) -> None:
    folder = tmp_path / "grille.yaml"
    text = Path(__file__).with_name("choix.yaml").read_text(encoding="utf-8")
    more = "  moins: {type: number, label: Nb <5, max: 9}\n  plus: {type: number, label: Nb >5, max: 9}\n"
    folder.write_text(text.replace("themes:", more + "themes:", 1), encoding="utf-8")
    path = write(tmp_path, "parc.csv", "code_residence;etage;nb >5;nb < 5;nb ≥5\nR1;1;7;2;8\n")
    dataset = read(path, load_grid(folder))
    assert look(dataset, "moins", "plus") == [(2.0, 7.0)]
    assert "entete-en-trop" in codes(dataset.problems)


# --- digits, and what looks like some


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        (INTEGER, "２４", 24.0), (INTEGER, "٢٤", 24.0), (INTEGER, "२४", 24.0), (INTEGER, "𝟐𝟒", 24.0),
        (INTEGER, "2²", "nombre"), (INTEGER, "²", "nombre"), (INTEGER, "Ⅻ", "nombre"), (INTEGER, "①", "nombre"),
        (INTEGER, "½", "nombre"), (NUMBER, "12½", "nombre"), (NUMBER, "−١٢٫٥", -12.5),
        (NUMBER, "１ ２３４，５", 1234.5),
        (PERCENT, "１２ ％", 12.0), (PERCENT, "12٪", 12.0), (NUMBER, "12\u200b,5", 12.5),
        (NUMBER, "\u202d1 234,5\u202c", 1234.5),
        (NUMBER, "1\u00a0234,50\u00a0€", 1234.5), (NUMBER, "(12)", "nombre"), (NUMBER, "12 m²", "echelle"),
        (NUMBER, '="24"', 24.0), (NUMBER, "'24", 24.0), (INTEGER, "1.0", 1.0), (INTEGER, "24,00", 24.0),
        (NUMBER, '=" 24,5 "', 24.5), (NUMBER, "=24", "nombre"),
        (DATE, "１２/０９/２０２６", "2026-09-12"), (DATE, "1²/09/2026", "date"),
        (DATE, "12\u200e/09/2026", "2026-09-12"),
        (DATE, '="12/09/2026"', "2026-09-12"), (DATE, "'12/09/2026", "2026-09-12"),
        (MONTH, "０９/２０２６", "2026-09-01"),
        (MONTH, "⑨/2026", "mois"),
        (CODE, "'000007", "000007"), (CODE, '="000007"', "000007"), (CODE, "R\u00ad01\u200b", "R01"),
        (CODE, "R\u201101", "R-01"),
    ],
)  # fmt: skip
def test_a_digit_is_read_or_refused_and_never_believed(column: Column, text: str, expected: object) -> None:
    found = meaning(column, text)
    assert (str(found) if column in (DATE, MONTH) and not isinstance(found, str) else found) == expected


def test_surfaces_may_have_their_unit() -> None:
    assert values(Column("c", "number", "C", unit="m²"), "12 m²", "12m2") == [12.0] * 2


@given(
    st.sampled_from([NUMBER, INTEGER, PERCENT, DATE, MONTH, CODE, GRADES, STEPS]),
    st.lists(st.text(max_size=12), max_size=6),
)
def test_any_text_in_any_column_is_read_or_refused(column: Column, texts: list[str]) -> None:
    decoded = decode(pl.Series(texts, dtype=pl.String), column)
    assert decoded.values.is_null().to_list() == [state != KNOWN for state in decoded.states]
    refused = {text.strip() for text, state in zip(texts, decoded.states, strict=True) if state == State.INVALID}
    assert len(set(decoded.codes["text"])) >= len(refused) - (decoded.ambiguous is not None) * len(texts)


DIGITS = [
    str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10)))
    for zero in (48, 0xFF10, 0x660, 0x966)
]


@given(
    st.integers(0, 999_999_999), st.integers(0, 99_999), st.integers(0, 5),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "’"]),
    st.sampled_from([",", "."]), st.sampled_from(["", "-", "−"]), st.sampled_from(DIGITS),
    st.sampled_from(["", " €", "\u00a0€", "\u200b"]),
)  # fmt: skip
def test_a_number_is_read_as_itself_or_refused(
    whole: int, decimals: int, places: int, space: str, mark: str, sign: str, digits: dict[int, int], end: str
) -> None:
    decimals %= 10**places
    grouped = f"{whole:,}".replace(",", space) if space else str(whole)
    text = f"{sign}{grouped}" + (f"{mark}{decimals:0{places}}" if places else "")
    expected = float(f"{whole}.{decimals:0{places}}" if places else whole) * (-1 if sign else 1)
    decoded = decode(pl.Series([text.translate(digits) + end]), NUMBER)
    assert decoded.states[0] == State.INVALID or decoded.values[0] == pytest.approx(expected, rel=1e-12)
    if decoded.states[0] == State.INVALID:
        assert places == 3 and 0 < whole < 1000


# --- what cannot be seen


def test_two_codes_that_look_the_same_are_one_unit(tmp_path: Path) -> None:
    text = "code_residence;nom;vacance\nR1;a;3\nR1\u200b;b;4\nR\u00a02;c;5\nR 3;d;6\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert only(dataset, "cle-repetee").values["count"] == 2
    assert dataset.stock.frame["t:code_residence"].to_list() == ["R 2", "R 3"]
    assert "« R1⟨U+200B⟩ »" in only(dataset, "codes-nettoyes").say("fr")


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202a", "\ufe0f", "\x1f"]
)
def test_a_code_is_found_whatever_hides_in_it(tmp_path: Path, hidden: str) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;nom;vacance\nRé 01;a;3\nR2;b;4\n")
    events = write(
        tmp_path, "incidents.csv", f"code_residence;date;nature\nRe\u0301\u00a0{hidden}01;12/09/2026;trouble\n"
    )
    dataset = read([stock, events], small_grid())
    assert "cles-sans-residence" not in codes(dataset.problems)
    assert dataset.events["incidents"].frame["v:code_residence"].to_list() == ["Ré 01"]


def test_a_title_an_answer_and_a_group_are_found_whatever_hides_in_them(tmp_path: Path) -> None:
    titles = "code_residence;a\u00adgence;e\u0301tat des\u00a0halls\u200b;gardien\n"
    text = titles + "R1;Nord;Re\u0301currente\u200b;\u200boui\nR2;Nord\u200b;3\ufeff;non\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert look(dataset, "agence", "etat", "gardien") == [("Nord", "3", True), ("Nord", "3", False)]
    assert dataset.stock.frame["t:agence"].n_unique() == 1


def test_a_name_and_a_free_text_are_kept_as_received(tmp_path: Path) -> None:
    dataset = read(
        write(tmp_path, "parc.csv", "code_residence;nom;vacance\nR1;Le\u00a0Clos \U0001f468\u200d\U0001f469;3\n"),
        small_grid(),
    )
    assert look(dataset, "nom_residence") == [("Le\u00a0Clos \U0001f468\u200d\U0001f469",)]


def test_what_the_user_explained_is_found_whatever_hides_in_the_cell(tmp_path: Path) -> None:
    path = write(tmp_path, "parc.csv", "code_residence;état des halls;vacance\nR1;moyen\u00a0bof\u200b;3\n")
    settings = Settings(values={"etat": {"moyen bof": "2"}})
    assert look(read(path, small_grid(), settings=settings), "etat") == [("2",)]


def test_every_digit_and_every_space_is_known() -> None:
    assert sum(each.isdecimal() for each in plain_table()) >= 650
    spaces = {each for each in map(chr, range(0x3001)) if unicodedata.category(each) == "Zs"} - {" "}
    assert not {each for each in spaces if SEEN.get(each) != " "}
    hidden = {each for each in map(chr, range(0xFFFF)) if unicodedata.category(each) == "Cf"}
    # the marks of Arabic and Syriac numbers are drawn
    drawn = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
    assert {each for each in hidden if SEEN.get(each) != ""} == drawn


# --- codes


def test_codes_that_differ_by_zeros_alone_are_two_units_which_is_said(tmp_path: Path) -> None:
    text = "code_residence;nom;vacance\n13;a;3\n00013;b;4\n000007;c;5\n105;d;6\n000105;e;7\nA1;f;8\n"
    dataset = read(write(tmp_path, "parc.csv", text), small_grid())
    assert dataset.stock.frame["v:code_residence"].to_list() == ["13", "00013", "000007", "105", "000105", "A1"]
    said = only(dataset, "codes-proches")
    assert (said.values["first"], said.values["second"], said.values["count"]) == ("13", "00013", 2)


@pytest.mark.parametrize(
    ("one", "other"), [("R1", "r1"), ("Évry-2", "EVRY-2"), ("R–01", "R-01"), ("R 4", "R4"), ("０１", "1,0")]
)
def test_codes_that_a_person_takes_for_one_are_two_units_which_is_said(tmp_path: Path, one: str, other: str) -> None:
    rows = "".join(f"{code};a;3\n" for code in (one, "R7", other, "R8"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert look(dataset, "code_residence") == [(one,), ("R7",), (other,), ("R8",)]
    said = only(dataset, "codes-proches")
    assert (said.values["first"], said.values["second"], said.values["count"]) == (one, other, 1)


@pytest.mark.parametrize(
    ("keys", "odd"),
    [
        (["R1", "R2", "NORD", "R3", "Parc", "R4"], ["NORD", "Parc"]),
        (["R1", "R2", "NORD", "R3", "Médiane", "R4"], ["NORD"]),
        (["R1", "R2", "NORD", "SUD", "PARC"], ["NORD", "SUD", "PARC"]),
        (["Agence Nord", "101", "Agence Sud", "102", "Agence Est"], ["Agence Nord", "Agence Sud", "Agence Est"]),
        (["R1", "LIL", "ROS", "TIL", "R2"], []),
        (["R1", "LILAS", "ROSES", "TILLEULS"], []),
        (["Le Parc", "La Tour 2", "Les Lilas", "Le Clos 1"], []),
        (["R1", "R2", "R3", "NC", "#N/A"], []),
    ],
)
def test_codes_without_a_digit_among_codes_that_have_some_are_said(
    tmp_path: Path, keys: list[str], odd: list[str]
) -> None:
    rows = "".join(f"{key};a;3\n" for key in keys)
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    said = [each for each in dataset.problems if each.code == "donnees.codes-sans-chiffre"]
    assert [(each.values["count"], each.values["value"]) for each in said] == ([(len(odd), odd[0])] if odd else [])


@pytest.mark.parametrize(
    "code",
    ["ex : 12345", "Ex. R0012", "(exemple)", "par ex. 12", "Exemple 1", "example", "Rappel 2024", "Moy. 12", "Seuil 2"],
)
def test_a_code_that_says_it_is_an_example_is_said(tmp_path: Path, code: str) -> None:
    rows = "".join(f"{key};a;3\n" for key in (code, "R1", "R2"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert only(dataset, "codes-exemple").values["value"] == code
    assert "codes-sans-chiffre" not in codes(dataset.problems)


def test_a_code_that_begins_as_an_example_does_is_none(tmp_path: Path) -> None:
    rows = "".join(f"{key};a;3\n" for key in ("EX1", "EXELMANS-2", "AEX 3", "MOYEN 4", "SEUILLY 5"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert "codes-exemple" not in codes(dataset.problems)


@pytest.mark.parametrize(("one", "other"), [("R1", "R01"), ("A-012", "A-12"), ("2A5", "2A005"), ("7", "007.0")])
def test_codes_that_differ_by_zeros_in_their_middle_are_said(tmp_path: Path, one: str, other: str) -> None:
    rows = "".join(f"{code};a;3\n" for code in (one, other, "B100"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    said = only(dataset, "codes-proches").values
    assert (said["first"], said["second"]) == (one, other)


def test_zeros_that_are_part_of_a_code_bring_no_two_together(tmp_path: Path) -> None:
    rows = "".join(f"{code};a;3\n" for code in ("R10", "R1", "R100", "1.05", "1.5", "A0", "A", "B.01", "B.1"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert "codes-proches" not in codes(dataset.problems)


@pytest.mark.parametrize("code", ["R4 à R9", "R2 et R3", "R2, R3", "R2 + R3", "101 & 102", "R10;R11"])
def test_a_code_that_joins_several_is_said(tmp_path: Path, code: str) -> None:
    rows = "".join(f'"{key}";a;3\n' for key in ("R1", code, "R12"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert only(dataset, "codes-reunis").values["value"] == code
    assert len(look(dataset, "code_residence")) == 3


@pytest.mark.parametrize("code", ["1E+05", "1,23457E+15"])
def test_a_code_whose_digits_a_spreadsheet_lost_joins_no_others(tmp_path: Path, code: str) -> None:
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\nR1;a;3\n{code};b;4\n"), small_grid())
    assert only(dataset, "cle-illisible").values["value"] == code
    assert "codes-reunis" not in codes(dataset.problems)


def test_a_code_of_several_parts_is_one(tmp_path: Path) -> None:
    rows = "".join(f"{key};a;3\n" for key in ("R1/2", "R1-2", "R1 - 12 rue", "0101 bis", "R et 3", "12 à Lille"))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;nom;vacance\n{rows}"), small_grid())
    assert "codes-reunis" not in codes(dataset.problems)


def test_a_group_that_no_piece_of_a_large_file_shows_odd_is_said(tmp_path: Path) -> None:
    keys = ["PARC", "TOUR", *(f"R {n}" for n in range(60))]
    path = write(tmp_path, "parc.csv", "code_residence;vacance\n" + "".join(f"{key};3\n" for key in keys))
    assert only(read(path, small_grid()), "codes-sans-chiffre").values["count"] == 2
    parts = StockChunks([CsvPieces(InputSource(path), PIECE, LIMITS)], small_grid())
    with pytest.raises(NotChunkable):
        _ = [*parts, parts.whole(BESIDE)]


def test_codes_that_a_tool_wrote_with_decimals_are_found(tmp_path: Path) -> None:
    stock = write(tmp_path, "parc.csv", "code_residence;nom;vacance\n101;a;3\n102;b;4\n")
    events = write(
        tmp_path, "incidents.csv", "code_residence;date;nature\n101.0;12/09/2026;trouble\n102.0;12/09/2026;trouble\n"
    )
    assert "cles-sans-residence" not in codes(read([stock, events], small_grid()).problems)
    events = write(
        tmp_path, "incidents.csv", "code_residence;date;nature\n101.0;12/09/2026;trouble\n102;12/09/2026;trouble\n"
    )
    assert "« 101.0 » ressemble à « 101 »" in only(read([stock, events], small_grid()), "cles-sans-residence").say("fr")


def test_a_code_of_ten_digits_is_read_and_a_mail_is_not(tmp_path: Path) -> None:
    def agencies(first: str, second: str) -> Dataset:
        text = f"code_residence;agence;vacance\nR1;{first};3\nR2;{second};4\n"
        return read(write(tmp_path, "parc.csv", text), small_grid())

    for first, second in (
        ("0110203040", "0698765432"),
        ("1850578006084", "2850578006084"),
        ("01 10 20 30 40", "+33 6 98 76 54 32"),
    ):
        dataset = agencies(first, second)
        assert look(dataset, "agence") == [(first,), (second,)]
        assert "nominative-declaree" in codes(dataset.problems)
    for first, second in (("75013", "69003"), ("55208131766522", "35600000000048"), ("7501300123", "6900300456")):
        assert "nominative" not in " ".join(codes(agencies(first, second).problems))
    assert look(agencies("a@b.fr", "c@d.fr"), "agence") == [("(vide)",), ("(vide)",)]


@pytest.mark.parametrize(
    ("codes_given", "said"),
    [
        (("R1", "03-avr", "15-3"), (1, "03-avr")), (("03-avr", "5-août-26"), (2, "03-avr")),
        (("A1", "03/04/2026", "mars-04", "2026-04-03"), (3, "03/04/2026")), (("R1", "2A-04", "1.10", "12-13"), None),
        (("2024-01-12", "2025-02-01"), None), (("MAI-12", "DEC-03"), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("files", [1, 9])
def test_codes_that_became_days_before_they_were_exported_are_said(
    tmp_path: Path, codes_given: tuple[str, ...], said: tuple[int, str] | None, files: int
) -> None:
    for number in range(files):
        rows = codes_given if number == 0 else [f"Z{number}"]
        write(tmp_path, f"parc{number}.csv", "code_residence;nom\n" + "".join(f"{code};x\n" for code in rows))
    dataset = read(tmp_path, small_grid())
    assert [row[0] for row in look(dataset, "code_residence")][: len(codes_given)] == list(codes_given)
    found = [(p.values["count"], p.values["value"]) for p in dataset.problems if p.code == "donnees.codes-en-dates"]
    assert found == ([] if said is None else [said])


@pytest.mark.parametrize(
    ("known", "given", "character"),
    [
        ("R\u20132", "R-2", "U+2013"), ("Ｒ２", "R2", "U+FF32"), ("\u0410-1", "A-1", "U+0410"), ("É1", "E1", "U+00C9"),
        ("R1\ue000", "R1", "U+E000"), ("R1", "R1\ufffc", "U+FFFC"),
    ],
)  # fmt: skip
def test_a_code_that_only_looks_like_a_known_one_is_told_by_its_character(
    tmp_path: Path, known: str, given: str, character: str
) -> None:
    write(tmp_path, "parc.csv", f"code_residence;nom\n{known};x\nZ9;y\n")
    write(tmp_path, "incidents.csv", f"code_residence;date;nature\n{given};12/09/2026;trouble\n")
    said = only(read(tmp_path, small_grid()), "cles-sans-residence").say("fr")
    assert f"ne s’écrit pas avec les mêmes caractères ({character})" in said
    assert "\ue000" not in said and "\ufffc" not in said


@pytest.mark.parametrize("text", ["≤ 5 %", "> 5", "＋A"])
def test_no_answer_is_proposed_among_those_that_differ_by_a_sign(text: str) -> None:
    signed = Column("part", "choice", "Part", choices={"< 5 %": "Un", "> 5 %": "Deux", "A+": "Trois", "A-": "Quatre"})
    refusal = next(iter(decode(pl.Series([text]), signed).refusals.values()))
    assert refusal.advice is not None
    assert "Vouliez-vous" not in str(refusal.advice())


def test_a_minus_at_the_end_is_no_approximation() -> None:
    refusals = decode(pl.Series(["1234-", "1 234,50-", "12+"]), Column("n", "number", "N")).refusals
    assert [each.code for each in refusals.values()] == ["donnees.nombre", "donnees.nombre", "donnees.approximation"]
