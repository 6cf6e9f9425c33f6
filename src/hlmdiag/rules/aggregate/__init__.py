"""From several scores to one: one model an aggregation. The union is the list of them."""

from typing import get_args

from hlmdiag.rules.aggregate.extreme import Best, Worst
from hlmdiag.rules.aggregate.geometric import Geometric
from hlmdiag.rules.aggregate.mean import Mean
from hlmdiag.rules.aggregate.median import Median
from hlmdiag.rules.aggregate.share import Beyond, Share
from hlmdiag.rules.aggregate.sum import Sum, Total

__all__ = [
    "AGGREGATIONS", "Aggregation", "Best", "Beyond", "Geometric", "Mean", "Median", "Share", "Sum", "Total", "Worst",
]  # fmt: skip

Aggregation = Mean | Geometric | Worst | Best | Median | Sum | Share

AGGREGATIONS: dict[str, type[Aggregation]] = {aggregation.key: aggregation for aggregation in get_args(Aggregation)}
"""The aggregations by name: a bare name in a document, or a map of that one key with its parameters."""
