"""Frames kept out of memory come back as they were, each from a file of its own or from one that they share."""

from pathlib import Path

import polars as pl
import pytest

from hlmdiag.scoring import held_frames
from hlmdiag.scoring.held_frames import HeldFrames


@pytest.fixture(params=[(1, 2), (10**9, 2)], ids=["large ones apart", "in one file"])
def held(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HeldFrames:
    own, most = request.param
    monkeypatch.setattr(held_frames, "_OWN_FILE", own)
    monkeypatch.setattr(held_frames, "_MOST_FILES", most)
    found = HeldFrames(tmp_path)
    for start, height in ((0, 4), (4, 0), (4, 3), (7, 5)):
        numbers = pl.Series(range(start, start + height), dtype=pl.Int64)
        found.add(pl.DataFrame({"number": numbers, "text": "r" + numbers.cast(pl.String)}))
    return found


def test_frames_come_back_in_their_order(held: HeldFrames, tmp_path: Path) -> None:
    assert held.heights == [4, 0, 3, 5]
    assert pl.concat(held)["number"].to_list() == list(range(12))
    assert held.at(2)["text"].to_list() == ["r4", "r5", "r6"]
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("start", "count"), [(0, 12), (2, 6), (3, 1), (4, 3), (11, 9), (12, 4), (0, 0)])
def test_a_part_is_that_of_all_of_them(held: HeldFrames, start: int, count: int) -> None:
    found = held.part(start, count)
    assert found["number"].to_list() == list(range(12))[start : start + count]
    assert found.columns == ["number", "text"]


def test_some_rows_come_in_the_order_asked(held: HeldFrames) -> None:
    assert held.rows([9, 0, 5])["text"].to_list() == ["r9", "r0", "r5"]
    assert held.rows([]).is_empty()
