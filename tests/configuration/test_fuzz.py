"""Settings written by any hand: whatever stands in the file, they are read, or refused with a line."""

from __future__ import annotations

import json
import string
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import LIMIT_NAMES, OPTIONS, REPORT_NAMES, Configuration, from_environment, from_file, load
from hlmdiag.errors import HlmdiagError

TABLES = ("columns", "values", "decimal", "limits", "gate", "report")
KEYS = (*(option.name for option in OPTIONS.values()), *LIMIT_NAMES, *REPORT_NAMES, *TABLES, "grids", "", "é", "a.b")
texts = st.one_of(
    st.text(max_size=12), st.sampled_from(["#12345", "#123456", "#fffffff", "2026-02-30", "0000-00-00", "31/02/2026"]),
    st.sampled_from(["logo.png", "../..", "/dev/null", "\x00", "a" * 400, "utf-8", "utf\x00", "base64", "["]),
)  # fmt: skip
scalars = st.one_of(
    texts.map(json.dumps).map(lambda text: text.replace("\x7f", "\\u007f")), st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        ["nan", "inf", "-inf", "1e400", "0x1F", "1_000", "true", "2026-11-30", "2026-11-30T07:00:00Z", "07:32:00", "[]",
         "{}", "'''a'''", "9" * 5000, "[[[[1]]]]", '"\\ud800"', "-0"]
    ),
)  # fmt: skip
values = st.one_of(scalars, st.lists(scalars, max_size=3).map(lambda found: f"[{', '.join(found)}]"))
keys = st.one_of(st.sampled_from(KEYS), st.text(string.printable, max_size=6)).map(lambda key: json.dumps(key))
lines = st.one_of(
    st.tuples(keys, values).map(" = ".join), st.sampled_from([f"[{name}]" for name in TABLES]),
    st.sampled_from(["[values.qpv]", "[[report]]", "[columns.a.b]", "", "# note", "=", "a.b = 1", "["]),
)  # fmt: skip
documents = st.one_of(st.lists(lines, max_size=8).map("\n".join), st.text(max_size=40))


def settled(content: bytes) -> Configuration | None:
    """The settings of a file; None where they are refused, each fault being said of a line of the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hlmdiag.toml"
        path.write_bytes(content)
        try:
            found = load(path)
            from_file(found)
            read_brand(found)
        except HlmdiagError as refused:
            assert refused.exit_code == 2
            assert all(problem.say("fr") and problem.say("en") for problem in refused.problems)
            return None
        return found


@given(documents)
@example("date = " + "9" * 5000)
@example("a = " + "[" * 3000)
@example('a = "\\U00110000"')
@example('encoding = "utf\\u0000"')
@example("[report]\nlogo = '\\u0000'\n")
@example('[report]\nlogo = "\\u0000"\ntemplates = "\\u0000"\ndocx_template = "\\u0000"\n')
@example('[gate]\nbaseline = "\\u0000"\n')
@example('grid = "\\u0000"')
@example('[report]\naccent = "#１２３４５６"\n')
def test_any_text_is_read_or_refused(text: str) -> None:
    settled(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    settled(content)


@given(st.dictionaries(st.sampled_from([option.variable for option in OPTIONS.values()]), texts, max_size=3))
def test_any_variable_is_read_or_refused(environment: Mapping[str, str]) -> None:
    try:
        from_environment(environment)
    except HlmdiagError as refused:
        assert refused.exit_code == 2


def picture(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds nothing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@given(st.one_of(st.binary(max_size=80), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg "]).flatmap(
    lambda start: st.binary(max_size=60).map(lambda rest: start + rest)
)))  # fmt: skip
@example(b"<svg" + b"<g>" * 50_000)
@example(b'<?xml version="1.0" encoding="utf-7"?><svg/>')
@example(b'<?xml version="1.0" encoding="inconnu"?><svg/>')
def test_any_logo_is_kept_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "logo").write_bytes(content)
        path = Path(folder) / "hlmdiag.toml"
        path.write_text('[report]\nlogo = "logo"\n', encoding="utf-8")
        try:
            read_brand(load(path))
        except HlmdiagError as refused:
            (problem,) = refused.problems
            assert (refused.exit_code, problem.location.line) == (2, 2)


def logo_code(content: bytes, folder: Path) -> str | None:
    (folder / "logo").write_bytes(content)
    path = folder / "hlmdiag.toml"
    path.write_text('[report]\nlogo = "logo"\n', encoding="utf-8")
    try:
        read_brand(load(path))
    except HlmdiagError as refused:
        return refused.problems[0].code
    return None


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    assert logo_code(picture(100_000, 100_000), tmp_path) == "reglages.logo-etendue"
    assert logo_code(picture(1, 20_000), tmp_path) == "reglages.logo-etendue"
    assert logo_code(picture(0, 10), tmp_path) == "reglages.logo-format"
    assert logo_code(b"\x89PNG\r\n\x1a\n" + b"x" * 30, tmp_path) == "reglages.logo-format"
    large = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_000, 65_000) + b"\x03" + b"0" * 9
    assert logo_code(large, tmp_path) == "reglages.logo-etendue"
    assert logo_code(b"\xff\xd8\xff\xe0 rien", tmp_path) == "reglages.logo-format"
    assert logo_code(picture(400, 120), tmp_path) is None
