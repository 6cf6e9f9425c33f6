"""Outputs of which there is one for each of several things: a folder, or names with a place for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from hlmdiag.runs.outputs import OutputTarget
from hlmdiag.text.slug import file_slug, free_name

_LONGEST = 60


def targets_of_each(
    names: Iterable[str], patterns: Sequence[tuple[Path, str]], mark: str
) -> list[list[OutputTarget]]:  # fmt: skip
    """The files of each thing: the slug of its name, which no other has, in the place of `mark`."""
    taken: set[str] = set()
    slugs = [free_name(file_slug(name, _LONGEST, "sans-nom"), taken) for name in names]
    return [
        [OutputTarget(path.with_name(path.name.replace(mark, each)), format) for path, format in patterns]
        for each in slugs
    ]
