"""The settings file: found above the data, read whole, every fault of it said with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hlmdiag.configuration.limits import LIMIT_NAMES, Limits
from hlmdiag.configuration.options import OPTIONS
from hlmdiag.configuration.places import lines_of
from hlmdiag.configuration.plan_table import PlanSettings, read_plan_table
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed, Phrase

FILE = "hlmdiag.toml"
NOT_READ = "-"
"""Said in the place of a column: the title is not to be read."""
_REPOSITORY = ".git"
_MOST_BYTES = 1_000_000
_TABLES = ("columns", "values", "decimal", "limits", "gate", "report", "plan")
REPORT_NAMES = ("organisation", "organisation_id", "logo", "accent", "headings", "templates", "docx_template")
"""Settings of reports."""


@dataclass(frozen=True)
class Entry:
    """A value, and the line where it is written."""

    value: Any
    line: int


@dataclass(frozen=True)
class Configuration:
    """Content of a settings file; empty without one.

    `columns`: header as written in the files → id of a column, or `NOT_READ`.
    `values`: id of a column → text of a cell → what is read in its place: a code, a number, or one of the words
    `missing`, `unknown`, `not_applicable`. `decimal`: id of a column → its decimal mark. `limits`: name of a limit →
    number. `report`: what makes the reports an organisation's own (`REPORT_NAMES`) → text.
    """

    path: Path | None = None
    options: Mapping[str, Entry] = field(default_factory=dict)
    columns: Mapping[str, Entry] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    decimal: Mapping[str, Entry] = field(default_factory=dict)
    limits: Mapping[str, Entry] = field(default_factory=dict)
    report: Mapping[str, Entry] = field(default_factory=dict)
    plan: PlanSettings = field(default_factory=PlanSettings)
    digest: str = ""
    """The SHA-256 of the file."""

    @property
    def sizes(self) -> Limits:
        """Largest sizes of a received file, by default where none is set."""
        return Limits(**{name: entry.value for name, entry in self.limits.items()})

    def beside(self, name: str) -> Path:
        """A file or folder named in the file, relative to it."""
        return (self.path.parent if self.path is not None else Path()) / name

    def place(self, line: int) -> Location:
        """A line of the file."""
        return Location(self.path.name if self.path is not None else None, line=line)


def find(start: Path) -> Path | None:
    """The settings file nearest above a file or folder, not beyond the repository that holds it."""
    start = start.resolve()
    for folder in (start, *start.parents) if start.is_dir() else start.parents:
        path = folder / FILE
        if path.is_file():
            return path
        if (folder / _REPOSITORY).exists():
            return None
    return None


def load(path: Path) -> Configuration:
    """The settings of a file; raises with all its faults (exit code 2)."""
    text = _text(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise HlmdiagError([_syntax(path, text, str(fault))], USAGE) from None
    except (ValueError, RecursionError):
        # a number of thousands of digits, or thousands of nested brackets
        raise HlmdiagError([_syntax(path, text, f"line {_longest(text)}, column 1")], USAGE) from None
    found = _Reader(path, lines_of(text)).read(document)
    return replace(found, digest=sha256(path.read_bytes()).hexdigest())


def _longest(text: str) -> int:
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda number: len(lines[number])) + 1


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise HlmdiagError([Problem("reglages.taille", Location(path.name), {"most": _MOST_BYTES // 1000})], USAGE)
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise HlmdiagError([Problem("reglages.encodage", Location(path.name))], USAGE) from None
    except OSError:
        raise HlmdiagError([Problem("reglages.fermes", Location(path.name))], USAGE) from None


def _syntax(path: Path, text: str, fault: str) -> Problem:
    place = re.search(r"line (\d+), column (\d+)", fault)
    lines = text.splitlines()
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), None)
    # `tomllib` notices a repeated key or table only once it has read it
    repeated = re.match(r"Cannot (overwrite|declare|mutate)", fault) is not None
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    code = "reglages.repetee" if repeated else "reglages.syntaxe"
    return Problem(code, Location(path.name, line=line, column=column), {"text": shown[:80]})


class _Reader:
    """Reads a document key by key, gathering the faults."""

    def __init__(self, path: Path, lines: Mapping[tuple[str, ...], int]) -> None:
        self._path, self._lines, self._problems = path, lines, list[Problem]()

    def read(self, document: Mapping[str, Any]) -> Configuration:
        top = {name: value for name, value in document.items() if name not in _TABLES}
        options = self._options(top, "") | self._gate(document.get("gate", {}))
        columns, values = self._columns(document.get("columns", {})), self._values(document.get("values", {}))
        decimal = self._decimal(document.get("decimal", {}))
        limits, report = self._limits(document.get("limits", {})), self._report(document.get("report", {}))
        plan = read_plan_table(document.get("plan", {}), self._lines, self._say)
        if self._problems:
            raise HlmdiagError(sorted(self._problems, key=lambda each: each.location.line or 0), USAGE)
        return Configuration(self._path, options, columns, values, decimal, limits, report, plan)

    def _options(self, given: Mapping[str, Any], table: str) -> dict[str, Entry]:
        """The options of one table, or those at the top of the file."""
        possible = {option.name: option for option in OPTIONS.values() if option.table == table}
        found = {}
        for name, value in given.items():
            path, key = ((table, name), f"{table}.{name}") if table else ((name,), name)
            if name not in possible:
                known = [*possible, *([] if table else _TABLES)]
                nearest = _nearest(name, known)
                self._say("reglages.cle-inconnue", path, key=key, nearest=nearest, known=Listed((*known,)))
                continue
            understood, expected = possible[name].read(value), possible[name].expected
            found[name] = Entry(understood, self._line(*path))
            if understood is None:
                self._say("reglages.valeur", path, key=key, value=_written(value), expected=expected)
        return found

    def _gate(self, table: Any) -> dict[str, Entry]:
        if not isinstance(table, dict):
            self._say("reglages.gate", ("gate",))
            return {}
        return self._options(table, "gate")

    def _columns(self, table: Any) -> dict[str, Entry]:
        if not isinstance(table, dict):
            self._say("reglages.columns", ("columns",))
            return {}
        for header, column in table.items():
            if not isinstance(column, str) or not column.strip():
                self._say("reglages.titre", ("columns", header), header=header, value=_written(column))
        return {header: Entry(column, self._line("columns", header)) for header, column in table.items()}

    def _values(self, tables: Any) -> dict[str, dict[str, Entry]]:
        if not isinstance(tables, dict):
            self._say("reglages.values", ("values",))
            return {}
        found: dict[str, dict[str, Entry]] = {}
        for column, table in tables.items():
            if not isinstance(table, dict):
                self._say("reglages.values", ("values", column))
                continue
            for text, value in table.items():
                if not isinstance(value, str | int | float):
                    self._say("reglages.reponse", ("values", column, text), text=text, value=_written(value))
            found[column] = {text: Entry(value, self._line("values", column, text)) for text, value in table.items()}
        return found

    def _decimal(self, table: Any) -> dict[str, Entry]:
        if not isinstance(table, dict):
            self._say("reglages.decimal", ("decimal",))
            return {}
        for column, mark in table.items():
            if mark not in (",", "."):
                self._say("reglages.marque-decimale", ("decimal", column), column=column, value=_written(mark))
        return {column: Entry(mark, self._line("decimal", column)) for column, mark in table.items()}

    def _limits(self, table: Any) -> dict[str, Entry]:
        known = Listed((*LIMIT_NAMES,))
        if not isinstance(table, dict):
            self._say("reglages.limits", ("limits",), known=known)
            return {}
        for name, value in table.items():
            if name not in LIMIT_NAMES:
                nearest = _nearest(name, list(LIMIT_NAMES))
                self._say("reglages.limite-inconnue", ("limits", name), key=name, nearest=nearest, known=known)
            elif type(value) is not int or value < 1:
                self._say("reglages.limite", ("limits", name), key=name, value=_written(value))
        return {name: Entry(value, self._line("limits", name)) for name, value in table.items()}

    def _report(self, table: Any) -> dict[str, Entry]:
        known = Listed((*REPORT_NAMES,))
        if not isinstance(table, dict):
            self._say("reglages.report", ("report",), known=known)
            return {}
        for name, value in table.items():
            if name not in REPORT_NAMES:
                nearest = _nearest(name, list(REPORT_NAMES))
                self._say("reglages.report-inconnu", ("report", name), key=name, nearest=nearest, known=known)
            elif not isinstance(value, str) or not value.strip() or "\0" in value:
                self._say("reglages.report-valeur", ("report", name), key=name, value=_written(value))
        if "organisation_id" in table and "organisation" not in table:
            self._say("reglages.report-sans-nom", ("report", "organisation_id"))
        return {name: Entry(value, self._line("report", name)) for name, value in table.items()}

    def _line(self, *path: str) -> int:
        return next((self._lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in self._lines), 1)

    def _say(self, code: str, path: tuple[str, ...], **values: Any) -> None:
        self._problems.append(Problem(code, Location(self._path.name, line=self._line(*path)), values))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if not isinstance(value, dict | list) else "[…]"


def _nearest(name: str, known: list[str]) -> Phrase | str:
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return Phrase("usage.vouliez-vous", nearest=close[0]) if close else ""
