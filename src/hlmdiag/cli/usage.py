"""Refusals of the command line itself, in French (exit code 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hlmdiag.runs.refusals import nearest_of, refusal, suggestion

if TYPE_CHECKING:
    from typer import TyperException

    from hlmdiag.errors import HlmdiagError


def unknown_command(name: str, commands: list[str]) -> HlmdiagError:
    """The refusal of a command that does not exist, with the nearest one."""
    from hlmdiag.text.phrase import Listed

    return refusal("usage.commande", name=name, commands=Listed((*commands,)), nearest=nearest_of(name, commands))


def translate(error: TyperException) -> HlmdiagError:
    """The sentence of a fault that typer found while it read the arguments."""
    match type(error).__name__:
        case "NoSuchOption":
            option, near = getattr(error, "option_name", "?"), getattr(error, "possibilities", None) or []
            return refusal("usage.option", option=option, nearest=suggestion(sorted(near)[:1]))
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
