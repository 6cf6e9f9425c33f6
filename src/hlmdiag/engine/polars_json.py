"""Reads the JSON in which polars writes expressions, and the few shapes that are translated as a whole."""

from __future__ import annotations

import json
from functools import lru_cache
from io import StringIO
from typing import Any

import polars as pl

Json = Any


class UnknownOperation(Exception):
    """A polars operation unknown here; `column` is the working column that uses it."""

    def __init__(self, operation: str, column: str = "") -> None:
        super().__init__(operation, column)
        self.operation = operation
        self.column = column


def single_key(tree: Json) -> tuple[str, Any]:
    """The kind of a node and what it holds."""
    if isinstance(tree, str):
        return tree, {}
    ((kind, inner),) = tree.items()
    return str(kind), inner


def values(tree: Json) -> list[Any]:
    """The items of a list written in an expression, which polars keeps in its own binary form."""
    kind, _ = single_key(tree)
    if kind != "Literal":
        raise UnknownOperation("list of expressions")
    series = _column(json.dumps(tree))
    return series.explode(empty_as_null=False).to_list() if series.dtype == pl.List else series.to_list()


@lru_cache(1000)
def _column(written: str) -> pl.Series:
    """What an expression of no column gives: a grid writes the same few again and again, each of which takes long."""
    return pl.select(pl.Expr.deserialize(StringIO(written), format="json")).to_series()


def number(tree: Json) -> float | None:
    """The number that is written there, if it is one."""
    match tree:
        case {"Literal": {"Dyn": {"Float": float(number)}}}:
            return number
        case _:
            return None


def smallest_mode(tree: Json) -> Json | None:
    """The expression of which the smallest most frequent value is taken."""
    match tree:
        case {"Function": {"function": {"Mode": _}, "input": [{"Function": {"function": "DropNulls", "input": [it]}}]}}:
            return it
        case _:
            return None


def named(inner: Json) -> list[str]:
    """The names of the enumeration into which places are read."""
    alone = {"Function": {**inner, "input": [{"Literal": {"Scalar": {"Null": "UInt8"}}}]}}
    dtype = _column(json.dumps(alone)).dtype
    if not isinstance(dtype, pl.Enum):
        raise UnknownOperation("Categorical")
    return dtype.categories.to_list()


def folded(tree: Json) -> Json | None:
    """The text of which the accents are taken away."""
    match tree:
        case {
            "Function": {
                "function": {"StringExpr": {"Replace": {"n": -1, "literal": False}}},
                "input": [
                    {"Function": {"function": {"StringExpr": {"Normalize": {"form": "NFD"}}}, "input": [text]}},
                    {"Literal": {"Scalar": {"String": r"\p{M}"}}},
                    {"Literal": {"Scalar": {"String": ""}}},
                ],
            }
        }:
            return text
        case _:
            return None


def difference(tree: Json) -> tuple[Json, Json]:
    """The two dates of which the days between are asked."""
    match tree:
        case {"BinaryExpr": {"left": left, "op": "Minus", "right": right}}:
            return left, right
        case _:
            raise UnknownOperation("TotalDays")
