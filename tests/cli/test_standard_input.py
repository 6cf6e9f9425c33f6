"""`-` is the standard input: of data, which several grids read, and of a saved result."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.test_score import DATA

EXAMPLES = Path(__file__).parents[2] / "examples"
DATE = ("--date", "2026-10-31", "--quiet")

Receive = Callable[[bytes], None]


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Receive:
    """Bytes that another command gives."""
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def stock() -> bytes:
    return b"".join((EXAMPLES / "parc.csv").read_bytes().splitlines(keepends=True)[:4])


def test_a_stock_received_gives_a_result_that_can_be_read_back(hlmdiag: Run, receive: Receive, stock: bytes) -> None:
    receive(stock)
    assert hlmdiag("score", "-", "-o", "r.json", "-o", "r.parquet", *DATE).code == 0
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in document["inputs"]] == ["-"]
    for name in ("r.json", "r.parquet"):
        assert hlmdiag("report", name, "-o", "r.md", "--force", "--quiet").code == 0


def test_every_grid_reads_what_was_received_once(hlmdiag: Run, receive: Receive, stock: bytes) -> None:
    grids = ("-g", "residence-complexe", "-g", "typologie-gestion")
    receive(stock)
    done = hlmdiag("score", "-", *grids, "-o", "{grid}.json", *DATE)
    assert (done.code, done.err) == (0, "")
    units = [len(json.loads(path.read_text(encoding="utf-8"))["units"]) for path in Path().glob("*.json")]
    assert units == [3, 3]


def test_a_result_is_received_by_report_and_explain(hlmdiag: Run, receive: Receive) -> None:
    for name in ("parc.csv", "grille.yaml"):
        shutil.copy(DATA / name, name)
    hlmdiag("score", "parc.csv", "-g", "grille.yaml", "-o", "r.json", "-o", "r.parquet", "-o", "r.md", *DATE)
    for name in ("r.json", "r.parquet"):
        receive(Path(name).read_bytes())
        assert hlmdiag("report", "-", "-o", "again.md", "--force", "--quiet").code == 0
        assert Path("again.md").read_bytes() == Path("r.md").read_bytes()
        receive(Path(name).read_bytes())
        assert hlmdiag("explain", "-", "000001").out == hlmdiag("explain", name, "000001").out != ""


def test_what_is_no_result_is_refused_as_the_standard_input(hlmdiag: Run, receive: Receive, stock: bytes) -> None:
    for received in (stock, b""):
        receive(received)
        done = hlmdiag("report", "-")
        assert (done.code, done.err.count("entrée standard")) == (3, 1)
        assert "[rapport.resultat-json]" in done.err
