"""The children of a node under many sets of weights, as matrices: draws × units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmdiag.rules.scale import Scale

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnChildren:
    """Scores of the children under drawn weights, leaves first: a leaf's does not depend on weights, a theme's does.

    `leaves`: leaves × units, any number where a leaf does not count; `themes`: draws × units each (or one line that
    all draws share); `counts`: children × units, 1 where a child counts and 0 elsewhere, None where all count
    everywhere; `weights`: draws × children, positive.
    """

    leaves: Matrix
    themes: Sequence[Matrix]
    counts: Matrix | None
    weights: Matrix
    scale: Scale

    def mean(self, take: Callable[[Matrix], Matrix] | None = None) -> Matrix:
        """Σ weight × value of each child ÷ Σ weight, over the children that count."""
        if self.counts is None:
            return self._added(self.weights * (1 / self.weights.sum(axis=1, keepdims=True)), take)
        total = self.weights @ self.counts
        total[total == 0] = 1.0
        added = self._added(self.weights, take)
        added /= total
        return added

    def total(self, factor: float) -> Matrix:
        """Σ weight × factor × score over the children that count."""
        return self._added(self.weights * factor, None)

    def each(self, elsewhere: float) -> Iterator[Matrix]:
        """The scores of each child, `elsewhere` where it does not count: draws × units, or one line."""
        for place, line in enumerate((*self.leaves, *self.themes)):
            yield line if self.counts is None else np.where(self.counts[place] > 0, line, elsewhere)

    def _added(self, weights: Matrix, take: Callable[[Matrix], Matrix] | None) -> Matrix:
        """Minus infinity, which a logarithm gives, is kept apart: a product of matrices would make it NaN."""
        leaves = self.leaves if take is None else take(self.leaves)
        if self.counts is not None:
            leaves = np.where(self.counts[: len(leaves)] > 0, leaves, 0.0)
        endless = np.isneginf(leaves)
        has_endless = bool(endless.any())
        added: Matrix = weights[:, : len(leaves)] @ (np.where(endless, 0.0, leaves) if has_endless else leaves)
        if has_endless:
            added[:, endless.any(axis=0)] = -np.inf
        for place, theme in enumerate(self.themes, len(leaves)):
            part = (theme if take is None else take(theme)) * weights[:, place, None]
            if self.counts is not None:
                part[:, self.counts[place] == 0] = 0.0
            added += part
        return added
