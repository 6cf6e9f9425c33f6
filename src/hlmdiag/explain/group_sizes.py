"""The groups in which the value of an indicator is placed, by the columns that hold their sizes."""

from __future__ import annotations

from hlmdiag.expression.names import StockRef
from hlmdiag.grid.model import Indicator
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.reference_population import SIZE


def group_sizes(leaf: Indicator) -> tuple[str, ...]:
    """The columns that hold the size of each group in which the value of an indicator is placed."""
    references = leaf.value.references if leaf.value is not None else ()
    return tuple(f"{SIZE}:{reference_text(each)}" for each in references if isinstance(each, StockRef))
