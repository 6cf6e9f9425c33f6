"""The reference: one grid a draw, one unit after the other, scored by the oracle with the drawn weights."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from math import floor
from typing import Any

from generators.cases import Case
from generators.columns import TODAY
from hlmdiag.robustness import WeightTrial
from oracle.diagnose import diagnose

Row = dict[str, Any]


def drawn_documents(grid: Row, trial: WeightTrial) -> list[Row]:
    """The document of the grid under each draw, its root published whatever its coverage."""
    names = ["", *node_names(grid)]
    return [reweighted(grid, dict(zip(names, line, strict=True))) for line in trial.factors(len(names)).tolist()]


def children(node: Row) -> list[tuple[str, Row]]:
    """In the order of the document: themes or indicators, whichever block stands first."""
    return [child for key in node if key in ("themes", "indicators") for child in node[key].items()]


def node_names(node: Row) -> list[str]:
    return [each for name, child in children(node) for each in (name, *node_names(child))]


def reweighted(grid: Row, factors: dict[str, float], rule: Callable[[Row], None] | None = None) -> Row:
    """The same document with each weight times its factor, and then what a rule makes of the children of a node."""
    document = deepcopy(grid)

    def walk(node: Row, minimum: float) -> None:
        for name, child in children(node):
            child["weight"] = child.get("weight", 1) * factors.get(name, 1)
            if name in (node.get("themes") or {}):
                child.setdefault("min_coverage", minimum)
                walk(child, child["min_coverage"])

    def apply(node: Row) -> None:
        if rule is not None:
            rule(node)
        for child in (node.get("themes") or {}).values():
            apply(child)

    walk(document, document.get("min_coverage", 0.6))
    apply(document)
    document["min_coverage"] = 0
    return document


def given(case: Case, grid: Row) -> list[Row]:
    return diagnose(grid, case.rows, events=case.events, on=TODAY)


def tried(case: Case, trial: WeightTrial) -> list[Row]:
    """For each unit that is conclusive the share of the draws that keep its level, and its interval of rank."""
    nominal = given(case, case.grid)
    draws = [given(case, document) for document in drawn_documents(case.grid, trial)]
    places = [place for place, line in enumerate(nominal) if line["conclusive"]]
    found: list[Row] = [{"robustness": None, "rank_low": None, "rank_high": None} for _ in nominal]
    spare = floor(0.05 * trial.draws)
    for place in places:
        same = [draw[place]["level"] == nominal[place]["level"] for draw in draws]
        found[place]["robustness"] = sum(same) / len(same)
        if nominal[place]["score"] is not None:
            scores = [[draw[each]["score"] for each in places if nominal[each]["score"] is not None] for draw in draws]
            ranks = sorted(
                1 + sum(other > draw[place]["score"] for other in line)
                for draw, line in zip(draws, scores, strict=True)
            )
            found[place] |= {"rank_low": ranks[spare], "rank_high": ranks[-1 - spare]}
    return found


def varied(case: Case) -> list[Row]:
    """For each unit that is conclusive its level under equal weights and without each theme of the first floor."""
    nominal = given(case, case.grid)
    documents = {"level_equal": reweighted(case.grid, {}, equal_weights)}
    documents |= {f"level_without:{name}": left_out(case.grid, name) for name in parted(case.grid)}
    scored = {name: given(case, document) for name, document in documents.items()}
    found = []
    for place, line in enumerate(nominal):
        # what is certain of a unit without a score is not the level of its weights
        counted = {name: lines[place] for name, lines in scored.items() if line["conclusive"]}
        levels = {
            name: counted[name]["level"] if name in counted and counted[name]["conclusive"] else None for name in scored
        }
        themes = [name.partition(":")[2] for name, level in levels.items() if level != line["level"] and ":" in name]
        found.append(levels | {"decisive_themes": themes if line["conclusive"] else []})
    return found


def equal_weights(node: Row) -> None:
    counted = [child for _, child in children(node) if child.get("weight", 1) > 0]
    for child in counted:
        child["equal"] = sum(each.get("weight", 1) for each in counted) / len(counted)
    for child in counted:
        child["weight"] = child.pop("equal")


def first_floor(node: Row) -> Row:
    counted = [child for _, child in children(node) if child.get("weight", 1) > 0]
    single = len(counted) == 1 and (counted[0] in list((node.get("themes") or {}).values()))
    return first_floor(counted[0]) if single else node


def parted(grid: Row) -> list[str]:
    node = first_floor(grid)
    counted = [name for name, child in children(node) if child.get("weight", 1) > 0]
    return [name for name in counted if name in (node.get("themes") or {})] if len(counted) > 1 else []


def left_out(grid: Row, name: str) -> Row:
    document = reweighted(grid, {})
    node = first_floor(document)
    total = sum(child.get("weight", 1) for _, child in children(node))
    kept = total - node["themes"][name]["weight"]
    for _, child in children(node):
        child["weight"] = child["weight"] * total / kept
    node["themes"][name]["weight"] = 0
    return document
