"""Meaning of an unquoted word of a grid: a number, true or false, nothing, else the text itself."""

from __future__ import annotations

import math
import re

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|(0|[1-9][0-9]*)(?=[eE]))([eE][-+]?[0-9]+)?")
# longer digits are a code or an attack, not a number of a grid; Python refuses to convert thousands of digits
_LONGEST = 40


def plain_value(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar; a leading zero makes a code, so it stays text, and so do dates and hours.

    >>> [plain_value(text) for text in ("12", "1.50", "true", "oui", "10:30", "2024-01-01", "007", "~")]
    [12, 1.5, True, 'oui', '10:30', '2024-01-01', '007', None]
    """
    match text:
        case "" | "~" | "null":
            return None
        case "true":
            return True
        case "false":
            return False
    if len(text) > _LONGEST:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
