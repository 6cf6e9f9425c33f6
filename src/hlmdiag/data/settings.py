"""What the user says once for all of the files: which header is which column, which word is which answer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["SETTINGS_FILE", "Settings", "find_settings", "load_settings"]

SETTINGS_FILE = "hlmdiag.toml"


@dataclass(frozen=True)
class Settings:
    """`columns`: header → id of a column. `values`: id of a column → text of a cell → text read in its place."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def find_settings(start: Path) -> Settings | None:
    """The settings nearest above a file or folder, None if there are none."""
    for folder in (start, *start.resolve().parents):
        path = folder / SETTINGS_FILE
        if path.is_file():
            return load_settings(path)
    return None


def load_settings(path: Path) -> Settings:
    """The tables `[columns]` and `[values.<column>]` of a settings file; other tables belong to others."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HlmdiagError([Problem("donnees.reglages", Location(path.name), {"fault": str(fault)})], 2) from None
    columns, values = document.get("columns", {}), document.get("values", {})
    problems = []
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        problems.append(Problem("donnees.reglages-columns", Location(path.name)))
    if not isinstance(values, dict) or not all(isinstance(table, dict) for table in values.values()):
        problems.append(Problem("donnees.reglages-values", Location(path.name)))
    if problems:
        raise HlmdiagError(problems, 2)
    return Settings(columns, {c: {text: _text(v) for text, v in table.items()} for c, table in values.items()})


def _text(value: object) -> str:
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)
