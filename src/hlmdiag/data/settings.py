"""What the user says once for all of the files: what headers and words mean, how large a file may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.dataset import InputFile
from hlmdiag.data.translations import Translation
from hlmdiag.errors import Location
from hlmdiag.grid.model import Column

__all__ = ["Settings", "told", "translated"]

_ABSENCES = ("missing", "unknown", "not_applicable")


@dataclass(frozen=True)
class Settings:
    """`columns`: header → id of a column. `values`: id of a column → text of a cell → text read in its place.

    In the place of a text may stand the name of an absence: `missing`, `unknown` or `not_applicable`.
    `decimal`: id of a column → its decimal mark, `,` or `.`, the other one standing between thousands.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    limits: Limits = LIMITS
    decimal: Mapping[str, str] = field(default_factory=dict)
    file: InputFile | None = None
    """The settings file, to be named among what was read."""
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Where the file says each of `values`."""

    @property
    def named(self) -> tuple[InputFile, ...]:
        """The settings file, as one of the files that were read."""
        return () if self.file is None else (self.file,)

    @property
    def told(self) -> dict[str, dict[str, Translation]]:
        """What is read in the place of each text, and where it is said."""
        name = self.file.name if self.file is not None else None
        return {
            column: {
                text: (value, Location(name, line=self.lines.get(column, {}).get(text)))
                for text, value in values.items()
            }
            for column, values in self.values.items()
        }


def told(column: Column, values: Mapping[str, str]) -> Column:
    """A column that knows as its own marks the texts that the user says to be absences."""
    said = {absence: tuple(t for t in values if _absence(column, values[t]) == absence) for absence in _ABSENCES}
    return replace(
        column,
        missing=column.missing + said["missing"],
        unknown=column.unknown + said["unknown"],
        not_applicable=column.not_applicable + said["not_applicable"],
    )


def translated(column: Column, values: Mapping[str, str]) -> dict[str, str]:
    """The texts that stand for another text of the column."""
    return {text: value for text, value in values.items() if _absence(column, value) is None}


def _absence(column: Column, value: str) -> str | None:
    return value if value in _ABSENCES and value not in column.choices else None
