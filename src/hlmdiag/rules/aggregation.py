"""Interface of an aggregation: every other room calls it, none decides by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from hlmdiag.rules.children import Children
from hlmdiag.rules.frozen import Frozen
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.span import End, Span, SpanOfChild

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from hlmdiag.rules.drawn import DrawnChildren


class Refusal(NamedTuple):
    """Why a scale does not allow an aggregation: a code of problem, the keys below `aggregation`, the figures."""

    code: str
    below: tuple[str, ...] = ()
    values: Mapping[str, float | str | None] = {}


class SheetChildren(Protocol):
    """The children of a node as the formulas of a workbook see them."""

    @property
    def known(self) -> str:
        """Formula of the weight of the children with a score."""

    def weighted(self) -> str:
        """Formula of Σ weight × score over the children with a score."""

    def listed(self) -> str:
        """The cells of their scores, as operands: a text among them counts for nothing."""


class Combination(Frozen, ABC):
    """Combines several scores into one. A subclass is one file, a member of the union, and words in each language.

    Every form gives the same score: of columns (`combine`), of draws of weights (`drawn`), of the numbers of one unit
    (`value`), as a formula (`formula`).
    """

    key: ClassVar[str]
    """Its name in a grid."""
    uses_weights: ClassVar[bool] = True
    """Whether another positive weight of a child can change the score."""
    adds_up: ClassVar[bool]
    """Whether the score is a sum of what each child contributes: `shares` then says how much of each is in it."""
    normalises: ClassVar[bool] = True
    """Whether the score stays between those that the children can get. Where it does not, points are added as they
    stand: a child left out would count as zero."""
    has_formula: ClassVar[bool] = False
    """Whether a workbook can hold the score as a formula."""
    lists_children: ClassVar[bool] = False
    """Whether `formula` names the cell of each child: the functions of a spreadsheet take a limited number of them."""

    @property
    def cap(self) -> float | None:
        """The score is never above it; None without."""
        return None

    def refusals(self, scale: Scale) -> Iterator[Refusal]:
        """Reasons why the scale of the grid does not allow it."""
        return iter(())

    def takes_known_bounds(self, end: End, scale: Scale) -> bool:
        """Whether a child without bound at this end leaves the score the bound of the others."""
        return False

    def tells_apart(self, low: float, high: float, scale: Scale) -> bool:
        """Whether the score of a node can change when that of a child goes from one number to another."""
        return low != high

    @abstractmethod
    def combine(self, children: Children) -> pl.Expr:
        """The score of a node before its cap, null where no child has one."""

    def shares(self, children: Children, raw: pl.Expr) -> list[pl.Expr] | None:
        """The effective weight of each child in the score `raw`, null where it has none; None unless `adds_up`."""
        return None

    def parts(self, weights: Sequence[float], scale: Scale) -> list[float] | None:
        """What one point of each child that has a score is worth in that of the node, from their weights; None where
        it hangs on the scores, or where the score is no sum."""
        return None

    @abstractmethod
    def drawn(self, children: DrawnChildren) -> NDArray[np.float64]:
        """The same under many sets of weights at once, draws × units, before the cap; any number without a child."""

    @abstractmethod
    def value(self, present: Sequence[tuple[float, float]], scale: Scale) -> float:
        """The same for one unit, before the cap: (weight, score) of each child that has a score, at least one."""

    @abstractmethod
    def reach(self, children: Sequence[SpanOfChild], scale: Scale) -> Span:
        """Every score that a node can get when all that applies is answered, before the cap; at least one child."""

    def formula(self, cells: SheetChildren, scale: Scale) -> str:
        """The same as the formula of a workbook, where at least one child has a score; only if `has_formula`."""
        raise NotImplementedError(self.key)

    @abstractmethod
    def words(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """The keys of its sentences in the method sheet (`rapport.fiche-de-methode.<key>`), with their figures."""
