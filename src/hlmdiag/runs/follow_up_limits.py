"""The limits that a user sets on what moved from one campaign to the next: conditions on counts of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Problem
from hlmdiag.expression import ColumnRef, Reference

if TYPE_CHECKING:
    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.expression import Expression

_NAMES = ("worsened", "improved", "to_confirm", "stable", "entered", "left", "came", "gone", "split", "merged")


def read_limits(texts: Sequence[str]) -> tuple[Expression, ...]:
    """The conditions, whose names are those counts; raises with what is wrong in them (exit code 2)."""
    from hlmdiag.expression import Names
    from hlmdiag.expression.names import Type
    from hlmdiag.scoring.typed_condition import typed_condition

    names = Names(columns=dict.fromkeys(_NAMES, Type("number")), stock=False)
    found, problems = [], list[Problem]()
    for text in texts:
        try:
            found.append(typed_condition(text.strip(), names))
        except HlmdiagError as error:
            problems += error.problems
    if problems:
        raise HlmdiagError(problems, USAGE)
    return tuple(found)


def crossed_by(limits: Sequence[Expression], found: Followed) -> list[tuple[str, str]]:
    """The conditions that hold, each with the counts that it reads."""
    import polars as pl

    from hlmdiag.expression import Operand, compile
    from hlmdiag.states import KNOWN

    counts = counts_of(found)
    row = pl.DataFrame({name: [float(count)] for name, count in counts.items()})
    crossed, day = [], found.now.manifest.reference_date
    known = pl.lit(int(KNOWN), dtype=pl.UInt8)
    for limit in limits:
        value = compile(limit, lambda it: Operand(pl.col(_named(it)), known), pl, day).value
        if row.select(value).item():
            read = [_named(each) for each in limit.references]
            crossed.append((limit.text, ", ".join(f"{name} = {counts[name]}" for name in read)))
    return crossed


def _named(reference: Reference) -> str:
    """These names are columns alone."""
    assert isinstance(reference, ColumnRef)
    return reference.name


def counts_of(found: Followed) -> dict[str, int]:
    """Number of units by move: better or worse, in or out of the watch, come or gone, split or merged."""
    from hlmdiag.campaign.code_changes import RESHAPED

    watch = found.units["watch"]
    moves = {"worsened": "worse", "improved": "better", "to_confirm": "to_confirm", "stable": "stable"}
    counts = {name: found.count(move) for name, move in moves.items()}
    counts["entered"] = int(watch.is_in(["entered", "relapsed"]).sum())
    counts["left"] = int((watch == "left").sum())
    return counts | {name: found.standing(name) for name in ("came", "gone", *RESHAPED)}
