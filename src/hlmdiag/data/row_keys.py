"""The key of a row has to be present, readable and unique; otherwise the row is reported and not scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.clean import looks
from hlmdiag.data.codes import bare_code, key_text
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.sheet import DAY, FORMULA, Sheet, unmarked
from hlmdiag.data.table import TableRead
from hlmdiag.errors import Problem
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Listed, Phrase, first_of

_APART = 50
_SHOWN = 10


def keyed_rows(
    read: TableRead, keys: Sequence[str], sheet: Sheet, headers: dict[str, tuple[str, int]]
) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows whose whole key is known; `headers` gives the title and position of each key."""
    problems: list[Problem] = []
    frame = read.frame
    for key in keys:
        title, index = headers[key]
        lost = frame.filter(pl.col(data_state(key)) != int(KNOWN)).select("row", data_state(key), data_text(key))
        for row, state, text in lost.head(_APART).rows():
            code = "donnees.cle-illisible" if state == int(State.INVALID) else "donnees.cle-vide"
            said: dict[str, Any] = {"value": unmarked(text), "reason": Phrase(f"donnees.mots.{_why(text)}")}
            problems.append(sheet.problem(code, row=row, column=index, header=title, title=title, **said))
        if lost.height > _APART:
            rest = lost["row"].to_list()[_APART:]
            problems.append(
                sheet.problem(
                    "donnees.cles-vides", row=rest[0], column=index, header=title, title=title, count=len(rest)
                )
            )
    known = pl.all_horizontal(pl.col(data_state(key)) == int(KNOWN) for key in keys)
    # not filtered when every key is known: filtering copies every column
    return frame.filter(known) if problems else frame, problems


def _why(text: str) -> str:
    """Reason why a text is no code."""
    if text.startswith(DAY):
        return "devenu-date"
    if text.startswith(FORMULA):
        return "formule-seule"
    return "erreur" if text.startswith("#") else "notation-scientifique"


def unique_rows(
    frame: pl.DataFrame,
    keys: Sequence[str],
    place: Sheet,
    header: str,
    index: int,
    code: str = "donnees.cle-repetee",
    *,
    of_parts: bool = False,
) -> tuple[pl.DataFrame, list[Problem]]:
    """Rows whose key is unique; no row of a repeated key is kept, since none is known to be right.

    `of_parts`: most keys are repeated, which is said once, since the rows are of something smaller.
    """
    values = [data_value(key) for key in keys]
    if len(values) == 1 and frame[values[0]].n_unique() == frame.height:
        return frame, []
    keyed = frame.select(*values, "row")
    again = keyed.filter(keyed.select(values).is_duplicated())
    if again.is_empty():
        return frame, []
    repeated = again.group_by(values, maintain_order=True).agg("row")
    problems = []
    for *key, rows in [] if of_parts else repeated.head(_APART).rows():
        shown = first_of(rows, _SHOWN, place.row_name)
        said: dict[str, Any] = {"value": key_text(key), "count": len(rows), "rows": shown}
        problems.append(place.problem(code, row=rows[0], column=index, header=header, **said))
    if of_parts:
        first = repeated["row"][0]
        common: dict[str, Any] = {"count": repeated.height, "total": keyed.select(values).n_unique()}
        said = {**common, "rows": again.height, "value": key_text(repeated.row(0)[:-1]), "example": len(first)}
        problems.append(place.problem("donnees.plusieurs-lignes", row=first[0], column=index, header=header, **said))
    elif repeated.height > _APART:
        rest = repeated.slice(_APART)
        first = rest["row"][0][0]
        problems.append(
            place.problem("donnees.cles-repetees", row=first, column=index, header=header, count=rest.height)
        )
    return frame.join(repeated.select(values), on=values, how="anti", maintain_order="left"), problems


def key_texts(frame: pl.DataFrame, keys: Sequence[str], limit: int = 5) -> Listed:
    """The first keys of a frame, for a message."""
    rows = frame.select(data_value(key) for key in keys).unique(maintain_order=True).head(limit + 1).rows()
    return first_of(rows, limit, key_text, more=", …")


def nearly_known(strange: pl.Series, known: pl.Series) -> Phrase | str:
    """A code that would be known with the zeros that a spreadsheet takes away, or with other capitals, as a phrase."""
    bare = bare_code(pl.col("code").cast(pl.String)).alias("bare")
    ours = known.alias("code").to_frame().select(pl.col("code").alias("known"), bare)
    found = strange.alias("code").to_frame().with_columns(bare).join(ours, on="bare", maintain_order="left").head(1)
    if found.is_empty():
        return _other_case(strange, known)
    return Phrase("donnees.mots.zeros-perdus", value=found["code"][0], known=found["known"][0])


def _other_case(strange: pl.Series, known: pl.Series) -> Phrase | str:
    """A code that would be known with other capitals: `r01` beside `R01`."""
    folded = pl.col("code").cast(pl.String).str.to_lowercase().alias("folded")
    ours = known.alias("code").to_frame().select(pl.col("code").alias("known"), folded).drop_nulls("folded")
    found = strange.alias("code").to_frame().with_columns(folded).join(ours, on="folded", maintain_order="left").head(1)
    if found.is_empty():
        return _other_characters(strange, known)
    return Phrase("donnees.mots.autre-casse", value=found["code"][0], known=found["known"][0])


def _other_characters(strange: pl.Series, known: pl.Series) -> Phrase | str:
    """A code that looks like a known one: another dash, a full-width digit, a letter of another alphabet, no accent."""
    codes, ours = (each.cast(pl.String).drop_nulls().unique(maintain_order=True) for each in (strange, known))
    if (
        codes.str.len_bytes().sum() == codes.str.len_chars().sum()
        and ours.str.len_bytes().sum() == ours.str.len_chars().sum()
    ):
        return ""
    left = pl.DataFrame({"code": codes, "look": looks(codes)})
    right = pl.DataFrame({"known": ours, "look": looks(ours)})
    found = left.join(right, on="look", maintain_order="left").head(1)
    if found.is_empty():
        return ""
    value, alike = found["code"][0], found["known"][0]
    other = next((each for each in alike + value if not each.isascii() and (each in alike) != (each in value)), "")
    named = {"value": value, "known": alike, "character": f"U+{ord(other):04X}" if other else ""}
    return Phrase("donnees.mots.autres-caracteres", **named) if other else ""
