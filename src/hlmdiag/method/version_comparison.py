"""Compares two versions of a grid, and gives the least version number that the new one should carry."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.grid.model import Grid
from hlmdiag.grid.versions import numbers_of, padded
from hlmdiag.method.change_context import ChangeContext
from hlmdiag.method.change_kinds import ChangeKind, ChangeSize
from hlmdiag.method.change_size import size_of_change
from hlmdiag.method.document_diff import differences_between, subject_of
from hlmdiag.method.findings import Findings, place_of
from hlmdiag.method.replacements import Replacement, proposed_replacements
from hlmdiag.text.phrase import Listed

_FIRST_YEAR = 1900


@dataclass(frozen=True)
class VersionChange:
    """One change: its kind, its size, its place, the old and the new text.

    `location` is in the new grid, but for what was removed, which only the old one has. An absent value is None.
    `asked`: nothing but its author can say whether the same thing is meant; until then it counts as another one.
    """

    kind: ChangeKind
    size: ChangeSize
    path: str
    before: Any
    after: Any
    location: Location
    asked: bool = False

    @property
    def subject(self) -> str:
        """The id that it is about."""
        return subject_of(tuple(self.path.split(".")))


@dataclass(frozen=True)
class VersionComparison:
    """Two versions of a grid, what changed, and the version that the new one should carry at least.

    `moved`: how many units of some data have another score, level or flag under the new version.
    """

    old: Grid
    new: Grid
    changes: tuple[VersionChange, ...]
    moved: int = 0

    @property
    def size(self) -> ChangeSize | None:
        """Size of the weightiest change; one that moves a unit is major, whatever the documents show."""
        return ChangeSize.MAJOR if self.moved else max((each.size for each in self.changes), default=None)

    @property
    def is_raised(self) -> bool:
        """Whether the data alone say that the new version is a major one."""
        return self.moved > 0 and all(each.size is not ChangeSize.MAJOR for each in self.changes)

    @property
    def needed(self) -> str | None:
        """The version to give at least: None where nothing changed, or where the old one does not count in numbers."""
        return None if self.size is None else version_needed(self.old.version, self.size)

    @property
    def is_ordered(self) -> bool:
        """Whether one can tell which of the two versions comes after the other one."""
        return None not in (numbers_of(self.old.version), numbers_of(self.new.version))

    @property
    def goes_back(self) -> bool:
        """Whether the new version comes before the old one."""
        old, new = numbers_of(self.old.version), numbers_of(self.new.version)
        return old is not None and new is not None and padded(new) < padded(old)

    @property
    def is_declared(self) -> bool:
        """Whether the new version is at least the needed one; changes without effect only need another version."""
        if self.size is None:
            return not self.goes_back
        declared = numbers_of(self.new.version)
        if self.needed is None or declared is None:
            return not self._is_the_same_version
        return padded(declared) >= padded(numbers_of(self.needed) or ())

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """Keys that the new version could add for the columns that it replaces."""
        return proposed_replacements(self.old, self.new)

    @property
    def _is_the_same_version(self) -> bool:
        return self.old.version == self.new.version


def compare(old: Grid, new: Grid, same: Collection[str] = ()) -> VersionComparison:
    """Everything that changed between two versions of a grid, the weightiest first, then in the order of the file.

    `same`: ids of which the author says that they mean the same thing, whatever was rewritten.
    """
    found = tuple(changes_between(old, new))
    asked = dict.fromkeys(each.subject for each in found if each.asked)
    if unknown := [id for id in same if id not in asked]:
        values = {"names": Listed((*unknown,), quoted=True), "asked": Listed((*asked,)) if asked else "—"}
        raise HlmdiagError([Problem("usage.sens-non-demande", values=values)], USAGE)
    settled = [_settled(each, same) for each in found]
    return VersionComparison(old, new, tuple(sorted(settled, key=lambda it: -it.size)))


def changes_between(old: Grid, new: Grid) -> Iterator[VersionChange]:
    """The changes one by one; the version is what they are measured against, and none of them."""
    around = ChangeContext.of(old, new)
    for step in differences_between(old.document, new.document):
        if step.at != ("version",):
            kind, size, asked = size_of_change(step, around)
            place = place_of(old, step.old) if step.action == "removed" else place_of(new, step.new)
            yield VersionChange(kind, size, ".".join(map(str, step.new)), step.before, step.after, place, asked)
    for name, used in new.every_use.items():
        if name in old.every_use:
            yield from _of_another_grid(old.every_use[name], used, new, ("uses", name))
    if old.parent is not None and new.parent is None:
        place = place_of(new, ("id",))
        yield VersionChange(ChangeKind.REMOVAL, ChangeSize.MAJOR, "extends", old.parent.id, None, place)
    elif old.parent is not None and new.parent is not None:
        # the document holds what the new parent says; at most, the columns of the parent's own score change
        changes = _of_another_grid(old.parent, new.parent, new, ("extends",))
        yield from (replace(each, size=min(each.size, ChangeSize.MINOR)) for each in changes)


def _of_another_grid(old: Grid, new: Grid, reader: Grid, path: tuple[str, ...]) -> Iterator[VersionChange]:
    """A grid that this one reads, and that is not what it was."""
    size = VersionComparison(old, new, tuple(changes_between(old, new))).size
    if size is not None and old.id == new.id:
        before, after = f"{old.id} {old.version}", f"{new.id} {new.version}"
        yield VersionChange(ChangeKind.RULE, size, ".".join(path), before, after, place_of(reader, path))


def _settled(change: VersionChange, same: Collection[str]) -> VersionChange:
    if not change.asked or change.subject not in same:
        return change
    return replace(change, kind=ChangeKind.TEXT, size=ChangeSize.PATCH, asked=False)


def version_needed(version: str, size: ChangeSize) -> str | None:
    """The least version after this one that announces a change of that size.

    The three numbers of a version announce a major, a minor change, a patch. After a year, which only says when, they
    are the next three.

    >>> [version_needed("1.2", size) for size in ChangeSize]
    ['1.2.1', '1.3', '2.0']
    >>> [version_needed("2026.1", size) for size in ChangeSize]
    ['2026.1.0.1', '2026.1.1', '2026.2']
    """
    numbers = numbers_of(version)
    if numbers is None:
        return None
    rank = (numbers[0] >= _FIRST_YEAR) + ChangeSize.MAJOR - size
    kept = padded(numbers)[:rank]
    raised = (*kept, padded(numbers)[rank] + 1, *[0] * (len(numbers) - rank - 1))
    return ".".join(map(str, raised))


def counts(version: str) -> bool:
    """Whether a version is made of numbers, so that one can tell which of two comes first.

    >>> counts("2026.1"), counts("printemps")
    (True, False)
    """
    return numbers_of(version) is not None


def check_version(old: Grid, findings: Findings, same: Collection[str] = ()) -> None:
    """The declared version comes after an older one, by as much as what changed since asks for."""
    found = compare(old, findings.grid, same)
    values = {"version": findings.grid.version, "old": old.version}
    is_another = found.size is not None or findings.grid.version != old.version
    if is_another and not found.is_ordered:
        findings.add("methode.version-sans-ordre", ("version",), **values)
    elif found.goes_back:
        findings.add("methode.version-anterieure", ("version",), **values)
    elif not found.is_declared:
        findings.add(
            "methode.version-trop-basse", ("version",), **values,
            needed=found.needed or "?", count=len(found.changes), path=found.changes[0].path,
        )  # fmt: skip
    for change in {each.subject: each for each in reversed(found.changes) if each.asked}.values():
        path = tuple(change.path.split("."))
        findings.add("methode.sens-a-confirmer", path, id=change.subject, before=change.before, after=change.after)
