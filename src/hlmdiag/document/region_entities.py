"""The units of a region one by one, by what they hold, and criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell, level_cell
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.region.model import Region
from hlmdiag.scoring.result_columns import score_column
from hlmdiag.scoring.roles import label_of, role_of
from hlmdiag.wording import Wording

_WORDS = "rapport.collecte"
_LISTED = 200
"""Units told one by one: beyond, the result is for the other reports."""
_THIRDS, _LEAST = 3, 3
"""Groups by size, and the units that each has at least."""


def entities(region: Region, words: Wording) -> Iterator[DocumentPart]:
    """Every unit with its themes, the largest first, where they are few enough to be read."""
    frame, grid = region.stock.frame, region.grid
    if not 0 < frame.height <= _LISTED:
        return
    size = role_of(grid, "size", frame)
    ordered = frame.sort(size, descending=True, nulls_last=True, maintain_order=True) if size is not None else frame
    columns = [_column("organisme", 28, words), _column("code", 14, words), _column("nom", 30, words)]
    columns += [] if size is None else [SectionColumn(grid.columns[size].label, 14, is_number=True)]
    columns += [_column("niveau", 22, words)] if grid.levels else []
    columns += [_column("note", 10, words, is_number=True)]
    columns += [SectionColumn(theme.title, 15, is_number=True) for theme in grid.themes]
    rows = [_entity(line, region, size, words) for line in ordered.iter_rows(named=True)]
    code = "unites-intro" if size is None else "unites-par-taille"
    yield DocumentPart("unites", _title("unites", words), [_said(code, words)], [SectionTable(columns, rows)])


def _entity(line: Mapping[str, Any], region: Region, size: str | None, words: Wording) -> list[TableCell]:
    grid = region.grid
    code = "/".join(str(line[key]) for key in grid.keys if key != ORGANISATION)
    cells = [TableCell(line[ORGANISATION]), TableCell(code), TableCell(label_of(line, grid) or "")]
    if size is not None:
        cells.append(TableCell("" if line[size] is None else words.integer(line[size]), line[size]))
    if grid.levels:
        level = grid.levels.named(line["level"])
        cells.append(level_cell(level, grid.levels, words.level(level)))
    names = ["score", *(score_column(theme.id) for theme in grid.themes)]
    return [*cells, *(_score(line[name], words) for name in names)]


def by_size(region: Region, words: Wording) -> Iterator[DocumentPart]:
    """The units in three groups of one number, by what they hold: like is compared with like."""
    frame, grid = region.stock.frame, region.grid
    size = role_of(grid, "size", frame)
    if size is None:
        return
    known = frame.filter(pl.col(size).is_not_null()).sort(size, *grid.keys)
    if known.height < _THIRDS * _LEAST or frame.height > _LISTED:
        return
    bounds = [place * known.height // _THIRDS for place in range(_THIRDS + 1)]
    groups = [known[start:end] for start, end in pairwise(bounds)]
    heads = [_column("taille", 30, words), _column("unites", 12, words, is_number=True)]
    heads += [_column("mediane", 12, words, is_number=True)]
    heads += [SectionColumn(theme.title, 15, is_number=True) for theme in grid.themes]
    rows = [_sized(group, size, region, words) for group in groups]
    unknown = frame.height - known.height
    texts = [_said("tailles-intro", words)] + ([_said("tailles-inconnues", words, count=unknown)] if unknown else [])
    yield DocumentPart("tailles", _title("tailles", words), texts, [SectionTable(heads, rows)])


def _sized(group: pl.DataFrame, size: str, region: Region, words: Wording) -> list[TableCell]:
    low, high = (words.integer(end) for end in (group[size][0], group[size][-1]))
    span = _said("de-a", words, low=low, high=high, size=region.grid.columns[size].label)
    names = ["score", *(score_column(theme.id) for theme in region.grid.themes)]
    medians = [group[name].median() for name in names]
    return [
        TableCell(span), TableCell(words.integer(group.height), group.height),
        *(_score(each if isinstance(each, float) else None, words) for each in medians),
    ]  # fmt: skip


def criteria(region: Region, words: Wording) -> Iterator[DocumentPart]:
    """The number of units at the best and at the worst of each criterion: an objective that is reached, or missed."""
    if not region.criteria.height:
        return
    titles = [_column("critere", 46, words)]
    titles += [_column(code, 13, words, is_number=True) for code in ("au-mieux", "entre", "au-pire")]
    titles += [_column(code, 13, words, is_number=True) for code in ("sans-objet", "inconnu")]
    named = {each.id: words.named(each) for each in region.grid.indicators}
    rows = [
        [TableCell(named[line[0]]), *(TableCell(words.integer(count), count) for count in line[1:])]
        for line in region.criteria.iter_rows()
    ]
    table = SectionTable(titles, rows)
    yield DocumentPart("criteres", _title("criteres", words), [_said("criteres-intro", words)], [table])


def _title(code: str, words: Wording) -> str:
    return words.say(f"{_WORDS}.section-{code}")


def _said(code: str, words: Wording, **values: object) -> str:
    return words.say(f"{_WORDS}.{code}", **values)


def _column(code: str, width: int, words: Wording, *, is_number: bool = False) -> SectionColumn:
    return SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), width, is_number=is_number)


def _score(value: float | None, words: Wording) -> TableCell:
    return TableCell(words.score(value), value)
