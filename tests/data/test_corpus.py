"""Every file of the corpus reads as the table that stands beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.corpus import Piece, pieces, worst, write
from data.kit import look, small_grid
from hlmdiag.data import read

PIECES = [*pieces(), worst()]


def test_the_corpus_is_large_and_its_tables_stand_beside_its_files(tmp_path: Path) -> None:
    count = write(tmp_path)
    assert count == len({each.name for each in PIECES}) >= 60
    assert len(list(tmp_path.iterdir())) == 2 * count


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_file_reads_as_the_table_beside_it(piece: Piece, tmp_path: Path) -> None:
    path = tmp_path / piece.name
    path.write_bytes(piece.data)
    found = look(read(path, small_grid()), *piece.columns)
    shown = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in found]
    assert shown == piece.expected
