"""The short grid asks in the words of the main one, reads the same answers, and agrees with it as its sheet says.

The agreement is measured on the invented example and on stocks drawn by `examples/invented_stocks.py`; the figures of
the method sheet are those measured here.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import hlmdiag
from hlmdiag.grid import Grid
from hlmdiag.grid.model import Indicator
from hlmdiag.method import theme_shares
from hlmdiag.report.methodology import render

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DAY = date(2026, 10, 31)
COUNT, SEEDS = 150, (1, 2, 3)
ASKED = ("QS10", "CV3", "nature_occupation", "recurrence", "TR6", "trafic", "trafic_annees", "PI1")
"""The columns of the six answers of the team."""
LEVELS = ("courant", "vigilance", "fragile", "complexe")
LEAST = 0.8
"""The Spearman correlation of scores under which the short grid is not to be used."""
SAID = {
    # what the sheet says of each kind of stock: correlation of scores, share of residences at the same level
    "exemple": (0.96, 0.96),
    "profils": (0.96, 0.92),
    "themes": (0.92, 0.87),
    "criteres": (0.83, 0.87),
}
TOLERANCE = 0.01


@pytest.fixture(scope="module")
def main_grid() -> Grid:
    return hlmdiag.load_grid("residence-complexe")


@pytest.fixture(scope="module")
def short_grid() -> Grid:
    return hlmdiag.load_grid("reperage-rapide")


@pytest.fixture(scope="module")
def sheet(short_grid: Grid) -> str:
    """What the method sheet says before its tables, on one line."""
    head = render(short_grid, ".md", "fr").partition("\n## ")[0]
    return " ".join(head.split())


def same_criterion(short: Indicator, grid: Grid) -> Indicator:
    """The criterion of the main grid that a criterion of the short one takes up: its id after the R."""
    return next(it for it in grid.indicators if f"R{it.id}" == short.id)


def worded(indicator: Indicator) -> dict[str, Any]:
    """Everything that a criterion asks and counts, but its own id."""
    value, applies, base = indicator.value, indicator.applies_if, indicator.min_base
    return {
        "title": indicator.title, "kind": indicator.kind, "weight": indicator.weight, "unit": indicator.unit,
        "columns": indicator.columns, "value": value and value.text, "rule": indicator.rule,
        "applies_if": applies and applies.text, "base": base and (base.value.text, base.at_least),
        "help": indicator.help, "why": indicator.why, "source": indicator.source,
        "asked": indicator.asked, "question": indicator.question, "wording": indicator.wording,
    }  # fmt: skip


def test_fifteen_criteria_nine_known_and_six_asked(short_grid: Grid) -> None:
    kinds = [indicator.kind for indicator in short_grid.indicators]
    assert (kinds.count("data"), kinds.count("judgement")) == (9, 6)
    asked = {column for it in short_grid.indicators if it.kind == "judgement" for column in it.columns}
    assert asked - {"type_construction"} == set(ASKED)


def test_a_criterion_asks_what_the_main_grid_asks_and_counts_it_alike(short_grid: Grid, main_grid: Grid) -> None:
    for short in short_grid.indicators:
        assert worded(short) == worded(same_criterion(short, main_grid)), short.id


def test_themes_levels_columns_and_event_files_are_those_of_the_main_grid(short_grid: Grid, main_grid: Grid) -> None:
    def themes(grid: Grid) -> list[Any]:
        return [(it.id, it.title, it.weight, it.why) for it in grid.themes]

    assert themes(short_grid) == themes(main_grid)
    assert short_grid.levels == main_grid.levels
    assert short_grid.roles == main_grid.roles
    assert short_grid.tables == main_grid.tables
    for name, column in short_grid.columns.items():
        assert replace(column, declared=False) == replace(main_grid.columns[name], declared=False)


def test_a_flag_says_and_imposes_what_that_of_the_main_grid_does(short_grid: Grid, main_grid: Grid, sheet: str) -> None:
    def said(grid: Grid) -> dict[str, Any]:
        return {it.id: (it.message, it.alert, it.no_better_than, it.source) for it in grid.flags.values()}

    own, whole = said(short_grid), said(main_grid)
    assert own == {id: whole[id] for id in own}
    assert set(whole) - set(own) == {"ascenseur", "nuisibles"}
    assert "l’ascenseur et les nuisibles" in sheet


def test_an_action_of_the_main_grid_keeps_its_id_and_its_words(short_grid: Grid, main_grid: Grid) -> None:
    whole = {it.id: it for it in main_grid.actions}
    own = [it for it in short_grid.actions if it.id in whole]
    assert [it.id for it in short_grid.actions if it not in own] == ["R01"]
    for it in own:
        same = whole[it.id]
        assert (it.title, it.lever, it.why, it.how, it.partners, it.horizon, it.tfpb_axis, it.effort) == (
            same.title, same.lever, same.why, same.how, same.partners, same.horizon, same.tfpb_axis, same.effort
        )  # fmt: skip


def test_the_sheet_says_how_much_the_criteria_weigh(short_grid: Grid, main_grid: Grid, sheet: str) -> None:
    whole, own = theme_shares(main_grid), theme_shares(short_grid)
    taken = sum(whole[same_criterion(it, main_grid).id] for it in short_grid.indicators)
    known = sum(own[it.id] for it in short_grid.indicators if it.kind == "data")
    small = sum(own[it.id] for it in short_grid.indicators if it.min_base is None)
    assert f"les quinze critères font {100 * taken:.0f} %" in sheet
    assert f"les neuf données seules font {100 * known:.0f} %" in sheet
    assert f"ne dépasse pas {100 * small:.0f} %" in sheet
    assert known < short_grid.root.min_coverage
    assert small < short_grid.root.min_coverage


@dataclass(frozen=True)
class Agreement:
    """Two grids on the same stocks: a row per residence."""

    frame: pl.DataFrame

    @property
    def spearman(self) -> float:
        """Between scores, where both grids publish one."""
        return float(self.frame.drop_nulls(["score", "score_short"]).select(_SPEARMAN).item())

    @property
    def same_level(self) -> float:
        """The share of residences at one level, where both grids give one."""
        both = self.frame.drop_nulls(["level", "level_short"])
        return float((both["level"] == both["level_short"]).mean())  # type: ignore[arg-type]

    @property
    def steps(self) -> pl.Series:
        """How many levels lower the short grid says, residence by residence."""
        ranks = {level: rank for rank, level in enumerate(LEVELS)}
        both = self.frame.drop_nulls(["level", "level_short"])
        main, short = (both[name].replace_strict(ranks) for name in ("level", "level_short"))
        return main - short


_SPEARMAN = pl.corr("score", "score_short", method="spearman")


def scored(grid: Grid, files: list[Path]) -> pl.DataFrame:
    return hlmdiag.score(grid, hlmdiag.read(files, grid, date=DAY), date=DAY).frame


def agreement(main_grid: Grid, short_grid: Grid, files: list[Path]) -> Agreement:
    kept = ("code_residence", "level", "level_computed", "score", "conclusive")
    main, short = (scored(grid, files).select(kept) for grid in (main_grid, short_grid))
    return Agreement(main.join(short, on="code_residence", suffix="_short"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three stocks of each kind, written as anyone can write them again."""
    folder = tmp_path_factory.mktemp("stocks")
    kinds = [word for kind in SAID if kind != "exemple" for word in ("--kind", kind)]
    seeds = [word for seed in SEEDS for word in ("--seed", str(seed))]
    command = [sys.executable, "-B", str(EXAMPLES / "invented_stocks.py"), *kinds, *seeds]
    subprocess.run([*command, "--count", str(COUNT), "--out", str(folder)], check=True)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def agreements(main_grid: Grid, short_grid: Grid, drawn: list[Path]) -> dict[str, Agreement]:
    """Files of the same titles are read as one stock: the drawn ones are scored once, then parted by kind."""
    example = [EXAMPLES / name for name in ("parc.csv", "incidents.csv", "reclamations.csv")]
    together = agreement(main_grid, short_grid, drawn).frame
    parts = {
        kind: Agreement(together.filter(pl.col("code_residence").str.starts_with(kind)))
        for kind in SAID
        if kind != "exemple"
    }
    return {"exemple": agreement(main_grid, short_grid, example), **parts}


@pytest.mark.parametrize("kind", SAID)
def test_no_complex_residence_falls_under_vigilance(kind: str, agreements: dict[str, Agreement], sheet: str) -> None:
    complexes = agreements[kind].frame.filter(pl.col("level") == "complexe")
    assert complexes.height >= 5
    assert complexes.filter(pl.col("level_short") == "courant").is_empty()
    assert "aucune résidence en « Situation complexe » dans la grille complète n’est sous « Vigilance »" in sheet


@pytest.mark.parametrize("kind", SAID)
def test_no_level_is_more_than_one_step_away(kind: str, agreements: dict[str, Agreement], sheet: str) -> None:
    assert agreements[kind].steps.abs().max() == 1
    assert "aucun niveau ne s’écarte de plus d’un cran" in sheet


def test_what_the_score_alone_makes_complex_is_seen_without_flags(agreements: dict[str, Agreement]) -> None:
    """The flags being the same in both grids, they prove nothing: here levels come from scores."""
    frame = pl.concat(it.frame for it in agreements.values())
    by_score = frame.filter((pl.col("level_computed") == "complexe") & pl.col("level_computed_short").is_not_null())
    assert by_score.height >= 25
    assert by_score.filter(pl.col("level_computed_short").is_in(["courant", "vigilance"])).is_empty()


@pytest.mark.parametrize("kind", SAID)
def test_scores_go_together_as_the_sheet_says(kind: str, agreements: dict[str, Agreement], sheet: str) -> None:
    measured, (spearman, same) = agreements[kind], SAID[kind]
    assert measured.spearman >= LEAST
    assert measured.spearman == pytest.approx(spearman, abs=TOLERANCE)
    assert measured.same_level == pytest.approx(same, abs=TOLERANCE)
    assert re.search(rf"\b{spearman:.2f}\D+{100 * same:.0f} %".replace(".", ",", 1), sheet)


def test_the_sheet_says_how_many_residences_were_drawn(agreements: dict[str, Agreement], sheet: str) -> None:
    drawn = sum(it.frame.height for kind, it in agreements.items() if kind != "exemple")
    assert f"{drawn:,} résidences tirées au hasard".replace(",", " ") in sheet
    assert f"{COUNT} résidences par graine" in sheet


def test_one_answer_serves_both_grids(main_grid: Grid, short_grid: Grid, tmp_path: Path) -> None:
    """The file of the main grid feeds the short one; what the short one reads, kept alone, feeds the main one."""
    whole = EXAMPLES / "parc.csv"
    own = tmp_path / "parc.csv"
    with whole.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with own.open("w", encoding="utf-8", newline="") as file:
        kept = [name for name in rows[0] if name in short_grid.columns]
        writer = csv.DictWriter(file, kept, delimiter=";", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    read = hlmdiag.read([own], main_grid, date=DAY)
    assert [problem for problem in read.problems if problem.code.startswith("donnees.entete")] == []
    short, main = scored(short_grid, [whole]), hlmdiag.score(main_grid, read, date=DAY).frame
    for it in short_grid.indicators:
        same = same_criterion(it, main_grid).id
        for column in ("score", "state", "value"):
            assert short[f"{column}:{it.id}"].equals(main[f"{column}:{same}"], null_equal=True), (it.id, column)
