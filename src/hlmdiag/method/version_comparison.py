"""Compares two versions of a grid, and gives the least version number that the new one should carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hlmdiag.errors import Location
from hlmdiag.grid.model import Grid
from hlmdiag.method.change_size import ChangeContext, ChangeKind, ChangeSize, size_of_change
from hlmdiag.method.document_diff import differences_between
from hlmdiag.method.findings import Findings, place_of

_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")
_FIRST_YEAR = 1900


@dataclass(frozen=True)
class VersionChange:
    """One change: what it is, how much it matters, where, what was written and what is written now.

    `location` is in the new grid, but for what was removed, which only the old one has. An absent value is None.
    """

    kind: ChangeKind
    size: ChangeSize
    path: str
    before: Any
    after: Any
    location: Location


@dataclass(frozen=True)
class VersionComparison:
    """Two versions of a grid, what changed, and the version that the new one should carry at least.

    `needed` is None where nothing changed, or where the old version does not count in numbers.
    """

    old: Grid
    new: Grid
    changes: tuple[VersionChange, ...]
    needed: str | None

    @property
    def size(self) -> ChangeSize | None:
        """That of the weightiest change."""
        return max((each.size for each in self.changes), default=None)

    @property
    def is_declared(self) -> bool:
        """Whether the new version is at least the one needed; those that do not count only have to differ."""
        if not self.changes:
            return True
        declared = _numbers(self.new.version)
        if self.needed is None or declared is None:
            return self.old.version != self.new.version
        return _padded(declared) >= _padded(_numbers(self.needed) or ())


def compare(old: Grid, new: Grid) -> VersionComparison:
    """Everything that changed between two versions of a grid, the weightiest first, then in the order of the file."""
    changes = tuple(sorted(changes_between(old, new), key=lambda it: -it.size))
    size = max((each.size for each in changes), default=None)
    return VersionComparison(old, new, changes, None if size is None else version_needed(old.version, size))


def changes_between(old: Grid, new: Grid) -> Iterable[VersionChange]:
    """The changes one by one; the version is what they are measured against, and none of them."""
    around = ChangeContext.of(new.document)
    for step in differences_between(old.document, new.document):
        if step.at != ("version",):
            kind, size = size_of_change(step, around)
            place = place_of(old, step.old) if step.action == "removed" else place_of(new, step.new)
            yield VersionChange(kind, size, ".".join(map(str, step.new)), step.before, step.after, place)


def version_needed(version: str, size: ChangeSize) -> str | None:
    """The least version after this one that announces a change of that size.

    The three numbers of a version announce a major, a minor change, a patch. After a year, which only says when, they
    are the next three.

    >>> [version_needed("1.2", size) for size in ChangeSize]
    ['1.2.1', '1.3', '2.0']
    >>> [version_needed("2026.1", size) for size in ChangeSize]
    ['2026.1.0.1', '2026.1.1', '2026.2']
    """
    numbers = _numbers(version)
    if numbers is None:
        return None
    rank = (numbers[0] >= _FIRST_YEAR) + ChangeSize.MAJOR - size
    kept = _padded(numbers)[:rank]
    raised = (*kept, _padded(numbers)[rank] + 1, *[0] * (len(numbers) - rank - 1))
    return ".".join(map(str, raised))


def check_version(old: Grid, findings: Findings) -> None:
    """The declared version is at least the one that the changes since an older version ask for."""
    found = compare(old, findings.grid)
    if not found.is_declared:
        first = found.changes[0]
        findings.add(
            "methode.version-trop-basse", ("version",), version=findings.grid.version, old=old.version,
            needed=found.needed or "?", count=len(found.changes), path=first.path,
        )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...] | None:
    found = _VERSION.fullmatch(version.strip())
    return None if found is None else tuple(int(part) for part in found.groups() if part is not None)


def _padded(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, *[0] * (4 - len(numbers)))
