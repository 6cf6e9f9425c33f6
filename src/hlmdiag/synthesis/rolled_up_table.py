"""The table of the wider units of a grid that rolls up, as every report shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hlmdiag.grid.data_model import Column
from hlmdiag.grid.level import Level
from hlmdiag.grid.model import Grid
from hlmdiag.grid.roll_up_model import RollUp
from hlmdiag.scoring.order import list_order
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import share_column
from hlmdiag.scoring.unit_code import unit_code
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    import polars as pl

ColumnKind = Literal["text", "count", "score", "coverage", "share"]


@dataclass(frozen=True)
class RolledUpColumn:
    """A column of the table: its head, and how its values are spelled."""

    title: str
    kind: ColumnKind


@dataclass(frozen=True)
class RolledUpUnit:
    """A wider unit as a short list names it; level and score are None where they are not published.

    `least`: for one without level, the best that is still possible; None where none is.
    """

    code: str
    level: Level | None
    score: float | None
    least: Level | None


@dataclass(frozen=True)
class RolledUpTable:
    """The wider units, in the order of lists, as a table and as a short list.

    `levels`: how many are of each level, from best to worst, those without one last.
    """

    unit: str
    columns: tuple[RolledUpColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    units: tuple[RolledUpUnit, ...]
    levels: tuple[tuple[Level | None, int], ...]


def rolled_up_table(result: Result, words: Wording) -> RolledUpTable | None:
    """The table, None where the grid does not roll up."""
    rule, frame = result.grid.roll_up, result.rolled
    if rule is None or frame is None:
        return None
    parts = list(_parts(rule, _told_of_wider(frame, result.grid, rule), words))
    order, _ = list_order(frame, result.grid, rule.key)
    lines = frame[list(order)].rows(named=True)
    units = tuple(_unit(line, result.grid, rule) for line in lines)
    found = Counter(unit.level for unit in units)
    levels = tuple((level, found[level]) for level in (*result.grid.levels, None)) if result.grid.levels else ()
    columns = tuple(RolledUpColumn(title, kind) for title, kind, _ in parts)
    rows = tuple(tuple(value(line) for *_, value in parts) for line in lines)
    return RolledUpTable(rule.unit, columns, rows, units, levels)


def _unit(line: Mapping[str, Any], grid: Grid, rule: RollUp) -> RolledUpUnit:
    levels = grid.levels
    level = levels.named(line["level"])
    least = next(iter(line["levels_possible"]), "") if level is None else ""
    return RolledUpUnit(unit_code(line, rule.key), level, line["score"], levels.named(least))


def _told_of_wider(frame: pl.DataFrame, grid: Grid, rule: RollUp) -> list[Column]:
    """The columns carried along that say something of wider units: not the name that only a unit alone keeps."""
    carried = [c for c in grid.columns.values() if c.role is not None and c.id not in (*grid.keys, *rule.key)]
    several = frame.filter(frame["units"] > 1)
    shown = frame if several.is_empty() else several
    return [each for each in carried if any(value not in (None, "") for value in shown[each.id])]


def _parts(
    rule: RollUp, carried: Sequence[Column], words: Wording
) -> Iterator[tuple[str, ColumnKind, Callable[[Mapping[str, Any]], Any]]]:
    """Each column: its head, its kind, and what it takes of a line."""
    titles = words.grid.levels.titles
    messages = {flag.id: flag.message for flag in words.grid.flags.values()}

    def read(name: str) -> Callable[[Mapping[str, Any]], Any]:
        return lambda line: line[name]

    def listed(name: str, said: Mapping[str, str]) -> Callable[[Mapping[str, Any]], Any]:
        return lambda line: words.joined(said.get(each, each) for each in line[name])

    def head(code: str) -> str:
        return words.say(f"rapport.{code}")

    yield from ((words.grid.columns[key].label, "text", read(key)) for key in rule.key)
    yield from ((_head(each), "count" if each.role == "size" else "text", read(each.id)) for each in carried)
    if words.grid.levels:
        yield head("colonne.niveau"), "text", lambda line: titles.get(line["level"] or "", words.level(None))
        yield head("colonne.possibles"), "text", listed("levels_possible", titles)
    yield from ((head(f"colonne.{code}"), "score", read(name)) for code, name in _SCORES.items())
    yield head("colonne.taux"), "coverage", read("coverage")
    yield head("regroupement.unites"), "count", read("units")
    yield from ((share.title, "share", read(share_column(share.id))) for share in rule.shares)
    yield head("regroupement.pires"), "text", _worst(words)
    if words.grid.flags:
        yield head("colonne.drapeaux"), "text", listed("flags", messages)
        yield head("colonne.a-verifier"), "text", listed("flags_to_check", messages)


def _head(column: Column) -> str:
    """The size is that of the wider unit: its unit says so, where the label may speak of one unit."""
    return column.unit.capitalize() if column.role == "size" and column.unit else column.label


def _worst(words: Wording) -> Callable[[Mapping[str, Any]], str]:
    """The units of the worst level; at the best level, none is to blame."""
    best = words.grid.levels[0].id if words.grid.levels else None
    return lambda line: "" if best is not None and line["level"] == best else words.joined(line["worst_units"])


_SCORES = {"note": "score", "mini": "low", "maxi": "high"}
