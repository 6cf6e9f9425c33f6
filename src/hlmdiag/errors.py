"""The one error of the package: place of a fault, cause and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from hlmdiag.text import blanks, reader_language, say
from hlmdiag.text.file_names import file_name
from hlmdiag.text.phrase import Listed, Phrase, spell_all

USAGE = 2
"""The exit code of the command line where it was asked for something that cannot be."""

REFUSED = 3
"""Its exit code where data or a grid is refused."""

OTHER_FILES = "donnees.autres-fichiers"
"""Said after a remark that holds for many other files: `code` is that of the remark."""


class Severity(StrEnum):
    """Severity of a problem: an error refuses a value or a file, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True)
class Location:
    """The place of a fault: file and line:column of a text, or file, sheet and cell of a workbook."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    header: str | None = None

    def say(self, language: str) -> str:
        """The place in words, empty when nothing is known of it."""
        file = "" if self.file is None else file_name(self.file, language)
        if self.sheet is not None or (self.cell is not None and self.line is None):
            sheet = "" if self.sheet is None else say("place.sheet", language, sheet=self.sheet)
            return ", ".join(part for part in (file, sheet, self.cell) if part)
        if self.header is not None and self.line is not None:
            code = "place.csv" if self.cell is None else "place.csv-cell"
            return say(code, language, file=file, line=self.line, header=self.header, cell=self.cell or "")
        if self.header is not None:
            return say("place.column", language, file=file, header=self.header)
        return ":".join(str(part) for part in (file or None, self.line, self.column) if part is not None)


@dataclass(frozen=True)
class TypedLocation(Location):
    """A character, from 1, of a text that was typed in a command."""

    text: str = ""
    character: int = 1

    def say(self, language: str) -> str:
        """The text and the character."""
        return say("place.typed", language, text=self.text, column=self.character)


@dataclass(frozen=True)
class OfGrid(Location):
    """A place, of a problem that only one of several grids has."""

    grid: str = ""
    place: Location = field(default_factory=Location)

    def say(self, language: str) -> str:
        """The grid, then the place."""
        return say("place.of-grid", language, grid=self.grid, place=self.place.say(language) or "hlmdiag")


@dataclass(frozen=True)
class Problem:
    """One fault: its code is the key of its sentence; `values` fill it, and keep their type until it is said."""

    code: str
    location: Location = field(default_factory=Location)
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def say(self, language: str) -> str:
        """The whole message: where, what value, which rule, what to do, then the code between brackets."""
        place = self.location.say(language)
        joint = say("place.joint", language)
        return f"{place}{joint if place else ''}{self.sentence(language)} [{self.code}]"

    def sentence(self, language: str) -> str:
        """The message without place and code: value, rule, remedy."""
        return say(self.code, language, **spell_all(self.values, language))

    def describe(self, language: str | None = None) -> dict[str, Any]:
        """The problem as plain values, ready for JSON; with its message where a language is given."""
        described: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity.value,
            "location": asdict(self.location),
            "values": {key: _describe_value(value) for key, value in self.values.items()},
        }
        return described | ({"message": self.say(language)} if language is not None else {})

    @staticmethod
    def rebuild(described: Mapping[str, Any]) -> Problem:
        """The problem that `describe` gave; a blank that its sentence did not have when it was saved stays empty."""
        code = described["code"]
        values = {key: _rebuild_value(value) for key, value in described["values"].items()}
        values = dict.fromkeys((name for name in blanks(code) if name not in values), "") | values
        return Problem(code, Location(**described["location"]), values, Severity(described["severity"]))


class HlmdiagError(Exception):
    """A fault of the user's input, never of ours: holds every problem found, in file order.

    `exit_code` follows the contract of the command line: `USAGE` or `REFUSED`. As a text, the problems are said in the
    language of the variable HLMDIAG_LANG, French where it names none of ours.
    """

    def __init__(self, problems: Iterable[Problem], exit_code: int = REFUSED) -> None:
        self.problems = tuple(problems)
        self.exit_code = exit_code
        super().__init__(self.problems, exit_code)

    def __str__(self) -> str:
        """Every problem on a line, in the reader's language as it is now."""
        language = reader_language()
        return "\n".join(problem.say(language) for problem in self.problems)


class WrongArgument(HlmdiagError, TypeError):
    """An argument of a function of the package that is not what the function takes, said in a sentence."""

    def __init__(self, function: str, name: str, given: object, expected: Phrase) -> None:
        values = {"function": function, "name": name, "given": type(given).__name__, "expected": expected}
        super().__init__([Problem("api.argument", values=values)], USAGE)


def _describe_value(value: Any) -> Any:
    """A value for JSON: texts and numbers as they are, the others under the name of their kind."""
    match value:
        case Phrase():
            return {"phrase": value.code, "values": {key: _describe_value(each) for key, each in value.values.items()}}
        case Listed():
            items = [_describe_value(each) for each in value.items]
            return {"names": items, "quoted": value.quoted, "more": value.more, "joint": value.joint}
        case Problem():
            return {"problem": value.describe()}
        case Location():
            return {"location": asdict(value)}
        case date():
            return {"date": value.isoformat()}
        case PurePath():
            return str(value)
    return value


def _rebuild_value(described: Any) -> Any:
    match described:
        case {"phrase": code, "values": values}:
            return Phrase(code, **{key: _rebuild_value(each) for key, each in values.items()})
        case {"names": items, "quoted": quoted, "more": more, "joint": joint}:
            return Listed(tuple(map(_rebuild_value, items)), quoted, more, joint)
        case {"problem": problem}:
            return Problem.rebuild(problem)
        case {"location": place}:
            return Location(**place)
        case {"date": day}:
            return date.fromisoformat(day) if isinstance(day, str) else day
    return described
