"""Merges the answers of several form sheets about one unit: equal or blank answers merge, others are not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from hlmdiag.data.agreement import common, differ
from hlmdiag.data.codes import key_text
from hlmdiag.data.dataset import Provenance, SamePlaces, SheetShape
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.form_answers import FormPart
from hlmdiag.data.sheet import address
from hlmdiag.errors import Location, Problem
from hlmdiag.states import State
from hlmdiag.text.phrase import Listed

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Merged:
    """One row per key; `part` is the index in `places` of the places of its columns."""

    frame: pl.DataFrame
    places: tuple[Mapping[str, Provenance], ...]
    problems: tuple[Problem, ...]


def merged(
    frame: pl.DataFrame, keys: Sequence[str], columns: Sequence[str], parts: Sequence[FormPart], code: str
) -> Merged:
    """One row per value of `keys` (names of the frame, those of the unit first).

    `columns`: what is answered; `code`: what is said where two answers differ.
    """
    several = pl.len().over(keys) > 1
    alone, together = frame.filter(~several), frame.filter(several)
    shapes: dict[tuple[object, ...], SheetShape] = {}
    places: list[Mapping[str, Provenance]] = [_same(part, shapes) for part in parts]
    if together.is_empty():
        return Merged(frame, tuple(places), ())
    groups = together.group_by(keys, maintain_order=True)
    one = groups.agg(
        pl.col("row").first(),
        pl.col("part").first(),
        pl.col("part").alias("|parts"),
        pl.col("row").alias("|rows"),
        *(pl.col(name).first() for name in frame.columns if _is_plain(name, keys, columns)),
        *(expression for column in columns for expression in common(column, frame)),
        *(differ(column).alias(f"differ:{column}") for column in columns),
    )
    given = {column: groups.agg(_given(column))[column].to_list() for column in columns}
    own = []
    for index, (numbers, rows) in enumerate(one.select("|parts", "|rows").iter_rows()):
        own.append(len(places))
        places.append(_joined([parts[n] for n in numbers], rows, {c: given[c][index] for c in columns}))
    problems = tuple(_differences(one, keys, columns, parts, given, code))
    one = one.with_columns(pl.Series("part", own, dtype=pl.UInt32))
    return Merged(pl.concat([alone, one.select(alone.columns)]), tuple(places), problems)


def _is_plain(name: str, keys: Sequence[str], columns: Sequence[str]) -> bool:
    answered = {form for column in columns for form in (data_value(column), data_state(column), f"t:{column}")}
    return name not in {*keys, *answered, "row", "part"}


def _given(column: str) -> pl.Expr:
    """Indexes of the rows of a unit that answer."""
    state = pl.col(data_state(column))
    return (state != int(State.MISSING)).arg_true().alias(column)


def _same(part: FormPart, shapes: dict[tuple[object, ...], SheetShape]) -> Mapping[str, Provenance]:
    """The places of a sheet; sheets that were not touched share the memory of the first."""
    sign = tuple((column, place.letter, place.header) for column, place in part.places.items())
    if sign not in shapes:
        shapes[sign] = SheetShape.of(part.places)
    return SamePlaces(shapes[sign], ((part.form.file, part.page.name),))


def _joined(
    parts: Sequence[FormPart], rows: Sequence[int], given: Mapping[str, Sequence[int]]
) -> Mapping[str, Provenance]:
    """Places of answers spread over several sheets: whole cells, since rows differ."""
    found: dict[str, Provenance] = {}
    for place, part in enumerate(parts):
        for column, where in part.places.items():
            if column not in found or place in given.get(column, ())[:1]:
                found[column] = replace(where, letter=address(where.letter, rows[place]))
    return found


def _differences(
    one: pl.DataFrame, keys: Sequence[str], columns: Sequence[str], parts: Sequence[FormPart],
    given: Mapping[str, Sequence[Sequence[int]]], code: str,
) -> Iterator[Problem]:  # fmt: skip
    """Notices on different answers of two sheets: both cells are named, and neither counts."""
    for column in columns:
        for index in one[f"differ:{column}"].arg_true():
            row = one.row(int(index), named=True)
            cells = [
                parts[row["|parts"][place]].sheet.place(
                    row["|rows"][place], _index(parts[row["|parts"][place]], column)
                )
                for place in given[column][int(index)]
            ]
            header = (
                parts[row["|parts"][0]].places[column].header if column in parts[row["|parts"][0]].places else column
            )
            unit = key_text([row[key] for key in keys if key.startswith("v:") and row[key] is not None])
            yield Problem(code, _headed(cells[0], header), {"title": header, "key": unit, "cells": _listed(cells[1:])})


def _index(part: FormPart, column: str) -> int:
    return list(part.columns).index(column)


def _headed(place: Location, header: str) -> Location:
    return replace(place, header=header)


def _listed(cells: Sequence[Location]) -> Listed:
    return Listed(tuple(cells[:_SHOWN]))
