"""What each cell means: one table by type of column, each line a text as someone wrote it and what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import yaml_texts
from data.kit import MARKS, codes, look, only, small_grid, workbook, write
from hlmdiag.data import Settings, read
from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext
from hlmdiag.data.values import reader
from hlmdiag.grid import load_document
from hlmdiag.grid.data_model import Column
from hlmdiag.states import KNOWN
from hlmdiag.text.phrase import spell

NUMBER = Column("c", "number", "C", unit="€")
INTEGER = Column("c", "integer", "C", min=0)
PERCENT = Column("c", "percent", "C")
BOOLEAN = Column("c", "boolean", "C")
CHOICE = Column("c", "choice", "C", choices={"1": "Jamais", "2": "Parfois", "3": "Souvent", "4": "Toujours"})
WORDS = Column("c", "choice", "C", choices={"C": "Collectif", "I": "Individuel", "so": "Sud-Ouest", "nc": "NC"})
DATE = Column("c", "date", "C")
MONTH = Column("c", "month", "C")
TEXT = Column("c", "text", "C")
CODE = Column("c", "id", "C")

BLANK, UNKNOWN, OUT = "(vide)", "(nsp)", "(so)"
ABSENCES = {
    BLANK: ["", " ", "\u00a0", "NC", "N.C.", "nr", "ND", "n.c.", "NA", "N/A", "NA/NA", "-", "–", "#N/A",
        "à compléter", "Non renseigné", "(vide)", "..."],
    UNKNOWN: ["NSP", "nsp", "ne sait pas", "Ne sait pas", "?", "inconnu"],
    OUT: ["sans objet", "Sans Objet", "s.o.", "SO", "S/O", "non concerné", "non applicable"],
}  # fmt: skip


def meaning(column: Column, text: str, context: ColumnContext | None = None) -> object:
    """The value, the mark of an absence, or the code of a refusal."""
    decoded = decode(pl.Series([text], dtype=pl.String), column, context)
    state = decoded.states[0]
    assert (decoded.values[0] is not None) == (state == int(KNOWN))
    if decoded.refusals:
        return next(iter(decoded.refusals.values())).code.removeprefix("donnees.")
    return decoded.values[0] if state == int(KNOWN) else MARKS[state]


@pytest.mark.parametrize(
    "column", [NUMBER, INTEGER, PERCENT, BOOLEAN, CHOICE, DATE, MONTH], ids=lambda column: column.type
)
@pytest.mark.parametrize(("mark", "texts"), ABSENCES.items())
def test_the_three_absences_are_told_apart_in_every_type(column: Column, mark: str, texts: list[str]) -> None:
    assert {text: meaning(column, text) for text in texts} == dict.fromkeys(texts, mark)


DAYS = Column("delai", "number", "Délai de relocation", unit="jours")
COUNTED = Column("nb_ascenseurs", "integer", "Nombre d'ascenseurs", min=0)
PER_HOME = Column("cout", "number", "Coût du vandalisme", unit="€/logement/an")
YEAR = Column("annee", "integer", "Année de construction", min=1800, max=2100)
SINCE = Column("trafic_annees", "number", "Ancienneté du trafic en années", unit="années")
FAILURES = Column("pannes", "integer", "Pannes d'ascenseur sur douze mois")
HUNDRED = Column("note", "number", "Note", min=0, max=100, unit="/100")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (DAYS, "55 j", 55.0), (DAYS, "15 jrs", 15.0), (DAYS, "7,5 jours", 7.5), (DAYS, "3 mois", "echelle"),
        (DAYS, "2 h", "echelle"), (DAYS, "3 patates", "nombre"), (SINCE, "2 ans", 2.0),
        (SINCE, "6 mois", "echelle"), (PER_HOME, "12 €/lgt", 12.0), (PER_HOME, "12 €/logt/an", 12.0),
        (PER_HOME, "12 €/m²", "echelle"), (PER_HOME, "12 €", 12.0), (COUNTED, "2 asc.", 2.0),
        (COUNTED, "2 ascenseurs", 2.0),
        (COUNTED, "2 halls", "echelle"), (COUNTED, "2 h", "echelle"), (FAILURES, "3 p.", 3.0),
        (FAILURES, "3 pannes", 3.0),
        (FAILURES, "3 asc.", "nombre"), (YEAR, "1968/1972", "deux-annees"), (YEAR, "1968-72", "deux-annees"),
        (YEAR, "1968 et 1972", "deux-annees"), (YEAR, "2 ans", "echelle"), (INTEGER, "2019-2020", "deux-annees"),
        (HUNDRED, "64/100", 64.0), (HUNDRED, "12/20", "fraction"), (HUNDRED, "3/4", "fraction"),
        (INTEGER, "12 mo", "nombre"),
    ],
)  # fmt: skip
def test_a_unit_is_read_where_it_is_that_of_the_column_or_what_it_counts(
    column: Column, text: str, value: object
) -> None:
    assert meaning(column, text) == value


@pytest.mark.parametrize("text", ["NC", "?", "so", "-", "sans objet", "#REF!"])
def test_text_knows_blank_alone(text: str) -> None:
    assert meaning(TEXT, text) == text
    assert meaning(TEXT, "  ") == BLANK


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0), ("12.0", 12.0), ("012", 12.0), ("-3", -3.0), ("−3,5", -3.5), ("+4", 4.0), ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5), ("1\u202f234,5", 1234.5), ("1\u2009234 567", 1234567.0), ("1'234,5", 1234.5),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567.0), ("1 234,50 €", 1234.5),
        ("12 euros", 12.0),
        (",5", 0.5), ("1.1144e+006", 1114400.0), ("1,5E3", 1500.0), (" 7 ", 7.0), ("0", 0.0), ("-0", 0.0),
        ("environ 20", "approximation"), ("env. 20", "approximation"), ("~20", "approximation"),
        (">10", "approximation"),
        ("< 5", "approximation"), ("≥3", "approximation"), ("2 à 3", "approximation"), ("2-3", "approximation"),
        ("10+", "approximation"), ("20 ?", "approximation"), ("plus de 10", "approximation"),
        ("20 env.", "approximation"),
        ("entre 2 et 3", "approximation"), ("10 max", "approximation"), ("3/4", "fraction"), ("7,5/10", "fraction"),
        ("12 %", "pourcentage-inattendu"), ("12 k€", "echelle"), ("12 logements", "echelle"), ("beaucoup", "nombre"),
        ("12a", "nombre"), ("12 jours", "echelle"), ("1e999", "nombre"), ("inf", "nombre"), ("nan", BLANK),
        ("1 23", "nombre"), ("oui", "nombre"),
        ("janv-23", "date-inattendue"), ("2024-04-03", "date-inattendue"), ("#DIV/0!", "erreur-excel"),
        ("#REF !", "erreur-excel"),
        ("#VALEUR!", "erreur-excel"), ("#####", "erreur-excel"), ("1" * 40, "nombre"), ("(12)", "nombre"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: object) -> None:
    assert meaning(NUMBER, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24", 24.0),
        ("24,0", 24.0),
        ("1 024", 1024.0),
        ("24,5", "entier"),
        ("24.5", "entier"),
        ("-1", "borne-basse"),
        ("1e3", 1000.0),
    ],
)
def test_whole_numbers(text: str, value: object) -> None:
    assert meaning(INTEGER, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5 %", 12.5), ("12.5%", 12.5), ("12,5\u00a0%", 12.5), ("12,5", 12.5), ("12 pct", 12.5 - 0.5),
        ("0 %", 0.0), ("0", 0.0),
        ("0,5 %", 0.5), ("100", 100.0), ("140 %", "borne-haute"), ("100,1", "borne-haute"), ("-1", "borne-basse"),
        ("1/3", "fraction"),
    ],
)  # fmt: skip
def test_percents(text: str, value: object) -> None:
    assert meaning(PERCENT, text) == value


@pytest.mark.parametrize(
    ("texts", "header", "states"),
    [
        (["0,5", "0,12", "0"], False, [2, 2, 9]),
        (["0,5", "0,12", "0"], True, [9, 9, 9]),
        (["0,5", "1", "NC"], False, [2, 2, 3]),
        (["0,5", "1,2"], False, [9, 9]),
        (["0,5", "12 %"], False, [2, 9]),
        (["0,5", "12 %"], True, [2, 9]),
        (["0,5", "12 %", "14"], False, [9, 9, 9]),
        (["0", "0"], False, [9, 9]),
    ],
)
def test_shares_and_percents_are_never_guessed(texts: list[str], header: bool, states: list[int]) -> None:
    decoded = decode(pl.Series(texts), PERCENT, ColumnContext(percent_header=header))
    assert decoded.states.to_list() == states
    assert (decoded.ambiguous is not None or "0,5" in decoded.refusals) == (2 in states)


@pytest.mark.parametrize("text", ["oui", "OUI", "Oui ", "O", "o", "x", "X", "✓", "1", "vrai", "VRAI", "yes", "1.0"])
def test_yes_is_read_in_every_usual_spelling(text: str) -> None:
    assert meaning(BOOLEAN, text) is True


@pytest.mark.parametrize("text", ["non", "NON", "N", "n", "0", "faux", "no", "0,0"])
def test_no(text: str) -> None:
    assert meaning(BOOLEAN, text) is False


@pytest.mark.parametrize("text", ["2", "peut-être", "oui mais", "0,5"])
def test_neither_yes_nor_no(text: str) -> None:
    assert meaning(BOOLEAN, text) == "booleen"


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (CHOICE, "3", "3"), (CHOICE, "3.0", "3"), (CHOICE, "Souvent", "3"), (CHOICE, "SOUVENT", "3"),
        (CHOICE, "3 - Souvent", "3"),
        (CHOICE, "3/4", "3"), (CHOICE, "beaucoup", "reponse"), (CHOICE, "5", "reponse"), (CHOICE, "2,5", "reponse"),
        (CHOICE, "NC", BLANK), (WORDS, "NC", "nc"), (WORDS, "SO", "so"), (WORDS, "c", "C"),
        (WORDS, "collectif", "C"), (WORDS, "?", UNKNOWN),
    ],
)  # fmt: skip
def test_choices_by_code_or_label(column: Column, text: str, value: object) -> None:
    assert meaning(column, text) == value


@pytest.mark.parametrize(
    "answers",
    [
        "columns: {code: {type: id, required: true}, a: {type: choice, "
        "choices: {b: {label: Bon, aliases: [Correct]}, m: Mauvais}}}\n"
        "indicators: {A: {title: A, value: a, score: {choices: {b: 0, m: 100}}}}",
        "columns: {code: {type: id, required: true}}\n"
        "indicators: {a: {title: A, kind: judgement, score: {choices: "
        "{b: {label: Bon, aliases: [Correct], points: 0}, m: {label: Mauvais, points: 100}}}}}",
    ],
)
def test_the_other_words_of_an_answer_are_read_as_its_label(answers: str) -> None:
    head = "language_version: 1\nid: g\nversion: '1'\ntitle: G\npolarity: burden\n"
    column = load_document(yaml_texts.read(head + answers)).columns["a"]
    assert [reader(column)(text) for text in ("b", "BON", "correct.", "Mauvais")] == ["b", "b", "b", "m"]
    assert column.choices["b"] == "Bon"


def test_the_nearest_answer_is_proposed() -> None:
    refusal = decode(pl.Series(["suvent"]), CHOICE).refusals["suvent"]
    assert spell(refusal.said()["advice"], "fr") == "Vouliez-vous dire « 3 = Souvent » ?"


def test_no_answer_is_proposed_for_a_number_or_for_what_resembles_none() -> None:
    for text in ("5", "énorme"):
        refusal = decode(pl.Series([text]), CHOICE).refusals[text]
        assert spell(refusal.said()["advice"], "fr") == "Écrivez l’une d’elles, ou laissez la cellule vide."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("03/04/2025", date(2025, 4, 3)), ("3/4/25", date(2025, 4, 3)), ("03-04-2025", date(2025, 4, 3)),
        ("03.04.2025", date(2025, 4, 3)), ("2025-04-03", date(2025, 4, 3)), ("2025-04-03 14:05:00", date(2025, 4, 3)),
        ("2025-04-03T14:05:00Z", date(2025, 4, 3)), ("03/04/2025 14h05", date(2025, 4, 3)),
        ("3 avril 2025", date(2025, 4, 3)),
        ("1er août 2024", date(2024, 8, 1)), ("jeudi 3 avril 2025", date(2025, 4, 3)), ("45750", date(2025, 4, 3)),
        ("45750,5", date(2025, 4, 3)), ("20250403", date(2025, 4, 3)), ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2023", "date"), ("31/04/2025", "date"), ("00/00/0000", "date"), ("12", "date"), ("bientôt", "date"),
        ("04/2025", "jour-manquant"), ("janv-23", "jour-manquant"), ("2025", "date"),
    ],
)  # fmt: skip
def test_dates(text: str, value: object) -> None:
    assert meaning(DATE, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("04/2025", date(2025, 4, 1)), ("4/2025", date(2025, 4, 1)), ("2025-04", date(2025, 4, 1)),
        ("janv-23", date(2023, 1, 1)),
        ("janv. 2023", date(2023, 1, 1)), ("Août 1998", date(1998, 8, 1)), ("févr-99", date(1999, 2, 1)),
        ("03/04/2025", date(2025, 4, 1)), ("45750", date(2025, 4, 1)), ("13/2025", "mois"), ("avril", "mois"),
    ],
)  # fmt: skip
def test_months(text: str, value: object) -> None:
    assert meaning(MONTH, text) == value


def test_one_date_written_month_first_makes_the_others_doubtful() -> None:
    decoded = decode(pl.Series(["04/25/2024", "03/04/2025", "13/04/2025", "05/05/2025"]), DATE)
    assert decoded.states.to_list() == [2, 2, 9, 9]
    assert decoded.refusals["03/04/2025"].code == "donnees.jour-et-mois"


def test_a_point_of_thousands_makes_the_other_points_doubtful() -> None:
    decoded = decode(pl.Series(["1.234", "1.234,5", "2.5"]), NUMBER)
    assert decoded.states.to_list() == [2, 9, 9]


@pytest.mark.parametrize("text", ["000007", "12E3", "2A", "1.10", "NC", "A-12/b"])
def test_codes_stay_as_they_are_written(text: str) -> None:
    assert meaning(CODE, text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('="0012"', "0012"),
        ("1,2E+15", "code-abrege"),
        ("1,E+15", "code-abrege"),
        ("#REF!", "erreur-excel"),
        ("#N/A", "erreur-excel"),
        (" ", BLANK),
    ],
)
def test_codes_that_a_spreadsheet_spoilt(text: str, value: object) -> None:
    assert meaning(CODE, text) == value


def test_marks_of_the_column_come_before_everything() -> None:
    column = Column("c", "number", "C", missing=("-1", "999", "Z"), unknown=("NC",), not_applicable=("0",))
    texts = ["-1", "-1,0", "999", "z", "NC", "0", "5"]
    decoded = decode(pl.Series(texts), column)
    assert [MARKS.get(state, value) for state, value in zip(decoded.states, decoded.values, strict=True)] == [
        BLANK, BLANK, BLANK, BLANK, UNKNOWN, OUT, 5.0,
    ]  # fmt: skip
    assert meaning(Column("c", "text", "C", missing=("(vide)",)), "(vide)") == BLANK


def test_a_mark_out_of_the_maximum_of_the_column_is_its_value() -> None:
    assert meaning(Column("c", "number", "C", min=0, max=10), "7,5/10") == 7.5


def spellings(value: float) -> list[str]:
    """One number, as it is found in spreadsheets."""
    plain = f"{value:.2f}"
    whole, decimals = plain.lstrip("-").split(".")
    sign = "-" if value < 0 else ""
    groups = f"{int(whole):,}"
    french = [f"{sign}{groups.replace(',', space)},{decimals}" for space in (" ", "\u00a0", "\u202f", "\u2009", "'")]
    return [plain, plain.replace(".", ","), *french, f"  {french[0]} ", f"{french[0]} €", f"{value:.12e}"]


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 2)))
def test_a_number_is_the_same_in_every_spelling(value: float) -> None:
    texts = spellings(value)
    decoded = decode(pl.Series(texts), NUMBER)
    assert decoded.values.to_list() == pytest.approx([value] * len(texts), rel=1e-12, abs=1e-12)


@given(
    st.lists(
        st.sampled_from(["12", "1 234,5", "12,5 %", "NC", "?", "so", "env. 3", "", "7,50", "x", "0,4", "3/4", "99 "]),
        max_size=30,
    )
)
def test_a_column_and_each_of_its_cells_alone_mean_the_same(texts: list[str]) -> None:
    together = decode(pl.Series(texts, dtype=pl.String), NUMBER)
    alone = [decode(pl.Series([text]), NUMBER) for text in texts]
    assert together.values.to_list() == [one.values[0] for one in alone]
    assert together.states.to_list() == [one.states[0] for one in alone]


def test_a_file_and_each_of_its_rows_alone_give_the_same_values(tmp_path: Path) -> None:
    header = "code_residence;nom;nb lgts;vacance (%);loyer;gardien;état des halls;date de visite"
    rows = [
        f"R{n:03};Résidence {n};{n + 1};{n % 90},{n % 7} %;"
        f"{'NC' if n % 5 == 0 else n * 3.25};{'oui' if n % 3 else 'non'};"
        f"{n % 4 + 1 if n % 11 else 'trop'};{n % 28 + 1:02}/0{n % 9 + 1}/2025"
        for n in range(200)
    ]
    columns = ("code_residence", "nb_logements", "pct_vacance", "loyer", "gardien", "etat", "date_visite")
    together = look(read(write(tmp_path, "parc.csv", "\n".join([header, *rows])), small_grid()), *columns)
    alone = [look(read(write(tmp_path, "une.csv", f"{header}\n{row}\n"), small_grid()), *columns)[0] for row in rows]
    assert together == alone


def test_each_refused_cell_is_said_and_repeats_are_said_together(tmp_path: Path) -> None:
    rows = [
        ["code_residence", "loyer moyen"],
        *[[f"R{n}", "beaucoup"] for n in range(30)],
        ["S1", "env. 3"],
        ["S2", "?"],
    ]
    dataset = read(workbook(tmp_path, Parc=rows), small_grid())
    repeated = only(dataset, "nombre")
    assert (repeated.location.cell, repeated.values["count"]) == ("B2", 30)
    assert only(dataset, "approximation").location.cell == "B32"
    assert dataset.counts["refused_cells"] == 31
    assert dataset.refused is not None
    assert dataset.refused.select("letter", "row", "code").row(30) == ("B", 32, "donnees.approximation")


def test_a_column_of_faults_never_makes_an_endless_list(tmp_path: Path) -> None:
    rows = ["code_residence;loyer moyen", *[f"R{n};valeur {n}" for n in range(500)]]
    dataset = read(write(tmp_path, "parc.csv", "\n".join(rows)), small_grid())
    assert codes(dataset.problems).count("nombre") == 50
    assert only(dataset, "autres-cellules").values["count"] == 450
    assert dataset.counts["refused_cells"] == 500


def test_dashes_are_counted_said_and_never_filled(tmp_path: Path) -> None:
    rows = "".join(f"R{n};{'-' if n % 2 else n};{'–' if n % 3 else 'oui'}\n" for n in range(1, 13))
    dataset = read(write(tmp_path, "parc.csv", f"code_residence;vacance;gardien\n{rows}"), small_grid(), account=True)
    said = {problem.values["title"]: problem.values for problem in dataset.problems if problem.code == "donnees.tirets"}
    assert (said["vacance"]["count"], said["vacance"]["mark"], said["vacance"]["text"]) == (6, "-", "0")
    assert (said["gardien"]["count"], said["gardien"]["mark"], said["gardien"]["text"]) == (8, "–", "non")
    assert [round(column.filled, 2) for column in dataset.understood[0].columns] == [1.0, 0.5, 0.33]


def test_a_dash_of_which_somebody_said_the_meaning_is_not_said_again(tmp_path: Path) -> None:
    settings = Settings(values={"pct_vacance": {"-": "0"}})
    path = write(tmp_path, "parc.csv", "code_residence;vacance;nom\nR1;-;a\nR2;3;b\n")
    dataset = read(path, small_grid(), settings=settings)
    assert look(dataset, "pct_vacance") == [(0.0,), (3.0,)]
    assert [problem for problem in dataset.problems if problem.code.startswith("donnees.tirets")] == []
