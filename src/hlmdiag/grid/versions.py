"""Versions of a grid: which of two comes first."""

from __future__ import annotations

import re

_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")


def numbers_of(version: str) -> tuple[int, ...] | None:
    """The numbers that a version is made of; None for one that is not.

    >>> numbers_of("2026.1"), numbers_of("printemps")
    ((2026, 1), None)
    """
    found = _VERSION.fullmatch(version.strip())
    return None if found is None else tuple(int(part) for part in found.groups() if part is not None)


def padded(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The same version with its four numbers: 1.2 is 1.2.0.0.

    >>> padded((1, 2))
    (1, 2, 0, 0)
    """
    return (*numbers, *[0] * (4 - len(numbers)))


def latest_first(version: str) -> tuple[int, tuple[int, ...], str]:
    """Sort key that puts the latest version first; versions without numbers come last, by their letters.

    >>> sorted(["2026.1", "printemps", "2026.10", "2026.2"], key=latest_first)
    ['2026.10', '2026.2', '2026.1', 'printemps']
    """
    numbers = numbers_of(version)
    return (1, (), version) if numbers is None else (0, tuple(-number for number in padded(numbers)), version)
