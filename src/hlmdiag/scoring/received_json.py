"""JSON that was received: read strictly, since what one program lets pass another one trips over."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Phrase

_DEPTH = 60
"""Of values in values: a grid in a result that compares it to its parent has less than thirty."""
_WIDEST = 2**63
_SHOWN = 60
"""Longest part of a name quoted in a message."""


class _Refused(ValueError):
    """A JSON value that no result holds; `why` names the sentence."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def read_json(raw: bytes, name: str, *, line: int | None = None) -> Any:
    """Parse a JSON text, or raise the sentence that names the part which cannot be read.

    Refused: a text that is not UTF-8 or holds half a character, a key that stands twice, a number that is none or
    that is too large, values too deep in one another. `line`: where the text starts in the file, if it is a part.
    """
    try:
        found = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite,
            parse_int=_bounded,
        )  # fmt: skip
        _check(found)
    except UnicodeDecodeError as fault:
        raise _problem("encodage", name, (line or 1) + raw[: fault.start].count(b"\n"), None) from None
    except json.JSONDecodeError as fault:
        raise _problem("syntaxe", name, (line or 1) + fault.lineno - 1, fault.colno) from None
    except RecursionError:
        raise _problem("profondeur", name, line, None, limit=_DEPTH) from None
    except _Refused as fault:
        raise _problem(fault.why, name, line, None, **fault.values) from None
    return found


def _problem(why: str, name: str, line: int | None, column: int | None, **values: Any) -> HlmdiagError:
    said = Phrase(f"rapport.defaut-json.{why}", **values)
    return HlmdiagError([Problem("rapport.resultat-json", Location(name, line, column), {"why": said})])


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused("cle-deux-fois", key=_writable(key))
        found[key] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise _Refused("nombre", number=text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _Refused("nombre", number=text[:_SHOWN])
    return value


def _bounded(text: str) -> int:
    # refused by length before conversion, whose time grows with the square of the length
    if len(text) > len(str(_WIDEST)) or abs(int(text)) >= _WIDEST:
        raise _Refused("nombre", number=text[:_SHOWN])
    return int(text)


def _check(found: Any) -> None:
    """Refuse values too deep, and texts that hold half a character."""
    waiting = [(found, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEPTH:
            raise _Refused("profondeur", limit=_DEPTH)
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and _writable(value) != value[:_SHOWN]:
            raise _Refused("demi-caractere", text=_writable(value))


def _writable(text: str) -> str:
    """The beginning of a text, what UTF-8 cannot write being replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text[:_SHOWN].encode(errors="replace").decode() + "…"
    return text[:_SHOWN]
