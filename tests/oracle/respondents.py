"""Several rows for one unit, one a respondent (design §4): what they agree on, and what they judge."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from statistics import fmean, median
from typing import Any

from hlmdiag.states import KNOWN, NAMES, State
from oracle.document import Leaf, Scale, certainty_of, column_of, columns_of, tree_of
from oracle.leaves import Answer
from oracle.value import Value, cell

Row = dict[str, Any]
EVIDENCE = ":evidence"
"""What follows the id of a criterion in the name of the column of its evidence."""


@dataclass(frozen=True)
class Unit:
    """A unit: what its rows agree on, the whole row of each respondent, their names and the places of their rows."""

    row: Row
    voices: list[Row]
    names: list[str]
    places: list[int]
    roles: list[str | None]
    proven: frozenset[str] = frozenset()
    """The judgements of which some row gives evidence, in a column of its own."""


def proven_of(rows: list[Row]) -> frozenset[str]:
    return frozenset(
        name.removesuffix(EVIDENCE) for row in rows for name in row if name.endswith(EVIDENCE) and row[name]
    )


def units_of(grid: Row, rows: list[Row]) -> list[Unit]:
    """The units in the order of their first rows; without respondents, each row is a unit."""
    if "respondents" not in grid:
        return [Unit(row, [row], [], [place], [], proven_of([row])) for place, row in enumerate(rows, 2)]
    columns, own = columns_of(grid), judged_columns(grid)
    naming, role = grid["respondents"]["column"], grid["respondents"].get("role")
    keys = [name for name, spec in columns.items() if spec["type"] == "id" and spec.get("required")]
    groups: dict[tuple[Any, ...], list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows, 2):
        groups.setdefault(tuple(row[key] for key in keys), []).append((place, row))
    found = []
    for lines in groups.values():
        voices = [row for _, row in lines]
        common = {name: agreed([cell(row, name, spec) for row in voices]) for name, spec in columns.items()}
        heard = [common | {name: row.get(name) for name in own} for row in voices]
        names = [row.get(naming) for row in voices]
        found.append(
            Unit(
                common,
                heard,
                ["?" if name in (None, "missing") else name for name in names],
                [place for place, _ in lines],
                [None if row.get(role) in (None, *NAMES.values()) else row[role] for row in voices],
                proven_of(voices),
            )
        )
    return found


def agreed(cells: list[Value]) -> Any:
    """The one value of several rows, or the name of a state."""
    values = {value.value for value in cells if value.state == KNOWN}
    says_not_applicable = any(value.state == State.NOT_APPLICABLE for value in cells)
    if len(values) + says_not_applicable > 1:
        return NAMES[State.INVALID]
    return values.pop() if values else NAMES[min(value.state for value in cells)]


def judged_columns(grid: Row) -> set[str]:
    """The columns that a judgement reads as its answer; those with a role belong to the unit."""
    columns = columns_of(grid)
    names: set[str] = set()
    for leaf in tree_of(grid).leaves():
        rule = leaf.spec["score"]
        if leaf.spec.get("kind") == "judgement":
            matrix = rule.get("matrix")
            names |= {matrix["rows"], matrix["columns"]} if matrix else {leaf.spec.get("value") or column_of(leaf.id)}
            names |= {certainty_of(leaf, grid, columns) or ""}
    return {name for name in names if name in columns and not columns[name].get("role")}


def consolidated(leaf: Leaf, voices: list[Answer], roles: list[str | None], grid: Row, scale: Scale) -> Answer:
    """One answer out of several: only those that have points count."""
    said = [role for voice, role in zip(voices, roles, strict=True) if voice.points is not None]
    scored = [voice for voice in voices if voice.points is not None]
    optional = all(voice.optional or voice.state == State.NOT_APPLICABLE for voice in voices)
    if not scored:
        state = min(voice.state for voice in voices)
        values = {voice.value for voice in voices}
        value = values.pop() if len(values) == 1 else None
        possible = [end for voice in voices if voice.state != State.NOT_APPLICABLE for end in voice.possible]
        return Answer(state, value, None, () if state == State.NOT_APPLICABLE else tuple(possible), optional)
    how = leaf.spec.get("consolidate") or grid["respondents"].get("consolidate", "median")
    values = {voice.value for voice in scored}
    lows, highs = [voice.low for voice in scored], [voice.high for voice in scored]
    among = Roles(grid, said)
    ends = tuple(None if None in bounds else one(how, bounds, scale, among) for bounds in (lows, highs))
    points = one(how, [voice.points for voice in scored], scale, among)
    doubted = any(voice.doubted for voice in scored)
    return Answer(State.SCORED, values.pop() if len(values) == 1 else None, points, ends, optional, doubted)


@dataclass(frozen=True)
class Roles:
    """In which capacity each of the voices that have points answered."""

    grid: Row
    said: list[str | None]

    @property
    def weights(self) -> list[float]:
        return [1.0 if role is None else self.grid["roles"][role].get("weight", 1.0) for role in self.said]

    def first(self, points: list[float]) -> list[float]:
        """The points of the first role that has some; those without role come last."""
        for role in (*self.grid.get("roles", {}), None):
            found = [each for each, other in zip(points, self.said, strict=True) if other == role]
            if found:
                return found
        return []


def one(how: str, points: list[float], scale: Scale, roles: Roles) -> float:
    if how == "weighted":
        weighed = [each * weight for each, weight in zip(points, roles.weights, strict=True)]
        return fsum(weighed) / fsum(roles.weights)
    if how == "first_role":
        return median(roles.first(points))
    if how == "median":
        return median(points)
    if how == "mean":
        return fmean(points)
    return max(points) if (how == "worst") == scale.burden else min(points)


def divergence(leaf: Leaf, voices: list[Answer]) -> float | None:
    """Ranks between the two answers furthest apart in the list of choices."""
    scored = [voice for voice in voices if voice.points is not None]
    if "choices" not in leaf.spec["score"] or len(scored) < 2:
        return None
    codes = list(leaf.spec["score"]["choices"])
    ranks = [codes.index(voice.value) for voice in scored]
    return float(max(ranks) - min(ranks))


def text_of(voice: Answer) -> str:
    if voice.value is None:
        return voice.halves or NAMES[voice.state]
    number = isinstance(voice.value, float)
    return str(int(voice.value) if number and voice.value == int(voice.value) else voice.value)
