"""Where templates run: they see what a report shows and nothing else, and their faults are said with file and line.

Not protected: time and memory. A template may still be slow (loops inside loops); it is as trusted as the folder that
a settings file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from hlmdiag.branding.folder import OwnTemplate
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["environment", "faults_said"]

_SHOWN = ("hlmdiag", "builtins", "markupsafe", "jinja2", "datetime", "enum", "collections")
"""Where the types come from that a template may look into: a table of polars would write files."""
_WORDS = frozenset(
    ("capitalize", "count", "endswith", "find", "index", "isdigit", "items", "join", "keys", "lower", "removeprefix",
     "removesuffix", "replace", "rsplit", "split", "splitlines", "startswith", "strip", "title", "upper", "values",
     "get", "lstrip", "rstrip")
)  # fmt: skip
"""Methods of texts and mappings: none that makes a long text of a short one."""
_LONG = ("center", "format", "lipsum", "pprint", "random", "truncate", "wordwrap")
"""Filters that make much of little, show the insides of an object, or differ from one run to the next."""
_LONGEST = 10_000


@cache
def _sandbox() -> type[Environment]:
    """The class of the environment: made on demand, so that no command pays for it that renders nothing."""
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Thousands of sheets ask for the same attributes of the same types.
    decided: dict[tuple[type, str, bool], bool] = {}

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%"))

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            key = (type(obj), attr, callable(value))
            if key not in decided:
                decided[key] = _is_shown(*key) and super().is_safe_attribute(obj, attr, value)
            return decided[key]

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not _is_short(operator, left, right):
                raise SecurityError(operator)
            return super().call_binop(context, operator, left, right)

    return Sandbox


def _is_shown(of: type, attribute: str, is_method: bool) -> bool:
    """Whether a template may look at this attribute of objects of a type."""
    if of.__module__.partition(".")[0] not in _SHOWN:
        return False
    is_plain = of.__module__ == "builtins" or issubclass(of, str | Mapping | tuple)
    return not (is_method and is_plain) or attribute in _WORDS


def _is_short(operator: str, left: Any, right: Any) -> bool:
    """Whether an operation cannot make much of little: a long text out of `"a" * 9999999` or `"%9999999d" % 1`."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return operator != "**" or (abs(left) <= _LONGEST and abs(right) <= 9)
    if operator != "*":
        return False
    text, times = (right, left) if isinstance(left, int) else (left, right)
    return isinstance(times, int) and len(text) * times <= _LONGEST


def environment(package: str, templates: tuple[OwnTemplate, ...], **options: Any) -> Environment:
    """The templates of a package, those of an organisation standing before them.

    `hlmdiag/page.html.j2` names the one that is shipped, whatever stands before it: it can so be extended. Ours alone
    need no watching: thousands of sheets are written in two thirds of the time.
    """
    from jinja2 import (
        BaseLoader,
        ChoiceLoader,
        Environment,
        PackageLoader,
        PrefixLoader,
        StrictUndefined,
        TemplateNotFound,
    )

    class Own(BaseLoader):
        def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
            for each in templates:
                if each.name == template:
                    return each.text, each.shown, None
            raise TemplateNotFound(template)

    shipped = PackageLoader(package)
    kind = _sandbox() if templates else Environment
    found = kind(
        loader=ChoiceLoader([Own(), PrefixLoader({"hlmdiag": shipped}), shipped]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    for name in _LONG:
        found.filters.pop(name, None)
        found.globals.pop(name, None)
    return found


@contextmanager
def faults_said(templates: tuple[OwnTemplate, ...]) -> Iterator[None]:
    """Says a fault of an organisation's template with its file and line; a fault of ours stays one."""
    try:
        yield
    except HlmdiagError:
        raise
    except Exception as fault:
        place = _place(fault, templates)
        if place is None:
            raise
        raise HlmdiagError([_problem(fault, place)], USAGE) from fault


def _place(fault: BaseException, templates: tuple[OwnTemplate, ...]) -> Location | None:
    """The last line of an organisation's template that led there."""
    names = {each.shown for each in templates}
    place = None
    trace = fault.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in names:
            place = Location(name, line=trace.tb_lineno)
        trace = trace.tb_next
    if place is None and getattr(fault, "filename", None) in names:
        place = Location(str(getattr(fault, "filename", "")), line=getattr(fault, "lineno", None))
    return place


def _problem(fault: Exception, place: Location) -> Problem:
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    named = re.search(r"'([^']+)'(?: is undefined)?$", str(fault))
    match fault:
        case SecurityError():
            return Problem("rapport.modele-interdit", place)
        case TemplateNotFound():
            return Problem("rapport.modele-absent", place, {"name": fault.name})
        case UndefinedError() if named is not None:
            return Problem("rapport.modele-inconnu", place, {"name": named[1]})
        case TemplateSyntaxError():
            return Problem("rapport.modele-ligne", place)
        case _:
            return Problem("rapport.modele-erreur", place)
