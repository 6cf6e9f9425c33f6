"""Many files of the same titles are read together, and nothing tells it but the time that it takes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.kit import filled, only, refusal, small_grid, workbook
from hlmdiag.data import Settings, alike, read
from hlmdiag.data.dataset import Dataset
from hlmdiag.inspection.listing import listing
from hlmdiag.synthesis.answers import group_problems
from hlmdiag.text.phrase import spell_all

TITLES = ["code_residence", "nom", "vacance", "loyer", "gardien", "date_visite", "etat", "agence", "", "contact"]
PERCENTS = ["7", "8,5", "10", "12,5 %", "0,5", "0,7", "0,5 %", "1", "x", "NC", "", "120", "-3", "1.000", "nul"]
NUMBERS = ["7", "9,5", "1.000", "1.234,5", "2,345", "12.5", "abc", "", "1 200 €"]
BOXES = ["x", "x", "", "", "oui", "non", "✓", "?"]
DATES = ["03/04/2025", "31/12/2024", "12/31/2024", "03/04/2025 2:00 PM", "", "hier", "2025-04-03"]
STATES = ["1", "Ponctuelle", "9", "", "nsp"]
NAMES = ["a", "Les Lilas", "", "#N/A", "06 12 34 56 78", "a@b.fr", "1E+05"]
CONTACTS = ["", "06 12 34 56 78", "a@b.fr", "rien"]
KEYS = ["R{}", "{}", "{}.0", "0{}", "R {}", "R{}\u00a0", "Total {}", "r{}"]
REST = ["", "", "", "seul"]


def write(folder: Path, files: list[list[str]]) -> Path:
    for number, rows in enumerate(files):
        place = folder / f"agence-{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        lines = [";".join(TITLES[: rows[0].count(";") + 1] if rows else TITLES), *rows]
        (place / f"{number:03}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def answers(dataset: Dataset) -> Any:
    """Where each residence stands and what it answers."""
    frame = dataset.stock.frame
    parts = dataset.stock.parts or (dataset.stock.provenance,)
    index = frame["part"] if "part" in frame.columns else pl.repeat(0, frame.height, eager=True)
    places = [{column: (it.file, it.sheet, it.letter, it.rows) for column, it in parts[part].items()} for part in index]
    return frame.drop("part", strict=False).rows(), places


def refused(dataset: Dataset) -> list[Any]:
    return sorted(map(str, dataset.refused.rows())) if dataset.refused is not None else []


def usually(usual: list[str], every: list[str]) -> st.SearchStrategy[str]:
    """Mostly what raises no question: doubts are then alone in their file."""
    return st.sampled_from([*usual * len(every), *every])


ROW = st.tuples(
    usually(["R{}"], KEYS), usually(["a"], NAMES), st.sampled_from(PERCENTS), usually(["3", "4,5"], NUMBERS),
    st.sampled_from(BOXES), usually(["31/12/2024"], DATES), st.sampled_from(STATES), usually(["Nord"], NAMES),
    usually([""], REST), usually(["rien"], CONTACTS),
).map(list)  # fmt: skip
EXTRA = usually(
    ["", ""], ["", "Total {number};;7", "{titles}", ";;", "Source : fichier;;", ";b;4", "R{number:02}0;a;7"]
)
FILES = st.lists(st.tuples(st.lists(ROW, min_size=1, max_size=3), EXTRA), min_size=8, max_size=16)


def said(dataset: Dataset) -> list[str]:
    return sorted(str(problem.describe("fr")) for problem in dataset.problems)


def assert_same(path: Path, told: Settings) -> None:
    """What is read of files together is what is read of each."""
    together = read(path, small_grid(), settings=told)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "FEW", 1000)
        apart = read(path, small_grid(), settings=told)
    assert answers(together) == answers(apart)
    assert refused(together) == refused(apart)
    assert said(together) == said(apart)
    assert sorted(map(str, together.translated)) == sorted(map(str, apart.translated))
    assert together.counts == apart.counts
    assert together.inputs == apart.inputs
    assert sorted(map(str, together.understood)) == sorted(map(str, apart.understood))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES)
def test_files_read_together_are_read_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[list[list[str]], str]]
) -> None:
    lines = []
    for number, (rows, extra) in enumerate(files):
        own = [";".join([row[0].format(f"{number:02}{place}"), *row[1:]]) for place, row in enumerate(rows)]
        lines.append([*own, *filter(None, [extra.format(titles=";".join(TITLES), number=number)])])
    folder = write(tmp_path_factory.mktemp("many"), lines)
    told = Settings({}, {"gardien": {"?": "non"}, "pct_vacance": {"nul": "0,5"}, "nom_residence": {"a": "A"}})
    assert_same(folder, told)


HALF = st.tuples(st.sampled_from(PERCENTS), usually(["3"], NUMBERS), st.sampled_from(BOXES), st.booleans())


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(HALF, min_size=1, max_size=2), min_size=9, max_size=12))
def test_files_that_complete_each_agency_are_joined_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, agencies: list[list[tuple[str, str, str, bool]]]
) -> None:
    folder = tmp_path_factory.mktemp("joined")
    for number, rows in enumerate(agencies):
        own = folder / f"agence-{number:02}"
        own.mkdir()
        parc = [f"R{number:02}{place};{share}" for place, (share, _, _, _) in enumerate(rows)]
        rest = [
            f"{'X' if lost else 'R'}{number:02}{place};{rent};{box}" for place, (_, rent, box, lost) in enumerate(rows)
        ]
        (own / "parc.csv").write_text("\n".join(["code_residence;vacance", *parc, ""]), "utf-8")
        (own / "suite.csv").write_text("\n".join(["code_residence;loyer;gardien", *rest, ""]), "utf-8")
    assert_same(folder, Settings())


CODED = st.sampled_from(["R1", "7", "0012", "1E+05"])
FIGURES = st.sampled_from([1.234, 12.5, "1.234", "2.345,5", 3, "abc", None])
SHARES = st.sampled_from([(0.07, "0%"), (0.5, "General"), (12, "General"), ("0,7", "General"), (None, "General")])
SHEETS = st.lists(st.lists(st.tuples(CODED, FIGURES, SHARES), min_size=1, max_size=2), min_size=9, max_size=13)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SHEETS, st.booleans())
def test_sheets_of_a_workbook_read_together_are_read_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, sheets: list[list[tuple[Any, Any, tuple[Any, str]]]], numeric: bool
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Agence {number}")
        sheet.append(["code_residence", "nom", "loyer", "vacance"])
        for place, (code, figure, (share, shown)) in enumerate(rows):
            key = number * 10 + place + 1 if numeric else f"{code}-{number}{place}"
            sheet.append([key, "a", figure, share])
            sheet.cell(place + 2, 1).number_format = "000000" if numeric else "General"
            sheet.cell(place + 2, 4).number_format = shown
    path = tmp_path_factory.mktemp("book") / "parc.xlsx"
    book.save(path)
    assert_same(path, Settings())


USUAL = st.sampled_from(["3", "2,5 %", "12", "NC", "", "abc", "120", "-3", "sans objet"])


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(USUAL, min_size=30, max_size=60), st.lists(st.integers(1, 29), min_size=9, max_size=14, unique=True))
def test_files_read_together_are_read_as_one_file(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], cuts: list[int]
) -> None:
    rows = [f"R{number};a;{cell}" for number, cell in enumerate(cells)]
    ends = [0, *sorted(cuts), len(rows)]
    pieces = [rows[start:end] for start, end in pairwise(ends)]
    many = read(write(tmp_path_factory.mktemp("many"), pieces), small_grid())
    one = read(write(tmp_path_factory.mktemp("one"), [rows]), small_grid())
    columns = [name for name in one.stock.frame.columns if name != "row"]
    key = "v:code_residence"
    assert many.stock.frame.select(columns).sort(key).equals(one.stock.frame.select(columns).sort(key))
    assert many.refused is not None and one.refused is not None
    told = ["column", "value", "code"]
    assert sorted(many.refused.select(told).rows()) == sorted(one.refused.select(told).rows())


def test_refused_cells_of_many_files_are_said_at_their_places(tmp_path: Path) -> None:
    files = [[f"R{number};a;3", f"S{number};b;{'abc' if number % 2 else '2'}"] for number in range(10)]
    dataset = read(write(tmp_path, files), small_grid())
    found = {(each.location.file, each.location.line) for each in dataset.problems if each.code == "donnees.nombre"}
    assert found == {(f"agence-{number % 3}/{number:03}.csv", 3) for number in range(1, 10, 2)}
    assert dataset.refused is not None
    assert set(dataset.refused.select("file", "row").rows()) == found


def test_what_is_true_of_every_file_is_said_once_and_counted(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.csv").write_text(f"code_residence;nom;vacance;bidule\nR{number};a;3;z\n", "utf-8")
    told = [each for each in read(tmp_path, small_grid()).problems if each.location.header == "bidule"]
    assert [each.code for each in told] == ["donnees.entete-en-trop", "donnees.autres-fichiers"]
    assert told[1].values["count"] == 11


@pytest.mark.parametrize("count", [2, 10])
def test_codes_of_two_files_that_a_person_takes_for_one_are_said(tmp_path: Path, count: int) -> None:
    files = [[f"R{number}{place};a;3" for place in range(3)] for number in range(count)]
    files[1].append("r 02;b;3")
    dataset = read(write(tmp_path, files), small_grid())
    assert dataset.stock.frame.height == 3 * count + 1
    said = only(dataset, "codes-proches")
    told = [said.values[name] for name in ("first", "first_row", "second", "second_row", "count")]
    assert told == ["R02", "4", "r 02", "5, agence-1/001.csv", 1]


def test_codes_of_one_of_many_files_that_a_person_takes_for_one_are_said(tmp_path: Path) -> None:
    files = [[f"R{number}{place};a;3" for place in range(3)] for number in range(10)]
    files[7].append("r71;b;3")
    assert only(read(write(tmp_path, files), small_grid()), "codes-proches").location.file == "agence-1/007.csv"


@pytest.mark.parametrize("code", ["(vide)", "NORD"])
def test_odd_codes_of_one_of_many_files_are_said(tmp_path: Path, code: str) -> None:
    files = [[f"R{number}{place};a;3" for place in range(3)] for number in range(10)]
    files[7].append(f"{code};a;3")
    [said] = [each for each in read(write(tmp_path, files), small_grid()).problems if each.values.get("value") == code]
    assert (said.location.file, said.values["count"]) == ("agence-1/007.csv", 1)


def test_a_unit_that_two_of_many_files_hold_is_refused_by_their_names(tmp_path: Path) -> None:
    files = [[f"R{number};a;3"] for number in range(20)]
    files[13] = ["R4;a;2"]
    [problem] = refusal(write(tmp_path, files)).problems
    assert filled(problem, "sheets") == "« agence-1/004.csv », « agence-1/013.csv »"


def many(folder: Path, *cells: str) -> Path:
    """Thirteen files, each with the same cells in its column of percents."""
    header = "code_residence;nom;vacance"
    for number in range(13):
        rows = [f"R{number:02}{place};a;{cell}" for place, cell in enumerate(cells)]
        (folder / f"{number:02}.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("cells", "code", "first", "last"),
    [
        (["abc"], "nombre", "« abc »", "« abc »"),
        (["0,7"], "pourcentage-ambigu", "est-ce 0,7 % ou 70 %", "est-ce 0,7 % ou 70 %"),
        (["0,7", "12 %"], "pourcentage-melange", "alors que C3 (« 12 % »)", "alors que 00.csv C3 (« 12 % »)"),
    ],
)  # fmt: skip
def test_a_remark_of_many_files_is_said_once_and_its_cells_are_all_listed(
    tmp_path: Path, cells: list[str], code: str, first: str, last: str
) -> None:
    dataset = read(many(tmp_path, *cells), small_grid())
    one, others = (each for each in dataset.problems if each.location.header == "vacance")
    assert (one.code, others.code) == (f"donnees.{code}", "donnees.autres-fichiers")
    filling = {"code": one.code, "count": "12", "of": "fichiers", "places": "01.csv, 02.csv, 03.csv…"}
    assert spell_all(others.values, "fr") == filling
    [group] = (each for each in group_problems(dataset.problems) if each.code == one.code)
    assert (group.times, group.problems) == (13, (one, others))
    listed = pl.concat(listing(dataset.problems, dataset, small_grid(), "fr")).filter(
        pl.col("code") != "donnees.feuilles-empilees"
    )
    assert listed["code"].to_list() == [one.code] * 13
    assert first in listed["message"][0]
    assert last in listed["message"][12]


def test_a_remark_of_ten_files_is_said_of_each(tmp_path: Path) -> None:
    many(tmp_path, "abc")
    for number in (10, 11, 12):
        (tmp_path / f"{number}.csv").unlink()
    said = [each.location.file for each in read(tmp_path, small_grid()).problems if each.code == "donnees.nombre"]
    assert said == [f"{number:02}.csv" for number in range(10)]


def test_a_remark_of_many_sheets_of_a_workbook_is_said_once(tmp_path: Path) -> None:
    sheets = {f"S{number:02}": [["code_residence", "vacance"], [f"R{number}", "abc"]] for number in range(13)}
    told = [each for each in read(workbook(tmp_path, **sheets), small_grid()).problems if each.location.header]
    assert [each.code for each in told] == ["donnees.nombre", "donnees.autres-fichiers"]
    assert filled(told[1], "of") == "feuilles"
    assert filled(told[1], "places") == "parc.xlsx « S01 », parc.xlsx « S02 », parc.xlsx « S03 »…"


@pytest.mark.parametrize(
    ("text", "code"),
    [("code_residence;vacance;vacance\nR1;1;2\n", "entete-repete"), ('code_residence;nom\nR1;"a\n', "guillemet")],
)
def test_a_fault_for_which_many_files_are_refused_is_said_once(tmp_path: Path, text: str, code: str) -> None:
    for number in range(13):
        (tmp_path / f"{number:02}.csv").write_text(text, "utf-8")
    one, others = refusal(tmp_path).problems
    assert (one.code, one.location.file) == (f"donnees.{code}", "00.csv")
    assert (others.code, others.values["count"]) == ("donnees.autres-fichiers", 12)
