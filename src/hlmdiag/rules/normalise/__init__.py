"""From an answer to points: one model a rule. The union is the list of them."""

from typing import get_args

from hlmdiag.rules.normalise.anchors import Anchors
from hlmdiag.rules.normalise.choices import Choice, Choices
from hlmdiag.rules.normalise.grouped_steps import GroupedSteps
from hlmdiag.rules.normalise.identity import Identity
from hlmdiag.rules.normalise.linear import Linear
from hlmdiag.rules.normalise.matrix import Matrix
from hlmdiag.rules.normalise.steps import Steps
from hlmdiag.rules.normalise.target import Target
from hlmdiag.rules.points import Points, Reach

__all__ = [
    "RULES",
    "Anchors",
    "Choice",
    "Choices",
    "GroupedSteps",
    "Identity",
    "Linear",
    "Matrix",
    "Points",
    "Reach",
    "Rule",
    "Steps",
    "Target",
]

Rule = Choices | Steps | GroupedSteps | Anchors | Linear | Matrix | Target | Identity

RULES: dict[str, type[Rule]] = {rule.key: rule for rule in get_args(Rule) if rule is not GroupedSteps}
"""The rules by their key under `score:`; `steps` needs its `points`, the others are alone.

`GroupedSteps` has the key of `Steps`: steps are a list, or a table of lists.
"""
