"""A part of a result: some of its units, which says that it is one; what they are is not changed, nor their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.scoring.unit_code import rows_of_codes

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.grid.model import Grid
    from hlmdiag.scoring.result import Result, Selection

_NAMED = 5
"""Codes that say which units were taken; of more, the first ones."""


def require_units_apart(grid: Grid) -> None:
    """Refuse a part where units make wider ones: what a part of them says of a wider one would be wrong."""
    if grid.roll_up is not None:
        problem = Problem("selection.regroupee", Location(file="hlmdiag"), {"unit": grid.roll_up.unit})
        raise HlmdiagError([problem], USAGE)


def part(result: Result, frame: pl.DataFrame, condition: str, undecided: int = 0) -> Result:
    """The result with these of its rows, which it says among its problems.

    Ranks and whatever compares a unit with the others stay those of the whole stock.
    """
    values = {"condition": condition, "kept": frame.height, "total": result.frame.height, "undecided": undecided}
    said = Problem("selection.unites", Location(), values, Severity.NOTICE)
    selection = _narrowed(result, condition, undecided)
    manifest = replace(result.manifest, problems=(*result.manifest.problems, said), selection=selection)
    return replace(result, frame=frame, manifest=manifest)


def units_of(result: Result, codes: Iterable[str]) -> Result:
    """The part of a result that holds these units, in the order asked; every unknown code is said."""
    require_units_apart(result.grid)
    frame = result.frame[rows_of_codes(result, [*codes])]
    names = [f'"{code}"' for code in frame.select(result.grid.keys[0]).head(_NAMED).to_series()]
    more = ["…"] if frame.height > _NAMED else []
    return part(result, frame, f"{result.grid.keys[0]} in ({', '.join([*names, *more])})")


def _narrowed(result: Result, condition: str, undecided: int) -> Selection:
    """The part of the stock that is left; one may have been taken before."""
    from hlmdiag.scoring.result import Selection

    earlier = result.manifest.selection
    if earlier is None:
        return Selection((condition,), result.frame.height, result.ranked, undecided)
    return replace(earlier, conditions=(*earlier.conditions, condition), undecided=earlier.undecided + undecided)
