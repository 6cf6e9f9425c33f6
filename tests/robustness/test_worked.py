"""Small stocks whose answer is known by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import hlmdiag
from hlmdiag.report import json as as_json
from hlmdiag.robustness import WeightTrial, assess
from hlmdiag.robustness.ranks import Ranks
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.schema import result_schema
from report.round_trip import FORMATS, round_trip
from worded import words_of

DAY = date(2026, 10, 31)
HEAD = 'language_version: 1\nid: g\nversion: "1"\ntitle: G\nunit: résidence\npolarity: burden\nscale: [0, 100]\n'
COLUMNS = "columns: {code: {type: id, required: true}, a: {type: number}, b: {type: number}}\n"
LEVELS = "levels: {bon: {title: Bon, from: 0}, moyen: {title: Moyen, from: 50}, mauvais: {title: Mauvais, from: 80}}\n"
INDICATOR = "{{title: {0}, value: {0}, score: {{identity: {{}}}}}}"
FLAT = f"indicators: {{A: {INDICATOR.format('a')}, B: {INDICATOR.format('b')}}}\n"
THEMES = (
    f"themes:\n  un: {{title: Un, weight: 3, indicators: {{A: {INDICATOR.format('a')}}}}}\n"
    f"  deux: {{title: Deux, indicators: {{B: {INDICATOR.format('b')}}}}}\n"
)


def assessed(tmp_path: Path, grid: str, rows: str, trial: WeightTrial) -> Result:
    (tmp_path / "g.yaml").write_text(HEAD + COLUMNS + grid, encoding="utf-8")
    (tmp_path / "d.csv").write_text(f"code;a;b\n{rows}", encoding="utf-8")
    loaded = hlmdiag.load_grid(tmp_path / "g.yaml")
    data = hlmdiag.read([tmp_path / "d.csv"], loaded, date=DAY)
    return assess(hlmdiag.score(loaded, data, date=DAY), data, trial)


def test_half_of_the_draws_cross_a_bound_that_the_score_stands_on(tmp_path: Path) -> None:
    # (0·wa + 100·wb) ÷ (wa + wb) ≥ 50 as often as wb ≥ wa: one draw in two; 10 and 10 is 10 whatever the weights
    result = assessed(tmp_path, LEVELS + FLAT, "R1;0;100\nR2;10;10\nR3;;\n", WeightTrial(4000))
    shares = result.frame["robustness"].to_list()
    assert shares[0] == pytest.approx(0.5, abs=0.03)  # 3 % is close to four standard errors
    assert shares[1:] == [1.0, None]
    assert result.frame["rank_low"].to_list() == [1, 2, None]
    assert result.frame["rank_high"].to_list() == [1, 2, None]


def test_equal_weights_and_the_theme_that_carries_the_level(tmp_path: Path) -> None:
    # 3 × 80 + 1 × 0 over 4 is 60; equal weights give 40, without « un » 0, without « deux » 80
    result = assessed(tmp_path, LEVELS + THEMES, "R1;80;0\nR2;20;20\n", WeightTrial(1))
    names = ("level", "level_equal", "level_without:un", "level_without:deux", "decisive_themes")
    first, second = ([line[name] for name in names] for line in result.frame.iter_rows(named=True))
    assert first == ["moyen", "bon", "bon", "mauvais", ["un", "deux"]]
    assert second == ["bon", "bon", "bon", "bon", []]


def test_a_level_that_a_flag_imposes_holds_whatever_the_better_score(tmp_path: Path) -> None:
    flag = "flags: {rouge: {when: b == 100, message: Rouge, no_better_than: moyen}}\n"
    result = assessed(tmp_path, LEVELS + FLAT + flag, "R1;0;100\nR2;55;100\n", WeightTrial(500, spread=0.5))
    assert result.frame["level"].to_list() == ["moyen", "moyen"]
    # R1 goes from 25 to 75 and R2 from 66 to 89: only the second one may become worse
    assert result.frame["robustness"][0] == 1.0
    assert 0.7 < result.frame["robustness"][1] < 1.0


def test_a_flag_that_reads_a_score_is_decided_again_for_each_draw(tmp_path: Path) -> None:
    flag = "flags: {haut: {when: score >= 50, message: Haut, no_better_than: mauvais}}\n"
    result = assessed(tmp_path, LEVELS + FLAT + flag, "R1;0;100\n", WeightTrial(4000))
    assert result.frame["level"].to_list() == ["mauvais"]
    assert result.frame["robustness"][0] == pytest.approx(0.5, abs=0.03)


def test_levels_that_no_weight_moves_are_said_to_be_so(tmp_path: Path) -> None:
    rules = "levels: {bon: {title: Bon}, mauvais: {title: Mauvais}}\n"
    rules += "level_rules: [{level: mauvais, when: a > 5}, {level: bon}]\n"
    result = assessed(tmp_path, rules + FLAT, "R1;0;100\nR2;10;10\n", WeightTrial(10))
    assert result.manifest.robustness is not None and not result.manifest.robustness.weighted
    assert result.frame["robustness"].to_list() == [None, None]
    assert result.frame["level_equal"].to_list() == [None, None]
    worst = "aggregation: worst\n"
    assert not assessed(tmp_path, LEVELS + worst + FLAT, "R1;0;100\n", WeightTrial(10)).manifest.robustness.weighted


def test_a_seed_gives_the_same_draws_and_a_longer_trial_begins_with_them() -> None:
    assert np.array_equal(WeightTrial(5, seed=3).factors(4), WeightTrial(9, seed=3).factors(4)[:5])
    assert not np.array_equal(WeightTrial(5, seed=3).factors(4), WeightTrial(5, seed=4).factors(4))
    factors = WeightTrial(20_000, spread=0.25).factors(3)
    assert 0.75 <= factors.min() < 0.751 and 1.249 < factors.max() < 1.25
    assert factors.mean() == pytest.approx(1, abs=0.003)


def test_the_first_factors_of_a_seed_never_change() -> None:
    # pinned, so that a result can be made again with another numpy
    assert WeightTrial(1, seed=1).factors(3)[0].tolist() == pytest.approx([1.0059108, 1.2252319, 0.8220798], abs=1e-7)


def test_the_interval_of_rank_leaves_out_five_percent_on_each_side_however_the_draws_come() -> None:
    # one unit among 41: under draw d it is of rank d + 1
    scores = np.array([[float(draw <= other) for other in range(40)] for draw in range(40)])
    scores = np.concatenate([1 - scores, np.full((40, 1), 0.5)], axis=1)
    whole, parts = Ranks(41, 40), Ranks(41, 40)
    whole.add(scores)
    parts._limit = 6
    for start in range(0, 40, 3):
        parts.add(scores[start : start + 3])
    assert [int(end[-1]) for end in whole.interval()] == [3, 38]
    assert [end.tolist() for end in parts.interval()] == [end.tolist() for end in whole.interval()]


@pytest.mark.parametrize("format", FORMATS)
def test_a_saved_trial_reads_back(tmp_path: Path, format: str) -> None:
    result = assessed(tmp_path, LEVELS + THEMES, "R1;80;0\nR2;20;20\nR3;;\n", WeightTrial(20, 0.1, 5))
    again = round_trip(result, format)
    assert again.manifest.robustness == result.manifest.robustness
    names = ["robustness", "rank_low", "rank_high", "level_equal", "level_without:un", "decisive_themes"]
    assert again.frame.select(names).equals(result.frame.select(names))


def test_the_published_schema_takes_it(tmp_path: Path) -> None:
    result = assessed(tmp_path, LEVELS + THEMES, "R1;80;0\n", WeightTrial(20))
    with (tmp_path / "r.json").open("wb") as stream:
        as_json.render(result, stream, "fr")
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, result_schema())
    assert document["robustness"] == {"draws": 20, "spread": 0.25, "seed": 1, "weighted": True}


def test_sentences_of_a_unit_and_of_a_stock(tmp_path: Path) -> None:
    from hlmdiag.explain import explain
    from hlmdiag.synthesis import stability_of, stability_told

    result = assessed(tmp_path, LEVELS + THEMES, "R1;80;0\nR2;20;20\n", WeightTrial(1000))
    reasons = [line.replace("\u202f", " ") for line in explain(result, "R1").verdict.reasons]
    assert "Niveau stable dans 100 % des pondérations essayées (1 000 tirages, ±25 %)." in reasons
    assert "À poids égaux, le niveau serait : Bon." in reasons
    assert "Sans le thème « Un », le niveau serait : Bon." in reasons
    found = stability_of(result)
    assert found is not None
    told = [line.replace("\u202f", " ") for line in stability_told(found, words_of(result.grid))]
    assert told[0] == "Autres pondérations essayées : 1 000 tirages, chaque poids à ±25 % (graine 1)."
    assert told[1] == "Niveau stable dans au moins 95 % des pondérations essayées : 2 sur 2 résidences."
    assert told[2] == "À poids égaux, le niveau changerait pour 1 résidence."


def test_a_stock_without_a_published_level_has_nothing_to_try(tmp_path: Path) -> None:
    from hlmdiag.synthesis import stability_of, stability_told

    result = assessed(tmp_path, LEVELS + THEMES, "R1;;\nR2;;\n", WeightTrial(10))
    found = stability_of(result)
    assert found is not None
    assert stability_told(found, words_of(result.grid))[1:] == (
        "Aucune unité n’a de niveau publié : il n’y a rien à éprouver.",
    )


def test_without_a_trial_reports_say_nothing_of_other_weights(tmp_path: Path) -> None:
    from hlmdiag.explain import explain
    from hlmdiag.synthesis import stability_of

    result = assessed(tmp_path, LEVELS + THEMES, "R1;80;0\n", WeightTrial(2))
    plain = hlmdiag.score(result.grid, hlmdiag.read([tmp_path / "d.csv"], result.grid, date=DAY), date=DAY)
    assert stability_of(plain) is None
    assert not any("pondérations" in reason for reason in explain(plain, "R1").verdict.reasons)
