"""Which answers ask for evidence that nobody gave, and which evidence is too old: said beside scores, never in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from hlmdiag.data.dataset import EVIDENCE_COLUMNS, Dataset
from hlmdiag.data.dataset_columns import data_text
from hlmdiag.data.dates import months_before
from hlmdiag.data.received_forms import FORMS
from hlmdiag.data.written_findings import WrittenFinding, day_in, row_of, written_findings
from hlmdiag.grid.model import Grid, Indicator, Theme
from hlmdiag.rules.normalise import Choices
from hlmdiag.scoring.columns import lists
from hlmdiag.scoring.remote_frame import RemoteFrame
from hlmdiag.scoring.result_columns import answers_column, value_column
from hlmdiag.scoring.unproven import UNPROVEN, lowered, proven_column

TO_RENEW = "to_renew"
_EVIDENCE = "evidence"


Proofs = Mapping[str, Mapping[int, Sequence[date | None]]]
"""By indicator, then by row, the day of each piece of evidence; None where it says none."""


def proofs(frame: pl.DataFrame, grid: Grid, dataset: Dataset) -> Proofs | None:
    """The evidence given for the units of a stock; None where no input could hold any, so that nothing is reported."""
    if isinstance(frame, RemoteFrame) or not is_followed(dataset, grid):
        return None
    found = _given(written_findings(dataset.notes), frame.select(data_text(key) for key in grid.keys).rows(), grid)
    held = dataset.already_read
    if held is None or UNPROVEN not in held.columns or any(each.kind == _EVIDENCE for each in dataset.notes):
        return found
    # a result saved without its remarks still lists the answers without evidence
    lists = held[UNPROVEN].to_list()
    return {
        each.id: {row: [None] for row, ids in enumerate(lists) if each.id not in ids}
        for each in grid.indicators
        if _asking(each)
    }


def add_proven(frame: pl.DataFrame, grid: Grid, given: Proofs | None) -> pl.DataFrame:
    """Say of each unit what is proven, where the grid scores otherwise what is not."""
    lowering = [each for each in grid.indicators if lowered(each, grid) is not None]
    if given is None:
        return frame.with_columns(pl.lit(value=True).alias(proven_column(each.id)) for each in lowering)
    return frame.with_columns(
        _where(given.get(each.id, {}), frame.height).alias(proven_column(each.id)) for each in lowering
    )


def with_evidence(frame: pl.DataFrame, grid: Grid, given: Proofs | None, day: date) -> pl.DataFrame:
    """Add to a result the indicators whose answer is unproven, and those whose evidence has to be renewed.

    Nothing is added before some evidence could be given, in a form or in a column of its own: one that collects none
    is not told so for each of its answers. What proves one answer of a unit proves those of all its voices.
    """
    if given is None:
        return frame
    limit = months_before(day, grid.evidence_months) if grid.evidence_months is not None else None
    unproven, to_renew = dict[str, pl.Expr](), dict[str, pl.Expr]()
    for each, codes in ((it, _asking(it)) for it in grid.indicators):
        if not codes:
            continue
        asked = _answered(each, codes, frame)
        days_of = given.get(each.id, {})
        unproven[each.id] = asked & pl.lit(_where(days_of, frame.height)).not_()
        old = [row for row, days in days_of.items() if limit is not None and _is_old(days, limit)]
        to_renew[each.id] = asked & pl.lit(_where(old, frame.height))
    return frame.with_columns(lists(frame, unproven).alias(UNPROVEN), lists(frame, to_renew).alias(TO_RENEW))


def is_followed(dataset: Dataset, grid: Grid) -> bool:
    """Whether some answer asks for evidence, and evidence could be given."""
    return any(_asking(each) for each in grid.indicators) and _could_be_given(dataset, grid)


def _asking(indicator: Indicator) -> tuple[str, ...]:
    """The answers that ask for evidence."""
    return indicator.rule.asking if isinstance(indicator.rule, Choices) else ()


def _could_be_given(dataset: Dataset, grid: Grid) -> bool:
    columns = {column for part in (dataset.stock.provenance, *dataset.stock.parts) for column in part}
    asked = dataset.counts.get(EVIDENCE_COLUMNS, 0) > 0 or any(each.table == FORMS for each in dataset.inputs)
    return asked or any(each.remark == _EVIDENCE for each in grid.columns.values() if each.id in columns)


def _given(findings: Sequence[WrittenFinding], units: Sequence[tuple[str, ...]], grid: Grid) -> Proofs:
    """The evidence that some findings name, of these units in their order."""
    rows = {unit: row for row, unit in enumerate(units)}
    found: dict[str, dict[int, list[date | None]]] = {}
    # the date of a row holds for each of its columns
    dates = {row_of(it.first): it.texts["date"] for it in findings if it.first.column is None and "date" in it.texts}
    for each in findings:
        row = rows.get(each.first.unit)
        if row is None or _EVIDENCE not in each.texts:
            continue
        written = day_in(each.texts.get("date") or dates.get(row_of(each.first), ""))
        for id in criteria_about(each.first.column, grid):
            found.setdefault(id, {}).setdefault(row, []).append(written)
    return found


def criteria_about(column: str | None, grid: Grid) -> Iterator[str]:
    """The indicators that a note is about: all of them, those of its column, or those that read its question."""
    about = grid.columns[column].about if column is not None and column in grid.columns else None
    if column is None:
        yield from (each.id for each in grid.indicators)
    elif about is not None:
        for node in grid.root.walk():
            if node.id == about:
                inside = node.walk() if isinstance(node, Theme) else (node,)
                yield from (each.id for each in inside if isinstance(each, Indicator))
    else:
        yield from (each.id for each in grid.indicators if column in (*each.columns, each.id))


def _answered(indicator: Indicator, codes: Collection[str], frame: pl.DataFrame) -> pl.Expr:
    """Whether the unit, or one of its voices, gave an answer that asks for evidence."""
    own = pl.col(value_column(indicator.id)).cast(pl.String).is_in(codes).fill_null(value=False)
    voices = answers_column(indicator.id)
    if voices not in frame.columns:
        return own
    return own | (pl.col(voices).list.set_intersection(list(codes)).list.len() > 0).fill_null(value=False)


def _where(rows: Collection[int], height: int) -> pl.Series:
    """True at these rows."""
    held = pl.Series([False], dtype=pl.Boolean).new_from_index(0, height)
    return held.scatter(sorted(rows), values=True) if rows else held


def _is_old(days: Sequence[date | None], limit: date) -> bool:
    """Whether the newest evidence is that old; one that has no day may be new."""
    known = [each for each in days if each is not None]
    return len(known) == len(days) and max(known) <= limit
