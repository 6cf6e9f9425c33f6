"""The kinds of families of a loaded grid: by what units are comparable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FamilyKind:
    """One way to compare like with like: a column, and the bounds between families where it is a number."""

    id: str
    title: str
    column: str
    steps: tuple[float, ...] = ()
