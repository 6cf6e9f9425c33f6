"""A public table that nobody here prepared, scored by a small grid of a user's own.

The table is not ours to copy: it is read where `HLMDIAG_SHARED_TABLES` says, and the tests are skipped elsewhere.
Expected figures are worked by hand below each name; ranks were counted by a separate script over the 496 scored rows.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hlmdiag
from public_tables import needs, public_table

PROJECT = Path(__file__).resolve().parents[1]
GRID = PROJECT / "examples" / "departements" / "departements.yaml"
NAME = "departements-parc-social.csv"
TABLE = public_table(NAME)
KEY = ("annee", "departement")

pytestmark = needs(NAME)


@pytest.fixture(scope="module")
def dataset() -> Any:
    return hlmdiag.read([TABLE], hlmdiag.load_grid(GRID))


@pytest.fixture(scope="module")
def rows(dataset: Any) -> dict[tuple[str, str], dict[str, Any]]:
    result = hlmdiag.score(hlmdiag.load_grid(GRID), dataset, date=date(2026, 10, 31))
    return {(row["annee"], row["departement"]): row for row in result.frame.iter_rows(named=True)}


def test_every_departement_and_year_is_read_but_the_row_without_a_year(rows: Any, dataset: Any) -> None:
    # 501 lines, of which one has neither year nor name (code 00): 5 years x 100 départements remain.
    assert len(rows) == 500
    assert (dataset.counts["rows_read"], dataset.counts["rows_kept"]) == (501, 500)
    assert [p.location.line for p in dataset.problems if p.code == "donnees.cle-vide"] == [502]
    assert {"01", "2A", "2B", "95", "971"} <= {departement for _, departement in rows}


def test_a_complete_row_by_hand(rows: Any) -> None:
    # Côte-d'Or 2018. VAC 3,0 -> [2,4[ 33 ; ENE 21/50 -> 42 ; AGE 36 -> 60 x 11/15 = 44.
    #   parc = (2 x 33 + 2 x 42 + 44) / 5 = 194 / 5 = 38,8
    # PAU (12 - 10) / 20 -> 10 ; CHO 7,0 -> exactly on [7,9[ 33 ; LOY 5,6 / 5,3 = 1,0566 -> [1;1,1[ 33.
    #   menages = (2 x 10 + 33 + 33) / 4 = 21,5
    # score = (3 x 38,8 + 2 x 21,5) / 5 = 159,4 / 5 = 31,88
    row = rows["2018", "21"]
    assert (row["score:VAC"], row["score:ENE"], row["score:AGE"]) == pytest.approx((33, 42, 44))
    assert (row["score:PAU"], row["score:CHO"], row["score:LOY"]) == pytest.approx((10, 33, 33))
    assert row["value:LOY"] == pytest.approx(5.6 / 5.3)
    assert (row["score:parc"], row["score:menages"], row["score"]) == pytest.approx((38.8, 21.5, 31.88))
    assert (row["coverage"], row["level"], row["rank"]) == (1, "moderee", 336)


def test_a_criterion_without_object_overseas_leaves_the_weights(rows: Any) -> None:
    # Guyane 2018, the first rank. ENE has no object ; VAC 7,0 -> 100 ; AGE 32 -> 60 x 7/15 = 28.
    #   parc = (2 x 100 + 28) / 3 = 76
    # PAU blank ; CHO 23 -> 100 ; LOY 6,2 / 5,3 = 1,1698 -> [1,1;1,25[ 67. menages = (100 + 67) / 2 = 83,5
    # score = (3 x 76 + 2 x 83,5) / 5 = 79 ; coverage = (3 x 1 + 2 x 2/4) / 5 = 0,8
    row = rows["2018", "973"]
    assert (row["state:ENE"], row["state:PAU"], row["score:ENE"]) == ("not_applicable", "missing", None)
    assert (row["score"], row["coverage"]) == pytest.approx((79, 0.8))
    assert (row["rank"], row["level"]) == (1, "tres-forte")


def test_equal_scores_share_their_rank(rows: Any) -> None:
    # Guyane 2020 and 2021: VAC 7,4 and 6,5 -> 100, AGE 19 -> 0, so parc = 200/3 ; menages 83,5 again.
    #   score = (3 x 200/3 + 2 x 83,5) / 5 = 73,4 for both, behind 79 and 78,2 (Guyane 2019, AGE 31 -> 24).
    # Meuse 2018 comes fifth: parc = (200 + 200 + 62,667) / 5 = 92,533 ; menages = (60 + 33 + 0) / 4 = 23,25 ; 64,82.
    ranks = {key: rows[key]["rank"] for key in [("2019", "973"), ("2020", "973"), ("2021", "973"), ("2018", "55")]}
    assert list(ranks.values()) == [2, 3, 3, 5]
    assert rows["2018", "55"]["score"] == pytest.approx(64.82)


def test_more_ranks_down_the_table(rows: Any) -> None:
    # Creuse 2022: VAC 10,48 -> 100, ENE 25 -> 50, AGE 45 -> 73,333: parc 74,667 ; PAU 41,5, CHO 33, LOY 0: menages 29.
    #   score = (3 x 74,667 + 2 x 29) / 5 = 56,4
    # Corse-du-Sud 2021: VAC 33, ENE 38, AGE 24: parc 33,2 ; PAU 30,5, CHO 0, LOY 6,045 / 5,377 = 1,124 -> 67:
    #   menages 32 ; score = (3 x 33,2 + 2 x 32) / 5 = 32,72
    # Paris 2022: VAC 33, ENE 26, AGE 57 -> 100: parc 43,6 ; PAU 27, CHO 0, LOY 8,2 / 5,435 = 1,509 -> 100: menages 38,5
    #   score = (3 x 43,6 + 2 x 38,5) / 5 = 41,56
    expected = {("2022", "23"): (56.4, 32), ("2021", "2A"): (32.72, 327), ("2022", "75"): (41.56, 177)}
    for key, (score, rank) in expected.items():
        assert rows[key]["score"] == pytest.approx(score)
        assert rows[key]["rank"] == rank


def test_overseas_in_2022_is_not_concluded(rows: Any) -> None:
    # Guadeloupe 2022 has unemployment alone: coverage = 2 x (1/4) / 5 = 0,1.
    # La Réunion 2022 has poverty too: 2 x (3/4) / 5 = 0,3.
    silent = {key: row["coverage"] for key, row in rows.items() if not row["conclusive"]}
    expected = {"971": 0.1, "972": 0.3, "973": 0.1, "974": 0.3}
    assert silent == pytest.approx({("2022", departement): coverage for departement, coverage in expected.items()})
    for key in silent:
        assert (rows[key]["score"], rows[key]["rank"], rows[key]["level_computed"]) == (None, None, None)


def test_the_flag_raises_the_level(rows: Any) -> None:
    # Lozère 2022: vacancy 6 % or more and at least 35 % of E to G; its score (53,38) alone says forte.
    row = rows["2022", "48"]
    assert (row["flags"], row["level_computed"], row["level"]) == (["vacant-et-energivore"], "forte", "tres-forte")
    assert sum("vacant-et-energivore" in row["flags"] for row in rows.values()) == 21


def test_the_distribution(rows: Any) -> None:
    # By score alone 128, 238, 115, 15; of the 21 flagged, 6 were already at the worst level, 15 are raised from forte.
    levels = Counter(row["level"] for row in rows.values())
    assert levels == {"faible": 128, "moderee": 238, "forte": 100, "tres-forte": 30, None: 4}


def test_the_two_columns_of_geometry_are_said_and_ignored(dataset: Any) -> None:
    headers = {problem.location.header for problem in dataset.problems if problem.location is not None}
    assert {"geom", "geo_point_2d"} <= headers
