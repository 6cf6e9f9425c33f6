"""Every column of a result is declared, and holds what its declaration says."""

import polars as pl
import pytest

import hlmdiag
from engine.kit import DAY, EXAMPLES, SHIPPED
from hlmdiag.scoring import Result
from hlmdiag.scoring.contract import held_by, optional
from hlmdiag.scoring.result_columns import FAMILIES, SINGLE, declared
from hlmdiag.text import LANGUAGES, catalogue

TYPES = {
    "text": {pl.String}, "number": {pl.Float64}, "integer": {pl.UInt32}, "boolean": {pl.Boolean},
    "list": {pl.List(pl.String)}, None: {pl.Float64, pl.String, pl.Boolean, pl.Date},
}  # fmt: skip


@pytest.fixture(
    scope="module", params=["residence-complexe", "tranquillite-residentielle", "pratiques-qualite-service"]
)
def result(request: pytest.FixtureRequest) -> Result:
    grid = hlmdiag.load_grid(request.param)
    files = [EXAMPLES / name for name in SHIPPED[request.param]]
    return hlmdiag.score(grid, hlmdiag.read(files, grid, date=DAY), date=DAY)


def test_each_column_is_declared_and_has_the_type_it_says(result: Result) -> None:
    own = {
        column.id for column in result.grid.columns.values() if column.role is not None or column.id in result.grid.keys
    }
    for name, dtype in result.frame.schema.items():
        if name in own:
            continue
        column = declared(name)
        assert column is not None, name
        plain = pl.String if isinstance(dtype, pl.Enum) else dtype
        assert plain in TYPES[column.held.kind], name


def test_what_a_saved_result_is_checked_against_is_what_is_declared(result: Result) -> None:
    held = held_by(result.grid)
    for name in result.frame.columns:
        found, column = held[name] if name in held else optional(name, result.grid), declared(name)
        assert found is not None, name
        assert column is None or column.held.kind in (None, found.kind), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_declared_column_has_its_meaning(language: str) -> None:
    said = catalogue(language)
    assert {f"resultat.colonne.{each.name}" for each in SINGLE} == {
        it for it in said if it.startswith("resultat.colonne.")
    }
    assert {f"resultat.famille.{each.name}" for each in FAMILIES} == {
        it for it in said if it.startswith("resultat.famille.")
    }
