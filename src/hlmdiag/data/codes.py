"""What must be said of the codes of units: some look the same and are two, some hold what cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.data.clean import all_seen
from hlmdiag.data.sheet import Sheet
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.characters import UNUSUAL, visible

__all__ = ["CLEANED", "NEAR", "bare_code", "cleaned_codes", "key_text", "near_codes"]

CLEANED = "donnees.codes-nettoyes"
"""What is said of codes that hold invisible characters."""
NEAR = "donnees.codes-proches"
"""What is said of codes that differ by zeros alone."""

_ZEROS = r"^0[0-9]|[.,]0+$"


def near_codes(frame: pl.DataFrame, keys: Sequence[str], place: Sheet, header: str, index: int) -> list[Problem]:
    """The codes that differ from another by zeros alone, as `13` and `00013` do: two units, which is said."""
    values = [f"v:{key}" for key in keys]
    shaped = pl.any_horizontal(pl.col(value).str.contains(_ZEROS) for value in values)
    if not frame.select(shaped.any()).item():
        return []
    bare = [bare_code(pl.col(value)).alias(f"bare:{value}") for value in values]
    coded = frame.unique(values, maintain_order=True).select(*values, "row", *bare)
    groups = coded.group_by([each.meta.output_name() for each in bare], maintain_order=True).agg(*values, "row")
    near = groups.filter(pl.col("row").list.len() > 1)
    if near.is_empty():
        return []
    first = near.row(0, named=True)
    said = {
        "first": key_text([first[value][0] for value in values]), "first_row": first["row"][0],
        "second": key_text([first[value][1] for value in values]), "second_row": first["row"][1],
    }  # fmt: skip
    return [
        place.problem(
            NEAR, row=first["row"][0], column=index, header=header, severity=Severity.NOTICE, count=near.height, **said
        )
    ]


def bare_code(code: pl.Expr) -> pl.Expr:
    """A code of digits without the zeros that a spreadsheet takes away or adds: `00013`, `13` and `13.0` are alike."""
    digits = code.str.replace(r"^0+([0-9])", "$1").str.replace(r"[.,]0+$", "")
    return pl.when(code.str.contains(r"^[0-9]+(?:[.,]0+)?$")).then(digits).otherwise(code)


def cleaned_codes(texts: pl.Series, place: Sheet, titles: int, index: int, header: str) -> list[Problem]:
    """Codes that hold what cannot be seen: they are read without it, so that they are found elsewhere."""
    texts = texts.str.strip_chars()
    odd = texts.filter(texts.str.contains(UNUSUAL))
    changed = odd.filter(all_seen(odd) != odd)
    if changed.is_empty():
        return []
    said = {"count": len(changed), "value": visible(changed[0], spaces=True), "title": header}
    row = place.row(titles)
    return [place.problem(CLEANED, row=row, column=index, header=header, severity=Severity.NOTICE, **said)]


def key_text(key: Sequence[object]) -> str:
    """A key as it is written in a message."""
    return " ".join(str(part) for part in key)
