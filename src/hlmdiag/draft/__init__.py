"""A first grid to start from: a commented skeleton, or what a landlord's own file suggests."""

from hlmdiag.draft.propose import propose
from hlmdiag.draft.skeleton import skeleton

__all__ = ["propose", "skeleton"]
