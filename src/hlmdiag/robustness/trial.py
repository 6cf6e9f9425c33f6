"""The sets of weights to try: each weight times a random factor, drawn once for all units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MANTISSA = 53
_BLOCK = 1 << 19
"""Numbers of a block of draws: a few matrices of that size stay in the caches and far under any memory."""


@dataclass(frozen=True)
class WeightTrial:
    """`draws` sets of weights, each weight times a uniform factor in [1 − spread, 1 + spread[, from a seed.

    The draws of a shorter trial are the first ones of a longer trial. `spread` is in ]0, 1[, so that a weight stays
    positive: 0.25 is the usual noise of an uncertainty analysis of weights (`get_noisy_weights` of COINr).
    """

    draws: int
    spread: float = 0.25
    seed: int = 1

    def factors(self, children: int) -> NDArray[np.float64]:
        """The factors, draws × children of the tree in the order of the document."""
        import numpy as np

        # numpy keeps the raw stream of a bit generator from one version to the next, but not its floats
        raw = np.random.PCG64(self.seed).random_raw(self.draws * children)
        uniform = (raw >> np.uint64(64 - _MANTISSA)).astype(np.float64) * 2.0**-_MANTISSA
        factors: NDArray[np.float64] = 1 - self.spread + 2 * self.spread * uniform
        return factors.reshape(self.draws, children)

    def blocks(self, units: int) -> Iterator[slice]:
        """The draws in blocks that bound the memory, whatever the number of units."""
        step = max(1, min(self.draws, _BLOCK // max(1, units)))
        return (slice(start, min(start + step, self.draws)) for start in range(0, self.draws, step))
