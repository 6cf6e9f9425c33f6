"""What a stock shows beyond its own units is told in the terminal, in the page and in the report."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

import hlmdiag
from hlmdiag.explain import explain, opinions_in_words
from hlmdiag.report.terminal.console import Terminal
from hlmdiag.report.terminal.phrases import Phrases
from hlmdiag.report.terminal.summary import show
from hlmdiag.report.terminal.unit import show_sheet
from hlmdiag.scoring import Result
from hlmdiag.synthesis import divergences, rolled_up_table, synthesise, variant, wider_told
from report.pages import Page
from report.test_markdown import sheet, stock_page
from worded import words_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = date(2026, 10, 31)
OVERLAY = 'extends: tranquillite-residentielle\nid: mes-halls\nversion: "1"\nthemes: {faits: {weight: 80}}\n'


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("variante") / "mes-halls.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    grid = hlmdiag.load_grid(path)
    data = hlmdiag.read([EXAMPLES / "halls.csv", EXAMPLES / "faits-halls.csv"], grid, date=DAY)
    return hlmdiag.score(grid, data, date=DAY)


@pytest.fixture(scope="module")
def walked() -> Result:
    grid = hlmdiag.load_grid("diagnostic-en-marchant")
    return hlmdiag.score(grid, hlmdiag.read(EXAMPLES / "parcours.csv", grid, date=DAY), date=DAY)


def console() -> tuple[io.StringIO, Terminal]:
    written = io.StringIO()
    out = Console(file=written, width=10_000, markup=False, highlight=False, emoji=False)
    return written, Terminal(out, out, "fr")


def told(result: Result) -> dict[str, str]:
    written, terminal = console()
    show(result, [], terminal, terminal.out)
    texts = {"terminal": written.getvalue(), "page": Page(result).text, "report": stock_page(result)}
    return {name: text.replace("\N{NO-BREAK SPACE}", " ") for name, text in texts.items()}


def lacking(result: Result, *words: str) -> list[tuple[str, str]]:
    return [(name, each) for name, text in told(result).items() for each in words if each not in text]


def scored(folder: Path, grid: str, stock: str, **others: str) -> Result:
    """The result of a grid and of the files of a stock, given as they would be written."""
    (folder / "g.yaml").write_text(grid, encoding="utf-8")
    files = {"h": stock} | others
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    loaded = hlmdiag.load_grid(folder / "g.yaml")
    return hlmdiag.score(loaded, hlmdiag.read([folder / f"{name}.csv" for name in files], loaded), date=DAY)


def test_an_overlay_names_its_parent_its_departures_and_the_units_it_moves(halls: Result) -> None:
    found = variant(halls, range(halls.frame.height))
    assert found is not None and len(found.changes) == 1
    assert found.moved == len(found.units) > 0
    assert all(unit.level != unit.parent_level for unit in found.units)
    assert not lacking(
        halls,
        "Grille adaptée de « Tranquillité résidentielle, hall par hall » (tranquillite-residentielle, version 2026.2).",
        "Écarts à cette grille : 1.",
        f"Autre niveau que celui qu’elle donne : {found.moved} halls sur 19.",
    )


def test_a_level_that_people_set_is_no_difference_between_grids(tmp_path: Path) -> None:
    path = tmp_path / "mon-parc.yaml"
    path.write_text('extends: residence-complexe\nid: mon-parc\nversion: "1"\n', encoding="utf-8")
    grid = hlmdiag.load_grid(path)
    result = hlmdiag.score(grid, hlmdiag.read(EXAMPLES / "parc.xlsx", grid, date=DAY), date=DAY)
    found = variant(result, range(result.frame.height))
    assert found is not None and result.frame["override"].drop_nulls().len() == 1
    assert found.moved == 0 and not found.units


def test_the_page_shows_each_departure_and_each_unit_of_another_level(halls: Result) -> None:
    page = Page(halls)
    changes = next(table for table in page.tables if table.caption.startswith("Écarts à la grille"))
    assert changes.rows[1:] == [["themes.faits.weight", "35", "80"]]
    others = next(table for table in page.tables if table.caption == "Diagnostics dont le niveau diffère")
    found = variant(halls, range(halls.frame.height))
    assert found is not None and len(others.rows) == found.moved + 1


def test_wider_units_are_counted_by_level_and_the_worst_named(halls: Result) -> None:
    found = rolled_up_table(halls, words_of(halls.grid))
    assert found is not None and halls.rolled is not None
    assert sum(count for _, count in found.levels) == len(found.units) == halls.rolled.height
    assert not lacking(halls, "Niveaux : Vert 2 ; Jaune 2 ; Rouge 1", "À regarder en premier : 0204 (Rouge, note")


def test_the_worst_of_a_merit_grid_comes_first(tmp_path: Path) -> None:
    text = (
        'language_version: 1\nid: g\nversion: "1"\ntitle: G\nunit: hall\npolarity: merit\n'
        "roll_up: {unit: résidence, key: res, score: mean, level: score}\n"
        "columns: {code: {type: id, required: true}, res: {type: text, role: group}, a: {type: number}}\n"
        "indicators: {A: {title: A, value: a, score: {identity: {}}}}\n"
        "levels: {bon: {title: Bon, from: 80}, bas: {title: Bas, from: 0}}\n"
    )
    result = scored(tmp_path, text, "code;res;a\nH1;R1;70\nH2;R2;90\nH3;R3;10\n")
    found = rolled_up_table(result, words_of(result.grid))
    assert found is not None and [unit.code for unit in found.units] == ["R3", "R1", "R2"]


def test_a_wider_unit_without_level_stands_where_it_is_at_least(tmp_path: Path) -> None:
    text = (
        'language_version: 1\nid: g\nversion: "1"\ntitle: G\nunit: hall\npolarity: burden\n'
        "roll_up: {unit: résidence, key: res, score: worst}\n"
        "columns: {code: {type: id, required: true}, res: {type: text, role: group}, a: {type: number}}\n"
        "indicators: {A: {title: A, value: a, score: {identity: {}}}}\n"
        "levels: {bon: {title: Bon, from: 0}, moyen: {title: Moyen, from: 30}, bas: {title: Bas, from: 60}}\n"
    )
    result = scored(tmp_path, text, "code;res;a\nH1;R1;70\nH2;R2;10\nH3;R3;40\nH4;R3;\nH5;R4;35\nH6;R5;\n")
    found = rolled_up_table(result, words_of(result.grid))
    assert found is not None and [unit.code for unit in found.units] == ["R1", "R3", "R4", "R2", "R5"]
    told = "À regarder en premier : R1 (Bas, note 70,0) ; R3 (Non concluant, au moins Moyen) ; R4 (Moyen, note 35,0)"
    assert wider_told(found, words_of(result.grid))[-1].replace("\u00a0", " ") == told


def test_a_level_that_people_set_where_nothing_applies_is_a_concern(tmp_path: Path) -> None:
    text = (
        'language_version: 1\nid: g\nversion: "1"\ntitle: G\npolarity: burden\n'
        "columns: {code: {type: id, required: true}, a: {type: number}}\n"
        "indicators: {A: {title: A, value: a, applies_if: a > 1, score: {identity: {}}}}\n"
        "levels: {bon: {title: Bon, from: 0}, bas: {title: Bas, from: 60}}\n"
    )
    overrides = "code;niveau;auteur;date;motif\nR1;bas;A. X.;01/10/2026;Essai\n"
    result = scored(tmp_path, text, "code;a\nR1;0\nR2;10\n", derogations=overrides)
    words = Phrases(result, "fr")
    assert [each.code for each in synthesise(result).concerns if words.is_concern(each)] == ["R1"]


def test_divergences_are_counted_and_the_widest_placed(walked: Result) -> None:
    found = divergences(walked)
    assert found is not None and found.widest is not None
    lists = walked.frame["divergences"].to_list()
    assert (found.answers, found.units) == (sum(map(len, lists)), sum(map(bool, lists)))
    assert found.answers == sum(count for _, count in found.indicators)
    widest = max(walked.frame[f"divergence:{each.id}"].max() or 0 for each, _ in found.indicators)
    assert found.widest.ranks == widest
    assert not lacking(
        walked,
        "Réponses divergentes (éloignées d’au moins 2 rangs entre répondants) : 12, pour 5 sur 8 résidences",
        "Critères en cause : DE3 Points de collecte et conteneurs (2)",
        f"Écart le plus large : 2 rangs ({found.widest.code}, {found.widest.indicator.id}",
    )


def test_respondents_who_agree_diverge_on_nothing(walked: Result) -> None:
    alone = hlmdiag.read(EXAMPLES / "parcours.csv", walked.grid, date=DAY)
    result = hlmdiag.score(walked.grid, alone, date=DAY)
    heard = walked.frame["divergences"].list.len() == 0
    quiet = Result(result.grid, result.frame.filter(heard), result.manifest)
    found = divergences(quiet)
    assert found is not None and (found.answers, found.widest) == (0, None)
    assert not lacking(quiet, "Aucune réponse divergente (éloignée d’au moins 2 rangs entre répondants), pour 3 ")


def test_a_grid_of_one_voice_diverges_on_nothing(halls: Result) -> None:
    assert divergences(halls) is None


def test_each_respondent_is_heard_where_they_differ(walked: Result) -> None:
    found = divergences(walked)
    assert found is not None and found.widest is not None
    diagnostic = explain(walked, found.widest.code)
    reading = next(each for each in diagnostic.indicators if each.indicator.id == found.widest.indicator.id)
    row = walked.frame.row(diagnostic.row, named=True)
    assert [each.respondent for each in reading.opinions] == row["respondents"]
    codes = walked.frame[f"answers:{reading.indicator.id}"][diagnostic.row]
    assert [each.answer.rpartition(" (")[2] for each in reading.opinions] == [f"{code})" for code in codes]
    line = f"{reading.indicator.id} {reading.indicator.title} : {opinions_in_words(reading, words_of(walked.grid))}"
    written, terminal = console()
    show_sheet(diagnostic, walked.grid, terminal)
    texts = (written.getvalue(), Page(walked).text, sheet(walked, diagnostic.row))
    assert [line.replace("\N{NO-BREAK SPACE}", " ") in text.replace("\N{NO-BREAK SPACE}", " ") for text in texts] == [
        True, True, True,
    ]  # fmt: skip
    assert row[f"effect:{reading.indicator.id}"] == pytest.approx(1.1, abs=0.05)
    assert line.endswith("(2 rangs d’écart\N{NO-BREAK SPACE}; 1,1 point de note selon la voix)")


def test_those_who_agree_are_not_repeated(walked: Result) -> None:
    for reading in explain(walked, str(walked.frame["code_residence"][0])).indicators:
        answers = walked.frame[f"answers:{reading.indicator.id}"][0]
        assert bool(reading.opinions) == (len(set(answers)) > 1)
