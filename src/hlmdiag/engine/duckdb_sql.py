"""SQL as DuckDB spells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from hlmdiag.engine.dialect import Dialect


class DuckDb(Dialect):
    """DuckDB."""

    types: ClassVar[Mapping[str, str]] = {
        "Float64": "DOUBLE", "Float32": "DOUBLE", "String": "VARCHAR", "Boolean": "BOOLEAN", "Date": "DATE",
        "UInt8": "SMALLINT", "Int32": "INTEGER", "Int64": "BIGINT", "UInt32": "UINTEGER",
    }  # fmt: skip

    list_of_texts: ClassVar[str] = "VARCHAR[]"
    list_contains: ClassVar[str] = "list_contains"

    def quoted(self, name: str) -> str:
        """A quoted name."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """A text constant."""
        return "'" + value.replace("'", "''") + "'"

    def enumeration(self, names: Sequence[str]) -> str:
        """A row holds the place of its text among them."""
        return f"ENUM({', '.join(map(self.text, names))})"

    def named(self, place: str, names: Sequence[str], listed: Sequence[str | None]) -> str:
        """From a list, whose first item is one."""
        items = ", ".join("NULL" if each is None else self.text(each) for each in listed)
        return f"(CAST([{items}] AS {self.enumeration(names)}[]))[{place} + 1]"

    def quotient(self, left: str, right: str) -> str:
        """Infinite by zero: DuckDB follows the standard of floating numbers."""
        return f"({left} / {right})"

    def in_domain(self, function: str, value: str) -> str:
        """Out of its domain: infinite or not a number."""
        return f"{function}({value})"

    def folded(self, value: str) -> str:
        """A text without case nor accents."""
        return f"lower(strip_accents({value}))"

    def days(self, left: str, right: str) -> str:
        """Number of days between two dates."""
        return f"({left} - {right})"

    def summed(self, value: str) -> str:
        """True counts for one."""
        return f"CAST({value} AS DOUBLE)"

    def distinct(self, value: str, rows: str) -> str:
        """By a list, which costs less than a hundred counts of distinct values in one query."""
        return f"coalesce(len(list_distinct(list({value}){rows})), 0)"

    def listed(self, items: Sequence[str]) -> str:
        """List of the values that are not null."""
        return f"list_filter([{', '.join(items)}]::VARCHAR[], lambda x: x IS NOT NULL)"

    def struct(self, items: Sequence[str]) -> str:
        """Several values as one."""
        pairs = ", ".join(f"'{key}': {item}" for key, item in zip("abcde", items, strict=True))
        return f"{{{pairs}}}"

    def sorted_last(self, items: Sequence[str]) -> str:
        """The last value of each struct."""
        kept = f"list_filter([{', '.join(items)}], lambda x: x IS NOT NULL)"
        return f"list_transform(list_sort({kept}), lambda x: x.e)"

    def own_aggregate(self, function: str, value: str, rows: str, order: str) -> str:
        """`first` and `list` follow the received order; of the most frequent values, the smallest."""
        match function:
            case "first":
                return f"first({value} ORDER BY {order}){rows}"
            case "list":
                return f"coalesce(array_agg({value} ORDER BY {order}){rows}, [])"
            case "smallest_mode":
                entries = f"map_entries(histogram({value}){rows})"
                most = f"list_max(map_values(histogram({value}){rows}))"
                return f"list_min(list_transform(list_filter({entries}, lambda e: e.value = {most}), lambda e: e.key))"
            case _:
                raise AssertionError(function)
