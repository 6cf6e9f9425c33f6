"""Operations that every SQL dialect has to spell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, cast

import polars as pl

from hlmdiag.engine.graph import Node

_CASE = "CASE WHEN "


class Dialect(ABC):
    """SQL as both engines read it, and the places where they part."""

    types: ClassVar[Mapping[str, str]]
    """The engine's type of each polars type."""
    list_of_texts: ClassVar[str]
    """Its type of a list of texts."""
    list_contains: ClassVar[str]
    """Its function that looks for an item in a list."""

    def write(self, node: Node, args: Sequence[str]) -> str:
        """The SQL of one operation over the SQL of what it reads."""
        match node.op:
            case "literal":
                return self.literal(str(node.params[0]), node.params[2])
            case "infix":
                return self._infix(str(node.params[0]), args)
            case "call":
                return self._call(str(node.params[0]), args)
            case "case":
                # one list of branches costs less than one inside the other
                is_case = args[2].startswith(_CASE)
                rest = args[2].removeprefix("CASE ") if is_case else f"ELSE {args[2]} END"
                return f"{_CASE}{args[0]} THEN {args[1]} {rest}"
            case "lookup":
                return self._lookup(args)
            case "named":
                return self.named(args[0], *cast(Any, node.params))
            case "cast":
                return self._cast(str(node.params[0]), args[0])
            case "row_number":
                return f"row_number() OVER (ORDER BY {', '.join(args)})"
            case "list_of":
                texts = [self.literal("String", each) for each in node.params]
                return self.listed([f"CASE WHEN {arg} THEN {text} END" for arg, text in zip(args, texts, strict=True)])
            case "ordered_list":
                return self._ordered(node, args)
            case _:
                return self._row_by_row(node, args)

    def _row_by_row(self, node: Node, args: Sequence[str]) -> str:
        match node.op:
            case "not":
                return f"(NOT {args[0]})"
            case "is_null":
                return f"({args[0]} IS NULL)"
            case "is_not_null":
                return f"({args[0]} IS NOT NULL)"
            case "any" | "all":
                return "(" + (" OR " if node.op == "any" else " AND ").join(args) + ")"
            case "in":
                return f"({args[0]} IN ({', '.join(args[1:])}))"
            case "round":
                return self._rounded(args[0], node.params[0])
            case "clip":
                return _clipped(args, *node.params)
            case "sum_horizontal":
                pairs = zip(node.args, args, strict=True)
                return "(" + " + ".join(arg if of.never_null else f"coalesce({arg}, 0)" for of, arg in pairs) + ")"
            case "concat":
                joint = f" || {self.literal('String', node.params[0])} || " if node.params[0] else " || "
                return "(" + joint.join(args) + ")"
            case "replace_text":
                return f"replace({', '.join(args)})"
            case "strip_suffix":
                length = f"length({args[1]})"
                cut = f"left({args[0]}, length({args[0]}) - {length})"
                return f"CASE WHEN right({args[0]}, {length}) = {args[1]} THEN {cut} ELSE {args[0]} END"
            case "fold":
                return self.folded(args[0])
            case "list_contains":
                return f"{self.list_contains}({args[0]}, {args[1]})"
            case "days":
                return self.days(args[0], args[1])
            case _:
                raise AssertionError(node.op)

    def literal(self, kind: str, value: Any) -> str:
        """A constant."""
        if value is None:
            return "NULL" if kind == "Null" else f"CAST(NULL AS {self.type(kind)})"
        match value:
            case bool():
                return "TRUE" if value else "FALSE"
            case int():
                return self._number(float(value)) if kind == "Float64" else f"{value}"
            case float():
                return self._number(value)
            case date():
                return f"DATE '{value.isoformat()}'"
            case _:
                return self.text(str(value))

    def _number(self, value: float) -> str:
        """With its exponent, which keeps engines from taking it for a decimal number."""
        text = repr(value)
        if text in ("inf", "-inf", "nan"):
            return f"CAST('{text}' AS {self.types['Float64']})"
        return text if "e" in text else f"{text}e0"

    def type(self, kind: str) -> str:
        """The engine's name of a polars type."""
        return self.types[kind]

    def written(self, dtype: pl.DataType) -> str:
        """The engine's type of a column as it is written to a file."""
        match dtype:
            case pl.List():
                return self.list_of_texts
            case pl.Enum() if len(dtype.categories):
                return self.enumeration(dtype.categories.to_list())
            case pl.Enum() | pl.Categorical():
                return self.types["String"]
            case _:
                return self.type(str(dtype))

    def _infix(self, operator: str, args: Sequence[str]) -> str:
        if operator == "/":
            return self.quotient(args[0], args[1])
        return f"({args[0]} {operator} {args[1]})"

    def _call(self, function: str, args: Sequence[str]) -> str:
        match function:
            case "negate":
                return f"(- {args[0]})"
            case "ln" | "sqrt":
                return self.in_domain(function, args[0])
            case "least" | "greatest" | "coalesce" if len(args) == 1:
                return args[0]
            case _:
                return f"{function}({', '.join(args)})"

    def _lookup(self, args: Sequence[str]) -> str:
        """A value among others; where null is looked for too, by its own condition."""
        value, default, *pairs = args
        found = zip(pairs[::2], pairs[1::2], strict=True)
        branches = " ".join(
            f"WHEN {value} IS NULL THEN {new}" if old == "NULL" else f"WHEN {value} = {old} THEN {new}"
            for old, new in found
        )
        return f"CASE {branches} ELSE {default} END" if branches else default

    def _cast(self, kind: str, value: str) -> str:
        return f"CAST({value} AS {self.type(kind)})"

    def _rounded(self, value: str, digits: Any) -> str:
        """Half away from zero."""
        if not digits:
            return f"round({value})"
        factor = self._number(10.0 ** int(digits))
        return f"(round({value} * {factor}) / {factor})"

    def aggregate(self, function: str, value: str | None, kept: str | None, order: str) -> str:
        """Aggregate of many values, over the rows where `kept` holds."""
        rows = f" FILTER (WHERE {kept})" if kept is not None else ""
        match function:
            case "len":
                return f"count(*){rows}"
            case "sum":
                return f"coalesce(sum({self.summed(value or '')}){rows}, 0)"
            case "mean":
                return f"avg({value}){rows}"
            case "std":
                return f"stddev_pop({value}){rows}"
            case "any":
                return f"coalesce(bool_or({value}){rows}, FALSE)"
            case "n_unique":
                absent = f"max(CASE WHEN {value} IS NULL THEN 1 ELSE 0 END){rows}"
                return f"({self.distinct(f'{value}', rows)} + coalesce({absent}, 0))"
            case "min" | "max" | "median" | "count":
                return f"{function}({value}){rows}"
            case _:
                return self.own_aggregate(function, value or "", rows, order)

    def _ordered(self, node: Node, args: Sequence[str]) -> str:
        """Ids whose condition holds: the most urgent, then the most worth, those without any last."""
        items = []
        for place, (identifier, untargeted) in enumerate(zip(node.params[::2], node.params[1::2], strict=True)):
            holds, urgency, worth = args[3 * place : 3 * place + 3]
            name = self.literal("String", identifier)
            struct = self.struct([urgency, f"{int(bool(untargeted))}", f"- {worth}", str(place), name])
            items.append(f"CASE WHEN {holds} THEN {struct} END")
        return self.sorted_last(items)

    @abstractmethod
    def quoted(self, name: str) -> str:
        """A quoted name."""

    @abstractmethod
    def text(self, value: str) -> str:
        """A text constant."""

    @abstractmethod
    def enumeration(self, names: Sequence[str]) -> str:
        """The type of a text that is one of some names."""

    @abstractmethod
    def named(self, place: str, names: Sequence[str], listed: Sequence[str | None]) -> str:
        """The one of some names that is listed at a place, the first being zero; none may be."""

    @abstractmethod
    def quotient(self, left: str, right: str) -> str:
        """A quotient of numbers: infinite by zero, as polars has it."""

    @abstractmethod
    def in_domain(self, function: str, value: str) -> str:
        """A logarithm or a root, not a number (or infinite) out of its domain."""

    @abstractmethod
    def folded(self, value: str) -> str:
        """A text without case nor accents."""

    @abstractmethod
    def days(self, left: str, right: str) -> str:
        """Number of days between two dates."""

    @abstractmethod
    def summed(self, value: str) -> str:
        """A value as it is summed: true counts for one."""

    @abstractmethod
    def distinct(self, value: str, rows: str) -> str:
        """Number of different values, null excluded."""

    @abstractmethod
    def listed(self, items: Sequence[str]) -> str:
        """List of the values that are not null."""

    @abstractmethod
    def struct(self, items: Sequence[str]) -> str:
        """Several values as one, compared in their order; the last one is called `d`."""

    @abstractmethod
    def sorted_last(self, items: Sequence[str]) -> str:
        """The last value of each struct that is not null, in the order of the structs."""

    @abstractmethod
    def own_aggregate(self, function: str, value: str, rows: str, order: str) -> str:
        """`first`, `smallest_mode`, `list`."""


def _clipped(args: Sequence[str], has_min: Any, has_max: Any) -> str:
    value, *ends = args
    branches = [f"WHEN {value} < {ends.pop(0)} THEN {args[1]}"] if has_min else []
    branches += [f"WHEN {value} > {ends[0]} THEN {ends[0]}"] if has_max else []
    return f"CASE {' '.join(branches)} ELSE {value} END"
