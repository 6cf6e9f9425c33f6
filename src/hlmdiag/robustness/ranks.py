"""The ranks of each unit over the draws, of which only the ends are kept: memory does not grow with the draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlmdiag.rules.drawn import Matrix

LEFT_OUT = 0.05
"""What the interval leaves out on each side: the 5th and 95th percentiles, as the uncertainty analyses of the JRC show
(OECD/JRC Handbook on Constructing Composite Indicators, 2008, step 7); unlike the extremes, they settle as draws are
added."""

_UNIT = 1e9
_BUFFER = 1 << 24
"""Ranks held before they are thinned: 64 MiB, and a few times that while they are."""


class Ranks:
    """Gathers the ranks draw by draw, 1 the highest score; equal scores (to 9 decimals) share a rank."""

    def __init__(self, units: int, draws: int) -> None:
        self._kept = int(LEFT_OUT * draws) + 1
        self._limit = max(2 * self._kept, _BUFFER // max(1, units))
        self._units = units
        self._lowest = self._highest = np.empty((units, 0), dtype=np.uint32)
        self._waiting: list[NDArray[np.uint32]] = []

    def add(self, scores: Matrix) -> None:
        """The ranks of a block of draws."""
        self._waiting.append(_ranked(scores))
        if sum(len(block) for block in self._waiting) >= self._limit:
            self._thin()

    def interval(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """For each unit the lowest and the highest rank, with 5 % of the draws left out on each side."""
        self._thin()
        return self._lowest.max(axis=1), self._highest.min(axis=1)

    def _thin(self) -> None:
        """Keep the draws that may still be an end of the interval."""
        if not self._waiting:
            return
        found = np.ascontiguousarray(np.concatenate(self._waiting).T)
        self._waiting = []
        low = np.concatenate([self._lowest, found], axis=1)
        high = np.concatenate([self._highest, found], axis=1)
        kept = min(self._kept, low.shape[1])
        self._lowest = np.partition(low, kept - 1, axis=1)[:, :kept]
        kept = min(self._kept, high.shape[1])
        self._highest = np.partition(high, high.shape[1] - kept, axis=1)[:, -kept:]


def _ranked(scores: Matrix) -> NDArray[np.uint32]:
    keys = np.rint(scores * -_UNIT)
    order = np.argsort(keys, axis=1)
    ordered = np.take_along_axis(keys, order, axis=1)
    first = np.zeros(keys.shape, dtype=np.uint32)
    places = np.arange(1, keys.shape[1], dtype=np.uint32)
    np.multiply(ordered[:, 1:] != ordered[:, :-1], places, out=first[:, 1:], casting="unsafe")
    np.maximum.accumulate(first, axis=1, out=first)
    ranks = np.empty(keys.shape, dtype=np.uint32)
    np.put_along_axis(ranks, order, first + np.uint32(1), axis=1)
    return ranks
