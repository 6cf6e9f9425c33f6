"""Calls of the package from Python: what cannot be called so is said in a sentence, never by Python itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from hlmdiag.errors import USAGE, HlmdiagError, Problem, WrongArgument
from hlmdiag.text import LANGUAGES, reader_language
from hlmdiag.text.phrase import Listed, Phrase

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")


class _WrongCall(HlmdiagError, TypeError):
    """A call with a name that is none of the function's, or without an argument that it needs."""


def said(function: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
    """The same function, whose names and missing arguments are said in a sentence too."""
    signature = inspect.signature(function)
    called = _called(function)

    @wraps(function)
    def checked(*args: _Given.args, **kwargs: _Given.kwargs) -> _Returned:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            unknown = [name for name in kwargs if name not in signature.parameters]
            values = {"function": called, "fault": _fault(signature, args, unknown, kwargs), "call": _call(signature)}
            raise _WrongCall([Problem("api.appel", values=values)], USAGE) from None
        return function(*args, **kwargs)

    return checked


@dataclass(frozen=True)
class ArgumentKind:
    """Kind of an argument, with the words of its message (`api.mots`)."""

    accepts: Callable[[object], bool]
    expected: str


def takes(**kinds: ArgumentKind) -> Callable[[Callable[_Given, _Returned]], Callable[_Given, _Returned]]:
    """The same function, `said`, whose arguments are checked by their names; None stands where it is the default."""

    def deciding(function: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
        signature = inspect.signature(function)
        called = _called(function)

        @said
        @wraps(function)
        def checked(*args: _Given.args, **kwargs: _Given.kwargs) -> _Returned:
            for name, given in signature.bind(*args, **kwargs).arguments.items():
                kind = kinds.get(name)
                default = signature.parameters[name].default
                is_left_out = given is None and default is None
                # an empty list is accepted only where the argument is optional
                is_lacking = default is inspect.Parameter.empty and isinstance(given, list | tuple) and not given
                if kind is not None and (is_lacking or not (is_left_out or kind.accepts(given))):
                    raise WrongArgument(called, name, given, Phrase(f"api.mots.{kind.expected}"))
            return function(*args, **kwargs)

        return checked

    return deciding


def _called(function: Callable[..., object]) -> str:
    """Name by which a function is called: in the package, or in `hlmdiag.grids` for grids."""
    room = "hlmdiag.grids" if function.__module__.startswith("hlmdiag.api.grids.") else "hlmdiag"
    return f"{room}.{function.__name__}"


def _call(signature: inspect.Signature) -> str:
    shown = [
        name if each.default is each.empty else f"{name}={each.default!r}"
        for name, each in signature.parameters.items()
    ]
    return f"({', '.join(shown)})"


def _fault(signature: inspect.Signature, args: tuple[Any, ...], unknown: list[str], given: Mapping[str, Any]) -> Phrase:
    if unknown:
        return Phrase("api.mots.inconnu", name=unknown[0])
    placed = [name for name, each in signature.parameters.items() if each.kind is not each.KEYWORD_ONLY]
    lacking = [
        name
        for name, each in signature.parameters.items()
        if each.default is each.empty and name not in given and name not in placed[: len(args)]
    ]
    return Phrase("api.mots.manquant", name=lacking[0]) if lacking else Phrase("api.mots.trop")


def language_asked(language: object) -> str:
    """The language that a call asked for; where it asked for none, that of the reader. An unknown one is refused."""
    if language is None:
        return reader_language()
    if not isinstance(language, str) or language not in LANGUAGES:
        values = {"language": str(language), "known": Listed(LANGUAGES)}
        raise HlmdiagError([Problem("api.langue", values=values)], USAGE)
    return str(language)


def require(function: str, name: str, given: object, kinds: tuple[type, ...], expected: str) -> None:
    """Refuse what is of another type: from a notebook, arguments come in any order."""
    if not isinstance(given, kinds):
        raise WrongArgument(f"hlmdiag.{function}", name, given, Phrase(f"api.mots.{expected}"))
