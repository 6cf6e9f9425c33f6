"""Any table, dressed in any combination of dialects, reads back the same; both readers of text agree."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from data.kit import small_grid
from hlmdiag.data import read
from hlmdiag.data.csv import _exact, _quick, read_text
from hlmdiag.errors import HlmdiagError


def looks_like_a_swallowed_row(text: str) -> bool:
    """A cell with a line break and all the separators of a row: refused on purpose, as what an open quote leaves."""
    return "\n" in text and max(text.count(";"), text.count(",")) >= 3


def looks_like_a_mac(text: str) -> bool:
    """A capital with an accent among small letters: in cp1252 its code may be a space of the Mac, a doubt."""
    return re.search(r"\wÊ|Ê\w", text) is not None


NAMES = (
    st.text(st.sampled_from("abcé Ê'-;,\"\n0"), min_size=1, max_size=8)
    .map(lambda text: "x" + text + "y")
    .filter(lambda text: not looks_like_a_swallowed_row(text))
)
ROWS = st.lists(
    st.tuples(NAMES, st.none() | st.integers(0, 9000).map(lambda n: n / 90), st.none() | st.booleans()),
    min_size=1,
    max_size=12,
)


def percent(value: float | None, spelling: int) -> str:
    if value is None:
        return ("", "NC", "n.c.")[spelling % 3]
    plain = f"{value:.2f}"
    return (plain, plain.replace(".", ","), plain.replace(".", ",") + " %", f" {plain} ")[spelling % 4]


def yes_or_no(value: bool | None, spelling: int) -> str:
    if value is None:
        return ""
    return (("oui", "non"), ("O", "N"), ("VRAI", "FAUX"), ("1", "0"))[spelling % 4][0 if value else 1]


@given(
    rows=ROWS,
    spelling=st.integers(0, 11),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    separator=st.sampled_from(";,\t"),
    ends=st.sampled_from(["\n", "\r\n"]),
    titles=st.sampled_from([[], ["Parc au 31/10/2026"], ["Parc", ""]]),
    total=st.booleans(),
)
def test_a_table_written_in_any_usual_way_reads_back_the_same(
    rows: list[tuple[str, float | None, bool | None]],
    spelling: int,
    encoding: str,
    separator: str,
    ends: str,
    titles: list[str],
    total: bool,
) -> None:
    assume(encoding != "cp1252" or not any(looks_like_a_mac(name) for name, _, _ in rows))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(["Code résidence", "Nom", "Vacance (%)", "Gardien sur place", "Caves", "Parkings"])
    for number, (name, value, keeper) in enumerate(rows):
        writer.writerow([f"R{number:03}", name, percent(value, spelling), yes_or_no(keeper, spelling), 2, number + 1])
    if total:
        count = len(rows)
        writer.writerow(["Total", "", "12", "", 2 * count, count * (count + 1) // 2])
    text = "".join(f"{title}\n" for title in titles) + out.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parc.csv"
        path.write_bytes(text.replace("\n", ends).encode(encoding))
        frame = read(path, small_grid()).stock.frame
    assert frame["v:code_residence"].to_list() == [f"R{number:03}" for number in range(len(rows))]
    assert frame["v:nom_residence"].to_list() == [name for name, _, _ in rows]
    assert frame["v:pct_vacance"].to_list() == [
        None if value is None else float(f"{value:.2f}") for _, value, _ in rows
    ]
    assert frame["v:gardien"].to_list() == [keeper for _, _, keeper in rows]


@given(
    st.lists(st.lists(st.text(st.sampled_from('ab";\n é'), max_size=5), min_size=3, max_size=3), min_size=1, max_size=9)
)
def test_the_quick_reader_of_text_and_the_exact_one_agree(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows(
        [["x", *row] for row in rows]
    )
    body = out.getvalue().encode().rstrip(b"\n")
    quick = _quick(body, 2, 4, ";")
    try:
        exact = _exact(body, 2, 4, ";", "parc.csv")
    except HlmdiagError:
        return
    if quick is not None:
        assert quick[0].equals(exact[0])
        assert quick[1].to_list() == exact[1].to_list()


def test_the_lines_of_a_sheet_are_those_of_its_text() -> None:
    sheet = read_text(b'Titre\n\na;b\n1;"x\ny"\n2;z\n', "parc.csv")
    assert sheet.rows.to_list() == [1, 2, 3, 4, 6]
    assert sheet.cells.schema == dict.fromkeys(["0", "1"], pl.String)
