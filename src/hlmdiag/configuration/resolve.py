"""Source of a setting: the command line, then the environment, then the settings file, then its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hlmdiag.configuration.document import Configuration
from hlmdiag.configuration.options import OPTIONS, Value
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem


class Origin(StrEnum):
    """Source of a setting that was not typed, highest precedence first."""

    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True)
class Setting:
    """A setting, its value as the command line would have it, who said it and where."""

    name: str
    value: Value | None
    origin: Origin
    place: Location


def from_environment(environment: Mapping[str, str]) -> dict[str, Setting]:
    """The settings said by variables; every value that cannot be one is refused at once."""
    found, problems = {}, []
    for option in OPTIONS.values():
        given = environment.get(option.variable)
        if not given:
            continue
        value = option.read(given)
        if value is None:
            values = {"name": option.variable, "value": given, "expected": option.expected}
            problems.append(Problem("reglages.environnement", Location(file="hlmdiag"), values))
        else:
            found[option.name] = Setting(option.name, value, Origin.ENVIRONMENT, Location(option.variable))
    if problems:
        raise HlmdiagError(problems, USAGE)
    return found


def from_file(configuration: Configuration) -> dict[str, Setting]:
    """The settings said by a file; the name of a grid or of a baseline beside it is made whole."""
    found = {}
    for name, entry in configuration.options.items():
        value: Value
        match name:
            case "grid":
                value = [_grid(configuration, each) for each in entry.value]
            case "baseline":
                value = str(_beside(configuration, entry.value))
            case _:
                value = entry.value
        found[name] = Setting(name, value, Origin.FILE, configuration.place(entry.line))
    return found


def _grid(configuration: Configuration, name: str) -> str:
    path = _beside(configuration, name)
    return str(path) if path.is_file() else name


def _beside(configuration: Configuration, name: str) -> Path:
    return configuration.path.parent / name if configuration.path is not None else Path(name)
