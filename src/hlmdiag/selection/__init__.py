"""A part of a result: the units for which a condition is true, the columns that are wanted."""

from hlmdiag.selection.columns import narrowed
from hlmdiag.selection.pieces import ChosenChunks, chosen
from hlmdiag.selection.units import kept, matching, read_where

__all__ = ["ChosenChunks", "chosen", "kept", "matching", "narrowed", "read_where"]
