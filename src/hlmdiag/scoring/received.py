"""Checks the rows of a saved result against its grid; every difference is reported with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.contract import held_by, optional
from hlmdiag.scoring.result_columns import Held, Kind
from hlmdiag.text.phrase import Listed, Phrase, first_of

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.grid.model import Grid

_SHOWN = 60
_NAMED = 5
"""Ids named in a sentence: the grid has the others."""
_MOST = 20
"""Faults told of one file: a file that has more is of another make."""
_SLACK = 1e-6
"""Beyond the ends of a scale: numbers are rounded to nine decimals."""


class Columns:
    """Contents of the columns of a result, including those that only some results have."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.every = grid, held_by(grid)

    def of(self, name: str) -> Held | None:
        """Contents of a column; None for a name that no result of this grid has."""
        return self.every.get(name) or optional(name, self.grid)

    def check(self, kinds: Mapping[str, Kind], name: str) -> None:
        """Refuse columns that no result of the grid has, or of another kind; those absent are left."""
        found = []
        for column, kind in kinds.items():
            held = self.of(column)
            if held is None:
                found.append(_fault("inconnue", name, column))
            elif held.kind is not None and held.kind != kind:
                found.append(_fault("type", name, column, kind=_said(kind), expected=_said(held.kind)))
        _refuse(found)

    def absent(self, kinds: Mapping[str, Kind]) -> list[str]:
        """The columns that every result of the grid has and this one lacks."""
        return [column for column in self.every if column not in kinds]


def kind_of(dtype: Any) -> Kind:
    """The name, in a manifest, of the type of a column."""
    import polars as pl

    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    match dtype:
        case pl.Boolean():
            return "boolean"
        case pl.Date():
            return "date"
        case pl.List():
            return "list"
        case pl.String() | pl.Categorical() | pl.Enum():
            return "text"
        case _:
            raise ValueError(dtype)


def check_rows(frame: pl.DataFrame, columns: Columns, name: str) -> None:
    """Refuse rows that hold what no result of the grid does.

    Columns are looked at whole, then the first row at fault of each.
    """
    import polars as pl

    wrong = {
        column: fault
        for column, dtype in frame.schema.items()
        if (fault := _wrong(column, columns.of(column), dtype)) is not None
    }
    if not frame.height or not wrong:
        return
    seen = frame.select(fault.any().alias(column) for column, fault in wrong.items()).row(0, named=True)
    found = [_first(frame, column, wrong[column], columns, name) for column, bad in seen.items() if bad]
    keys = [column for column in frame.columns if (held := columns.of(column)) is not None and held.unique]
    if not found and keys:
        twice = frame.select(pl.struct(keys).is_duplicated().arg_true()).to_series()
        if len(twice):
            code = " ".join(map(str, frame.select(keys).row(twice[0])))
            found = [_fault("deux-fois", name, Listed((*keys,)), row=twice[0] + 1, value=code[:_SHOWN])]
    _refuse(found)


def _wrong(name: str, held: Held | None, dtype: Any) -> pl.Expr | None:
    """True where a column holds a value it may not hold."""
    import polars as pl

    if held is None:
        return None
    column, parts = pl.col(name), []
    if held.needed:
        parts.append(column.is_null())
    if held.unique:
        parts.append(column == "")
    if dtype.is_float():
        parts.append(~column.is_finite())
    if held.low is not None:
        parts.append(column < held.low - _SLACK)
    if held.high is not None:
        parts.append(column > held.high + _SLACK)
    if isinstance(dtype, pl.List):
        parts.append(~_sound_list(column, held))
    elif held.among is not None:
        parts.append(~column.cast(pl.String).is_in(sorted(held.among)))
    return pl.any_horizontal(part.fill_null(value=False) for part in parts) if parts else None


def _sound_list(column: pl.Expr, held: Held) -> pl.Expr:
    """Lists without an empty place; of known ids only, where these are known."""
    import polars as pl

    element = pl.element()
    bad = element.is_null()
    if held.among is not None:
        bad = bad | ~element.is_in(sorted(held.among))
    return ~column.list.eval(bad).list.any()


def _first(frame: pl.DataFrame, column: str, wrong: pl.Expr, columns: Columns, name: str) -> Problem:
    import polars as pl

    row = frame.select(wrong.arg_max()).item()
    value, held = frame[column][row], columns.of(column)
    assert held is not None
    shown = "" if value is None else str(value.to_list() if isinstance(value, pl.Series) else value)[:_SHOWN]
    return _fault("valeur", name, column, row=row + 1, value=shown, expected=_expected(held))


def _expected(held: Held) -> Phrase:
    if held.among is not None:
        names = sorted(held.among)
        shown = first_of(names, _NAMED, more=", …")
        return Phrase("rapport.contenu.parmi" if names else "rapport.contenu.vide", names=shown)
    if held.low is not None and held.high is not None:
        return Phrase("rapport.contenu.entre", low=float(held.low), high=float(held.high))
    if held.low is not None:
        return Phrase("rapport.contenu.au-moins", low=float(held.low))
    if held.unique:
        return Phrase("rapport.contenu.cle")
    return _said(held.kind or "number")


def _said(kind: Kind) -> Phrase:
    return Phrase(f"rapport.contenu.{kind}")


def _fault(what: str, name: str, column: str | Listed, **values: Any) -> Problem:
    shown = column[:_SHOWN] if isinstance(column, str) else column
    return Problem(f"rapport.resultat-{what}", Location(file=name), {"column": shown, **values})


def _refuse(found: list[Problem]) -> None:
    if found:
        raise HlmdiagError(found[:_MOST])
