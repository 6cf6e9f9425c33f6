"""From units to wider ones: a node whose children are the units, worked out from their results."""

from __future__ import annotations

from math import fsum
from typing import Any

from oracle.document import Node, Scale, columns_of, scale_of, tree_of
from oracle.levels import level_of, met
from oracle.value import round9

Row = dict[str, Any]


def rolled(grid: Row, units: list[Row], results: list[Row]) -> list[Row]:
    """One row per wider unit, in the order of its first unit; `units` hold the answers, `results` their diagnosis."""
    keys = grid["roll_up"]["key"]
    keys = [keys] if isinstance(keys, str) else keys
    groups: dict[tuple[Any, ...], list[tuple[Row, Row]]] = {}
    for unit, result in zip(units, results, strict=True):
        place = tuple(unit.get(key) for key in keys)
        if all(part not in (None, "missing") for part in place):
            groups.setdefault(place, []).append((unit, result))
    found = [dict(zip(keys, place, strict=True)) | of_group(grid, members) for place, members in groups.items()]
    add_ranks(found)
    return found


def of_group(grid: Row, members: list[tuple[Row, Row]]) -> Row:
    rule, results = grid["roll_up"], [result for _, result in members]
    weights = [weight_of(unit, rule.get("weight")) for unit, _ in members]
    row: Row = {}
    for node in tree_of(grid).nodes():
        row |= of_node(node, grid, results, weights)
    by_rules = "level_rules" in grid
    conclusive = [result["conclusive"] for result in results]
    row["conclusive"] = row["score"] is not None
    if by_rules:
        row["conclusive"] = round9(sum(conclusive) / len(results)) >= tree_of(grid).min_coverage
    row |= levels_of(grid, row, results)
    for name in ("flags", "flags_to_check"):
        row[name] = [flag for flag in grid.get("flags") or {} if any(flag in result[name] for result in results)]
    row |= {
        "units": len(results),
        "units_conclusive": sum(conclusive),
        "units_undetermined": sum(result["level"] is None for result in results),
    }
    for level in tree_of(grid).levels:
        row[f"units:{level}"] = sum(result["level"] == level for result in results)
    for name in rule.get("shares") or {}:
        row |= share_of(name, [result[f"share:{name}"] for result in results], tree_of(grid).min_coverage)
    return row | sizes(grid, [unit for unit, _ in members])


def weight_of(unit: Row, column: str | None) -> float | None:
    if column is None:
        return 1.0
    return unit[column] if isinstance(unit.get(column), float | int) else None


def of_node(node: Node, grid: Row, results: list[Row], weights: list[float | None]) -> Row:
    """Score, interval and coverage of a node; the root's under their bare names."""
    how, scale = grid["roll_up"].get("score", "worst"), scale_of(grid)
    names = {what: f"{what}:{node.id}" if node.id else what for what in ("score", "low", "high", "coverage")}
    lines = [
        ({what: result[name] for what, name in names.items()}, weight)
        for result, weight in zip(results, weights, strict=True)
    ]
    if node.children:
        lines = [(line, weight) for line, weight in lines if line["coverage"] is not None]
    else:
        lines = [
            (line | {"coverage": float(result["conclusive"])}, weight)
            for (line, weight), result in zip(lines, results, strict=True)
        ]
    heavy = [(line, weight) for line, weight in lines if weight is not None]
    total = fsum(weight for _, weight in heavy)
    coverage = fsum(weight * line["coverage"] for line, weight in heavy) / total if total else None
    score = one(how, [(line["score"], weight) for line, weight in lines if line["score"] is not None], scale)
    low, high = (end(how, what, lines, scale) for what in ("low", "high"))
    shown = score if coverage is not None and round9(coverage) >= node.min_coverage else None
    if score is not None:
        low, high = low if low is None else min(low, score), high if high is None else max(high, score)
    values = {"score": shown, "low": low, "high": high, "coverage": coverage}
    return {names[what]: None if value is None else round9(value) for what, value in values.items()}


def one(how: str, pairs: list[tuple[float, float | None]], scale: Scale) -> float | None:
    if how == "mean":
        heavy = [(value, weight) for value, weight in pairs if weight is not None]
        total = fsum(weight for _, weight in heavy)
        return fsum(value * weight for value, weight in heavy) / total if total else None
    values = [value for value, _ in pairs]
    if not values:
        return None
    return max(values) if (how == "worst") == scale.burden else min(values)


def end(how: str, what: str, lines: list[tuple[Row, float | None]], scale: Scale) -> float | None:
    """An end of the interval: units without weight may pull a mean as far as their own end."""
    ends = [(line[what], weight) for line, weight in lines]
    if not ends or any(value is None for value, _ in ends):
        return None
    far = [value for value, weight in ends if weight is None and how == "mean"]
    bounds = [value for value in (one(how, ends, scale), *far) if value is not None]
    return (min(bounds) if what == "low" else max(bounds)) if bounds else None


def levels_of(grid: Row, row: Row, results: list[Row]) -> Row:
    """The level, and those still possible: of the score, or of the worst of the units."""
    rule, root, scale = grid["roll_up"], tree_of(grid), scale_of(grid)
    ids = list(root.levels)
    worst = rule.get("score", "worst") == "worst" or "level_rules" in grid
    if (rule.get("level") or ("worst" if worst else "score")) == "score":
        found = met(root.levels, row["low"], row["high"], scale.burden) if row["coverage"] is not None else set()
        possible, computed = [ids[place] for place in sorted(found)], level_of(root.levels, row["score"])
    else:
        each = [{result["level"]} if result["level"] else set(result["levels_possible"]) for result in results]
        each = [levels for levels in each if levels]
        floor = max((min(ids.index(level) for level in levels) for levels in each), default=0)
        possible = [level for level in ids if ids.index(level) >= floor and any(level in levels for levels in each)]
        known = [ids.index(result["level"]) for result in results if result["level"]]
        computed = ids[max(known)] if known else None
    single = possible[0] if len(possible) == 1 else None
    return {"level": computed if row["conclusive"] and computed else single, "levels_possible": possible}


def share_of(name: str, held: list[bool | None], minimum: float) -> Row:
    decided = [each for each in held if each is not None]
    enough = decided and round9(len(decided) / len(held)) >= minimum
    return {
        f"share:{name}": round9(sum(decided) / len(decided)) if enough else None,
        f"share_low:{name}": round9(held.count(True) / len(held)),
        f"share_high:{name}": round9((held.count(True) + held.count(None)) / len(held)),
    }


def sizes(grid: Row, units: list[Row]) -> Row:
    """The sum of each size, where every unit has it."""
    found = {}
    for name, spec in columns_of(grid).items():
        if spec.get("role") == "size":
            weights = [weight_of(unit, name) for unit in units]
            found[name] = None if None in weights else fsum(weights)
    return found


def add_ranks(rows: list[Row]) -> None:
    ranked = [row["score"] for row in rows if row["conclusive"] and row["score"] is not None]
    for row in rows:
        counts = row["conclusive"] and row["score"] is not None
        row["rank"] = 1 + sum(score > row["score"] for score in ranked) if counts else None
