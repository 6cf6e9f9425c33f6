"""Old and open workbooks changed at random: each is read, or refused in a sentence; none ends otherwise."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.kit import small_grid
from data.old_files import biff8, compound, old_workbook, record, text_cell
from hlmdiag.data import read
from hlmdiag.errors import HlmdiagError

FILES = Path(__file__).parent / "files"
ROWS = [["code_residence", "Vacance", "Loyer moyen"], *[[f"R{n}", n / 100, n * 3] for n in range(30)]]

_TELLING = [
    b"\0\0", b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\x0a\0\0\0", b"\x09\x08\x10\0", b"\x3c\0\xff\xff", b"<", b">",
    b"/>", b'"', b"&a;", b"<table:table-row>", b"</table:table-cell>", b'number-rows-repeated="99999999"',
    b"<!ENTITY a 'a'>",
]  # fmt: skip
BYTES = st.binary(min_size=0, max_size=6) | st.sampled_from(_TELLING)
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 12), BYTES), min_size=1, max_size=8)


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    written = old_workbook(ROWS, {(row, 1): "0.0%" for row in range(1, 31)}, hidden_rows=[3])
    small = compound(biff8([text_cell(0, 0, "code_residence"), text_cell(0, 1, "nom"), record(0x0006, bytes(30))]))
    return {
        "parc.xls": ((FILES / "parc.xls").read_bytes(), written, small),
        "parc.ods": ((FILES / "parc.ods").read_bytes(), (FILES / "pourcents.ods").read_bytes()),
    }


def changed(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    found = bytearray(data)
    for place, length, inserted in changes:
        at = int(place * len(found))
        found[at : at + length] = inserted
    return bytes(found)


def inside(data: bytes, part: str, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The archive in which one part is changed, so that the parser of the document sees it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, changed(content, changes) if name == part else content)
    return out.getvalue()


def try_to_read(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            read(path, small_grid())
        except HlmdiagError as fault:
            assert fault.problems
            assert all(problem.code.startswith("donnees.") for problem in fault.problems)
            assert all(problem.say("fr") for problem in fault.problems)


@given(st.integers(0, 2), CHANGES)
def test_an_old_workbook_changed_anywhere(seed: int, changes: list[tuple[float, int, bytes]]) -> None:
    try_to_read("parc.xls", changed(seeds()["parc.xls"][seed], changes))


@given(st.integers(0, 1), CHANGES)
def test_the_records_of_an_old_workbook_changed_within_a_sound_container(
    seed: int, changes: list[tuple[float, int, bytes]]
) -> None:
    from hlmdiag.data.biff import workbook_stream

    stream = changed(workbook_stream(seeds()["parc.xls"][seed]), changes)
    try_to_read("parc.xls", compound(stream[:60_000]))


@given(st.integers(0, 1), CHANGES)
def test_an_open_workbook_changed_anywhere(seed: int, changes: list[tuple[float, int, bytes]]) -> None:
    try_to_read("parc.ods", changed(seeds()["parc.ods"][seed], changes))


@given(st.integers(0, 1), st.sampled_from(["content.xml", "styles.xml", "META-INF/manifest.xml"]), CHANGES)
def test_the_parts_of_an_open_workbook_changed_within_a_sound_archive(
    seed: int, part: str, changes: list[tuple[float, int, bytes]]
) -> None:
    try_to_read("parc.ods", inside(seeds()["parc.ods"][seed], part, changes))
