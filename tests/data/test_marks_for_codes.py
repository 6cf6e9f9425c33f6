"""Codes that are written as a missing answer is."""

from __future__ import annotations

import polars as pl
import pytest

from hlmdiag.data.marks_for_codes import marks_for_codes


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["R1", "NC", "R3"], ["NC"]),
        (["R1", "-", "n/a", "NULL", "(vide)", "(blank)", "?", "R3"], ["-", "n/a", "NULL", "(vide)", "(blank)", "?"]),
        (["Les Tilleuls", "Inconnu", "Le Parc", "nc"], ["Inconnu", "nc"]),
        (["NA", "NB", "NC", "ND"], []),
        (["AB", "CD", "EF", "NR", "(vide)"], ["(vide)"]),
        (["NC"], ["NC"]),
        (["R1", "", "NC1", "N-C-2", "SO12", "#N/A", "\u200b"], []),
        ([], []),
    ],
)
def test_marks_among_codes(codes: list[str], found: list[str]) -> None:
    assert marks_for_codes(pl.Series(codes, dtype=pl.String)).to_list() == found
