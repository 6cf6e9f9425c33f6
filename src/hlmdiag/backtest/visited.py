"""A unit that somebody knows, beside what the grid says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Visited:
    """A unit with the level expected and the level found, as ranks from the best (0).

    `score`: the one that its level was read from, None where there is none. `floor`: the rank under which its flags
    do not let it fall, whatever the score.
    """

    unit: str
    label: str | None
    expected: int
    found: int
    score: float | None
    floor: int = 0
