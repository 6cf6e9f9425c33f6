"""A form filled in by a program says what the same answers say in a table: every shipped grid, and generated ones."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hlmdiag
from filled_forms import Answers, asked, filled
from generators.cases import Case, cases
from generators.datasets import as_yaml
from hlmdiag.form import FormQuestion, Handout, Layout, questionnaire
from hlmdiag.grid import Grid, load_grid, shipped_grids
from hlmdiag.states import State

DAY = date(2026, 11, 1)
ASKING = [name for name in shipped_grids() if name != "typologie-gestion"]


def drawn(question: FormQuestion, chance: random.Random) -> object:
    """An answer as somebody writes it: of a list, a number in its bounds, a day, or that one has none."""
    if chance.random() < 0.15:
        return chance.choice(["ne sait pas", "sans objet", None])
    column = question.column
    if question.answers:
        answer = chance.choice(question.answers)
        return answer.label if answer.label is not None else {"true": "oui", "false": "non"}[answer.code]
    low = column.min if column.min is not None else 0
    high = column.max if column.max is not None else low + 50
    match column.type:
        case "integer":
            return chance.randint(int(low), int(high))
        case "number" | "percent":
            return round(chance.uniform(low, high), 2)
        case "date" | "month":
            return date(2024, chance.randint(1, 12), 1)
        case _:
            return f"texte {chance.randint(1, 9)}"


def read_back(grid: Grid, content: bytes, folder: Path) -> pl.DataFrame:
    """What the columns hold, those of voices with those of the stock."""
    path = folder / "retour.xlsx"
    path.write_bytes(content)
    dataset = hlmdiag.read(str(path), grid, date=DAY)
    frame, heard = dataset.stock.frame, dataset.respondents
    if heard is not None:
        judged = [id for id in grid.judged_columns if f"v:{id}" in heard.frame.columns]
        names = [f"{kind}:{id}" for id in judged for kind in ("v", "s")]
        keys = [f"v:{key}" for key in grid.keys]
        frame = frame.drop(names).join(heard.frame.select(*keys, *names), on=keys, how="left", maintain_order="left")
        frame = frame.with_columns(
            pl.col(name).fill_null(int(State.MISSING)) for name in names if name.startswith("s:")
        )
    return frame


def as_a_table(grid: Grid, handout: Handout, answers: Answers) -> pl.DataFrame:
    rows = []
    for unit in handout.units:
        row: dict[str, str] = dict(unit.keys)
        for question in handout.questionnaire.questions:
            value = answers[unit.keys[grid.keys[0]], question.id]
            row[question.id] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        rows.append(row)
    return hlmdiag.read(pl.DataFrame(rows), grid, date=DAY).stock.frame


def agrees(grid: Grid, layout: Layout, folder: Path, seed: int) -> None:
    handout, chance = asked(grid, layout), random.Random(seed)
    codes = [unit.keys[grid.keys[0]] for unit in handout.units]
    answers = {(code, each.id): drawn(each, chance) for code in codes for each in handout.questionnaire.questions}
    found, expected = read_back(grid, filled(handout, answers), folder), as_a_table(grid, handout, answers)
    for question in handout.questionnaire.questions:
        for name in (f"v:{question.id}", f"s:{question.id}"):
            assert found[name].to_list() == expected[name].to_list(), (layout, name)


@pytest.mark.parametrize("layout", ["fiche", "tableau"])
@pytest.mark.parametrize("name", ASKING)
def test_a_form_of_a_shipped_grid_says_what_a_table_says(name: str, layout: Layout, tmp_path: Path) -> None:
    agrees(load_grid(name), layout, tmp_path, 7)


@settings(max_examples=12, deadline=None)
@given(cases(), st.sampled_from(["fiche", "tableau"]), st.integers(0, 1000))
def test_a_form_of_any_grid_says_what_a_table_says(case: Case, layout: Layout, seed: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grille.yaml"
        path.write_text(as_yaml(case.grid), encoding="utf-8")
        grid = load_grid(str(path))
        if questionnaire(grid, "all").questions:
            agrees(grid, layout, Path(folder), seed)
