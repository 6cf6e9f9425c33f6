"""Requirements (design-2 §16): a unit that two organisations declare under a shared id is never counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlmdiag
from hlmdiag.region.claims import Declared, claims_on
from hlmdiag.runs.collecting import CollectRequest, CollectRun, collect_files

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  batiment: {type: text, role: shared_id, label: Identifiant du bâtiment}
  bruit: {type: number}
indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""
DAY, LATER = date(2026, 10, 31), date(2026, 11, 15)
RIVES = "code,batiment,bruit\nR1,RNB 12,80\nR2,,10\nR3,RNB 14,20\n"
VAL = "code,batiment,bruit\nV1,rnb-12,30\nV2,RNB 13,10\nV3,,10\n"


@pytest.fixture
def collected(tmp_path: Path) -> Callable[..., CollectRun]:
    """Collects what two invented organisations sent, each at its date."""
    (tmp_path / "essai.yaml").write_text(GRID, encoding="utf-8")
    grid = hlmdiag.load_grid(tmp_path / "essai.yaml")

    def collect(rives: date, val: date) -> CollectRun:
        for name, text, day in (("Habitat Rives", RIVES, rives), ("Foyer Val", VAL, val)):
            data, saved = tmp_path / f"{name}.csv", tmp_path / "recus" / name / "diagnostic.json"
            data.write_text(text, encoding="utf-8")
            saved.parent.mkdir(parents=True, exist_ok=True)
            hlmdiag.render(hlmdiag.score(grid, hlmdiag.read(data, grid, date=day), date=day), saved)
        outputs = (str(tmp_path / "region.md"),)
        return collect_files(
            CollectRequest(str(tmp_path / "recus"), str(tmp_path / "essai.yaml"), "fr", LATER, outputs, force=True)
        )

    return collect


def codes(folder: Path) -> list[tuple[str, str]]:
    frame = hlmdiag.load_result(folder / "region.parquet").frame
    return list(zip(frame["organisation"], frame["code"], strict=True))


def test_of_two_dates_the_latest_counts(collected: Callable[..., CollectRun], tmp_path: Path) -> None:
    run = collected(DAY, LATER)
    assert codes(tmp_path) == [("Foyer Val", "V1"), ("Foyer Val", "V2"), ("Foyer Val", "V3"), ("Habitat Rives", "R2"),
                               ("Habitat Rives", "R3")]  # fmt: skip
    assert (run.region.units, run.exit_code) == (5, 0)
    assert [each.code for each in run.problems] == ["collecte.unites-partagees"]
    text = (tmp_path / "region.md").read_text(encoding="utf-8")
    assert "Foyer Val (V1)\u00a0; Habitat Rives (R1) | Foyer Val |" in text


def test_of_one_date_none_counts_and_what_nobody_shares_stays(
    collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    collected(DAY, DAY)
    assert codes(tmp_path) == [
        ("Foyer Val", "V2"),
        ("Foyer Val", "V3"),
        ("Habitat Rives", "R2"),
        ("Habitat Rives", "R3"),
    ]
    assert "aucune : même date" in (tmp_path / "region.md").read_text(encoding="utf-8").replace("\u00a0", " ")


SENT = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from([DAY, LATER]), st.lists(st.sampled_from(["", "x", "X ", "y"]))),
    max_size=4,
)


@given(SENT)
def test_no_shared_id_is_left_at_two_organisations(sent: list[tuple[str, date, list[str]]]) -> None:
    declared = [
        Declared(owner, day, [f"{row}" for row in range(len(ids))], {"b": pl.Series(ids, dtype=pl.String)})
        for owner, day, ids in sent
    ]
    claims, left = claims_on(declared)
    kept = [
        (id.strip().lower(), owner)
        for place, (owner, _, ids) in enumerate(sent) for row, id in enumerate(ids)
        if id and row not in left.get(place, ())
    ]  # fmt: skip
    for id in {id for id, _ in kept}:
        assert len({owner for other, owner in kept if other == id}) == 1
    shared = {id for each in claims for id in [each.id.strip().lower()]}
    for place, rows in left.items():
        assert all(sent[place][2][row].strip().lower() in shared for row in rows)
