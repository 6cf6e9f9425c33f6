"""What was typed wrong, in French: the refusals of the command line itself (exit code 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typer import TyperException

    from hlmdiag.errors import HlmdiagError

__all__ = ["chosen", "refusal", "translate", "unknown_command"]


def refusal(code: str, **values: Any) -> HlmdiagError:
    """One refusal of the command line, ready to be raised."""
    from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

    return HlmdiagError([Problem(code, Location(file="hlmdiag"), values)], exit_code=USAGE)


def unknown_command(name: str, commands: list[str]) -> HlmdiagError:
    """The refusal of a command that does not exist, with the nearest one."""
    return refusal("usage.commande", name=name, commands=", ".join(commands), nearest=_nearest(name, commands))


def chosen(option: str, value: str, allowed: Iterable[str]) -> str:
    """The value of an option that has a few, or its refusal."""
    names = list(allowed)
    if value.lower() in names:
        return value.lower()
    listed = ", ".join(names)
    raise refusal("usage.choix", option=option, value=value, allowed=listed, nearest=_nearest(value, names))


def translate(error: TyperException) -> HlmdiagError:
    """The sentence of a fault that typer found while it read the arguments."""
    match type(error).__name__:
        case "NoSuchOption":
            option, near = getattr(error, "option_name", "?"), getattr(error, "possibilities", None) or []
            return refusal("usage.option", option=option, nearest=_suggestion(sorted(near)[:1]))
        case "MissingParameter":
            parameter = getattr(error, "param", None)
            name = getattr(parameter, "metavar", None) or getattr(parameter, "name", "?")
            return refusal("usage.argument-manquant", name=name)
        case "BadOptionUsage" | "BadArgumentUsage":
            code = "usage.option-avec-valeur" if "not take a value" in error.message else "usage.option-sans-valeur"
            return refusal(code, option=getattr(error, "option_name", "?"))
        case _:
            extra = re.search(r"unexpected extra argument\S* \((.*)\)", error.message)
            if extra:
                return refusal("usage.argument-en-trop", value=extra.group(1))
            return refusal("usage.incomprise", message=error.message)


def _nearest(name: str, names: list[str]) -> str:
    return _suggestion(get_close_matches(name.lower(), names, n=1))


def _suggestion(found: list[str]) -> str:
    from hlmdiag.text import say

    return say("usage.vouliez-vous", nearest=found[0]) if found else ""
