"""Limits on a stock that goes piece by piece: the verdict is that of the stock whole, in every output."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import hlmdiag
from cli.test_large import DAY, GRID, _faults, job, stock
from hlmdiag.data import Settings
from hlmdiag.report import parquet
from hlmdiag.runs.chunked import kept_whole, score_in_chunks
from hlmdiag.runs.gate_run import GateOptions, GateRun
from hlmdiag.runs.outputs import OutputTarget

CONDITIONS = (
    "share(not conclusive) > 0.01", "median(score) > 40", "count(rank <= 3) > 0", "count(coverage >= 0) > 5",
    "max(score) > 1000",
)  # fmt: skip


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stock(tmp_path_factory.mktemp("parc") / "parc.csv", _faults, copies=15)


def test_a_verdict_by_pieces_is_the_verdict_of_the_whole(large: Path, tmp_path: Path) -> None:
    grid = hlmdiag.load_grid(GRID)
    limits = GateOptions(CONDITIONS)
    outputs = [OutputTarget(tmp_path / "r.parquet", "parquet"), OutputTarget(tmp_path / "v.xml", "junit"),
               OutputTarget(tmp_path / "v.sarif", "sarif"), OutputTarget(tmp_path / "v.json", "gitlab")]  # fmt: skip
    asked = replace(job(large), targets=tuple(outputs), limits=limits)
    assert kept_whole(asked, grid, outputs) is None
    done = score_in_chunks(asked, grid, outputs, Settings(), GateRun.over(limits, grid, []), size=3_000)
    assert done is not None
    whole = hlmdiag.judge(hlmdiag.score(grid, hlmdiag.read(large, grid, date=DAY)), fail_if=CONDITIONS)
    expected = whole.manifest.gating
    assert expected is not None and {gate.status for gate in expected.gates} >= {"crossed", "held"}
    assert done[0].manifest.gating == expected
    assert done.written == [str(each.path) for each in outputs]
    with (tmp_path / "r.parquet").open("rb") as source:
        assert parquet.read(source).manifest.gating == expected
    for name, format_name in (("v.xml", "junit"), ("v.sarif", "sarif"), ("v.json", "gitlab")):
        hlmdiag.render(whole, tmp_path / f"w-{name}", format=format_name)
        assert (tmp_path / name).read_bytes() == (tmp_path / f"w-{name}").read_bytes(), name
    assert json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))


def test_what_compares_every_unit_is_read_whole(large: Path, tmp_path: Path) -> None:
    grid, rows = hlmdiag.load_grid(GRID), OutputTarget(tmp_path / "r.parquet", "parquet")
    asked = replace(job(large), targets=(rows,), limits=GateOptions(("count(score > 0) > 0",)))
    assert kept_whole(asked, grid, [rows]) is None
    assert kept_whole(asked, grid, [rows, OutputTarget(tmp_path / "v.txt", "github")]) is not None
    assert kept_whole(asked, grid, [OutputTarget(tmp_path / "v.xml", "junit")]) is not None
    beside = replace(asked, limits=GateOptions((), Path("avant.parquet")))
    assert kept_whole(beside, grid, [rows]) is not None
