"""Runs templates: they see only the contents of a report, and their faults give file and line.

What they do is counted (`budget`): one that would not end, or would fill the memory, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from hlmdiag.branding.budget import BUDGET, TooMuch, counted
from hlmdiag.branding.folder import OwnTemplate
from hlmdiag.branding.kept_code import shipped_templates
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

_SHOWN = ("hlmdiag", "builtins", "markupsafe", "jinja2", "datetime", "enum", "collections")
"""Packages of the types that a template may inspect: a table of polars would write files."""
_WORDS = frozenset(
    ("capitalize", "count", "endswith", "find", "index", "isdigit", "items", "join", "keys", "lower", "removeprefix",
     "removesuffix", "replace", "rsplit", "split", "splitlines", "startswith", "strip", "title", "upper", "values",
     "get", "lstrip", "rstrip")
)  # fmt: skip
"""Methods of texts and mappings: none that makes a long text of a short one."""
_LONG = ("center", "format", "lipsum", "pprint", "random", "truncate", "wordwrap")
"""Filters that make much of little, show the insides of an object, or differ from one run to the next."""
_LONGEST = 10_000
_BITS = 1_024
"""A whole number that is longer is no figure of a report."""


class _NotCompiled(Exception):
    """A template that cannot be made code, for the reason that is its cause."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self.filename = filename


@cache
def _sandbox() -> type[Environment]:
    """The class of the environment: made on demand, so that no command pays for it that renders nothing."""
    from jinja2.exceptions import SecurityError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # cached: thousands of sheets ask for the same attributes of the same types
    decided: dict[tuple[type, str, bool], bool] = {}

    class Sandbox(ImmutableSandboxedEnvironment):
        own: frozenset[str] = frozenset()
        intercepted_binops = frozenset(("+", "*", "**", "%"))

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            key = (type(obj), attr, callable(value))
            if key not in decided:
                decided[key] = _is_shown(*key) and super().is_safe_attribute(obj, attr, value)
            return decided[key]

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not _is_short(operator, left, right):
                raise SecurityError(operator)
            return BUDGET.short(super().call_binop(context, operator, left, right))

        def call(__self, __context: Any, __obj: Any, *given: Any, **named: Any) -> Any:
            if isinstance(text := getattr(__obj, "__self__", None), str):
                joins = __obj.__name__ == "join" and given
                BUDGET.before(__obj.__name__, (given[0], text) if joins else (text, *given))
            return super().call(__context, __obj, *given, **named)

        def compile(self, source: Any, name: Any = None, filename: Any = None, *others: Any, **named: Any) -> Any:
            try:
                return super().compile(source, name, filename, *others, **named)
            except Exception as fault:
                # compiling computes constants, which may raise anything, and the code made may be too deep for Python
                raise fault if isinstance(fault, TemplateSyntaxError) else _NotCompiled(filename) from fault

        def _generate(self, source: Any, name: Any, filename: Any, defer_init: bool = False) -> str:
            source = counted(self, source) if filename in self.own else source
            return super()._generate(source, name, filename, defer_init)

    return Sandbox


def _watched(found: Any, templates: tuple[OwnTemplate, ...]) -> None:
    """Count what the templates of an organisation do in an environment."""
    found.own = frozenset(each.shown for each in templates)
    found.spend, found.enter, found.short = BUDGET.spend, BUDGET.enter, BUDGET.short
    before = found.finalize
    found.finalize = (lambda value: BUDGET.shown(before(value))) if before is not None else BUDGET.shown
    for name in ("replace", "join", "indent", "tojson", "batch", "slice"):
        found.filters[name] = _checked(name, found.filters[name])


def _checked(name: str, plain: Any) -> Any:
    """A filter, its arguments looked at first."""
    from jinja2 import Environment
    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

    places = {"replace": ("s", "old", "new"), "join": ("value", "d")}

    @wraps(plain)  # keeps what jinja notes on a filter: whether it is given the environment
    def filtered(*given: Any, **named: Any) -> Any:
        values = [each for each in given if not isinstance(each, Context | EvalContext | Environment)]
        values += [
            named[each] for each in places.get(name, ("width", "indent", "linecount", "slices")) if each in named
        ]
        if name == "join" and len(values) > 1 and not hasattr(values[0], "__len__"):
            place = next(index for index, each in enumerate(given) if each is values[0])
            values[0] = list(values[0])
            given = (*given[:place], values[0], *given[place + 1 :])
        BUDGET.before(name, tuple(values))
        return plain(*given, **named)

    return filtered


def _is_shown(of: type, attribute: str, is_method: bool) -> bool:
    """Whether a template may look at this attribute of objects of a type."""
    if of.__module__.partition(".")[0] not in _SHOWN:
        return False
    is_plain = of.__module__ == "builtins" or issubclass(of, str | Mapping | tuple)
    return not (is_method and is_plain) or attribute in _WORDS


def _is_short(operator: str, left: Any, right: Any) -> bool:
    """Whether an operation cannot make much of little: a long text out of `"a" * 9999999` or `"%9999999d" % 1`."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        if operator == "*" and isinstance(left, int) and isinstance(right, int):
            return left.bit_length() + right.bit_length() <= _BITS
        return operator != "**" or (abs(left) <= _LONGEST and abs(right) <= 9)
    if operator == "+":
        return True
    if operator != "*":
        return False
    text, times = (right, left) if isinstance(left, int) else (left, right)
    return isinstance(times, int) and len(text) * times <= _LONGEST


def environment(package: str, templates: tuple[OwnTemplate, ...], **options: Any) -> Environment:
    """The templates of a package, those of an organisation first.

    `hlmdiag/page.html.j2` names the one that is shipped, whatever stands before it: it can so be extended. Ours alone
    need no watching: thousands of sheets are written in two thirds of the time.
    """
    from jinja2 import (
        BaseLoader,
        ChoiceLoader,
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
    kind = _sandbox() if templates else shipped_templates()
    found = kind(
        loader=ChoiceLoader([Own(), PrefixLoader({"hlmdiag": shipped}), shipped]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    if templates:
        _watched(found, templates)
    for name in _LONG:
        found.filters.pop(name, None)
        found.globals.pop(name, None)
    return found


@contextmanager
def faults_said(templates: tuple[OwnTemplate, ...]) -> Iterator[None]:
    """Says a fault of an organisation's template with its file and line; a fault of ours stays one."""
    BUDGET.renew()
    try:
        yield
    except HlmdiagError:
        raise
    except Exception as fault:
        place = _place(fault, templates)
        problem = _incomplete(fault, templates) if place is None else _problem(fault, place)
        if problem is None:
            raise
        raise HlmdiagError([problem], USAGE) from fault


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


def _incomplete(fault: Exception, templates: tuple[OwnTemplate, ...]) -> Problem | None:
    """Block that a shipped template needs and an organisation's template lacks."""
    asked = re.search(r"template '([^']+)' .*the requested name '([^']+)'", str(fault))
    shown = {each.name: each.shown for each in templates}
    if asked is None or asked[1] not in shown:
        return None
    return Problem("rapport.modele-incomplet", Location(shown[asked[1]]), {"name": asked[2]})


def _problem(fault: Exception, place: Location) -> Problem:
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    named = re.search(r"'([^']+)'(?: is undefined)?$", str(fault))
    match fault:
        case TooMuch() | RecursionError():
            return Problem("rapport.modele-sans-fin", place)
        case _NotCompiled(__cause__=RecursionError() | MemoryError() | SyntaxError()):
            return Problem("rapport.modele-imbrique", place)
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
