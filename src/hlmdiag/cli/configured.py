"""What was not typed is taken from the environment, then from the `hlmdiag.toml` above the data."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmdiag.branding import Brand, read
from hlmdiag.configuration import Configuration, Setting, check_columns, find, from_environment, from_file, load
from hlmdiag.configuration.options import OPTIONS

if TYPE_CHECKING:
    from hlmdiag.data import Settings
    from hlmdiag.grid import Grid

__all__ = ["brand_for", "complete", "configuration_for", "folder_of", "resolved", "settings_for", "typed_options"]

_READ = ("data", "result")
"""The arguments that say which files a command reads; settings are looked for above them."""


def complete(context: Any, environment: Mapping[str, str] = os.environ) -> None:
    """Give a command the settings that its user did not type, as if they had been typed."""
    wanted = [name for name in OPTIONS if name in context.params and not _is_typed(context, name)]
    if not wanted:
        return
    read: str | list[str] = next((context.params[name] for name in _READ if context.params.get(name)), [])
    found = resolved(configuration_for([read] if isinstance(read, str) else read), environment)
    for name in wanted:
        if name in found:
            context.params[name] = found[name].value


def resolved(configuration: Configuration, environment: Mapping[str, str] = os.environ) -> dict[str, Setting]:
    """The settings said by the environment, then by the file."""
    return from_file(configuration) | from_environment(environment)


def configuration_for(data: Sequence[str]) -> Configuration:
    """The settings file above the first of the files read, else above the current folder; empty without one."""
    path = find(folder_of(data))
    return Configuration() if path is None else load(path)


def folder_of(data: Sequence[str]) -> Path:
    """The folder of the first of the files read; `table=file` is understood."""
    for name in data:
        for path in (Path(name), Path(name.partition("=")[2] or name)):
            if path.exists():
                return path if path.is_dir() else path.resolve().parent
    return Path()


def brand_for(data: Sequence[str]) -> Brand:
    """What a settings file says of the look of the reports."""
    return read(configuration_for(data))


def settings_for(data: Sequence[str], grids: Iterable[Grid]) -> Settings:
    """What a settings file says of the files: headers, answers, sizes; its columns are those of the grids."""
    from hlmdiag.data import Settings

    configuration = configuration_for(data)
    check_columns(configuration, [name for grid in grids for name in _columns(grid)], _columns_of_shipped_grids)
    return Settings(
        {header: entry.value for header, entry in configuration.columns.items()},
        {
            column: {text: _as_received(entry.value) for text, entry in table.items()}
            for column, table in configuration.values.items()
        },
        configuration.sizes,
        {column: entry.value for column, entry in configuration.decimal.items()},
    )


def typed_options(context: Any, names: Collection[str]) -> list[str]:
    """Those of some options that the user typed, as they are spelled; settings that stand for them are not counted."""
    return [each.opts[0] for each in context.command.params if each.name in names and _is_typed(context, each.name)]


def _is_typed(context: Any, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _columns_of_shipped_grids() -> list[str]:
    from hlmdiag.grid import load_grid
    from hlmdiag.grid.shipped import shipped_grids

    return [name for path in shipped_grids().values() for name in _columns(load_grid(path))]


def _columns(grid: Grid) -> list[str]:
    events = [name for table in grid.tables.values() for name in (*table.key, table.date or "", *table.columns)]
    return [*grid.columns, *events, *(name for used in grid.uses.values() for name in _columns(used))]


def _as_received(value: str | float | bool) -> str:
    """The text that a file would have held for the same answer."""
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)
