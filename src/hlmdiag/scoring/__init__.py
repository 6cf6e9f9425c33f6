"""Scoring: a dataset becomes a result, the whole stock at once."""

from hlmdiag.scoring.result import SCHEMA_VERSION, Manifest, Result, Robustness
from hlmdiag.scoring.score import score

__all__ = ["SCHEMA_VERSION", "Manifest", "Result", "Robustness", "score"]
