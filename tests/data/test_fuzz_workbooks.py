"""Workbooks spoilt at random: each is read or refused in a sentence, and the annotated copy of what is read is made.

`HYPOTHESIS_PROFILE=long` tries thousands of them.
"""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.foreign import SHAPES, Bytes, base_parts, write_parts
from data.kit import small_grid
from hlmdiag.errors import HlmdiagError
from hlmdiag.inspection import inspect
from hlmdiag.report.annotated import annotate

FORMATS = ("General", "0%", "0.0%", "000000", "0.00E+00", "[h]:mm", "dd/mm/yyyy", "[>1]0;0%", '"', "[", "@")
PIECES = (
    b"", b"<", b">", b'"', b"'", b"&", b"&#0;", b"&amp;", b"</c>", b"<c>", b"<c/>", b"<v>", b"</row>", b"<row>",
    b"\xff", b"\xe9", b"-1", b"1e999", b"99999999999", b"NaN", b' t="d"', b' t="b"', b' t="e"', b' s="1"', b' s="99"',
    b' r="ZZZ9"', b"<!-- -->", b"<![CDATA[a]]>", b"<!DOCTYPE a>", b"<f/>", b"<is><t>a</t></is>", b'hidden="1"', b"]]>",
    b"<mergeCells><mergeCell ref='A1:B2'/></mergeCells>", b"<dimension ref='Z'/>", b"2026-04-03", b"xmlns=", b"%",
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> Bytes:
    """The parts of a workbook of some shape, under some format, spoilt at up to three places."""
    parts = SHAPES[draw(st.sampled_from(sorted(SHAPES)))](base_parts())
    styles = next((name for name in parts if "styles" in name.lower()), None)
    if styles is not None:
        code = draw(st.sampled_from(FORMATS)).replace('"', "&quot;").replace(">", "&gt;")
        parts[styles] = parts[styles].replace(b'formatCode="0.0%"', f'formatCode="{code}"'.encode())
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(parts)))
        data = parts[name]
        at = draw(st.integers(0, len(data)))
        gone = draw(st.sampled_from((0, 0, 1, 5, 40)))
        parts[name] = data[:at] + draw(st.sampled_from(PIECES)) + data[at + gone :]
    return parts


@given(parts=spoilt(), is_copied=st.sampled_from([True, *[False] * 7]))
def test_a_spoilt_workbook_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, parts: Bytes, is_copied: bool
) -> None:
    path = tmp_path_factory.mktemp("spoilt") / "parc.xlsx"
    write_parts(path, parts)
    try:
        found = inspect([str(path)], small_grid(), date=date(2026, 10, 31))
    except HlmdiagError as fault:
        assert all(problem.code.startswith("donnees.") for problem in fault.problems)
        return
    for source, sheets in found.opened if is_copied else ():
        try:
            annotate(source, sheets, found.faults, found.numeric, io.BytesIO(), "fr", date(2026, 10, 31))
        except HlmdiagError as fault:
            assert [problem.code for problem in fault.problems] == ["donnees.copie-impossible"]
