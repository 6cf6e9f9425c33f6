"""What is worked out of rows that may count or not: between the smallest and the largest of what they may give."""

from pathlib import Path

import polars as pl
import pytest

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score
from hlmdiag.expression import ColumnRef, EventRef, Names, Operand, Type, check, compile

N = "count(faits, grave)"
"""Three rows that count and two of which nobody knows: from 3 to 5."""
ROWS = [{"code": "R1", "grave": grave} for grave in (True, True, True, False, "missing", "missing")]


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (N, 3, 5), (f"-{N} + 10", 5, 7), (f"10 - {N}", 5, 7), (f"{N} - 2", 1, 3), (f"{N} * 2", 6, 10),
        (f"10 + {N} * -2", 0, 4), (f"60 / {N}", 12, 20), (f"{N} / 2", 1.5, 2.5), (f"{N} * {N}", 9, 25),
        (f"abs(4 - {N})", 0, 1), (f"abs({N})", 3, 5), (f"abs(-{N})", 3, 5), (f"min({N}, 4)", 3, 4),
        (f"max({N}, 4)", 4, 5), (f"floor({N} / 2)", 1, 2), (f"ceil({N} / 2)", 2, 3), (f"round({N} / 4)", 1, 1),
        (f"sqrt({N} + 4)", 7**0.5, 3), (f"7 if {N} > 2 else 1", 7, 7),
        (f"7 if {N} > 5 else 1", 1, 1), (f"coalesce({N}, 9)", 3, 5),
        (f"7 if {N} >= 3 and {N} <= 5 else 1", 7, 7), (f"7 if {N} == 6 else 1", 1, 1), (f"7 if {N} != 6 else 1", 7, 7),
        (f"7 if {N} in (1, 2) else 1", 1, 1), (f"100 * {N} / a", 15, 25), (f"90 * coalesce(a, {N}) / (a + a)", 45, 45),
        (f"2 * a * {N} / 4", 30, 50), (f"{N} / -2 + 10", 7.5, 8.5), (f"a + a + {N} - a", 23, 25), (f"0 * {N}", 0, 0),
        (f"(a - 20) * {N}", 0, 0), (f"coalesce({N} / (a - 20), 1)", 0, 100),
    ],
)  # fmt: skip
def test_what_rows_leave_open_stays_between_its_ends(tmp_path: Path, value: str, low: float, high: float) -> None:
    columns = {"code": {"type": "id", "required": True}, "a": {"type": "number"}}
    tables = {"faits": {"key": "code", "columns": {"grave": {"type": "boolean"}}}}
    rule = {"title": "I", "value": value, "score": {"identity": {}}}
    grid = HEAD | {"polarity": "burden", "columns": columns, "tables": tables, "indicators": {"I": rule}}
    (tmp_path / "g.yaml").write_text(as_yaml(grid), encoding="utf-8")
    data = dataset(grid, [{"code": "R1", "a": 20}], {"faits": ROWS})
    (found,) = score(load_grid(tmp_path / "g.yaml"), data, date=TODAY).frame.select("low", "high", "score").rows()
    assert found[:2] == pytest.approx((low, high))
    assert found[2] == (pytest.approx(low) if low == high else None)


@pytest.mark.parametrize(
    ("value", "state"), [(f"{N} if a > 50 else b", "missing"), (f"b if a < 50 else {N}", "missing")]
)
def test_a_branch_that_reads_no_row_keeps_the_state_of_what_it_reads(tmp_path: Path, value: str, state: str) -> None:
    columns = {"code": {"type": "id", "required": True}, "a": {"type": "number"}, "b": {"type": "number"}}
    tables = {"faits": {"key": "code", "columns": {"grave": {"type": "boolean"}}}}
    rule = {"title": "I", "value": value, "score": {"identity": {}}}
    grid = HEAD | {"polarity": "burden", "columns": columns, "tables": tables, "indicators": {"I": rule}}
    (tmp_path / "g.yaml").write_text(as_yaml(grid), encoding="utf-8")
    data = dataset(grid, [{"code": "R1", "a": 20, "b": "missing"}], {"faits": ROWS})
    assert score(load_grid(tmp_path / "g.yaml"), data, date=TODAY).frame["state:I"].to_list() == [state]


def test_rows_that_change_no_point_leave_the_criterion_scored(tmp_path: Path) -> None:
    columns = {"code": {"type": "id", "required": True}, "a": {"type": "number"}}
    tables = {"faits": {"key": "code", "columns": {"grave": {"type": "boolean"}}}}
    rule = {"title": "I", "value": N, "score": {"steps": [0, 10], "points": [0, 100]}}
    grid = HEAD | {"polarity": "burden", "columns": columns, "tables": tables, "indicators": {"I": rule}}
    (tmp_path / "g.yaml").write_text(as_yaml(grid), encoding="utf-8")
    data = dataset(grid, [{"code": "R1", "a": 20}], {"faits": ROWS})
    found = score(load_grid(tmp_path / "g.yaml"), data, date=TODAY).frame
    assert found.select("state:I", "score").rows() == [("scored", 0)]


def test_what_is_worked_out_of_rows_is_written_in_few_words() -> None:
    """Each end is written few times: what holds it would double at each level, until one criterion took gigabytes."""

    number, boolean = Type("number"), Type("boolean")
    names = Names({"a": number, "b": number, "n": number}, {"faits": {"grave": boolean}})
    text = "coalesce(a, 100 * coalesce(b, count(faits, grave) / 12) / n)"

    def resolve(reference: object) -> Operand:
        if isinstance(reference, EventRef):
            ends = (pl.col(f"rows|{end}") for end in ("low", "high", "lost"))
            return Operand(pl.col("rows"), pl.col("rows|state"), *ends)
        assert isinstance(reference, ColumnRef)
        return Operand(pl.col(f"v:{reference.name}"), pl.col(f"s:{reference.name}"))

    found = compile(check(text, names), resolve, pl, TODAY)
    assert max(len(str(each)) for each in found if each is not None) < 200_000
