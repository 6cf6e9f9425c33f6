from __future__ import annotations

import dataclasses
import json as plain_json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import polars as pl
import pytest

import hlmdiag
from hlmdiag.grid.shipped import shipped_folder
from hlmdiag.report import json
from hlmdiag.scoring import Result
from report.browsing import Reader, chromium
from report.stock import small_result


@pytest.fixture(scope="session")
def result() -> Result:
    return small_result()


@pytest.fixture
def document(result: Result) -> dict[str, Any]:
    """The JSON file of a result, read as any program reads it."""
    out = BytesIO()
    json.render(result, out, "fr")
    loaded: dict[str, Any] = plain_json.loads(out.getvalue())
    return loaded


@pytest.fixture(scope="session")
def demonstration() -> Result:
    grid, day = hlmdiag.load_grid("residence-complexe"), date(2026, 10, 31)
    files = [shipped_folder("examples") / name for name in ("parc.xlsx", "incidents.csv", "reclamations.csv")]
    return hlmdiag.score(grid, hlmdiag.read(files, grid, date=day), date=day)


@pytest.fixture(scope="session")
def five_hundred(demonstration: Result) -> Result:
    """A stock of five hundred, the demonstration over and over."""
    frame = pl.concat([demonstration.frame] * 9).head(500)
    codes = pl.Series("code_residence", [f"{each:04d}" for each in range(500)])
    return dataclasses.replace(demonstration, frame=frame.with_columns(codes))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A person with a browser; the tests that need one are skipped, and say so, where no Chromium is found."""
    with chromium() as browser:
        yield Reader(browser, tmp_path_factory.mktemp("pages"))
