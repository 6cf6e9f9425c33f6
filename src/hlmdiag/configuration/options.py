"""The options that may be said once for all: what each expects, and how its value is checked wherever it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hlmdiag.text import LANGUAGES
from hlmdiag.text.phrase import Phrase

PREFIX = "HLMDIAG_"
"""Prefix of environment variables: `HLMDIAG_DATE` is `--date`."""

Value = str | bool | list[str]

_YES, _NO = ("1", "true", "oui", "vrai"), ("0", "false", "non", "faux", "")
_SEPARATORS = {";": ";", ",": ",", "\t": "tab", "tab": "tab"}


@dataclass(frozen=True)
class Option:
    """A setting: `read` gives the value as the command line would have it, None if it cannot be one."""

    name: str
    read: Callable[[object], Value | None]
    table: str = ""
    """The table of the settings file where it is written; empty at the top."""

    @property
    def key(self) -> str:
        """Its name in the settings file, the table first."""
        return f"{self.table}.{self.name}" if self.table else self.name

    @property
    def flag(self) -> str:
        """Its option of the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return PREFIX + self.name.upper()

    @property
    def expected(self) -> Phrase:
        """Expected value, in words."""
        return Phrase(f"reglages.mots.{self.name}")


def _day(given: object) -> str | None:
    if type(given) is date:
        return given.isoformat()
    if not isinstance(given, str):
        return None
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", given) or re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", given)
    if found is None:
        return None
    year, month, day = found.groups() if "-" in given else reversed(found.groups())
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _language(given: object) -> str | None:
    return given.lower() if isinstance(given, str) and given.lower() in LANGUAGES else None


def _grids(given: object) -> list[str] | None:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or not all(_text(name) is not None for name in names):
        return None
    return list(names)


def _conditions(given: object) -> list[str] | None:
    texts = given.splitlines() if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        return None
    return list(texts)


def _points(given: object) -> str | None:
    written = str(given) if type(given) in (int, float, str) else ""
    return written if re.fullmatch(r"\d+([.,]\d+)?", written) else None


def _encoding(given: object) -> str | None:
    try:
        b"".decode(given if isinstance(given, str) else "")
    except (LookupError, ValueError):
        return None
    return str(given)


def _separator(given: object) -> str | None:
    return _SEPARATORS.get(given.lower()) if isinstance(given, str) else None


def _text(given: object) -> str | None:
    return given if isinstance(given, str) and given.strip() and "\0" not in given else None


def _row(given: object) -> str | None:
    written = str(given) if type(given) in (int, str) else ""
    return written if re.fullmatch(r"[1-9][0-9]{0,6}", written) else None


def _switch(given: object) -> bool | None:
    if isinstance(given, bool):
        return given
    word = given.lower() if isinstance(given, str) else None
    return True if word in _YES else False if word in _NO else None


OPTIONS = {
    option.name: option
    for option in (
        Option("grid", _grids), Option("date", _day), Option("lang", _language), Option("encoding", _encoding),
        Option("separator", _separator), Option("sheet", _text), Option("header_row", _row), Option("strict", _switch),
        Option("fail_if", _conditions, "gate"), Option("baseline", _text, "gate"), Option("worse_by", _points, "gate"),
    )
}  # fmt: skip
