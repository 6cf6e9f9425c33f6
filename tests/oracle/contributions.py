"""What each indicator brings to the score of the whole (design §5.10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from oracle.aggregations import WITHOUT_SHARES
from oracle.document import Node
from oracle.tree import Scored


@dataclass
class Account:
    """The score taken apart: points × effective weight by indicator, and all the rest."""

    contributions: dict[str, float | None] = field(default_factory=dict)
    effective: dict[str, float | None] = field(default_factory=dict)
    adjustment: float = 0.0


def is_exact(root: Node) -> bool:
    return not any(node.aggregation in WITHOUT_SHARES for node in root.nodes())


def account_for(root: Scored) -> Account:
    account = Account()
    spread(root, 1.0, account)
    return account


def spread(node: Scored, factor: float | None, account: Account) -> None:
    """Hand a node's effective weight down to its children; what is no child's goes to the adjustment."""
    if factor is not None and node.score is not None and node.effective is not None:
        account.adjustment += factor * (node.score - node.aggregated)
    for child in node.children:
        share = share_of(node, child, factor)
        if child.is_leaf:
            account.effective[child.id] = share
            points = child.brought
            account.contributions[child.id] = None if share is None or points is None else share * points
        elif child.score is None and share and child.brought is not None:
            account.adjustment += share * child.brought
            spread(child, 0.0, account)
        else:
            spread(child, share, account)


def share_of(node: Scored, child: Scored, factor: float | None) -> float | None:
    if factor is None or node.effective is None:
        return None
    return factor * node.effective.get(child.id, 0.0)
