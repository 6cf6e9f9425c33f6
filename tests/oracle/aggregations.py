"""Several scores become one (design §3), and what share of each is in it (design §5.10)."""

from __future__ import annotations

import math
from typing import Any

from oracle.document import Scale
from oracle.value import round9

WITHOUT_SHARES = ("geometric", "share", "median")
"""Aggregations whose score is no sum of what each child contributes."""

Pairs = list[tuple[float, float]]
"""(weight, score) of each child that counts."""


def aggregate(name: str, options: dict[str, Any], pairs: Pairs, scale: Scale) -> float:
    """The score of a node, before its cap, its adjustment and the ends of the scale."""
    total = math.fsum(weight for weight, _ in pairs)
    scores = [score for _, score in pairs]
    if name == "geometric":
        if min(scores) <= 0:
            return 0.0
        return math.exp(math.fsum(weight * math.log(score) for weight, score in pairs) / total)
    if name in ("worst", "best"):
        return max(scores) if (name == "worst") == scale.burden else min(scores)
    if name == "median":
        middle, ordered = len(scores) // 2, sorted(scores)
        return ordered[middle] if len(scores) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if name == "share":
        beyond = math.fsum(weight for weight, score in pairs if is_beyond(score, options["beyond"], scale))
        return scale.best + beyond / total * (scale.worst - scale.best)
    parts = shares(name, options, pairs, scale)
    return math.fsum(part * score for part, score in zip(parts, scores, strict=True))


def shares(name: str, options: dict[str, Any], pairs: Pairs, scale: Scale) -> list[float] | None:
    """The effective weight of each child within its node; None where a score is no sum of its children's."""
    if name in WITHOUT_SHARES:
        return None
    if name == "sum":
        factor = scale.width / float(options["out_of"]) if options.get("out_of") is not None else 1.0
        return [weight * factor for weight, _ in pairs]
    if name == "mean":
        total = math.fsum(weight for weight, _ in pairs)
        return [weight / total for weight, _ in pairs]
    decisive = round9(aggregate(name, options, pairs, scale))
    ties = [round9(score) == decisive for _, score in pairs]
    return [tie / sum(ties) for tie in ties]


def is_beyond(score: float, bound: float, scale: Scale) -> bool:
    return round9(score) >= bound if scale.burden else round9(score) <= bound
