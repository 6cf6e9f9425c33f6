"""SQL as Spark spells it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar

from hlmdiag.engine.dialect import Dialect


class Spark(Dialect):
    """Spark SQL, its ANSI mode being off."""

    types: ClassVar[Mapping[str, str]] = {
        "Float64": "DOUBLE", "Float32": "DOUBLE", "String": "STRING", "Boolean": "BOOLEAN", "Date": "DATE",
        "UInt8": "SMALLINT", "Int32": "INT", "Int64": "BIGINT", "UInt32": "BIGINT",
    }  # fmt: skip

    list_of_texts: ClassVar[str] = "ARRAY<STRING>"
    list_contains: ClassVar[str] = "array_contains"

    def quoted(self, name: str) -> str:
        """A quoted name."""
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        """A text constant; a backslash begins an escape there."""
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def enumeration(self, names: Sequence[str]) -> str:
        """Spark has none."""
        return self.types["String"]

    def named(self, place: str, names: Sequence[str], listed: Sequence[str | None]) -> str:
        """From a list, whose first item is one."""
        items = ", ".join("CAST(NULL AS STRING)" if each is None else self.text(each) for each in listed)
        return f"element_at(array({items}), {place} + 1)"

    def quotient(self, left: str, right: str) -> str:
        """Infinite by zero, where Spark has null; null by null."""
        infinite = "CAST('inf' AS DOUBLE)"
        return f"CASE WHEN {right} = 0 THEN {left} * {infinite} ELSE {left} / {right} END"

    def in_domain(self, function: str, value: str) -> str:
        """Infinite at zero, where Spark has null for a logarithm; not a number below."""
        if function == "sqrt":
            return f"sqrt({value})"
        nothing, infinite = "CAST('nan' AS DOUBLE)", "CAST('-inf' AS DOUBLE)"
        return f"CASE WHEN {value} = 0 THEN {infinite} WHEN {value} < 0 THEN {nothing} ELSE ln({value}) END"

    def folded(self, value: str) -> str:
        """A text without case nor accents: Spark takes no letter apart, so they are listed."""
        accented, plain = _letters()
        bare = f"translate({value}, {self.text(accented)}, {self.text(plain)})"
        return f"lower(regexp_replace({bare}, '\\\\p{{M}}', ''))"

    def days(self, left: str, right: str) -> str:
        """Number of days between two dates."""
        return f"datediff({left}, {right})"

    def summed(self, value: str) -> str:
        """True counts for one."""
        return f"CAST({value} AS DOUBLE)"

    def distinct(self, value: str, rows: str) -> str:
        """By a set, which a window takes too."""
        return f"size(collect_set({value}){rows})"

    def listed(self, items: Sequence[str]) -> str:
        """List of the values that are not null."""
        return f"filter(CAST(array({', '.join(items)}) AS ARRAY<STRING>), x -> x IS NOT NULL)"

    def struct(self, items: Sequence[str]) -> str:
        """Several values as one."""
        pairs = ", ".join(f"'{key}', {item}" for key, item in zip("abcde", items, strict=True))
        return f"named_struct({pairs})"

    def sorted_last(self, items: Sequence[str]) -> str:
        """The last value of each struct; an array of nothing has no type of its own."""
        if not items:
            return "CAST(array() AS ARRAY<STRING>)"
        return f"transform(sort_array(filter(array({', '.join(items)}), x -> x IS NOT NULL)), x -> x.e)"

    def own_aggregate(self, function: str, value: str, rows: str, order: str) -> str:
        """`first` and `list` follow the received order; of the most frequent values, the smallest."""
        match function:
            case "first":
                return f"min_by(named_struct('x', {value}), struct({order})){rows}.x"
            case "list":
                pairs = f"collect_list(named_struct('o', struct({order}), 'x', {value})){rows}"
                return f"transform(sort_array({pairs}), p -> p.x)"
            case "smallest_mode":
                return f"mode({value}, true){rows}"
            case _:
                raise AssertionError(function)


@cache
def _letters() -> tuple[str, str]:
    """The letters that have marks, and the same without them."""
    pairs = []
    for code in range(0xC0, 0x2000):
        plain = "".join(
            each for each in unicodedata.normalize("NFD", chr(code)) if not unicodedata.category(each).startswith("M")
        )
        if len(plain) == 1 and plain != chr(code):
            pairs.append((chr(code), plain))
    return "".join(one for one, _ in pairs), "".join(other for _, other in pairs)
