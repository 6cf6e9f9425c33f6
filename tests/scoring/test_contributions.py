"""What each indicator brings to the score, with what a policy puts in the place of a theme."""

from pathlib import Path

import pytest

from generators.columns import HEAD, TODAY
from generators.datasets import as_yaml, dataset
from hlmdiag import load_grid, score


def test_in_a_theme_that_has_no_score_no_answer_weighs_in_what_is_put_in_its_place(tmp_path: Path) -> None:
    """One unknown answer is enough to leave it without score: it counts as the worst that its answers may give."""

    def theme(*columns: str, **more: object) -> dict[str, object]:
        rule = {"linear": {"best": 0, "worst": 10}}
        indicators = {each.upper(): {"title": each, "value": each, "score": rule} for each in columns}
        return {"title": "T", "indicators": indicators, **more}

    columns = {"code": {"type": "id", "required": True}} | {name: {"type": "number"} for name in "abc"}
    themes = {"t": theme("a", "b", missing="block"), "u": theme("c")}
    root = {"polarity": "burden", "missing": "worst", "aggregation": "mean", "columns": columns, "themes": themes}
    (tmp_path / "g.yaml").write_text(as_yaml(HEAD | root), encoding="utf-8")
    rows = [{"code": "R1", "a": 4, "b": None, "c": 2}, {"code": "R2", "a": 4, "b": 8, "c": 2}]
    found = score(load_grid(tmp_path / "g.yaml"), dataset(HEAD | root, rows), date=TODAY).frame
    assert found["score:t"].to_list() == [None, 60.0] and found["score"].to_list() == pytest.approx([45.0, 40.0])
    parts = found.select("contribution:A", "contribution:B", "contribution:C", "adjustment").rows()
    assert parts == [pytest.approx((0.0, None, 10.0, 35.0)), pytest.approx((10.0, 20.0, 10.0, 0.0))]


@pytest.mark.parametrize("aggregation", ["mean", {"sum": {"out_of": 100}}, "worst"])
def test_an_answer_without_weight_brings_nothing(tmp_path: Path, aggregation: object) -> None:
    columns = {"code": {"type": "id", "required": True}} | {name: {"type": "number"} for name in "ab"}
    rule = {"linear": {"best": 0, "worst": 10}}
    indicators = {
        name: {"title": name, "value": name.lower(), "score": rule, "weight": weight}
        for name, weight in (("A", 1), ("B", 0))
    }
    root = {"polarity": "burden", "aggregation": aggregation, "columns": columns, "indicators": indicators}
    (tmp_path / "g.yaml").write_text(as_yaml(HEAD | root), encoding="utf-8")
    data = dataset(HEAD | root, [{"code": "R1", "a": 4, "b": 9}])
    found = score(load_grid(tmp_path / "g.yaml"), data, date=TODAY).frame
    assert found["contribution:A"].to_list() == pytest.approx(found["score"].to_list())
    assert found["contribution:B"].to_list() == [0.0] and found["score:B"].to_list() == pytest.approx([90.0])
