"""The settings in force, each with who said it, on a console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hlmdiag.configuration import OPTIONS, Configuration, Setting
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say


def show_settings(
    configuration: Configuration, settings: Mapping[str, Setting], unread: Sequence[str], terminal: Terminal
) -> None:
    """A line a setting; `unread`: variables of the environment that look like ours and are none."""
    for line in _lines(configuration, settings, unread, terminal.language):
        terminal.out.print(styled(line))


def _lines(
    configuration: Configuration, settings: Mapping[str, Setting], unread: Sequence[str], language: str
) -> list[str]:
    where = configuration.path
    lines = [say("cli.reglages.fichier", language, path=where) if where else say("cli.reglages.sans-fichier", language)]
    for name in OPTIONS:
        each = settings[name]
        shown = _shown(each.value)
        lines.append(
            say(
                f"cli.reglages.{each.origin}",
                language,
                name=OPTIONS[name].key,
                value=shown,
                place=each.place.say(language),
            )
        )
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
