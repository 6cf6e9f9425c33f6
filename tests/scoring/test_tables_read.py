"""A stock whose tables say everything: codes alone, codes with other capitals, what is said once, what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml
from hlmdiag import load_grid, read, score
from hlmdiag.errors import HlmdiagError
from hlmdiag.scoring import Result
from report.round_trip import FORMATS, round_trip

RULE = {"steps": [0, 2], "points": [0, 100]}
VALUES = {
    "A": "count(incidents, grave)",
    "B": "count(incidents, grave and cout > 0.1)",
    "C": "mean(incidents.cout) + 0",
}
GRID = HEAD | {
    "polarity": "burden", "scale": [0, 100], "aggregation": "mean",
    "columns": {"code": {"type": "id", "required": True}},
    "tables": {"incidents": {"key": "code", "columns": {"grave": {"type": "boolean"}, "cout": {"type": "number"}}}},
    "themes": {"t": {"title": "T", "indicators": {
        id: {"title": id, "value": value, "score": RULE} for id, value in VALUES.items()}}},
}  # fmt: skip
EVENTS = "code;grave;cout\nR01;;0,3\nR01;oui;0,2\nR01;non;0,2\nR02;;0,5\n"


def scored(folder: Path, events: str | None) -> Result:
    (folder / "g.yaml").write_text(as_yaml(GRID), encoding="utf-8")
    (folder / "parc").mkdir()
    (folder / "parc" / "parc.csv").write_text("code\nR01\nR02\n", encoding="utf-8")
    if events is not None:
        (folder / "parc" / "incidents.csv").write_text(events, encoding="utf-8")
    grid = load_grid(folder / "g.yaml")
    return score(grid, read([folder / "parc"], grid, date=TODAY), date=TODAY)


def test_a_stock_of_codes_alone_is_scored_by_its_tables(tmp_path: Path) -> None:
    events = EVENTS.replace("R01;;", "R01;non;").replace("R02;;", "R02;oui;")
    assert scored(tmp_path, events).frame["value:A"].to_list() == [1.0, 1.0]


def test_codes_alone_without_any_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refused:
        scored(tmp_path, None)
    assert [each.code for each in refused.value.problems] == ["donnees.une-colonne"]


def test_a_code_that_differs_by_its_capitals_is_proposed(tmp_path: Path) -> None:
    problems = scored(tmp_path, EVENTS.replace("R02", "r02")).manifest.problems
    (said,) = [each for each in problems if each.code == "donnees.cles-sans-residence"]
    assert "« r02 » ne diffère de « R02 » que par ses majuscules" in said.say("fr")


def test_what_is_wrong_with_a_table_is_said_once(tmp_path: Path) -> None:
    problems = scored(tmp_path, EVENTS).manifest.problems
    assert [each.values["count"] for each in problems if each.code == "notation.evenement-indecis"] == [2]


def test_what_is_read_in_tables_is_rounded_as_every_number(tmp_path: Path) -> None:
    frame = scored(tmp_path, EVENTS).frame
    assert frame["read:mean(incidents.cout)"].to_list() == [0.233333333, 0.5]


@pytest.mark.parametrize("format", FORMATS)
def test_the_bounds_of_what_rows_leave_undecided_are_kept(tmp_path: Path, format: str) -> None:
    result = scored(tmp_path, EVENTS)
    frame = round_trip(result, format).frame
    assert frame.equals(result.frame)
    bounds = frame.select("read_low:count(incidents, grave)", "read_high:count(incidents, grave)")
    assert bounds.rows() == [(1.0, 2.0), (0.0, 1.0)]
