"""Widths of columns on paper."""

from __future__ import annotations

import pytest

from hlmdiag.layout.blocks import Section, Table
from hlmdiag.layout.word_columns import SIGNS, asks_for_a_wide_page, shares_of_columns

HEADERS = ("Fichier", "Sort", "Raison", "Date")
ROWS = (("parc.csv", "accompagne", "un " * 60, "31/10/2026"), ("resultat.json", "compte", "", "31/10/2026"))


@pytest.mark.parametrize("widths", [(), (40, 2, 60, 2), (25, 25, 25, 25), (1, 1, 1, 300)])
@pytest.mark.parametrize("signs", [SIGNS, 1.5 * SIGNS])
def test_no_word_is_cut_that_the_line_can_hold(widths: tuple[int, ...], signs: float) -> None:
    shares = shares_of_columns(Table(HEADERS, ROWS, widths), signs)
    words = [max(len(word) for text in column for word in text.split()) for column in zip(HEADERS, *ROWS, strict=True)]
    assert sum(shares) == pytest.approx(1)
    assert all(share * signs > word for share, word in zip(shares, words, strict=True))


def test_what_is_left_follows_the_widths_asked_for() -> None:
    narrow, wide = (shares_of_columns(Table(HEADERS, ROWS, (20, 20, share, 20)), SIGNS)[2] for share in (20, 80))
    assert wide > 1.5 * narrow


@pytest.mark.parametrize(("count", "expected"), [(4, False), (12, True)])
def test_a_page_lies_on_its_side_where_the_words_of_a_table_ask_for_it(count: int, expected: bool) -> None:
    table = Table(["Gestion", *["accompagne"] * (count - 1)], [["x"] * count])
    assert asks_for_a_wide_page([Section("a", "A", (table,))]) is expected
