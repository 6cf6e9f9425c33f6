"""The voices of a stock: the rows of its respondents, whichever sheets hold them, and what the stock itself judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from hlmdiag.data.agreement import common, differ
from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset import DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_state, data_value, declared_column, is_data_state, is_data_value
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.errors import Location, Problem
from hlmdiag.states import KNOWN, State
from hlmdiag.text.phrase import Phrase, first_of

UNSAID = "?"
"""The name of a respondent whose cell is blank."""
OWN_TABLE = "tableau du parc"
"""The name of the voice of the stock itself."""

_ANSWERED = [int(KNOWN), int(State.NOT_APPLICABLE), int(State.INVALID)]
_VOICE = ("respondent", "role")
_APART = 50
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class SheetVoices:
    """Judgements of respondents: key columns, `respondent`, `role`, `row`, `part`, then `v:` and `s:` of columns.

    `part`: which of their sheets a row stands in, each with its `provenance`: one table for thousands of forms, since
    a frame for each of them takes more memory than what it holds. `cell`: the place of a column in a row of a part.
    """

    rows: pl.DataFrame
    provenance: tuple[Mapping[str, Provenance], ...]
    cell: Callable[[int, str, int], Location]


def heard(
    voices: Sequence[SheetVoices], own: Sequence[pl.DataFrame], form: TableSchema
) -> tuple[DecodedTable | None, list[Problem]]:
    """One row per unit and voice, and notices on a voice that answers twice; None without voices.

    `own`: what the sheets of the stock judge without respondents; it is one more voice of the units that have others.
    """
    if not voices:
        return None, []
    numbered, parts = list[pl.DataFrame](), list[Mapping[str, Provenance]]()
    for each in voices:
        numbered.append(each.rows.with_columns(pl.col("part").cast(pl.UInt32) + len(parts)))
        parts += each.provenance
    rows = _filled(pl.concat(numbered, how="diagonal"))
    rows, problems = _merged(rows, voices, form)
    rows = _filled(pl.concat([rows, *_own_voice(rows, own, form)], how="diagonal"))
    several = tuple(parts) if len(parts) > 1 else ()
    return DecodedTable(rows if several else rows.drop("part"), parts[0], several), problems


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """A column that a sheet lacks is missing there."""
    return rows.with_columns(pl.col(name).fill_null(int(State.MISSING)) for name in rows.columns if is_data_state(name))


def _judged(rows: pl.DataFrame, form: TableSchema) -> list[str]:
    return [declared_column(name) for name in rows.columns if is_data_value(name) and name not in _keys(form)]


def _keys(form: TableSchema) -> list[str]:
    return [data_value(key) for key in form.keys]


def _merged(rows: pl.DataFrame, voices: Sequence[SheetVoices], form: TableSchema) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per voice: its rows complete each other; where two differ, neither answer counts."""
    voice = [*_keys(form), *_VOICE]
    again = rows.select(voice).is_duplicated()
    if not again.any():
        return rows, []
    together = rows.filter(again)
    judged = _judged(rows, form)
    one = together.group_by(voice, maintain_order=True).agg(
        pl.col("row", "part").first(),
        *(expression for column in judged for expression in common(column, rows, refused=True)),
        *(differ(column, refused=True).alias(f"differ:{column}") for column in judged),
    )
    problems = list(_doubled(one, together, voices, form))
    kept = pl.concat([rows.filter(~again), one.select(rows.columns)]).sort("part", "row", maintain_order=True)
    return kept, problems


def _doubled(
    one: pl.DataFrame, together: pl.DataFrame, voices: Sequence[SheetVoices], form: TableSchema
) -> Iterator[Problem]:
    """Different answers of one voice, each time with the cells."""
    voice = [*_keys(form), *_VOICE]
    cell = [partial(each.cell, part) for each in voices for part in range(len(each.provenance))]
    said = 0
    for column in _judged(together, form):
        for found in one.filter(pl.col(f"differ:{column}")).iter_rows(named=True):
            said += 1
            if said > _APART:
                continue
            same = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(found[name])) for name in voice)
            answered = pl.col(data_state(column)).is_in(_ANSWERED)
            places = together.filter(same & answered).select("part", "row").rows()
            cells = [cell[part](column, row) for part, row in places]
            yield Problem(
                "donnees.repondant-repete", cells[0],
                {"value": key_text([found[name] for name in _keys(form)]), "who": _who(found, form),
                 "others": first_of(cells[1:], _SHOWN)},
            )  # fmt: skip
    if said > _APART:
        first = cell[0](form.keys[0], together["row"][0])
        yield Problem("donnees.repondants-repetes", Location(first.file, sheet=first.sheet), {"count": said - _APART})


def _who(found: Mapping[str, str | None], form: TableSchema) -> Phrase | str:
    """A voice by its role, then its own name, as far as they are known."""
    column = form.columns.get(form.role or "")
    role = column.choices.get(found["role"] or "") if column is not None else None
    name = found["respondent"] if found["respondent"] != UNSAID else None
    return " · ".join(each for each in (role, name) if each) or Phrase("donnees.mots.repondant-sans-nom")


def _own_voice(rows: pl.DataFrame, own: Sequence[pl.DataFrame], form: TableSchema) -> Iterator[pl.DataFrame]:
    """Judgements of the stock on units that have voices; where its sheets differ, nothing is known."""
    if not own:
        return
    keys = _keys(form)
    said = _filled(pl.concat(own, how="diagonal")).join(rows.select(keys).unique(), on=keys, how="semi")
    judged = _judged(said, form)
    one = said.group_by(keys, maintain_order=True).agg(
        pl.lit(OWN_TABLE).first().alias("respondent"),
        pl.lit(None, pl.String).first().alias("role"),
        pl.col("row").first(),
        *(expression for column in judged for expression in common(column, said)),
    )
    yield one.filter(pl.any_horizontal(pl.col(data_state(column)) != int(State.MISSING) for column in judged))
