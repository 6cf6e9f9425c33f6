"""Text files that a hand has spoilt: read, or refused in sentences; never an error of ours.

`HYPOTHESIS_PROFILE=long` tries many more of them.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.kit import small_grid
from hlmdiag.data import read
from hlmdiag.errors import HlmdiagError
from hlmdiag.scoring import score

DAY = date(2026, 10, 31)
TABLE = """\
code_residence;nom;agence;nb lgts;vacance (%);loyer moyen;note de propreté;gardien;état des halls;date de visite;refus
R01;Les Lilas;Nord;24;12,5;1 234,50 €;7,5/10;oui;Ponctuelle;12/09/2026;-1
R02;Le Clos;Sud;30;0,5 %;1.000;8;non;3;2026-09-12;999
"R03";"Total; x";Nord;NC;?;;s.o.;x;3 - Récurrente;45750;Z
Total;;;54;;;;;;;
"""
ODD = [
    "\u200b", "\ufeff", "\u00a0", "\u00ad", "\x00", "\x0b", "\x1f", "２", "٢", "²", "½",
    "Ⅻ", "①", "−", "–", "%", "٪", "<", "+",
    "'", '"', '="24"', "=", "\ue000", "\ue001", "𝟐", "\u0301", "1.000", "1,000", "1.234.567", "0,125", "12 %", "1e5",
    "1E400", "9" * 30, "#N/A", "#DIV/0!", "Oui !", "1,0", "01", ";", ",", "\t", "\n", "\r", " ", "31/02/2026", "\u2028",
    "\U0010ffff", "🟢", "1" * 400, ",5", "--", "+-3", "101.0", "?", "\u202e",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=4))
EDITS = st.tuples(st.integers(0, len(TABLE)), st.integers(0, 12), TEXTS)


def mended(edits: list[tuple[int, int, str]], flips: list[tuple[int, int]]) -> bytes:
    """The table once some of it is replaced, then some bytes of it."""
    text = TABLE
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for place, byte in flips:
        if data:
            data[place % len(data)] = byte
    return bytes(data)


@given(
    st.lists(EDITS, min_size=1, max_size=8), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=2)
)
def test_a_spoilt_text_file_is_read_or_refused_in_sentences(
    edits: list[tuple[int, int, str]], flips: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parc.csv"
        path.write_bytes(mended(edits, flips))
        try:
            dataset = read(path, small_grid(), date=DAY, account=True)
            problems = dataset.problems
            score(small_grid(), dataset, date=DAY)
        except HlmdiagError as refused:
            problems = refused.problems
    assert all(problem.say(language) for problem in problems for language in ("fr", "en"))


@given(st.lists(TEXTS, min_size=1, max_size=11))
def test_any_text_in_any_cell_is_read_or_refused_in_sentences(cells: list[str]) -> None:
    quoted = ";".join('"' + cell.encode("utf-8", "replace").decode().replace('"', '""') + '"' for cell in cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parc.csv"
        path.write_text(TABLE + f"R99;{quoted}\n", encoding="utf-8", newline="")
        try:
            problems = read(path, small_grid(), date=DAY).problems
        except HlmdiagError as refused:
            problems = refused.problems
    assert all(problem.say("fr") for problem in problems)
