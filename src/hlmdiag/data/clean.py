"""A column of texts, cleaned of what nobody meant to write: invisible characters, wrappers that exports put around."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hlmdiag.data.name_index import WRITTEN, NameIndex
from hlmdiag.data.sheet import FORMULA
from hlmdiag.grid.data_model import Column
from hlmdiag.text.characters import LOOKALIKES, SEEN, UNUSUAL, plain_table

_PROTECTED = r'^=\s*"([^"]*)"$'
"""`="000007"` is how exports keep a spreadsheet from taking a text for a number."""
_PREFIXED = r"^'([^'\s][^']*)$"
"""An apostrophe that a spreadsheet takes for "what follows is text", and that an export wrote out."""
_WRAPPED = r"^[=']"
_CONTROL = r"[\x00-\x1f\x7f]"
_FLOAT = r"^([1-9][0-9]*|0)\.0$"


def cleaned(texts: pl.Series, column: Column) -> pl.Series | None:
    """The texts of a column ready to read; None if none changes.

    A free text and an answer are only freed of a wrapper: answers are told apart as they are written first. A code or
    the name of a group keeps what is seen of it, whole codes that a tool wrote with decimals (`101.0` everywhere) lose
    these. Numbers and dates have plain digits and signs too.
    """
    whole_codes = column.type == "id" and _are_floats(texts)
    is_figure = column.type != "text" and not column.choices
    is_suspect = _is_suspect if is_figure or column.is_name else _is_wrapped
    if not whole_codes and not is_suspect(texts):
        return None
    read = texts
    if column.is_name:
        read = _replaced(texts, SEEN).str.normalize("NFC")
    elif is_figure:
        read = _replaced(texts, plain_table())
    read = read.str.replace(_PROTECTED, "$1")
    if is_figure:
        read = read.str.replace(_PREFIXED, "$1")
    read = read.str.strip_chars()
    return read.str.strip_suffix(".0") if whole_codes else read


def all_seen(texts: pl.Series) -> pl.Series:
    """Visible form of each text: codes are compared by it, wherever they come from."""
    return _replaced(texts, SEEN).str.normalize("NFC").str.strip_chars() if texts.str.contains(UNUSUAL).any() else texts


def looks(texts: pl.Series) -> pl.Series:
    """Simplified form of texts: usual signs, digits and letters, no accent, no case."""
    usual = _replaced(texts, plain_table() | LOOKALIKES).str.normalize("NFKD")
    return usual.str.replace_all(r"\p{M}|[\u{e000}-\u{f8ff}\u{fffc}]", "").str.to_lowercase()


def translated(texts: pl.Series, by: Mapping[str, str]) -> pl.Series:
    """The texts in whose place the user says another is to be read; what cannot be seen does not matter."""
    names = NameIndex(by.items(), WRITTEN)
    found = {text: names.find(text) for text in texts.unique().to_list()}
    return texts.replace({text: means[0] for text, means in found.items() if len(means) == 1})


def _are_floats(texts: pl.Series) -> bool:
    """Whether every code is a whole number written with `.0`."""
    if not texts.str.ends_with(".0").any():
        return False
    return bool((texts.str.contains(_FLOAT) | (texts == "")).all())


def _is_suspect(texts: pl.Series) -> bool:
    """Whether some text may be cleaned; what costs most is asked last, since hardly any column is."""
    text = pl.col("text")
    is_marked, is_plain = (
        texts.to_frame("text")
        .select(
            marked=text.str.contains(f"{_WRAPPED}|{_CONTROL}").any(),
            plain=text.str.len_bytes().sum() == text.str.len_chars().sum(),
        )
        .row(0)
    )
    return is_marked or (not is_plain and bool(texts.str.contains(UNUSUAL).any()))


def _is_wrapped(texts: pl.Series) -> bool:
    return bool(texts.str.contains(_WRAPPED).any())


def _replaced(texts: pl.Series, table: Mapping[str, str]) -> pl.Series:
    # `FORMULA`, our own mark of a cell that is only a formula, must not be replaced
    assert FORMULA not in table
    return texts.str.replace_many(list(table), list(table.values()))
