"""The result of a whole stock: the one contract that every report reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hlmdiag.data.dataset import InputFile, Provenance
from hlmdiag.errors import Problem
from hlmdiag.grid.model import Grid

if TYPE_CHECKING:
    import polars as pl

__all__ = ["SCHEMA_VERSION", "Manifest", "Result"]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """What a result was made from: enough to explain each number and to make the same result again."""

    tool_version: str
    reference_date: date
    inputs: tuple[InputFile, ...] = ()
    provenance: Mapping[str, Mapping[str, Provenance]] = field(default_factory=dict)
    """By table (`stock`, an event table), then by column of the grid."""
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True)
class Result:
    """One row per unit in the received order; lists are polars lists of text, states plain text.

    `frame` has the columns of the contract, in its order. Types: `level*`, keys, text: String; `levels_possible`,
    `flags`, `flags_to_check`, `actions`: List(String); `conclusive`, `contribution_exact`: Boolean; `rank`,
    `source_row`: UInt32; `state:` Enum of the states' names; `value:` Float64, String, Boolean or Date; every other
    number Float64, rounded to 9 decimals.
    """

    grid: Grid
    frame: pl.DataFrame
    manifest: Manifest
