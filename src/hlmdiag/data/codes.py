"""Reports suspicious codes of units: codes that look the same, invisible characters, dates, marks of absence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.data.marks_for_codes import marks_for_codes
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.characters import UNUSUAL, visible

CLEANED = "donnees.codes-nettoyes"
"""Code of the notice on codes with invisible characters."""
DATED = "donnees.codes-en-dates"
"""Code of the notice on codes that look like days."""
MARKED = "donnees.codes-comme-absents"
"""Code of the notice on codes that are written as a missing answer is."""
NEAR = "donnees.codes-proches"
"""Code of the notice on codes that differ by zeros alone."""

_MONTHS = "janv?|f[ée]vr?|mars?|avr|mai|juin|juil|ao[uû]t|sept?|oct|nov|d[ée]c|jan|feb|apr|may|june?|july?|aug"
_WORDED_DAY = rf"(?i)^[0-9]{{1,2}}[-/. ](?:{_MONTHS})\.?(?:[-/. ][0-9]{{2,4}})?$"
"""`03-avr`: what a spreadsheet exports of `3-4`."""
_DAY = (
    r"(?i)^(?:[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|(?:{_MONTHS})\.?-[0-9]{{2}})$"
)
"""`03/04/2026`, `avr-26`: a code of that form is none of its kin if the others have another."""
_ZEROS = r"^0[0-9]|[.,]0+$"


def near_codes(frame: pl.DataFrame, keys: Sequence[str], place: Sheet, header: str, index: int) -> list[Problem]:
    """Codes that differ by zeros alone, such as `13` and `00013`: two units, which is reported."""
    values = [data_value(key) for key in keys]
    if len(values) == 1 and _are_of_one_length(frame.get_column(values[0])):
        return []
    shaped = pl.any_horizontal(pl.col(value).str.contains(_ZEROS) for value in values)
    if not frame.select(shaped.any()).item():
        return []
    bare = [bare_code(pl.col(value)).alias(f"bare:{value}") for value in values]
    coded = frame.select(*values, "row").unique(values, maintain_order=True).with_columns(bare)
    alike = [each.meta.output_name() for each in bare]
    if coded.select(alike).n_unique() == coded.height:
        return []
    groups = coded.group_by(alike, maintain_order=True).agg(*values, "row")
    near = groups.filter(pl.col("row").list.len() > 1)
    first = near.row(0, named=True)
    said = {
        "first": key_text([first[value][0] for value in values]), "first_row": str(first["row"][0]),
        "second": key_text([first[value][1] for value in values]), "second_row": str(first["row"][1]),
    }  # fmt: skip
    return [
        place.problem(
            NEAR, row=first["row"][0], column=index, header=header, severity=Severity.NOTICE, count=near.height, **said
        )
    ]


def _are_of_one_length(codes: pl.Series) -> bool:
    """Whether codes are digits, as many in each: zeros alone then tell no two apart."""
    return codes.str.len_bytes().n_unique() == 1 and bool(codes.str.contains("^[0-9]+$").all())


def bare_code(code: pl.Expr) -> pl.Expr:
    """A code of digits without the zeros that a spreadsheet takes away or adds: `00013`, `13` and `13.0` are alike."""
    digits = code.str.replace(r"^0+([0-9])", "$1").str.replace(r"[.,]0+$", "")
    return pl.when(code.str.contains(r"^[0-9]+(?:[.,]0+)?$")).then(digits).otherwise(code)


def about_codes(texts: pl.Series, place: Sheet, titles: int, index: int, header: str) -> list[Problem]:
    """Notices on codes as typed: invisible characters, look of a day, mark of a missing answer."""
    texts = texts.str.strip_chars()
    said = (_cleaned(texts), _dated(texts), _marked(texts))
    row = place.row(titles)
    return [
        place.problem(code, row=row, column=index, header=header, severity=severity, title=header, **values)
        for code, severity, values in said
        if values["count"]
    ]


def _cleaned(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes that hold what cannot be seen: they are read without it, so that they are found elsewhere."""
    odd = texts.filter(texts.str.contains(UNUSUAL))
    changed = odd.filter(all_seen(odd) != odd)
    value = visible(changed[0], spaces=True) if len(changed) else ""
    return CLEANED, Severity.NOTICE, {"count": len(changed), "value": value}


def _dated(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes of which a spreadsheet probably made days before they were exported as texts."""
    found = texts.filter(look_dated(texts))
    if len(found) and len(found) == (texts != "").sum():
        found = found.filter(found.str.contains(_WORDED_DAY))
    return DATED, Severity.WARNING, {"count": len(found), "value": found[0] if len(found) else ""}


def _marked(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes that may stand for a code that nobody knew."""
    found = marks_for_codes(texts)
    return MARKED, Severity.WARNING, {"count": len(found), "value": found[0] if len(found) else ""}


def look_dated(texts: pl.Series) -> pl.Series:
    """Which codes are written as days are."""
    return texts.str.contains(f"{_DAY}|{_WORDED_DAY}")


def key_text(key: Sequence[object]) -> str:
    """A key as it is written in a message."""
    return " ".join(str(part) for part in key)
