"""Other weights asked for: how many sets of them, how far from the grid's own, from which seed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.robustness import WeightTrial


def weight_trial(draws: int, spread: float, seed: int) -> WeightTrial:
    """The trial of so many sets of weights; refused where it cannot be, or where numpy is absent."""
    for option, number in (("--robustness", draws), ("--seed", seed)):
        if number < 1:
            raise refusal("usage.nombre", option=option, value=number)
    if not 0 < spread < 1:
        raise refusal("usage.ecart", option="--spread", value=spread)
    if find_spec("numpy") is None:
        raise refusal("usage.robustesse-absente")
    from hlmdiag.robustness import WeightTrial

    return WeightTrial(draws, round(spread, 9), seed)
