"""Changes inside the units named in a follow-up: criterion by criterion, answers and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hlmdiag.campaign.comparison import Followed
from hlmdiag.document.changes_shown import signed
from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell
from hlmdiag.expression import ColumnRef, EventRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.contributions import is_exact
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.rescore import stored_name
from hlmdiag.scoring.result_columns import contribution_column, read_column, score_column, state_column, value_column
from hlmdiag.states import NAMES, State
from hlmdiag.wording import Wording

_WORDS = "suivi.mots"
_UNITS = 50
"""Units whose criteria are shown one by one: beyond, the rows are for a program."""
_NOTHING = 5e-8


@dataclass(frozen=True)
class CriterionMove:
    """A criterion then and now: its answers as they are read, and what it moves the score by (its points, where the
    score is no sum of contributions). `same_answers`: it moved though no cell did. `indicator` None: the adjustments.
    """

    indicator: Indicator | None
    before: str
    after: str
    effect: float | None
    same_answers: bool


def moved_criteria(found: Followed, line: Mapping[str, Any], words: Wording) -> list[CriterionMove]:
    """The criteria of one unit that moved, the largest effects first; they add up to the change of its score where it
    is a sum of contributions on both sides."""
    rows = [each.frame.row(line[f"row:{end}"], named=True) for each, end in ((found.then, "then"), (found.now, "now"))]
    is_sum = line["change"] is not None and is_exact(found.then.grid) and is_exact(found.grid)
    older = {each.id: each for each in found.then.grid.indicators}
    moves = []
    for leaf in found.grid.indicators:
        sides = ((rows[0], older.get(leaf.id), words.of(found.then.grid)), (rows[1], leaf, words))
        before, after = (_answer(row, each, own) for row, each, own in sides)
        effect = _effect(rows, leaf, is_sum=is_sum)
        if before != after or (effect is not None and abs(effect) > _NOTHING):
            same = leaf.id in older and _reads(rows[0], older[leaf.id], found.then.grid) == _reads(
                rows[1], leaf, found.grid
            )
            moves.append(CriterionMove(leaf, before, after, effect, same))
    adjusted = (rows[1]["adjustment"] or 0.0) - (rows[0]["adjustment"] or 0.0) if is_sum else 0.0
    gone = [id for id in older if id not in {each.id for each in found.grid.indicators}]
    adjusted -= sum(rows[0].get(contribution_column(id)) or 0.0 for id in gone) if is_sum else 0.0
    if abs(adjusted) > _NOTHING:
        moves.append(CriterionMove(None, "", "", adjusted, same_answers=False))
    return sorted(moves, key=lambda each: -abs(each.effect or 0.0))


def _answer(row: Mapping[str, Any], leaf: Indicator | None, words: Wording) -> str:
    if leaf is None:
        return ""
    value, state = row.get(value_column(leaf.id)), row[state_column(leaf.id)]
    told = words.value(value, leaf) if value is not None else None
    if not told or state == NAMES[State.SCORED]:
        return told or words.state(state)
    # a value without points: too small a base, for example
    return words.say(f"{_WORDS}.reponse-non-notee", value=told, state=words.state(state))


def _effect(rows: list[dict[str, Any]], leaf: Indicator, *, is_sum: bool) -> float | None:
    of = contribution_column(leaf.id) if is_sum else score_column(leaf.id)
    before, after = (row.get(of) for row in rows)
    if is_sum:
        return float((after or 0.0) - (before or 0.0))
    return None if before is None or after is None else float(after - before)


def _reads(row: Mapping[str, Any], leaf: Indicator, grid: Grid) -> list[Any]:
    """The cells behind a criterion, as a result holds them."""
    references = [each for expression in leaf.expressions for each in expression.references]
    columns = dict.fromkeys([*leaf.columns, *(each.name for each in references if isinstance(each, ColumnRef))])
    stored = [stored_name(grid.columns[name], grid, row.keys()) for name in columns]
    read = [read_column(reference_text(each)) for each in references if isinstance(each, EventRef)]
    return [row.get(name) for name in [*stored, *read] if name is not None]


def criteria(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """The criteria of the first units that got better or worse; nothing where none did."""
    moved = found.units.filter(pl.col("move").is_in(["better", "worse"]))
    change = pl.col("change").abs().fill_null(0.0)
    lines = moved.sort(change, descending=True, maintain_order=True).head(_UNITS).rows(named=True)
    rows = [_row(line, each, words) for line in lines for each in moved_criteria(found, line, words)]
    if not rows:
        return
    titles = (
        ("code", 9), ("nom", 22), ("critere", 40), ("reponse-avant", 26), ("reponse-maintenant", 26), ("effet", 10),
        ("remarque", 30),
    )  # fmt: skip
    columns = [SectionColumn(words.say(f"{_WORDS}.{title}"), width, title == "effet") for title, width in titles]
    more = words.say(f"{_WORDS}.suite", count=moved.height - _UNITS) if moved.height > _UNITS else ""
    intro = words.say(f"{_WORDS}.criteres-intro")
    yield DocumentPart(
        "criteres", words.say(f"{_WORDS}.section-criteres"), [intro], [SectionTable(columns, rows, more)]
    )


def _row(line: Mapping[str, Any], move: CriterionMove, words: Wording) -> list[TableCell]:
    title = move.indicator.title if move.indicator is not None else words.say(f"{_WORDS}.ajustements")
    effect = TableCell("") if move.effect is None else TableCell(signed(round(move.effect, 2), words, 2), move.effect)
    remark = words.say(f"{_WORDS}.sans-changement") if move.same_answers else ""
    return [
        TableCell(line["key"]), TableCell(line["label:now"] or ""), TableCell(title), TableCell(move.before),
        TableCell(move.after), effect, TableCell(remark),
    ]  # fmt: skip
