"""Translates polars expressions into nodes: scoring is written once, for polars, and every engine runs it.

The form that polars gives its expressions in JSON is not a promise between versions: whatever is not known here is
refused with its name, and the tests hold each kind that scoring uses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hlmdiag.engine.graph import Node, NodeTable
from hlmdiag.engine.polars_json import (
    Json,
    UnknownOperation,
    difference,
    folded,
    named,
    number,
    single_key,
    smallest_mode,
    values,
)
from hlmdiag.engine.simpler import named_codes, simpler, without_negative_zero
from hlmdiag.engine.windows import Aggregate, AggregateScope

if TYPE_CHECKING:
    import polars as pl

_EPOCH = date(1970, 1, 1)
_INFIX = {
    "Plus": "+", "Minus": "-", "Multiply": "*", "TrueDivide": "/", "Eq": "=", "NotEq": "<>", "Lt": "<", "LtEq": "<=",
    "Gt": ">", "GtEq": ">=", "And": "AND", "Or": "OR", "LogicalAnd": "AND", "LogicalOr": "OR",
}  # fmt: skip
_PLAIN = {
    "Coalesce": "coalesce", "FillNull": "coalesce", "MinHorizontal": "least", "MaxHorizontal": "greatest",
    "Floor": "floor", "Ceil": "ceil", "Abs": "abs", "Exp": "exp", "Log": "ln", "Negate": "negate",
}  # fmt: skip
_OF_BOOLEANS = {"Not": "not", "IsNull": "is_null", "IsNotNull": "is_not_null"}
_AGGREGATES = {
    "Min": "min", "Max": "max", "Sum": "sum", "Mean": "mean", "Median": "median", "First": "first",
    "NUnique": "n_unique",
}  # fmt: skip
# polars writes a natural logarithm as a logarithm of base e
_NATURAL = 2.718281828459045


@dataclass(frozen=True)
class Term:
    """A translated expression: its node; the rows it is limited to by `filter`; whether an aggregate made it."""

    node: Node
    kept: Node | None = None
    is_one: bool = False


class Translator:
    """Translates the expressions of one frame."""

    def __init__(self, pool: NodeTable, columns: Mapping[str, Node], context: AggregateScope) -> None:
        self.pool = pool
        self.columns = columns
        self.context = context
        self.fields: Mapping[str, Term] = {}

    def term(self, expression: pl.Expr) -> Term:
        """An expression of polars, whatever its name. Raises `UnknownOperation`."""
        try:
            return self._term(json.loads(expression.meta.serialize(format="json")))
        except UnknownOperation as unknown:
            raise UnknownOperation(unknown.operation, expression.meta.output_name()) from None

    def _term(self, tree: Json) -> Term:
        if tree == "Len":
            return Term(self.context.aggregate(Aggregate("len"), None, None), is_one=True)
        kind, inner = single_key(tree)
        if kind not in _KINDS:
            raise _unknown(kind)
        return _KINDS[kind](self, inner)

    def _column(self, name: str) -> Term:
        if name not in self.columns:
            raise KeyError(name)
        return Term(self.columns[name])

    def _alias(self, inner: Json) -> Term:
        return self._term(inner[0])

    def _literal(self, inner: Json) -> Term:
        kind, value = single_key(inner)
        if kind == "Dyn":
            kind, value = single_key(value)
            return self._constant(value, {"Int": "Int64", "Float": "Float64", "Str": "String"}[kind])
        if kind != "Scalar":
            raise _unknown(f"Literal {kind}")
        kind, value = single_key(value)
        if kind == "Null":
            return Term(self.pool.literal(None, value if isinstance(value, str) else "Null"))
        if kind == "Date":
            value = _EPOCH + timedelta(days=value)
        return self._constant(value, kind)

    def _constant(self, value: Any, kind: str) -> Term:
        # JSON has no infinity: polars writes null instead, which must not be read as a missing value
        if value is None or isinstance(value, list | dict):
            raise _unknown(f"Literal {kind}")
        return Term(self.pool.literal(value, kind))

    def _binary(self, inner: Json) -> Term:
        if inner["op"] not in _INFIX:
            raise _unknown(f"operator {inner['op']}")
        return self._made("infix", [inner["left"], inner["right"]], _INFIX[inner["op"]])

    def _ternary(self, inner: Json) -> Term:
        return self._made("case", [inner["predicate"], inner["truthy"], inner["falsy"]])

    def _cast(self, inner: Json) -> Term:
        kind, dtype = single_key(inner["dtype"])
        if kind != "Literal" or not isinstance(dtype, str):
            raise _unknown(f"Cast {inner['dtype']}")
        return self._made("cast", [inner["expr"]], dtype, inner["options"] == "NonStrict")

    def _made(self, op: str, inputs: list[Json], *params: Any) -> Term:
        """A computation row by row; a limit to some rows goes through it."""
        terms = [self._term(each) for each in inputs]
        limits = {each.kept for each in terms if each.kept is not None}
        if len(limits) > 1:
            raise _unknown("Filter")
        node = simpler(self.pool, op, [each.node for each in terms], *params)
        ones = [each.is_one for each in terms if each.node.op != "literal"]
        return Term(node, next(iter(limits), None), bool(ones) and all(ones))

    def _filter(self, inner: Json) -> Term:
        value, by = self._term(inner["input"]), self._term(inner["by"])
        return Term(
            value.node, by.node if value.kept is None else self.pool.node("infix", (value.kept, by.node), "AND")
        )

    def _over(self, inner: Json) -> Term:
        groups = tuple(self._term(each).node for each in inner["partition_by"])
        if inner["order_by"] is not None or inner["mapping"] != "GroupsToRows":
            raise _unknown("Over")
        return Translator(self.pool, self.columns, self.context.within(groups))._term(inner["function"])

    def _aggregated(self, inner: Json) -> Term:
        kind, value = single_key(inner)
        if kind == "Std":
            return self._one("std" if value[1] == 0 else "", value[0])
        if kind == "Count":
            return self._one("" if value["include_nulls"] else "count", value["input"])
        if kind in ("Min", "Max"):
            value = value["input"]
            if kind == "Min" and (mode := smallest_mode(value)) is not None:
                return self._one("smallest_mode", mode)
        return self._one(_AGGREGATES.get(kind, ""), value)

    def _one(self, function: str, value: Json, *, descending: bool = False) -> Term:
        if not function:
            raise _unknown("Agg")
        term = Translator(self.pool, self.columns, self.context.around())._term(value)
        return Term(self.context.aggregate(Aggregate(function, descending), term.node, term.kept), is_one=True)

    def _function(self, inner: Json) -> Term:
        function, inputs = inner["function"], inner["input"]
        if function == "Replace":
            return self._replaced("Replace", inputs)
        if isinstance(function, str):
            return self._plain(function, inputs)
        kind, options = single_key(function)
        match kind:
            case "Boolean":
                return self._boolean(options, inputs)
            case "StringExpr":
                return self._text(options, inputs)
            case "ReplaceStrict":
                return self._replaced(kind, inputs)
            case "ListExpr" if isinstance(options, dict) and "Contains" in options:
                return self._made("list_contains", inputs)
            case "Categorical":
                return self._named(inner)
            case "StructExpr":
                return self._steps(inputs[0])[options["FieldByName"]]
            case "Rank":
                name = {"Min": "rank_min", "Max": "rank_max", "Average": "rank_average"}.get(
                    options["options"]["method"], ""
                )
                term = self._one(name, inputs[0], descending=options["options"]["descending"])
                return Term(term.node)
            case _:
                return self._computed(kind, options, inputs)

    def _computed(self, kind: str, options: Json, inputs: list[Json]) -> Term:
        match kind, options:
            case "Round", {"mode": "HalfAwayFromZero"}:
                return self._made("round", inputs, options["decimals"])
            case "Clip", _:
                return self._made("clip", inputs, options["has_min"], options["has_max"])
            case "SumHorizontal", {"ignore_nulls": True}:
                return self._made("sum_horizontal", inputs)
            case "Pow", "Sqrt":
                return self._made("call", inputs, "sqrt")
            case "TemporalExpr", {"TotalDays": {"fractional": False}}:
                left, right = difference(inputs[0])
                return self._made("days", [left, right])
            case _:
                raise _unknown(f"{kind} {options}")

    def _plain(self, function: str, inputs: list[Json]) -> Term:
        if function == "Log" and number(inputs[1]) == _NATURAL:
            inputs = inputs[:1]
        if function not in _PLAIN or (function == "Log" and len(inputs) > 1):
            raise _unknown(function)
        return self._made("call", inputs, _PLAIN[function])

    def _boolean(self, options: Json, inputs: list[Json]) -> Term:
        if isinstance(options, str) and options in _OF_BOOLEANS:
            return self._made(_OF_BOOLEANS[options], inputs)
        if options in ("AnyHorizontal", "AllHorizontal"):
            return self._made("any" if options == "AnyHorizontal" else "all", inputs)
        kind, inner = single_key(options)
        if kind == "IsIn" and not inner["nulls_equal"]:
            value = self._term(inputs[0])
            members = tuple(self._of_value(each) for each in values(inputs[1]))
            return Term(self.pool.node("in", (value.node, *members)), value.kept)
        if kind == "Any" and inner["ignore_nulls"]:
            return self._one("any", inputs[0])
        raise _unknown(f"Boolean {kind}")

    def _text(self, options: Json, inputs: list[Json]) -> Term:
        if options == "Lowercase" and (text := folded(inputs[0])) is not None:
            return self._made("fold", [text])
        if options == "StripSuffix":
            return self._made("strip_suffix", inputs)
        kind, inner = single_key(options)
        if kind == "ConcatHorizontal" and not inner["ignore_nulls"]:
            return self._made("concat", inputs, inner["delimiter"])
        if kind == "Replace" and inner["literal"] and inner["n"] == -1:
            return self._made("replace_text", inputs)
        raise _unknown(f"StringExpr {kind}")

    def _replaced(self, kind: str, inputs: list[Json]) -> Term:
        """A value looked up among others, unchanged if absent (`Replace`) or given the default (`ReplaceStrict`)."""
        value, old, new = self._term(inputs[0]), values(inputs[1]), values(inputs[2])
        new = new * len(old) if len(new) == 1 else new
        if kind == "Replace" and (old, new) == ([0.0], [0.0]):
            return Term(without_negative_zero(self.pool, value.node), value.kept)
        if kind == "Replace":
            default = value.node
        else:
            default = self._term(inputs[3]).node if len(inputs) > 3 else self.pool.literal(None, "Null")
        pairs = [self._of_value(each) for pair in zip(old, new, strict=True) for each in pair]
        return Term(self.pool.node("lookup", (value.node, default, *pairs)), value.kept, value.is_one)

    def _steps(self, tree: Json) -> dict[str, Term]:
        """Values computed one after the other, each reading those before it by their names."""
        match tree:
            case {"Function": {"function": "AsStruct", "input": inputs}}:
                return {each["Alias"][1]: self._term(each) for each in inputs}
            case {"StructEval": {"expr": before, "evaluation": step, "variant": "WithFields"}}:
                inner = Translator(self.pool, self.columns, self.context)
                inner.fields = self._steps(before)
                return {**inner.fields, **{each["Alias"][1]: inner._term(each) for each in step}}
            case _:
                raise _unknown("StructExpr")

    def _named(self, inner: Json) -> Term:
        """The names that an enumeration gives to places."""
        place = self._term(inner["input"][0])
        names = tuple(named(inner))
        node, of_codes = named_codes(place.node, names)
        return Term(self.pool.node("named", (node,), names, of_codes), place.kept)

    def _of_value(self, value: Any) -> Node:
        kinds = {bool: "Boolean", int: "Int64", float: "Float64", str: "String", date: "Date", type(None): "Null"}
        return self.pool.literal(value, kinds[type(value)])


def _unknown(what: str) -> UnknownOperation:
    return UnknownOperation(what)


_KINDS: dict[str, Callable[[Translator, Json], Term]] = {
    "Column": Translator._column, "Alias": Translator._alias, "Literal": Translator._literal,
    "BinaryExpr": Translator._binary, "Ternary": Translator._ternary, "Cast": Translator._cast,
    "Function": Translator._function, "Filter": Translator._filter, "Over": Translator._over,
    "Agg": Translator._aggregated, "Field": lambda self, inner: self.fields[inner[0]],
}  # fmt: skip
