"""Limits on a stock that goes piece by piece: the verdict is that of the stock whole, in every output."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import hlmdiag
from cli.test_large import DAY, GRID, _faults, job, stock
from hlmdiag.data import Settings
from hlmdiag.report import parquet
from hlmdiag.runs import chunked
from hlmdiag.runs.chunked import kept_whole, score_in_chunks
from hlmdiag.runs.execution import execute
from hlmdiag.runs.gate_run import GateOptions, GateRun
from hlmdiag.runs.outputs import OutputTarget

CONDITIONS = (
    "share(not conclusive) > 0.01", "median(score) > 40", "count(rank <= 3) > 0", "count(coverage >= 0) > 5",
    "max(score) > 1000",
)  # fmt: skip


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stock(tmp_path_factory.mktemp("parc") / "parc.csv", _faults, copies=15)


def test_a_verdict_by_pieces_is_the_verdict_of_the_whole(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid, job_summaries = hlmdiag.load_grid(GRID), [tmp_path / "pieces.md", tmp_path / "whole.md"]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(job_summaries[0]))
    limits = GateOptions(CONDITIONS)
    outputs = [OutputTarget(tmp_path / "r.parquet", "parquet"), OutputTarget(tmp_path / "v.xml", "junit"),
               OutputTarget(tmp_path / "v.sarif", "sarif"), OutputTarget(tmp_path / "v.json", "gitlab"),
               OutputTarget(tmp_path / "v.txt", "github")]  # fmt: skip
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
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(job_summaries[1]))
    for each in outputs[1:]:
        assert each.path is not None
        name, format_name = each.path.name, str(each.format)
        hlmdiag.render(whole, tmp_path / f"w-{name}", format=format_name)
        assert (tmp_path / name).read_bytes() == (tmp_path / f"w-{name}").read_bytes(), name
    told = [each.read_text(encoding="utf-8") for each in job_summaries]
    assert told[0] == told[1] and "|---|---:|" in told[0]
    assert json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))


def test_what_compares_every_unit_is_read_whole(large: Path, tmp_path: Path) -> None:
    grid, rows = hlmdiag.load_grid(GRID), OutputTarget(tmp_path / "r.parquet", "parquet")
    asked = replace(job(large), targets=(rows,), limits=GateOptions(("count(score > 0) > 0",)))
    assert kept_whole(asked, grid, [rows]) is None
    assert kept_whole(asked, grid, [rows, OutputTarget(None, "github")]) is None
    assert kept_whole(asked, grid, [OutputTarget(tmp_path / "v.xml", "junit")]) is not None
    beside = replace(asked, limits=GateOptions((), Path("avant.parquet")))
    assert kept_whole(beside, grid, [rows]) is not None


def test_inputs_keep_the_path_that_was_typed(large: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(large.parent.parent)
    typed = Path(large.parent.name) / large.name
    found = []
    for above in (1, 10**9):
        monkeypatch.setattr(chunked.large_file, "__defaults__", (above,))
        run = execute(job(typed, tmp_path / f"{above}.parquet"))
        found.append(run.result.manifest.inputs)
        assert (run.outcomes[0].in_pieces is None) == (above > 1)
    assert found[0] == found[1]
    assert found[0][0].path == typed.as_posix()
