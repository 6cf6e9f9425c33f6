"""A grid against the levels that people expected of units they know: how often they agree, and who is missed."""

from hlmdiag.backtest.agreement import Agreement, weighted_kappa
from hlmdiag.backtest.compare import Backtest, LevelOutcome, compare_levels
from hlmdiag.backtest.labels import EXPECTED, Labels, labels_of, with_labels
from hlmdiag.backtest.proportion import Proportion, wilson
from hlmdiag.backtest.thresholds import FEWEST, BetterThresholds, Cut
from hlmdiag.backtest.visited import Visited

__all__ = [
    "EXPECTED",
    "FEWEST",
    "Agreement",
    "Backtest",
    "BetterThresholds",
    "Cut",
    "Labels",
    "LevelOutcome",
    "Proportion",
    "Visited",
    "compare_levels",
    "labels_of",
    "weighted_kappa",
    "wilson",
    "with_labels",
]
