"""Titles as landlords write them: how many are understood, and that none is understood wrongly.

1. `first.csv`, `second.csv`, `third.csv`: titles with five invented values, and the column of the grids that is meant,
   `-` where none is; the second was written before the vocabulary was, the third once it was.
2. `other.csv`: titles near those of the grid that mean something else; none may be recognised.
3. Every title is given with others, as in a file: at most 25, no two of one column.
"""

import csv
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from hlmdiag.data import Settings, read
from hlmdiag.data.match import Match, Vocabulary, match_headers
from hlmdiag.data.match_by_words import matched_by_words
from hlmdiag.data.table_schemas import stock_schema
from hlmdiag.data.trade_vocabulary import trade_vocabulary
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import load_grid
from hlmdiag.grid.model import Grid
from hlmdiag.grid.shipped import shipped_grids
from hlmdiag.inspection import inspect

TITLES = Path(__file__).parent.parent / "data" / "titles"
GRIDS = ("residence-complexe", "tranquillite-residentielle", "indicateurs-suivi")
ROWS, MOST = 6, 25
WIDER = (
    "code_insee", "nb_halls", "nb_cages", "travaux_prevus", "pct_satisf_reclamations", "pannes_ascenseur",
    "note_attractivite", "pct_vacance", "dette_lgt", "pct_sous20", "pct_sous60", "pct_monoparentales", "pct_65plus",
    "pct_inactifs",
)  # fmt: skip
"""Columns of the common dictionary that the main grid does not read, and that a landlord may add to it."""


@dataclass(frozen=True)
class Labelled:
    title: str
    values: tuple[str, ...]
    column: str


def labelled(name: str) -> list[Labelled]:
    with (TITLES / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return [Labelled(row["title"], tuple(row["values"].split("|")), row.get("column", "-")) for row in rows]


@cache
def grid(name: str) -> Grid:
    """A shipped grid; the main one with more columns of the common dictionary."""
    if name != GRIDS[0]:
        return load_grid(name)
    text = shipped_grids()[name].read_text(encoding="utf-8")
    wider = text.replace("\ncolumns:\n", "\ncolumns:\n" + "".join(f"  {id}: {{}}\n" for id in WIDER), 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(wider, encoding="utf-8")
        return load_grid(path)


def grid_of(column: str) -> str:
    return next(name for name in GRIDS if column == "-" or column in grid(name).columns)


def files(items: Sequence[Labelled]) -> Iterator[list[Labelled]]:
    """At most 25 titles a file, no two of them for one column; the order is drawn, always the same."""
    found: list[list[Labelled]] = []
    for item in sorted(random.Random(11).sample(items, len(items)), key=lambda it: it.column == "-"):
        room = (
            it for it in found if len(it) < MOST and (item.column == "-" or item.column not in {o.column for o in it})
        )
        chosen = next(room, None)
        if chosen is None:
            chosen = []
            found.append(chosen)
        chosen.append(item)
    yield from found


def cells(item: Labelled, *, is_key: bool) -> list[str]:
    values = (list(item.values) * ROWS)[:ROWS]
    if is_key:
        values[-1] = re.sub(r"\d+$", lambda it: "9" * len(it[0]), values[0])
    return values


def looked_at(items: list[Labelled], name: str, folder: Path) -> Iterator[tuple[Labelled, str | None, str | None]]:
    """Each title of a file, with the column that it is recognised as, and the one that is proposed."""
    keys = grid(name).keys
    given = {
        key: [f"{row:04d}" for row in range(101, 101 + ROWS)] for key in keys if key not in {i.column for i in items}
    }
    table = [[key, *values] for key, values in given.items()]
    table += [[item.title, *cells(item, is_key=item.column in keys)] for item in items]
    path = folder / "parc.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(zip(*table, strict=True))
    try:
        [sheet] = read(str(path), grid(name), account=True).understood
    except HlmdiagError:  # its key is proposed, not recognised
        [sheet] = inspect([str(path)], grid(name)).sheets
    for item, column in zip(items, sheet.columns[len(given) :], strict=True):
        yield item, column.column, column.nearest


def verdicts(name: str, folder: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    items = labelled(name)
    for which in GRIDS:
        for some in files([item for item in items if grid_of(item.column) == which]):
            for item, column, proposed in looked_at(some, which, folder):
                kind = "recognised" if column else "proposed" if proposed else "silent"
                counts[f"{kind} {'rightly' if (column or proposed or '-') == item.column else 'wrongly'}"] += 1
                counts["with a column"] += item.column != "-"
    return counts


@pytest.mark.parametrize("name", ["first.csv", "second.csv", "third.csv"])
def test_an_ordinary_title_is_understood_and_none_is_understood_wrongly(name: str, tmp_path: Path) -> None:
    found = verdicts(name, tmp_path)
    assert found["recognised wrongly"] == 0
    assert found["recognised rightly"] + found["proposed rightly"] >= 0.85 * found["with a column"]
    assert found["proposed rightly"] >= 0.95 * (found["proposed rightly"] + found["proposed wrongly"])
    none = len(labelled(name)) - found["with a column"]
    assert found["silent rightly"] >= 0.95 * none


def alone(title: str, values: Sequence[str], name: str = GRIDS[0]) -> Match:
    import polars as pl

    form = stock_schema(grid(name), {})
    vocabulary = vocabulary_of(name)
    [match] = matched_by_words(
        match_headers([title], vocabulary), vocabulary, form.keys, lambda _: pl.Series(list(values))
    )
    return match


@cache
def vocabulary_of(name: str) -> Vocabulary:
    return Vocabulary(stock_schema(grid(name), {}).columns)


def test_a_title_that_means_something_else_is_never_recognised_by_its_words() -> None:
    found = {item.title: alone(item.title, item.values) for item in labelled("other.csv")}
    assert [title for title, match in found.items() if match.how == "words"] == []
    assert sum(match.nearest is not None and match.unit is None for match in found.values()) < 0.1 * len(found)


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Gardien", ["EXEMPLE Anne", "MODELE Paul", "FICTIF Léa"]),
        ("Chargé de clientèle", ["Mme Exemple", "M. Modèle", "Mme Fictif"]),
        ("Chargé(e) de clientèle", ["Anne E.", "Paul M.", "Léa F."]),
        ("Nom_prenom_collaborateur", ["EXEMPLE Anne", "MODELE Paul", "FICTIF Léa"]),
        ("Responsable d'agence", ["EXEMPLE Anne", "MODELE Paul", "FICTIF Léa"]),
        ("Agence suivie par", ["Anne Exemple", "Paul Modèle", "Léa Fictif"]),
        ("Commentaires sur la commune", ["Ville calme", "Ville", "RAS"]),
        ("Observations agence", ["Nord", "Sud", "Est"]),
    ],
)  # fmt: skip
def test_names_and_remarks_are_never_proposed(title: str, values: list[str]) -> None:
    match = alone(title, values)
    assert (match.column, match.nearest) == (None, None)


@pytest.mark.parametrize(
    ("title", "values", "column"),
    [
        ("Note du DEM (2026)", ["3", "2", "4", "1"], None),
        ("Note du DEM (2026)", ["64", "79", "38", "41"], "note_dem"),
        ("Logements vacants", ["3", "0", "4", "1"], None),
        ("% de vacance", ["3,5", "0", "4", "1"], "pct_vacance"),
        ("Nb logts 2026", ["0", "2", "0", "4"], None),
        ("Nb logts 2026", ["24", "48", "12", "96"], "nb_logements"),
        ("Date de construction", ["12/05/1974", "13/05/1981"], None),
        ("Date de construction", ["1974", "1981"], "annee_construction"),
        ("Dette (€)", ["6 936", "23 040"], None),
        ("Dette €/lgt", ["289", "480"], "dette_lgt"),
    ],
)  # fmt: skip
def test_the_content_decides_with_the_title(title: str, values: list[str], column: str | None) -> None:
    match = alone(title, values)
    assert (match.column or match.nearest) == column


def several(titles: dict[str, list[str]]) -> list[Match]:
    import polars as pl

    vocabulary, keys = vocabulary_of(GRIDS[0]), grid(GRIDS[0]).keys
    held = list(titles.values())
    return matched_by_words(
        match_headers(list(titles), vocabulary), vocabulary, keys, lambda index: pl.Series(held[index])
    )


def test_two_titles_for_one_column_are_neither_recognised_and_one_is_proposed() -> None:
    found = several({"Tx vacance 2024": ["1,5", "3", "0"], "Tx vacance 2025": ["2,5", "3", "0"]})
    assert [(match.column, match.nearest) for match in found] == [(None, None), (None, "pct_vacance")]


def test_the_best_assignment_is_chosen_not_the_first() -> None:
    first, second, third = "Taux de vacanse (plus de 3 mois)", "Vacanse", "Tx vacanse 3 mois et +"
    found = several({first: ["1,5", "3"], second: ["2,5", "3 %"], third: ["1", "2,5"]})
    assert [match.column or match.nearest for match in found].count("pct_vacance_3m") == 1
    assert found[1].nearest == "pct_vacance"


def test_a_table_of_two_thousand_columns_is_matched_in_seconds() -> None:
    import time

    base = [item for name in ("first.csv", "second.csv") for item in labelled(name)]
    titles = {f"{base[n % len(base)].title} {n}": list(base[n % len(base)].values) * 8 for n in range(2_000)}
    titles |= {" ": [], "住戸数": ["24"], "Число квартир": ["24"], "x" * 10_000: ["24"], "نسبة الشغور": ["3"]}
    start = time.process_time()
    found = several(titles)
    spent = time.process_time() - start
    proposed = [match.column or match.nearest for match in found if match.column or match.nearest]
    assert len(set(proposed)) == len(proposed) > 40
    assert spent < 20


def test_every_shipped_grid_can_be_said_in_other_words() -> None:
    for name in shipped_grids():
        wordings = vocabulary_of(name).wordings
        for column in grid(name).columns.values():
            assert any(target.column.id == column.id for _, target in wordings.candidates(column.label)), column.label


def test_a_word_of_the_trade_means_one_thing_but_for_those_known_to_mean_two() -> None:
    double = {phrase for phrase, meanings in trade_vocabulary().spelled.items() if len(meanings) > 1}
    assert double == {("dem",)}
    assert all(phrase for phrase in trade_vocabulary().spelled)
    names = {notion.name for meanings in trade_vocabulary().spelled.values() for notion in meanings}
    assert (
        trade_vocabulary().weak
        | set(trade_vocabulary().near)
        | {other for each in trade_vocabulary().near.values() for other in each}
        <= names
    )


def test_both_rows_of_a_two_row_title_are_read_though_the_first_alone_names_columns(tmp_path: Path) -> None:
    groups = ["Identification", None, None, "Ascenseurs", None, "Vacance", None, "Réclamations", None]
    titles = ["N° ESI", "Nom rés.", "Nbre lgts", "Nb", "Dispo.", "Taux", "> 3 mois", "Nb", "% hors délai"]
    rows = [[f"0{n}", f"Les Lilas {n}", 12 + n, n, 99.5 - n, 1.5 * n, n / 2, 3 * n, 5.5 * n] for n in range(1, 6)]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Suivi du patrimoine"], [], groups, titles, *rows):
        sheet.append(row)
    for cells in ("A3:C3", "D3:E3", "F3:G3", "H3:I3"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "parc.xlsx")
    [understood] = read(str(tmp_path / "parc.xlsx"), grid(GRIDS[0]), account=True).understood
    assert understood.header_rows == (3, 4)
    assert [column.column for column in understood.columns] == [
        "code_residence", "nom_residence", "nb_logements", "nb_ascenseurs", "dispo_ascenseur_pct", "pct_vacance",
        "pct_vacance_3m", "reclamations_12m", "pct_reclamations_hors_delai",
    ]  # fmt: skip


def test_a_table_that_only_words_tell_is_found_and_read_and_can_be_denied(tmp_path: Path) -> None:
    text = "N° ESI;Nom rés.;Nbre lgts;Tx vac. (%)\n0101;Les Lilas;24;2,5\n0102;Bel Air;12;0\n"
    (tmp_path / "parc.csv").write_text(text, encoding="utf-8")
    dataset = read(str(tmp_path / "parc.csv"), grid(GRIDS[0]), account=True)
    assert {column.how for column in dataset.understood[0].columns} == {"words"}
    assert dataset.stock.frame["v:pct_vacance"].to_list() == [2.5, 0.0]
    [said] = [problem for problem in dataset.problems if problem.code == "donnees.titres-compris"]
    assert said.values["count"] == 4
    told = Settings(columns={"Tx vac. (%)": "-", "Nbre lgts": "nb_halls"})
    dataset = read(str(tmp_path / "parc.csv"), grid(GRIDS[0]), settings=told)
    assert dataset.stock.frame["v:pct_vacance"].to_list() == [None, None]
    assert dataset.stock.frame["v:nb_halls"].to_list() == [24.0, 12.0]


def test_a_title_declared_by_the_user_is_not_read_where_it_names_people(tmp_path: Path) -> None:
    text = "code_residence;logements;Gardien;Agent\n0101;24;EXEMPLE Anne;1\n0102;12;MODELE Paul;2\n"
    (tmp_path / "parc.csv").write_text(text, encoding="utf-8")
    told = Settings(columns={"Gardien": "agence", "Agent": "etp_proximite"})
    dataset = read(str(tmp_path / "parc.csv"), grid(GRIDS[0]), settings=told)
    assert dataset.stock.frame["v:agence"].to_list() == [None, None]
    assert dataset.stock.frame["v:etp_proximite"].to_list() == [1.0, 2.0]
    assert [p.location.header for p in dataset.problems if p.code == "donnees.colonne-nominative"] == ["Gardien"]


def test_the_vocabulary_waits_until_a_title_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text("code_residence;logements;rotation\n0101;24;2,5\n", encoding="utf-8")
    code = """
import sys
from hlmdiag.data import Settings, read
from hlmdiag.data.trade_vocabulary import trade_vocabulary
from hlmdiag.grid import load_grid
read(sys.argv[1], load_grid("residence-complexe"))
print(trade_vocabulary.cache_info().currsize)
"""
    command = [sys.executable, "-c", code, str(tmp_path / "parc.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


MARKS = "code_residence;logements;note DEM\n" + "".join("{0}" + f"{n};12;{mark}\n" for n, mark in enumerate((3, 4, 1)))


@pytest.mark.parametrize("count", [1, 9])
def test_marks_on_a_small_scale_are_read_but_said(tmp_path: Path, count: int) -> None:
    for number in range(count):
        (tmp_path / f"f{number}.csv").write_text(MARKS.replace("{0}", f"R{number}"), encoding="utf-8")
    dataset = read(str(tmp_path), grid(GRIDS[0]))
    said = [problem for problem in dataset.problems if problem.code == "donnees.echelle-etroite"]
    assert len(said) == count
    assert said[0].say("fr") == (
        "f0.csv, ligne 1, colonne « note DEM » (C1 dans Excel) : les valeurs de la colonne « note DEM » vont de 1 à 4, "
        "alors que la colonne attend de 0 à 100 : elles sont lues telles quelles. Si elles sont données sur une autre "
        "échelle, convertissez-les. [donnees.echelle-etroite]"
    )
    assert dataset.stock.frame["v:note_dem"].to_list()[:3] == [3.0, 4.0, 1.0]
