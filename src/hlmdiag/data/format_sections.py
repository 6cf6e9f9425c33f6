"""The sections of a number format, and the signs and texts that each shows, in order."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|[_*].?|\[(?P<bracket>[^\]]*)\]?|(?P<general>general|standard)'
    r"|(?P<noon>am/pm|a/p)|(?P<exponent>e[+-]|(?<=[0#?.])e(?=[0#?]))|(?P<digit>[0#?])|(?P<clock>[ymdhs]+|[bge](?=[bge]))|(?P<end>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)", re.IGNORECASE)
_COMPARE = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_LONGEST = 1000
"""A format of Excel has 255 characters."""


@dataclass(frozen=True)
class FormatToken:
    """A sign or a text of a format, and what it is."""

    kind: str
    """literal, digit, point, comma, percent, exponent, slash, at, general, clock, noon or elapsed; `word` for a literal
    between quotes or after a backslash"""
    text: str


@dataclass(frozen=True)
class FormatSection:
    """A part of a format: for positive numbers, for negative ones, for those under a condition."""

    tokens: tuple[FormatToken, ...]
    condition: tuple[str, float] | None = None

    def has(self, kind: str) -> bool:
        """Whether a token is of a kind."""
        return any(token.kind == kind for token in self.tokens)

    def shown(self, kind: str) -> str:
        """The texts of the tokens of a kind, together."""
        return "".join(token.text for token in self.tokens if token.kind == kind)

    def holds(self, value: float) -> bool:
        """Whether a number meets the condition."""
        assert self.condition is not None
        sign, bound = self.condition
        return bool(_COMPARE[sign](value, bound))


def section_of(code: str, value: float) -> tuple[FormatSection, bool]:
    """The section that shows a number, and whether it shows it without its sign."""
    every = sections(code)
    if any(section.condition for section in every):
        for section in every:
            if section.condition is None or section.holds(value):
                return section, False
        return every[-1], False
    if value < 0 and len(every) > 1:
        return every[1], True
    return every[2 if value == 0 and len(every) > 2 else 0], False


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[FormatSection, ...]:
    """The sections that show numbers: a last one with `@` shows texts, and so does the fourth."""
    found: list[FormatSection] = []
    tokens: list[FormatToken] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer(code[:_LONGEST]):
        if match["end"]:
            found.append(FormatSection(tuple(tokens), condition))
            tokens, condition = [], None
        elif match["bracket"] is not None:
            bound = _CONDITION.fullmatch(match["bracket"].strip())
            condition = (bound[1], float(bound[2].replace(",", "."))) if bound else condition
            tokens += _bracket(match["bracket"])
        else:
            tokens += _token(match)
    found.append(FormatSection(tuple(tokens), condition))
    if len(found) > 1 and found[-1].has("at"):
        found.pop()
    return tuple(found[:3])


def _bracket(inside: str) -> list[FormatToken]:
    """Time past a day, or the sign of a currency; colours, conditions and locales show nothing."""
    if _ELAPSED.fullmatch(inside.strip()):
        return [FormatToken("elapsed", inside)]
    if inside.startswith("$"):
        sign = inside[1:].split("-", 1)[0]
        return [FormatToken("currency", sign)] if sign else []
    return []


def _token(match: re.Match[str]) -> list[FormatToken]:
    kind, text = match.lastgroup, match[0]
    if kind in ("quoted", "escaped"):
        return [FormatToken("word", match[kind] or "")]
    if kind is None:
        return []
    if kind == "other":
        name = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at"}.get(text, "literal")
        return [FormatToken(name, text)]
    return [FormatToken(kind, text)]
