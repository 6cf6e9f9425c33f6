"""Refusals of a run and of the command line, in sentences (exit code 2)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from hlmdiag.errors import HlmdiagError
    from hlmdiag.text.phrase import Phrase

_Name = TypeVar("_Name", bound=str)


def refusal(code: str, **values: Any) -> HlmdiagError:
    """One refusal of what was asked, ready to be raised."""
    from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

    return HlmdiagError([Problem(code, Location(file="hlmdiag"), values)], exit_code=USAGE)


def chosen(option: str, value: str, allowed: Iterable[_Name]) -> _Name:
    """The value of an option that has a few, or its refusal."""
    names = list(allowed)
    for name in names:
        if name == value.lower():
            return name
    listed, near = ", ".join(names), nearest_of(value, [*map(str, names)])
    raise refusal("usage.choix", option=option, value=value, allowed=listed, nearest=near)


def nearest_of(name: str, names: list[str]) -> Phrase | str:
    """The question whether the nearest of some names was meant; empty where none is near."""
    return suggestion(get_close_matches(name.lower(), names, n=1))


def suggestion(found: list[str]) -> Phrase | str:
    """The question whether the first of some names was meant; empty without one."""
    from hlmdiag.text.phrase import Phrase

    return Phrase("usage.vouliez-vous", nearest=found[0]) if found else ""
