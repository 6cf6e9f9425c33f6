"""What a row is told of many rows: worked out in a narrow table of its own, and joined to the rows by equal values.

A window would sort the rows with all their columns, and gather them on one machine where it covers the whole stock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hlmdiag.engine.dialect import Dialect
from hlmdiag.engine.graph import Node
from hlmdiag.engine.windows import RANKS, Aggregate

_FINENESS = 200
"""Intervals in which numbers are ranked apart, each time that they grow by e: a thousand for scores up to 100."""


class Keeper(Protocol):
    """An engine as SQL is written for it."""

    @property
    def dialect(self) -> Dialect:
        """Its SQL."""

    def kept(self, text: str) -> str:
        """The table of a query, as later queries name it; its rows are worked out once."""

    def apart(self, text: str) -> str:
        """The rows of a query as the left of a join: the query itself, or a table where it cannot plan them at once."""


def name(node: Node) -> str:
    """The column of a node in the queries."""
    return f"k{node.number}"


@dataclass(frozen=True)
class Aside:
    """Aggregates of the rows of a group, or ranks of one value within it (`ranked`): one table."""

    groups: tuple[Node, ...]
    ranked: Node | None
    nodes: tuple[Node, ...]

    @property
    def read(self) -> list[Node]:
        """What its table reads of the rows."""
        return list(dict.fromkeys(arg for node in self.nodes for arg in node.args))

    @property
    def keys(self) -> tuple[Node, ...]:
        """The values by which a row finds its own line of the table, in the order of its columns `g0`, `g1`, …"""
        return self.groups if self.ranked is None else (*self.groups, self.ranked)

    def table(self, rows: str, keeper: Keeper) -> str:
        """The table, over rows that hold what it reads."""
        groups = [f"{name(each)} AS g{place}" for place, each in enumerate(self.groups)]
        if self.ranked is not None:
            return self._ranks(groups, name(self.ranked), rows, keeper)
        parts = [*groups, *(self._aggregate(node, keeper.dialect) for node in self.nodes)]
        by = f" GROUP BY {', '.join(map(name, self.groups))}" if groups else ""
        return keeper.kept(f"SELECT {', '.join(parts)} FROM {rows} AS t{by}")

    def _aggregate(self, node: Node, dialect: Dialect) -> str:
        what, has_value, has_kept, _ = node.params
        assert isinstance(what, Aggregate)
        args = list(map(name, node.args))
        value = args.pop(0) if has_value else None
        kept = args.pop(0) if has_kept else None
        return f"{dialect.aggregate(what.function, value, kept, '')} AS {name(node)}"

    def _ranks(self, groups: Sequence[str], value: str, rows: str, keeper: Keeper) -> str:
        """The places of each distinct value: within an interval, and those below it, so that none holds all rows."""
        keys = [f"g{place}" for place in range(len(groups))]
        by = ", ".join(map(name, self.keys))
        interval = f"floor(sign({value}) * ln(1e0 + abs({value})) * {_FINENESS}e0) AS b"
        distinct = keeper.kept(
            f"SELECT {', '.join([*groups, f'{value} AS v', interval, 'count(*) AS n'])} FROM {rows} AS t "
            f"WHERE {value} IS NOT NULL GROUP BY {by}"
        )
        among, own = ", ".join(keys), ", ".join([*keys, "b"])
        partition = f"PARTITION BY {among}" if keys else ""
        intervals = keeper.kept(
            f"SELECT {own}, sum(n) OVER ({partition} ORDER BY b) - n AS before, sum(n) OVER ({partition}) AS total "
            f"FROM (SELECT {own}, sum(n) AS n FROM {distinct} GROUP BY {own}) AS t"
        )
        places = (
            f"SELECT {', '.join([*(f'd.{each}' for each in keys), 'd.v', 'd.n', 'i.total'])}, i.before - d.n + "
            f"sum(d.n) OVER (PARTITION BY {', '.join(f'd.{each}' for each in [*keys, 'b'])} ORDER BY d.v) AS below "
            f"FROM {distinct} AS d JOIN {intervals} AS i ON {_equal('d', 'i', [*keys, 'b'])}"
        )
        given = [*keys, f"v AS g{len(keys)}", *(f"{_place(node)} AS {name(node)}" for node in self.nodes)]
        return keeper.kept(f"SELECT {', '.join(given)} FROM ({places}) AS t")


def asides(nodes: Sequence[Node]) -> list[Aside]:
    """The tables of some aggregates around rows, each with all that the same rows are asked."""
    found: dict[tuple[tuple[Node, ...], Node | None], list[Node]] = {}
    for node in nodes:
        what, number = node.params[0], node.params[3]
        assert isinstance(what, Aggregate) and isinstance(number, int)
        groups = node.args[len(node.args) - number :]
        found.setdefault((groups, node.args[0] if what.function in RANKS else None), []).append(node)
    return [Aside(groups, ranked, tuple(some)) for (groups, ranked), some in found.items()]


def joined(table: str, alias: str, keys: Sequence[str]) -> str:
    """The clause that puts the columns of such a table beside rows of which `keys` are the values."""
    if not keys:
        return f" CROSS JOIN {table} AS {alias}"
    pairs = " AND ".join(f"{key} IS NOT DISTINCT FROM {alias}.g{place}" for place, key in enumerate(keys))
    return f" LEFT JOIN {table} AS {alias} ON {pairs}"


def _equal(left: str, right: str, names: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{each} IS NOT DISTINCT FROM {right}.{each}" for each in names)


def _place(node: Node) -> str:
    """A rank, of the values below, of the equals (`n`) and of all."""
    what = node.params[0]
    assert isinstance(what, Aggregate)
    ahead = "(total - below - n)" if what.descending else "below"
    match what.function:
        case "rank_min":
            return f"{ahead} + 1"
        case "rank_max":
            return f"{ahead} + n"
        case "rank_average":
            return f"{ahead} + (n + 1) * 5e-1"
        case _:
            raise AssertionError(what.function)
