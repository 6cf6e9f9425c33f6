"""Limits on a stock that goes piece by piece: the verdict is that of the stock whole, in every output."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

import hlmdiag
from cli.test_large import DAY, GRID, PIECE, _faults, job, stock
from hlmdiag.campaign import beside, doubts, findings_counted, named_changes
from hlmdiag.data import Settings
from hlmdiag.report import parquet
from hlmdiag.runs import chunked, saved_results
from hlmdiag.runs.chunked import kept_whole, score_in_chunks
from hlmdiag.runs.execution import execute
from hlmdiag.runs.gate_run import GateOptions, GateRun
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.scoring.held_result import HeldResult

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
    done = score_in_chunks(asked, grid, outputs, Settings(), GateRun.over(limits, grid, []), size=PIECE)
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
    renewed = replace(asked, limits=GateOptions((), Path("avant.json"), update=True))
    assert kept_whole(renewed, grid, [rows]) is not None


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


def _then(number: int, cells: list[str]) -> None:
    """The same entities at an earlier date: other answers, some that are no longer given."""
    _faults(number, cells)
    if number % 5 == 0:
        cells[12] = ("12", "60", "99")[number % 3]
    if number % 11 == 0:
        cells[16] = ""
    if number % 7 == 0:
        cells[0] = f"A{number:04d}"


@pytest.fixture(scope="module")
def before(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("avant")
    earlier = stock(folder / "parc.csv", _then, copies=15)
    titles, *rows = earlier.read_text(encoding="utf-8").splitlines()
    random.Random(2).shuffle(rows)
    earlier.write_text("\n".join([titles, *rows]) + "\n", encoding="utf-8")
    grid = hlmdiag.load_grid(GRID)
    hlmdiag.render(hlmdiag.score(grid, hlmdiag.read(earlier, grid, date=DAY), date=DAY), folder / "avant.parquet")
    return folder / "avant.parquet"


@pytest.mark.parametrize("in_place", [False, True], ids=["in memory", "left in its file"])
def test_a_baseline_is_compared_by_pieces_as_it_is_whole(
    large: Path, before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_place: bool
) -> None:
    grid, rows = hlmdiag.load_grid(GRID), OutputTarget(tmp_path / "r.parquet", "parquet")
    for module in (findings_counted, doubts, named_changes):
        monkeypatch.setattr(module, "KEPT", 3)
    result = hlmdiag.score(grid, hlmdiag.read(large, grid, date=DAY), date=DAY)
    whole = hlmdiag.judge(result, baseline=before, worse_by=3.0)
    expected = whole.manifest.gating
    assert expected is not None and expected.comparison is not None
    found = expected.comparison
    assert found.new and found.resolved and found.undecided and found.appeared and found.losses
    monkeypatch.setattr(beside, "_AT_ONCE", 11)
    if in_place:
        monkeypatch.setattr(saved_results, "_LARGE", 1)
    limits = GateOptions((), before, 3.0)
    asked = replace(job(large), targets=(rows,), limits=limits)
    assert kept_whole(asked, grid, [rows]) is None
    gate = GateRun.over(limits, grid, [])
    assert isinstance(gate.baseline, HeldResult) == in_place
    done = score_in_chunks(asked, grid, [rows], Settings(), gate, size=PIECE)
    assert done is not None
    assert done.result.manifest.gating == expected


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_baseline_is_renewed_by_pieces(large: Path, before: Path, tmp_path: Path, suffix: str) -> None:
    grid, rows = hlmdiag.load_grid(GRID), OutputTarget(tmp_path / "r.parquet", "parquet")
    renewed = tmp_path / f"reference{suffix}"
    hlmdiag.render(hlmdiag.load_result(before), renewed)
    limits = GateOptions((), renewed, update=True, accept_loss=True)
    asked = replace(job(large), targets=(rows,), limits=limits)
    gate = GateRun.over(limits, grid, [])
    done = score_in_chunks(asked, grid, [rows], Settings(), gate, size=PIECE)
    assert done is not None
    assert gate.renew(done.result, "fr") is not None
    again = hlmdiag.load_result(renewed)
    whole = hlmdiag.score(grid, hlmdiag.read(large, grid, date=DAY), date=DAY)
    assert again.manifest == whole.manifest
    assert again.frame.equals(whole.frame.cast(dict(again.frame.schema)), null_equal=True)
