"""Reports suspicious codes of units: alike, with invisible characters, of days, of absence, without a digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hlmdiag.data.clean import all_seen, looks
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.data.marks_for_codes import marks_for_codes, usual_marks
from hlmdiag.data.match import Match
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.errors import Problem, Severity
from hlmdiag.text.characters import UNUSUAL, visible

CLEANED = "donnees.codes-nettoyes"
"""Code of the notice on codes with invisible characters."""
DATED = "donnees.codes-en-dates"
"""Code of the notice on codes that look like days."""
MARKED = "donnees.codes-comme-absents"
"""Code of the notice on codes that are written as a missing answer is."""
WORDED = "donnees.codes-sans-chiffre"
"""Code of the notice on codes without a digit among codes that have some."""
EXAMPLE = "donnees.codes-exemple"
"""Code of the notice on codes that say that they are examples, or marks to compare with."""
GATHERED = "donnees.codes-reunis"
"""Code of the warning on codes that join several."""
ABOUT_TYPED = (CLEANED, DATED, MARKED, EXAMPLE, GATHERED, WORDED)
"""Codes of the notices on codes as typed."""
NEAR = "donnees.codes-proches"
"""Code of the notice on codes that a person could take for one."""

_MONTHS = "janv?|f[ée]vr?|mars?|avr|mai|juin|juil|ao[uû]t|sept?|oct|nov|d[ée]c|jan|feb|apr|may|june?|july?|aug"
_WORDED_DAY = rf"(?i)^[0-9]{{1,2}}[-/. ](?:{_MONTHS})\.?(?:[-/. ][0-9]{{2,4}})?$"
"""`03-avr`: what a spreadsheet exports of `3-4`."""
_DAY = (
    r"(?i)^(?:[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|(?:{_MONTHS})\.?-[0-9]{{2}})$"
)
"""`03/04/2026`, `avr-26`: a code of that form is none of its kin if the others have another."""
_MAY_BE_NEAR = r"[.,]0+$|\p{Ll}|\s|[^\x00-\x7f]"
"""Of codes that a person could take for one, one at least has a zero too many, a small letter, a space, a rare sign."""
_ZERO = r"(^|[^0-9.,])0+([0-9])"
"""A zero too many, which no code has where all are as long."""
_NO_DIGIT = r"^[^\pN#\p{Co}][^\pN]*$"
"""A code without a digit, but for the error of a spreadsheet and what no cell says."""
_ONE_IN = 3
"""At most one code in so many has no digit where that is odd whatever the others are."""
_WORD = r"\pL{4}"
"""What a name has, and a code seldom has: `Tour 2` is a name, `R2` is a code."""
_NAMES = 0.1
"""Where more of the codes with a digit are names, so may be those without one."""
_EXAMPLE = (
    r"(?i)^\W*(?:(?:par |p\. ?)?ex(?:emples?|amples?)?(?:[\s.:)\]]|$)"
    r"|(?:objectifs?|cibles?|seuils?|rappels?|m[ée]dianes?|moy(?:\.|ennes?)|[ée]carts?|minimums?|maximums?)(?:[\s.:)\]-]|$))"
)
"""`ex : 12345`, `Rappel 2024`: lines that show how to fill the table, or with what to compare it."""
_GATHERED = r"(?i)^\S*[0-9]\S*(?: (?:à|au|et|&) |,\s| ?[+&;] ?)\S*[0-9]"
"""`R4 à R9`, `R2 et R3`, `R2, R3`; what a slash or a hyphen alone joins may be one code."""
_ROUNDED = r"(?i)^[0-9]+(?:[.,][0-9]+)?e\+?[0-9]+$"
"""`1,23E+15`: a spreadsheet lost digits of one code; the row is refused for that."""


def near_codes(frame: pl.DataFrame, keys: Sequence[str], place: Sheet, header: str, index: int) -> list[Problem]:
    """Codes such as `13` and `00013`, `R1` and `r1`: two units, which is reported."""
    near = _near(frame, keys)
    if near.is_empty():
        return []
    values = [data_value(key) for key in keys]
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


def near_across(frame: pl.DataFrame, keys: Sequence[str], sheets: Sequence[Sheet]) -> list[Problem]:
    """Such codes in two sheets; `part` is the place of the sheet of each row among `sheets`."""
    near = _near(frame, keys, "part")
    near = near if near.is_empty() else near.filter(pl.col("part").list.n_unique() > 1)
    if near.is_empty():
        return []
    first = near.row(0, named=True)
    parts, rows = first["part"], first["row"]
    there = next(place for place, part in enumerate(parts) if part != parts[0])
    one, other = (key_text([first[data_value(key)][place] for key in keys]) for place in (0, there))
    said = {"first": one, "first_row": str(rows[0]), "second": other}
    said["second_row"] = f"{rows[there]}, {sheets[parts[there]].title}"
    here = sheets[parts[0]]
    return [here.problem(NEAR, row=rows[0], severity=Severity.NOTICE, count=near.height, **said)]


def _near(frame: pl.DataFrame, keys: Sequence[str], *more: str) -> pl.DataFrame:
    """Groups of codes that a person could take for one, with their rows."""
    values = [data_value(key) for key in keys]
    near = _MAY_BE_NEAR
    if len(values) > 1 or frame.get_column(values[0]).str.len_bytes().n_unique() > 1:
        near = f"{_MAY_BE_NEAR}|{_ZERO}"
    elif _are_digits(frame.get_column(values[0])):
        return frame.select(*values, *more).clear()
    if not frame.select(pl.any_horizontal(pl.col(value).str.contains(near) for value in values).any()).item():
        return frame.select(*values, *more).clear()
    coded = frame.select(*values, "row", *more).unique(values, maintain_order=True)
    alike = [f"alike:{value}" for value in values]
    coded = coded.with_columns(alike_codes(coded[value]).alias(name) for value, name in zip(values, alike, strict=True))
    groups = coded.filter(coded.select(alike).is_duplicated()).group_by(alike, maintain_order=True)
    return groups.agg(*values, "row", *more)


def _are_digits(codes: pl.Series) -> bool:
    """Whether codes are digits alone: where as many are in each, nothing tells two apart that a person could not."""
    return bool(codes.str.contains("^[0-9]+$").all())


def alike_codes(codes: pl.Series) -> pl.Series:
    """Codes in a form that is the same for those that a person could take for one.

    >>> alike_codes(pl.Series(["R1", "r 01", "R–2", "R-2", "007", "7.0", "1.05"])).to_list()
    ['r1', 'r1', 'r-2', 'r-2', '7', '7', '1.05']
    """
    are_usual = codes.str.len_bytes().sum() == codes.str.len_chars().sum()
    folded = codes.str.to_lowercase() if are_usual else looks(codes)
    folded = folded.str.replace_all(r"\s", "")
    return folded.alias("code").to_frame().select(bare_code(pl.col("code"))).to_series()


def bare_code(code: pl.Expr) -> pl.Expr:
    """A code without the zeros that somebody adds or takes away: `00013`, `13` and `13.0` are alike, `R01` and `R1`."""
    bare = code.str.replace_all(_ZERO, "${1}${2}")
    return pl.when(code.str.contains(r"^[0-9]+[.,]0+$")).then(bare.str.replace(r"[.,]0+$", "")).otherwise(bare)


def about_codes(texts: pl.Series, place: Sheet, titles: int, match: Match, form: TableSchema) -> list[Problem]:
    """Notices on codes as typed: invisible characters, look of a day, mark of a missing answer, no digit."""
    texts = texts.str.strip_chars()
    said = [_cleaned(texts), _dated(texts), _marked(texts), _example(texts), _gathered(texts)]
    said += [_worded(texts)] if _names_units(form) else []
    row = place.row(titles)
    return [
        place.problem(
            code, row=row, column=match.index, header=match.header, severity=severity, title=match.header, **values
        )
        for code, severity, values in said
        if values["count"]
    ]


def _names_units(form: TableSchema) -> bool:
    """Whether each code of a table names a unit, without a second code beside it."""
    return form.id == STOCK and len(form.keys) == 1


def odd_files(codes: pl.Series, part: pl.Series) -> pl.Series:
    """The files in whose codes there may be something to say of; `part` is the file of each code."""
    texts = codes.str.strip_chars()
    odd = texts.str.contains(UNUSUAL) | look_dated(texts) | texts.is_in(usual_marks(texts).implode())
    odd = odd | texts.str.contains(f"{_EXAMPLE}|{_GATHERED}")
    counted = pl.DataFrame({"part": part, "worded": without_digit(texts), "filled": texts != ""}).group_by("part").sum()
    few = [of for of, worded, filled in counted.rows() if may_be_odd(worded, filled)]
    return pl.concat([part.filter(odd), pl.Series(few, dtype=part.dtype)]).unique().sort()


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


def _example(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes that show how to fill the table, or with what to compare it."""
    found = texts.filter(texts.str.contains(_EXAMPLE))
    return EXAMPLE, Severity.WARNING, {"count": len(found), "value": found[0] if len(found) else ""}


def _gathered(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes that join those of several units."""
    found = texts.filter(texts.str.contains(_GATHERED) & ~texts.str.contains(_ROUNDED))
    return GATHERED, Severity.WARNING, {"count": len(found), "value": found[0] if len(found) else ""}


def _worded(texts: pl.Series) -> tuple[str, Severity, dict[str, Any]]:
    """Codes that may be a group, a subtotal or a note: a table of a report gives them no word of total."""
    codes = texts.filter(texts != "")
    found = codes.filter(without_digit(codes))
    if not _are_odd(found, codes):
        found = found.clear()
    # what is said as a mark of absence, or as an example, is not said again
    found = found.filter(~found.is_in(marks_for_codes(codes).implode()) & ~found.str.contains(_EXAMPLE))
    return WORDED, Severity.WARNING, {"count": len(found), "value": found[0] if len(found) else ""}


def without_digit(codes: pl.Series) -> pl.Series:
    """Which codes have no digit."""
    return codes.str.contains(_NO_DIGIT)


def may_be_odd(worded: int, codes: int) -> bool:
    """Whether some codes have no digit among others: what the others are then decides."""
    return 0 < worded < codes


def _are_odd(worded: pl.Series, codes: pl.Series) -> bool:
    """Whether codes without a digit are odd: few among all, or words where the others are codes and no names.

    Groups may be as many as their units: `Agence Nord, 101, Agence Sud, 102`.
    """
    if not may_be_odd(len(worded), len(codes)) or len(worded) * _ONE_IN <= len(codes):
        return may_be_odd(len(worded), len(codes))
    others = codes.filter(~without_digit(codes))
    names = others.str.contains(_WORD).sum()
    return len(others) > 1 and names <= _NAMES * len(others) and bool(worded.str.contains(_WORD).any())


def look_dated(texts: pl.Series) -> pl.Series:
    """Which codes are written as days are."""
    return texts.str.contains(f"{_DAY}|{_WORDED_DAY}")


def key_text(key: Sequence[object]) -> str:
    """A key as it is written in a message."""
    return " ".join(str(part) for part in key)
