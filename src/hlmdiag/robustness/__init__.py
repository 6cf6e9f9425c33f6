"""Robustness to weights: the level and the rank of every unit under many other sets of weights."""

from hlmdiag.robustness.assess import assess, mixes
from hlmdiag.robustness.trial import WeightTrial

__all__ = ["WeightTrial", "assess", "mixes"]
