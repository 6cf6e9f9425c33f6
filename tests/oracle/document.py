"""The document as a tree with its inheritance resolved, and the columns its rows may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CERTAINTIES = {"sure": "sûr", "rather": "plutôt", "unsure": "pas sûr"}
INHERITED = ("missing", "min_coverage", "levels")


@dataclass(frozen=True)
class Scale:
    """The ends of the scores, None where there are none, and which end is bad."""

    low: float | None
    high: float | None
    burden: bool

    @property
    def worst(self) -> float | None:
        return self.high if self.burden else self.low

    @property
    def best(self) -> float | None:
        return self.low if self.burden else self.high

    @property
    def width(self) -> float:
        return 1.0 if self.low is None else self.high - self.low

    def clamp(self, number: float) -> float:
        return number if self.low is None else min(max(number, self.low), self.high)


@dataclass(frozen=True)
class Leaf:
    """An indicator as its author writes it."""

    id: str
    weight: float
    spec: dict[str, Any]


@dataclass(frozen=True)
class Node:
    """A theme, or the root (of id ""), with what it inherits."""

    id: str
    weight: float
    children: tuple[Node | Leaf, ...]
    aggregation: str
    options: dict[str, Any]
    adjust: str | None
    missing: Any
    min_coverage: float
    levels: dict[str, dict[str, Any]]

    def nodes(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.nodes()

    def leaves(self) -> Iterator[Leaf]:
        for child in self.children:
            if isinstance(child, Node):
                yield from child.leaves()
            else:
                yield child

    def everything(self) -> Iterator[Node | Leaf]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.everything()
            else:
                yield child

    def restricted(self, ids: set[str]) -> Node | None:
        """The same tree with some leaves only; None where none is left."""
        kept = []
        for child in self.children:
            small = child.restricted(ids) if isinstance(child, Node) else (child if child.id in ids else None)
            if small is not None:
                kept.append(small)
        return Node(**{**self.__dict__, "children": tuple(kept)}) if kept else None


def scale_of(grid: dict[str, Any]) -> Scale:
    ends = grid.get("scale")
    low, high = (float(end) for end in ends) if isinstance(ends, list | tuple) else (None, None)
    return Scale(low, high, grid["polarity"] == "burden")


def tree_of(grid: dict[str, Any]) -> Node:
    """The root; `missing`, `min_coverage` and `levels` come from the nearest node above that states them."""
    return node_of("", grid, {"missing": "exclude", "min_coverage": 0.6, "levels": {}})


def node_of(name: str, document: dict[str, Any], above: dict[str, Any]) -> Node:
    here = {key: document[key] if document.get(key) is not None else above[key] for key in INHERITED}
    children: list[Node | Leaf] = []
    for key, block in document.items():
        if key == "themes":
            children += [node_of(child, inner, here) for child, inner in (block or {}).items()]
        if key == "indicators":
            children += [Leaf(child, weight_of(inner), inner) for child, inner in (block or {}).items()]
    aggregation = document.get("aggregation") or "mean"
    options = {}
    if isinstance(aggregation, dict):
        [(aggregation, options)] = aggregation.items()
    policy = "block" if aggregation == "sum" and here["missing"] == "exclude" else here["missing"]
    return Node(
        name,
        weight_of(document),
        tuple(children),
        aggregation,
        options or {},
        document.get("adjust"),
        policy,
        float(here["min_coverage"]),
        here["levels"],
    )


def weight_of(document: dict[str, Any]) -> float:
    weight = document.get("weight")
    return 1.0 if weight is None else float(weight)


def columns_of(grid: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every column with its type: the declared ones, and those of judgements, which need no entry."""
    columns = {name: dict(spec) for name, spec in (grid.get("columns") or {}).items()}
    for leaf in tree_of(grid).leaves():
        rule = leaf.spec["score"]
        if "matrix" in rule:
            matrix = rule["matrix"]
            down = list(matrix["points"])
            across = list(dict.fromkeys(code for line in matrix["points"].values() for code in line))
            columns.setdefault(matrix["rows"], {"type": "choice", "choices": {code: code for code in down}})
            columns.setdefault(matrix["columns"], {"type": "choice", "choices": {code: code for code in across}})
        elif leaf.spec.get("value") is None:
            columns.setdefault(column_of(leaf.id), own_column(rule))
    return columns | {
        name: {"type": "choice", "choices": CERTAINTIES}
        for leaf in tree_of(grid).leaves()
        if (name := certainty_of(leaf, grid, columns)) is not None
    }


def certainty_of(leaf: Leaf, grid: dict[str, Any], columns: Mapping[str, Any]) -> str | None:
    """The column that says how sure the answer is (design-2 §11): of judgements that choose in a list."""
    if not grid.get("certainty") or leaf.spec.get("kind") != "judgement" or "choices" not in leaf.spec["score"]:
        return None
    name = str(leaf.spec.get("value") or column_of(leaf.id)).strip()
    return f"{name}:certainty" if name in columns else None


def column_of(indicator: str) -> str:
    """Without `value`, an indicator reads the column of its id."""
    return indicator.replace("-", "_")


def own_column(rule: dict[str, Any]) -> dict[str, Any]:
    if "choices" not in rule:
        return {"type": "number"}
    labels = {
        code: answer.get("label", code) if isinstance(answer, dict) else code
        for code, answer in rule["choices"].items()
    }
    return {"type": "choice", "choices": labels}
