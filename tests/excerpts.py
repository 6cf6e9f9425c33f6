"""The example with some of its residences alone: what a report costs is what each of its residences does."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
TABLES = ("parc.csv", "incidents.csv", "reclamations.csv")


def residences() -> list[str]:
    """The codes of all of them, in their order."""
    return [row[:4].decode() for row in (EXAMPLES / "parc.csv").read_bytes().splitlines()[1:]]


def write_excerpt(folder: Path, kept: Collection[str]) -> list[Path]:
    """The stock and its tables in a folder, with the rows of these residences, in the encoding of each file."""
    for name in TABLES:
        titles, *rows = (EXAMPLES / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(titles + b"".join(row for row in rows if row[:4].decode() in kept))
    return [folder / name for name in TABLES]
