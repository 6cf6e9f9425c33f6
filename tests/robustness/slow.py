"""The reference: one grid a draw, one unit after the other, scored by the oracle with the drawn weights."""

from __future__ import annotations

from copy import deepcopy
from math import floor
from typing import Any

from generators.cases import Case
from generators.columns import TODAY
from hlmdiag.robustness import Trial
from oracle.diagnose import diagnose

Row = dict[str, Any]


def drawn_documents(grid: Row, trial: Trial) -> list[Row]:
    """The document of the grid under each draw, its root published whatever its coverage."""
    names = ["", *node_names(grid)]
    return [reweighted(grid, dict(zip(names, line, strict=True))) for line in trial.factors(len(names)).tolist()]


def children(node: Row) -> list[tuple[str, Row]]:
    """In the order of the document: themes or indicators, whichever block stands first."""
    return [child for key in node if key in ("themes", "indicators") for child in node[key].items()]


def node_names(node: Row) -> list[str]:
    return [each for name, child in children(node) for each in (name, *node_names(child))]


def reweighted(grid: Row, factors: dict[str, float]) -> Row:
    """The same document with each weight times its factor."""
    document = deepcopy(grid)

    def walk(node: Row, minimum: float) -> None:
        for name, child in children(node):
            child["weight"] = child.get("weight", 1) * factors[name]
            if name in (node.get("themes") or {}):
                child.setdefault("min_coverage", minimum)
                walk(child, child["min_coverage"])

    walk(document, document.get("min_coverage", 0.6))
    document["min_coverage"] = 0
    return document


def given(case: Case, grid: Row) -> list[Row]:
    return diagnose(grid, case.rows, events=case.events, on=TODAY)


def tried(case: Case, trial: Trial) -> list[Row]:
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
