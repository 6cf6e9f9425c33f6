"""Recognises the number formats of a spreadsheet: shares, days, durations, codes filled with zeros.

One definition for `.xlsx`, `.xls` and `.ods`. A code is read section by section, as Excel does: text between quotes or
after a backslash is only text (`0.0"%"` shows 0,1 where `0.0%` shows 12,5 %), brackets hold a colour, a condition, a
currency or a locale in any language, and time that goes past a day (`[h]`).
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache


class FormatKind(Enum):
    """Kinds of number formats. `NUMBER` covers decimals, thousands and currencies."""

    GENERAL = "general"
    NUMBER = "number"
    PERCENT = "percent"
    SCIENTIFIC = "scientific"
    CODE = "code"
    FRACTION = "fraction"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    TEXT = "text"
    WORDS = "words"
    """Words alone, in place of the number: `0;-0;"NC"` shows NC where the number is zero."""


MIXED = "mixed"
"""Kind of a format whose sections have several kinds: a percent, say, and a plain number."""

_TELLING = frozenset(
    {
        FormatKind.PERCENT,
        FormatKind.SCIENTIFIC,
        FormatKind.CODE,
        FormatKind.DATE,
        FormatKind.TIME,
        FormatKind.DURATION,
        FormatKind.WORDS,
        MIXED,
    }
)
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
_LITERAL = ("word", "literal")
_LONGEST = 1000
"""A format of Excel has 255 characters."""


@dataclass(frozen=True)
class _Token:
    kind: str
    """literal, digit, point, comma, percent, exponent, slash, at, general, clock, noon or elapsed; `word` for a literal
    between quotes or after a backslash"""
    text: str


@dataclass(frozen=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None = None

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)

    def shown(self, kind: str) -> str:
        return "".join(token.text for token in self.tokens if token.kind == kind)

    def holds(self, value: float) -> bool:
        assert self.condition is not None
        sign, bound = self.condition
        return bool(_COMPARE[sign](value, bound))


def kind_of(code: str) -> FormatKind | str:
    """Kind of a format for any number; `MIXED` if it depends on the number.

    >>> kind_of("0.0%"), kind_of('0.0" %"'), kind_of("[Rouge]0")
    (<FormatKind.PERCENT: 'percent'>, <FormatKind.NUMBER: 'number'>, <FormatKind.NUMBER: 'number'>)
    >>> kind_of("[h]:mm"), kind_of("0000000")
    (<FormatKind.DURATION: 'duration'>, <FormatKind.CODE: 'code'>)
    >>> kind_of('0%;-0%;"-"'), kind_of("[>1]0;0%")
    (<FormatKind.PERCENT: 'percent'>, 'mixed')
    """
    every = {_kind(section) for section in _sections(code)}
    kinds = {kind for kind in every if kind is not None}
    if every == {FormatKind.WORDS, None}:
        return MIXED
    if not kinds:
        return FormatKind.GENERAL
    return kinds.pop() if len(kinds) == 1 else MIXED


def is_telling(code: str) -> bool:
    """Whether a number is not read unchanged under this format: a share, a day, a duration, a code.

    >>> is_telling("0.00%"), is_telling("#,##0.00 €"), is_telling("@")
    (True, False, False)
    """
    return kind_of(code) in _TELLING


def kind_for(code: str, value: float) -> FormatKind:
    """Kind of a format for one number.

    >>> kind_for("[>1]0;0%", 0.5), kind_for("[>1]0;0%", 2)
    (<FormatKind.PERCENT: 'percent'>, <FormatKind.NUMBER: 'number'>)
    """
    return _kind(_section(code, value)[0]) or FormatKind.GENERAL


def shown_number(code: str, value: float) -> str | None:
    """The text of a number shown as a code or in scientific form, with a decimal comma; None where that is not certain.

    >>> shown_number("0000000", 7), shown_number('00"-"000', 1234), shown_number("0.00E+00", 100000)
    ('0000007', '01-234', '1,00E+05')
    """
    section, unsigned = _section(code, value)
    if value - value != 0 or section is None:
        return None
    sign = "-" if value < 0 and not unsigned else ""
    kind = _kind(section)
    if kind is FormatKind.CODE:
        return sign + _filled(section, str(int(abs(value)))) if value == int(value) else None
    return sign + _scientific(section, abs(value)) if kind is FormatKind.SCIENTIFIC else None


def shown_words(code: str, value: float) -> str:
    """The words that a format shows in place of a number.

    >>> shown_words('0;-0;"NC"', 0), shown_words('[=1]"Bon";[=2]"Moyen";0', 2), shown_words('0;-0;"-"', 0)
    ('NC', 'Moyen', '')
    """
    return _words(_section(code, value)[0])


def _section(code: str, value: float) -> tuple[_Section, bool]:
    """The section that shows a number, and whether it shows it without its sign."""
    sections = _sections(code)
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or section.holds(value):
                return section, False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2 if value == 0 and len(sections) > 2 else 0], False


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections that show numbers: a last one with `@` shows texts, and so does the fourth."""
    found: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer(code[:_LONGEST]):
        if match["end"]:
            found.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif match["bracket"] is not None:
            bound = _CONDITION.fullmatch(match["bracket"].strip())
            condition = (bound[1], float(bound[2].replace(",", "."))) if bound else condition
            tokens += _bracket(match["bracket"])
        else:
            tokens += _token(match)
    found.append(_Section(tuple(tokens), condition))
    if len(found) > 1 and found[-1].has("at"):
        found.pop()
    return tuple(found[:3])


def _bracket(inside: str) -> list[_Token]:
    """Time past a day, or the sign of a currency; colours, conditions and locales show nothing."""
    if _ELAPSED.fullmatch(inside.strip()):
        return [_Token("elapsed", inside)]
    if inside.startswith("$"):
        sign = inside[1:].split("-", 1)[0]
        return [_Token("currency", sign)] if sign else []
    return []


def _token(match: re.Match[str]) -> list[_Token]:
    kind, text = match.lastgroup, match[0]
    if kind in ("quoted", "escaped"):
        return [_Token("word", match[kind] or "")]
    if kind is None:
        return []
    if kind == "other":
        name = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at"}.get(text, "literal")
        return [_Token(name, text)]
    return [_Token(kind, text)]


@lru_cache(maxsize=4096)
def _kind(section: _Section) -> FormatKind | None:
    """Kind of a section; None if it shows no number."""
    if section.has("elapsed"):
        return FormatKind.DURATION
    first = next((token.kind for token in section.tokens if token.kind in ("digit", "clock", "general")), None)
    if first == "clock":
        return _of_clock(section.shown("clock").lower())
    if section.has("at"):
        return FormatKind.TEXT
    if first is None:
        return FormatKind.WORDS if _words(section) else None
    if section.has("percent"):
        return FormatKind.PERCENT
    if first == "general":
        return FormatKind.GENERAL
    if section.has("exponent"):
        return FormatKind.SCIENTIFIC
    if section.has("slash"):
        return FormatKind.FRACTION
    return FormatKind.CODE if _is_code(section) else FormatKind.NUMBER


def _words(section: _Section) -> str:
    """The words that a section shows; none where they are signs, as a dash for zero."""
    words = section.shown("word").strip()
    return words if any(letter.isalnum() for letter in words) else ""


def _of_clock(letters: str) -> FormatKind:
    if set(letters) & set("ydbge"):
        return FormatKind.DATE
    if "h" in letters:
        return FormatKind.TIME
    if "s" in letters:
        return FormatKind.DURATION if "m" in letters else FormatKind.TIME
    return FormatKind.DATE


def _is_code(section: _Section) -> bool:
    """Whether whole numbers are filled with zeros, or have letters or dashes before, between or right after digits."""
    if section.has("point") or section.has("comma"):
        return False
    places = [at for at, token in enumerate(section.tokens) if token.kind == "digit"]
    if section.shown("digit").count("0") >= 2:
        return True
    before = "".join(token.text for token in section.tokens[: places[0]] if token.kind in _LITERAL)
    between = "".join(token.text for token in section.tokens[places[0] : places[-1]] if token.kind in _LITERAL)
    after = next((token.text for token in section.tokens[places[-1] + 1 :] if token.kind in _LITERAL), "")
    return any(letter.isalnum() for letter in before + after[:1]) or bool(between.strip(" \u00a0\u202f'’"))


def _filled(section: _Section, digits: str) -> str:
    """The digits in the places of a code, from the last; the first place takes all that are left."""
    left = list(digits if digits != "0" else "")
    places = sum(token.kind == "digit" for token in section.tokens)
    shown: list[str] = []
    for token in reversed(section.tokens):
        if token.kind != "digit":
            shown.append(token.text)
            continue
        places -= 1
        blank = {"0": "0", "?": " "}.get(token.text, "")
        shown.append(left.pop() if left else blank)
        if places == 0:
            shown += reversed(left)
    return "".join(reversed(shown))


def _scientific(section: _Section, value: float) -> str:
    """A number in scientific form, its exponent a multiple of the places before the point."""
    mark = next(at for at, token in enumerate(section.tokens) if token.kind == "exponent")
    digits, after = section.tokens[:mark], section.tokens[mark + 1 :]
    point = next((at for at, token in enumerate(digits) if token.kind == "point"), mark)
    step = max(1, sum(token.kind == "digit" for token in digits[:point]))
    decimals = sum(token.kind == "digit" for token in digits[point:])
    power = math.floor(math.log10(value)) if value else 0
    power -= power % step
    mantissa = _rounded(Decimal(value).scaleb(-power), decimals)
    if mantissa >= 10**step:
        power += step
        mantissa = _rounded(Decimal(value).scaleb(-power), decimals)
    sign = "-" if power < 0 else "+" if section.tokens[mark].text.endswith("+") else ""
    width = sum(token.kind == "digit" for token in after)
    return f"{mantissa:f}E{sign}{abs(power):0{max(1, width)}d}".replace(".", ",")


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
