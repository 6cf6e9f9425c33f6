"""Effects of an overlay on the extended grid, and on each unit: the tables that every report shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hlmdiag.grid.model import Grid
from hlmdiag.scoring.result import Result

_LONGEST = 200


@dataclass(frozen=True)
class VariantUnit:
    """A unit and both grids' verdicts: `level` and `parent_level` are titles, empty without one."""

    code: str
    level: str
    score: float | None
    parent_level: str
    parent_score: float | None


@dataclass(frozen=True)
class Variant:
    """An overlay beside its parent. `changes`: where, what the parent says, what it says.

    `moved`: how many units it gives another level; one that people have set is no difference between grids. `units`:
    the first of them.
    """

    parent: Grid
    changes: tuple[tuple[str, str, str], ...]
    units: tuple[VariantUnit, ...]
    moved: int


def variant(result: Result, rows: Iterable[int]) -> Variant | None:
    """Comparison with the parent grid, with the rows that differ among the given ones; None without a parent."""
    grid, parent = result.grid, result.grid.parent
    if parent is None:
        return None
    changes = tuple((each.path, _shown(each.parent), _shown(each.own)) for each in grid.departures)
    titles = parent.levels.titles | grid.levels.titles
    differs = result.frame["level"].cast(str).ne_missing(result.frame["parent_level"].cast(str))
    moved = differs & result.frame["override"].is_null()
    shown = result.frame[[row for row in rows if moved[row]]].select(
        *grid.keys, "level", "score", "parent_level", "parent_score"
    )
    units = tuple(_unit(line, grid, titles) for line in shown.iter_rows(named=True))
    return Variant(parent, changes, units, int(moved.sum()))


def _unit(line: Mapping[str, Any], grid: Grid, titles: Mapping[str, str]) -> VariantUnit:
    level, above = (titles.get(line[name] or "", line[name] or "") for name in ("level", "parent_level"))
    code = " ".join(str(line[key]) for key in grid.keys)
    return VariantUnit(code, level, line["score"], above, line["parent_score"])


def _shown(value: Any) -> str:
    """A value of a document in a few words: a block by its title."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and isinstance(value.get("title"), str):
        return str(value["title"])
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
