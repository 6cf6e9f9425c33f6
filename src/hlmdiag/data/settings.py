"""Settings of the user for all files: meaning of headers and texts, largest sizes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hlmdiag.configuration import LIMITS, Configuration, Limits, check_columns, load
from hlmdiag.data.dataset import SETTINGS, InputFile, Organisation
from hlmdiag.data.translations import Translation
from hlmdiag.errors import Location
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.text.inert import shown_name

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
    """Place of each of `values` in the file."""
    answered: Mapping[str, str] = field(default_factory=dict)
    """Answers about titles in the workbook being read: they win over `columns`."""
    together: Mapping[str, str] = field(default_factory=dict)
    """Merging of several rows of a unit, by column, as answered in the workbook being read."""
    places: Mapping[tuple[str, str], Location] = field(default_factory=dict)
    """By column and text, the cell of the workbook where one of `values` is answered."""
    organisation: Organisation | None = None
    """Organisation of the stock."""

    def __repr__(self) -> str:
        """One line."""
        name = self.file.name if self.file is not None else None
        return f"<hlmdiag.Settings: {name}, {len(self.columns)} headers, {len(self.values)} columns with texts>"

    @property
    def named(self) -> tuple[InputFile, ...]:
        """The settings file, as one of the files that were read."""
        return () if self.file is None else (self.file,)

    @property
    def told(self) -> dict[str, dict[str, Translation]]:
        """Text read in place of each text, with its place in the settings."""
        name = self.file.name if self.file is not None else None
        return {
            column: {
                text: (value, self.places.get((column, text)) or Location(name, line=self._line(column, text)))
                for text, value in values.items()
            }
            for column, values in self.values.items()
        }

    def _line(self, column: str, text: str) -> int | None:
        return self.lines.get(column, {}).get(text)


def load_settings(path: Path, grid: Grid) -> Settings:
    """Load the settings of a file about reading; raises `HlmdiagError` with all its faults (exit code 2)."""
    configuration = load(path)
    check_columns(configuration, columns_named(grid))
    return settings_of(configuration)


def settings_of(configuration: Configuration) -> Settings:
    """Settings about files from a parsed settings file: headers, answers, sizes."""
    path = configuration.path
    return Settings(
        {header: entry.value for header, entry in configuration.columns.items()},
        {
            column: {text: _as_received(entry.value) for text, entry in table.items()}
            for column, table in configuration.values.items()
        },
        configuration.sizes,
        {column: entry.value for column, entry in configuration.decimal.items()},
        None if path is None else InputFile(path.name, configuration.digest, SETTINGS, _lines(path), path=_shown(path)),
        {column: {text: entry.line for text, entry in table.items()} for column, table in configuration.values.items()},
        organisation=organisation_of(configuration),
    )


def organisation_of(configuration: Configuration) -> Organisation | None:
    """Organisation of the stock, from the settings."""
    name, number = (configuration.report.get(key) for key in ("organisation", "organisation_id"))
    return None if name is None else Organisation(name.value, None if number is None else number.value)


def columns_named(grid: Grid) -> list[str]:
    """Columns that a settings file may name: those of the grid, of its tables, and of the used grids."""
    events = [name for table in grid.tables.values() for name in (*table.key, table.date or "", *table.columns)]
    return [*grid.columns, *events, *(name for used in grid.uses.values() for name in columns_named(used))]


def _shown(path: Path) -> str | None:
    """Path from the working folder, if the name does not give it; never from the root of the machine."""
    if path.is_absolute():
        here, whole = Path.cwd(), path.resolve()
        if whole.parent not in (here, *here.parents) and not whole.is_relative_to(here):
            return None
        path = Path(os.path.relpath(whole, here))
    shown = shown_name(path.as_posix())
    return shown if shown != path.name else None


def _lines(path: Path) -> int:
    return len(path.read_bytes().splitlines())


def _as_received(value: str | float | bool) -> str:
    """The text that a file would have held for the same answer."""
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)


def with_declared_absences(column: Column, values: Mapping[str, str]) -> Column:
    """A column that knows as its own marks the texts that the user says to be absences."""
    said = {absence: tuple(t for t in values if _absence(column, values[t]) == absence) for absence in _ABSENCES}
    return replace(
        column,
        missing=column.missing + said["missing"],
        unknown=column.unknown + said["unknown"],
        not_applicable=column.not_applicable + said["not_applicable"],
    )


def translated(column: Column, values: Mapping[str, str]) -> dict[str, str]:
    """Texts that replace another text of the column."""
    return {text: value for text, value in values.items() if _absence(column, value) is None}


def _absence(column: Column, value: str) -> str | None:
    return value if value in _ABSENCES and value not in column.choices else None
