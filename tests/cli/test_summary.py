"""The terminal summary at any width: every word is there, none is cut, nothing received commands the console."""

import dataclasses
import io
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

import hlmdiag
from cli.test_score import DATA, flat
from hlmdiag.report.terminal.console import Terminal, plain
from hlmdiag.report.terminal.summary import show
from hlmdiag.scoring.result import Result

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def result() -> Result:
    grid = hlmdiag.load_grid(DATA / "grille.yaml")
    return hlmdiag.score(grid, hlmdiag.read([DATA / "parc.csv"], grid, date=DAY), date=DAY)


def shown(result: Result, width: int, language: str = "fr") -> str:
    written = io.StringIO()
    console = Console(file=written, width=width, markup=False, highlight=False, emoji=False)
    show(result, ["diagnostic.xlsx"], Terminal(console, console, language), console)
    return written.getvalue()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 100_000])
def test_nothing_is_cut_at_any_width(result: Result, width: int) -> None:
    text = shown(result, width)
    assert "…" not in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    words = set(flat(text).split())
    assert {"Le", "Moulin", "[rouge]", "Acacias", "Tendu", "Calme", ["«", "beaucoup", "»"][1]} <= words
    for figure in ("100,0", "62", "130"):
        assert any(figure in word for word in words), figure


def test_a_narrow_console_gets_lines_where_a_wide_one_gets_a_table(result: Result) -> None:
    assert "Nord : 2 résidences dont" in flat(shown(result, 40))
    assert "Nord : 2 résidences dont" not in flat(shown(result, 120))


def test_a_level_is_named_and_never_shown_by_its_colour_alone(result: Result) -> None:
    assert "Tendu" in shown(result, 120)
    assert "\x1b" not in shown(result, 120)


def test_a_unit_that_is_not_conclusive_has_its_place_in_the_list_without_level_nor_score(result: Result) -> None:
    first = flat(shown(result, 120)).split("À regarder en premier")[1].split("Drapeaux et alertes")[0]
    assert "000004 La Garenne (Sud) — Non concluant, note non publiée (de 0,0 à 100,0 selon les" in first


def test_the_best_level_is_no_concern(result: Result) -> None:
    text = shown(result, 120)
    assert "000001" not in text


def test_the_summary_speaks_english_when_asked(result: Result) -> None:
    text = flat(shown(result, 120, "en"))
    for words in ("Levels", "To look at first", "Not conclusive", "Median coverage", "Written: diagnostic.xlsx"):
        assert words in text


@pytest.mark.parametrize("received", ["a\x1b[31mb", "a\x1b]0;titre\x07b", "a\u202eb", "a\x08b", "a\x9b31mb"])
def test_a_received_text_cannot_command_the_console(received: str) -> None:
    cleaned = plain(received)
    assert not set(cleaned) & {"\x1b", "\x07", "\u202e", "\x08", "\x9b"}
    assert cleaned.startswith("a")
    assert cleaned.endswith("b")


def test_units_of_unknown_size_are_said_and_a_unit_without_a_name_has_its_code_alone(result: Result) -> None:
    blank = result.frame.with_columns(
        logements=pl.lit(None, dtype=pl.Float64),
        nom=pl.lit(None, dtype=pl.String),
        agence=pl.lit(None, dtype=pl.String),
    )
    text = shown(dataclasses.replace(result, frame=blank), 120)
    assert "Taille non renseignée : 5 sur 5 (pris en compte en nombre, pas en logements)" in text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert re.search(r"000\d+  ", text) is None


def test_a_grid_without_levels_calls_no_unit_inconclusive(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_text(
        "language_version: 1\nid: g\nversion: '1'\ntitle: Sans niveau\npolarity: burden\n"
        "columns: {code: {type: id, required: true}}\n"
        "indicators: {A: {title: Bruit, kind: judgement, score: {choices: {'1': 0, '2': 100}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "parc.csv").write_text("code;A\nR1;2\n", encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "g.yaml")
    found = hlmdiag.score(grid, hlmdiag.read(tmp_path / "parc.csv", grid, date=DAY), date=DAY)
    assert "R1 — note 100,0, taux de réponse" in shown(found, 120)
