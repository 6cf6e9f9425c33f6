"""A unit that two organisations send under one code and one name is counted twice, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hlmdiag.runs.collecting import CollectRequest, CollectRun, collect_files
from region.test_collect import DAY, GRID

HEADER = "code,nom,agence,bruit,halls\n"


@pytest.fixture
def collected(tmp_path: Path) -> Callable[..., CollectRun]:
    """Collects tables, by the name of the file in the folder of an organisation."""
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")

    def collect(**sent: str) -> CollectRun:
        for owner, rows in sent.items():
            for place, part in enumerate(rows.split("|")):
                path = tmp_path / "recus" / owner / f"{place}.csv"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(HEADER + part, encoding="utf-8")
        outputs = (str(tmp_path / "region.md"),)
        return collect_files(CollectRequest(str(tmp_path / "recus"), str(tmp_path / "essai.yaml"), "fr", DAY, outputs))

    return collect


def said(run: CollectRun) -> list[str]:
    return [each.sentence("fr") for each in run.problems]


def test_units_of_one_code_and_one_name_are_said_and_counted(
    collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    run = collected(
        Nord="R1,L'Écluse,A,80,9\nR2,Le Parc,A,10,1\nR3,Le Clos,A,10,1\n",
        Sud="r-1,L’ECLUSE,B,80,9\nR3,le clos,B,10,1\nR5,La Tour,B,10,1\n",
    )
    assert run.region.units == 6
    (sentence,) = said(run)
    assert sentence.startswith(
        "2 unités ont le même code et le même nom chez plusieurs organismes (R1, R3, chez « Nord »"
    )
    assert sentence in (tmp_path / "region.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "other",
    ["R1,La Tour,B,80,9\n", "R9,Les Lilas,B,80,9\n", "R1,,B,80,9\n"],
    ids=["another name", "another code", "no name"],
)
def test_a_code_alone_or_a_name_alone_says_nothing(other: str, collected: Callable[..., CollectRun]) -> None:
    run = collected(Nord="R1,Les Lilas,A,80,9\nR2,,A,10,1\n", Sud=other + "R2,,B,10,1\n")
    assert run.region.units == 4
    assert said(run) == []


def test_a_unit_of_three_is_one_and_the_pairs_that_share_most_come_first(
    collected: Callable[..., CollectRun],
) -> None:
    both = "R1,Les Lilas,A,80,9\n"
    run = collected(Est=both, Nord=both + "R2,Le Parc,A,10,1\n", Sud=both + "R2,Le Parc,A,10,2\n")
    assert run.region.look_alikes.count == 2
    assert run.region.look_alikes.pairs == {
        ("Est", "Nord"): ("R1",),
        ("Est", "Sud"): ("R1",),
        ("Nord", "Sud"): ("R1", "R2"),
    }
    (sentence,) = said(run)
    assert sentence.index("« Nord » et « Sud »") < sentence.index("« Est » et « Nord »")


def test_files_scored_together_say_whose_line_counts_them(collected: Callable[..., CollectRun]) -> None:
    run = collected(Nord="R1,Les Lilas,A,80,9\n|R2,Le Parc,A,10,1\nR3,Le Clos,A,10,1\n")
    first, second = run.region.files
    assert (first.units, first.reason, second.units) == (3, None, None)
    assert second.reason is not None
    assert second.reason.sentence("fr").startswith("noté avec « Nord/0.csv »")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"Nord": "R1,Les Lilas,A,80,9\n", "Sud": "R2,Le Parc,A,10,1\n"}, "2 fichiers reçus, qui comptent tous."),
        (
            {"Nord": "R1,Les Lilas,A,80,9\n", "Sud": ",,,,\n"},
            "2 fichiers reçus : 1 compte, 1 est mis à part, avec sa raison.",
        ),
        ({"Nord": ",,,,\n"}, "1 fichier reçu : aucun ne compte, 1 est mis à part, avec sa raison."),
    ],
    ids=["all", "some", "none"],
)
def test_what_became_of_files_is_counted_without_zeros(
    sent: dict[str, str], sentence: str, collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    collected(**sent)
    assert sentence in (tmp_path / "region.md").read_text(encoding="utf-8").replace("\u00a0:", " :")
