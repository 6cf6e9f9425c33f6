"""Where a fault is, what it is and how to repair it: the one error of the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from hlmdiag.text import blanks, say
from hlmdiag.text.characters import visible

USAGE = 2
"""The exit code of the command line where it was asked for something that cannot be."""

REFUSED = 3
"""Its exit code where data or a grid is refused."""

OTHER_FILES = "donnees.autres-fichiers"
"""Said after a remark that holds for many other files: `code` is that of the remark."""


class Severity(StrEnum):
    """How much a problem matters: an error refuses a value or a file, a notice only informs."""

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

    def say(self, language: str = "fr") -> str:
        """The place in words, empty when nothing is known of it."""
        if self.sheet is not None or (self.cell is not None and self.line is None):
            return self._say_in_workbook(language)
        if self.header is not None and self.line is not None:
            code = "place.csv" if self.cell is None else "place.csv-cell"
            return say(code, language, file=self.file or "", line=self.line, header=self.header, cell=self.cell or "")
        if self.header is not None and self.sheet is None:
            return say("place.column", language, file=self.file or "", header=self.header)
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def _say_in_workbook(self, language: str) -> str:
        parts = [self.file or ""]
        if self.sheet is not None:
            parts.append(say("place.sheet", language, sheet=self.sheet))
        if self.cell is not None:
            parts.append(self.cell)
        return ", ".join(part for part in parts if part)


class Phrase(str):
    """A piece of a sentence that is itself said in the reader's language; as plain text it is French.

    >>> Phrase("place.sheet", sheet="Relevé")
    'feuille « Relevé »'
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, **values: Any) -> Phrase:
        """The sentence in French, which remembers how to be said in another language."""
        phrase = super().__new__(cls, say(code, **values))
        phrase.code, phrase.values = code, values
        return phrase

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What a copy is made from."""
        return (self.code,), dict(self.values)

    def say(self, language: str = "fr") -> str:
        """The piece in a language."""
        return say(self.code, language, **_said(self.values, language))


@dataclass(frozen=True)
class Problem:
    """One fault: its code is the key of its sentence, `values` fill that sentence."""

    code: str
    location: Location = field(default_factory=Location)
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def say(self, language: str = "fr") -> str:
        """The whole message: where, what value, which rule, what to do, then the code between brackets."""
        place = self.location.say(language)
        sentence = say(self.code, language, **_said(self.values, language))
        joint = say("place.joint", language)
        return f"{place}{joint if place else ''}{sentence} [{self.code}]"

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

    `exit_code` follows the contract of the command line: `USAGE` or `REFUSED`.
    """

    def __init__(self, problems: Iterable[Problem], exit_code: int = REFUSED) -> None:
        self.problems = tuple(problems)
        self.exit_code = exit_code
        super().__init__("\n".join(problem.say() for problem in self.problems))


class WrongArgument(HlmdiagError, TypeError):
    """An argument of a function of the package that is not what the function takes, said in a sentence."""

    def __init__(self, function: str, name: str, given: object, expected: str) -> None:
        values = {"function": function, "name": name, "given": type(given).__name__, "expected": expected}
        super().__init__([Problem("api.argument", values=values)], USAGE)


def _said(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {key: _shown(value, language) for key, value in values.items()}


def _shown(value: Any, language: str) -> Any:
    """A phrase in its language, a received text with what cannot be seen of it named."""
    if isinstance(value, Phrase):
        return value.say(language)
    return visible(value) if isinstance(value, str) else value


def _describe_value(value: Any) -> Any:
    if isinstance(value, Phrase):
        return {"phrase": value.code, "values": {key: _describe_value(each) for key, each in value.values.items()}}
    return value if isinstance(value, str | int | float | bool) else str(value)


def _rebuild_value(described: Any) -> Any:
    if not isinstance(described, dict):
        return described
    return Phrase(described["phrase"], **{key: _rebuild_value(each) for key, each in described["values"].items()})
