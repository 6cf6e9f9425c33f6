"""The settings in force for some files, each with who said it: the first of environment, file and default."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from hlmdiag.cli.configured import configuration_for, resolved
from hlmdiag.configuration import OPTIONS, PREFIX, Configuration, Origin, Setting
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs import USUAL_GRID
from hlmdiag.text import say

_DEFAULTS = {"grid": [USUAL_GRID], "lang": "fr", "strict": False}


def show_settings(
    data: Sequence[str], terminal: Terminal, *, is_json: bool, environment: Mapping[str, str] = os.environ
) -> None:
    """Print them, as lines or as JSON."""
    configuration = configuration_for()
    found = resolved(configuration, environment)
    unread = sorted(
        name for name in environment if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in OPTIONS
    )
    if is_json:
        print(json.dumps(_document(configuration, found, unread), ensure_ascii=False, indent=2))
        return
    for line in _lines(configuration, found, unread, terminal.language):
        terminal.out.print(styled(line))


def _lines(configuration: Configuration, found: Mapping[str, Setting], unread: list[str], language: str) -> list[str]:
    where = configuration.path
    lines = [say("cli.reglages.fichier", language, path=where) if where else say("cli.reglages.sans-fichier", language)]
    for name in OPTIONS:
        value, origin, place = _value(name, found, language)
        shown = _shown(value)
        lines.append(say(f"cli.reglages.{origin}", language, name=OPTIONS[name].key, value=shown, place=place))
    for name, entry in configuration.limits.items():
        place = configuration.place(entry.line).say(language)
        lines.append(say("cli.reglages.file", language, name=f"limits.{name}", value=entry.value, place=place))
    for name, entry in configuration.report.items():
        place = configuration.place(entry.line).say(language)
        lines.append(say("cli.reglages.file", language, name=f"report.{name}", value=entry.value, place=place))
    for header, entry in configuration.columns.items():
        place = configuration.place(entry.line).say(language)
        lines.append(say("cli.reglages.titre", language, header=header, column=entry.value, place=place))
    for column, table in configuration.values.items():
        for text, entry in table.items():
            place = configuration.place(entry.line).say(language)
            values = {"column": column, "text": text, "value": entry.value, "place": place}
            lines.append(say("cli.reglages.reponse", language, **values))
    for column, entry in configuration.decimal.items():
        place = configuration.place(entry.line).say(language)
        lines.append(say("cli.reglages.file", language, name=f"decimal.{column}", value=entry.value, place=place))
    lines += [say("cli.reglages.variable", language, name=name) for name in unread]
    return lines


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "–" if value is None else str(value)


def _value(name: str, found: Mapping[str, Setting], language: str) -> tuple[object, Origin, str]:
    if name in found:
        return found[name].value, found[name].origin, found[name].place
    return _DEFAULTS.get(name), Origin.DEFAULT, ""


def _document(configuration: Configuration, found: Mapping[str, Setting], unread: list[str]) -> dict[str, object]:
    settings = {}
    for name in OPTIONS:
        value, origin, place = _value(name, found, "fr")
        settings[name] = {"value": value, "origin": str(origin), "place": place or None}
    return {
        "schema_version": 1,
        "file": configuration.path.as_posix() if configuration.path else None,
        "settings": settings,
        "columns": {header: entry.value for header, entry in configuration.columns.items()},
        "values": {
            column: {text: e.value for text, e in table.items()} for column, table in configuration.values.items()
        },
        "decimal": {column: entry.value for column, entry in configuration.decimal.items()},
        "limits": asdict(configuration.sizes),
        "report": {name: entry.value for name, entry in configuration.report.items()},
        "unread_variables": unread,
    }
