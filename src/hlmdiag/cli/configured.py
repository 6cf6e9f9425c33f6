"""Completes options that were not typed, from the environment, then from a settings file.

The file is that of `--config`, else the `hlmdiag.toml` found from the working folder upward. One that lies beside the
data only came with them: it is said, and not obeyed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from hlmdiag.configuration import Configuration, Setting, find, from_environment, from_file, load
from hlmdiag.configuration.options import OPTIONS
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.refusals import refusal

_READ = ("data", "result")
"""The arguments that say which files a command reads."""

_asked: ContextVar[Path | bool | None] = ContextVar("_asked", default=None)
"""The file asked for; False: none is to be read; None: the one of the working folder."""


def complete(context: Any, environment: Mapping[str, str] = os.environ) -> None:
    """Give a command the settings that its user did not type, as if they had been typed."""
    _asked.set(_choice(context.params.get("config"), no_file=bool(context.params.get("no_config"))))
    wanted = [name for name in OPTIONS if name in context.params and not _is_typed(context, name)]
    read: str | list[str] = next((context.params[name] for name in _READ if context.params.get(name)), [])
    found = resolved(configuration_for(), environment) if wanted else {}
    for name in wanted:
        if name in found:
            context.params[name] = found[name].value
    _say_unread([read] if isinstance(read, str) else read, str(context.params.get("lang", "fr")))


def _choice(file: str | None, *, no_file: bool) -> Path | bool | None:
    if file is not None and no_file:
        raise refusal("usage.reglages-deux")
    if no_file:
        return False
    if file is None:
        return None
    path = existing(file)
    if not path.is_file():
        raise refusal("usage.reglages-dossier", path=file)
    return path


def _say_unread(data: Sequence[str], language: str) -> None:
    """Say that a settings file came with the data and is not obeyed, and how it would be."""
    path = find(_folder_of(data)) if data and _asked.get() is None else None
    used = configuration_for().path if path is not None else None
    if path is None or (used is not None and used.samefile(path)):
        return
    from hlmdiag.cli.error_handler import say_problems

    shown = os.path.relpath(path) if path.drive == Path.cwd().drive else str(path)
    say_problems([Problem("reglages.non-suivis", Location("hlmdiag"), {"path": shown}, Severity.NOTICE)], language)


def resolved(configuration: Configuration, environment: Mapping[str, str] = os.environ) -> dict[str, Setting]:
    """The settings said by the environment, then by the file."""
    return from_file(configuration) | from_environment(environment)


def configuration_for() -> Configuration:
    """The settings file asked for, else the one found from the working folder upward; empty without one."""
    asked = _asked.get()
    if asked is False:
        return Configuration()
    path = asked if isinstance(asked, Path) else find(Path.cwd())
    return Configuration() if path is None else load(path)


def _folder_of(data: Sequence[str]) -> Path:
    """The folder of the first of the files read; `table=file` is understood."""
    for name in data:
        for path in (Path(name), Path(name.partition("=")[2] or name)):
            if path.exists():
                return path if path.is_dir() else path.resolve().parent
    return Path()


def typed_options(context: Any, names: Collection[str]) -> list[str]:
    """Options that the user typed, as spelled; settings that replace them do not count."""
    return [each.opts[0] for each in context.command.params if each.name in names and _is_typed(context, each.name)]


def _is_typed(context: Any, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
