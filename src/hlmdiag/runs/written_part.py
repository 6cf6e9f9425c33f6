"""Part of a result to write: some units, some columns; refusals come before the data is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlmdiag.runs.formats import ROWS, suffixes
from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.expression import Expression
    from hlmdiag.grid import Grid
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class PartRequest:
    """Request of a part: a condition on units, names or patterns of columns."""

    where: str | None = None
    select: tuple[str, ...] = ()


WHOLE = PartRequest()


@dataclass(frozen=True)
class WrittenPart:
    """The choice checked against a grid."""

    where: Expression | None
    select: tuple[str, ...]

    @staticmethod
    def over(choice: PartRequest, grid: Grid) -> WrittenPart:
        """Read the condition for a grid."""
        if choice.where is None:
            return WrittenPart(None, choice.select)
        from hlmdiag.selection import read_where

        return WrittenPart(read_where(choice.where, grid), choice.select)

    def of(self, result: Result) -> Result:
        """The part of a result that is to be written."""
        if self.where is not None:
            from hlmdiag.selection import kept

            result = kept(result, self.where)
        return result

    def columns_of(self, result: Result) -> Result:
        """The same with the columns that are wanted."""
        if not self.select:
            return result
        from hlmdiag.selection import narrowed

        return narrowed(result, self.select)


def choice_of(where: str | None, select: Sequence[str] | None, targets: Iterable[OutputTarget]) -> PartRequest:
    """The choice typed; columns are chosen for the formats of rows only."""
    names = tuple(name.strip() for text in select or () for name in text.split(",") if name.strip())
    if names:
        formats = [target.format for target in targets]
        wrong = [name or "dossier" for name in formats if name not in ROWS]
        if wrong or not formats:
            raise refusal("selection.format", formats=suffixes(ROWS, ", "))
    return PartRequest(where.strip() if where is not None else None, names)
