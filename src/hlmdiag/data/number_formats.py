"""Recognises the number formats of a spreadsheet: shares, days, durations, codes filled with zeros.

One definition for `.xlsx`, `.xls` and `.ods`. A code is read section by section, as Excel does: text between quotes or
after a backslash is only text (`0.0"%"` shows 0,1 where `0.0%` shows 12,5 %), brackets hold a colour, a condition, a
currency or a locale in any language, and time that goes past a day (`[h]`).
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache

from hlmdiag.data.format_sections import FormatSection, section_of, sections


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
    SCALED = "scaled"
    """A number of thousands or millions, its format says: `0" k€"` shows 12 k€ where the number is 12."""
    WORDS = "words"
    """Words alone, in place of the number: `0;-0;"NC"` shows NC where the number is zero."""


MIXED = "mixed"
"""Kind of a format whose sections have several kinds: a percent, say, and a plain number."""
_READ_UNCHANGED = frozenset({FormatKind.GENERAL, FormatKind.NUMBER, FormatKind.FRACTION, FormatKind.TEXT})
_LITERAL = ("word", "literal")
_AROUND = re.compile(r"^[^\w€]+|[^\w€]+$")
_SCALE = re.compile(
    r"[kKmM]\s?(?:€|eur|euros?)|(?:milliers?|millions?)(?: (?:€|d['’ ]?€|d['’]euros?|euros?))?", re.IGNORECASE
)


def kind_of(code: str) -> FormatKind | str:
    """Kind of a format for any number; `MIXED` if it depends on the number.

    >>> kind_of("0.0%"), kind_of('0.0" %"'), kind_of("[Rouge]0")
    (<FormatKind.PERCENT: 'percent'>, <FormatKind.NUMBER: 'number'>, <FormatKind.NUMBER: 'number'>)
    >>> kind_of("[h]:mm"), kind_of("0000000")
    (<FormatKind.DURATION: 'duration'>, <FormatKind.CODE: 'code'>)
    >>> kind_of('0%;-0%;"-"'), kind_of("[>1]0;0%")
    (<FormatKind.PERCENT: 'percent'>, 'mixed')
    """
    every = {_kind(section) for section in sections(code)}
    kinds = {kind for kind in every if kind is not None}
    if every == {FormatKind.WORDS, None}:
        return MIXED
    if not kinds:
        return FormatKind.GENERAL
    return kinds.pop() if len(kinds) == 1 else MIXED


@lru_cache(maxsize=4096)
def is_telling(code: str) -> bool:
    """Whether a number is not read unchanged under this format: a share, a day, a duration, a code.

    >>> is_telling("0.00%"), is_telling("#,##0.00 €"), is_telling("@")
    (True, False, False)
    """
    return kind_of(code) not in _READ_UNCHANGED


def kind_for(code: str, value: float) -> FormatKind:
    """Kind of a format for one number.

    >>> kind_for("[>1]0;0%", 0.5), kind_for("[>1]0;0%", 2)
    (<FormatKind.PERCENT: 'percent'>, <FormatKind.NUMBER: 'number'>)
    """
    return _kind(section_of(code, value)[0]) or FormatKind.GENERAL


def shown_number(code: str, value: float) -> str | None:
    """The text of a number shown as a code or in scientific form, with a decimal comma; None where that is not certain.

    >>> shown_number("0000000", 7), shown_number('00"-"000', 1234), shown_number("0.00E+00", 100000)
    ('0000007', '01-234', '1,00E+05')
    """
    section, unsigned = section_of(code, value)
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
    return _words(section_of(code, value)[0])


def shown_scale(code: str, value: float) -> str:
    """The thousands or millions that a format writes beside a number.

    >>> shown_scale('#,##0" k€"', 12), shown_scale('#,##0," k€"', 12000), shown_scale("#,##0 €", 12)
    ('k€', '', '')
    """
    return _scale(section_of(code, value)[0])


@lru_cache(maxsize=4096)
def _kind(section: FormatSection) -> FormatKind | None:
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
    if _scale(section):
        return FormatKind.SCALED
    if first == "general":
        return FormatKind.GENERAL
    if section.has("exponent"):
        return FormatKind.SCIENTIFIC
    if section.has("slash"):
        return FormatKind.FRACTION
    return FormatKind.CODE if _is_code(section) else FormatKind.NUMBER


def _scale(section: FormatSection) -> str:
    """The thousands or millions written beside the digits; none where the format divides the number to show them."""
    following = zip(section.tokens, [*section.tokens[1:], None], strict=True)
    if any(token.kind == "comma" and (after is None or after.kind != "digit") for token, after in following):
        return ""
    beside = "".join(token.text for token in section.tokens if token.kind in (*_LITERAL, "currency"))
    named = _AROUND.sub("", beside)
    return named if _SCALE.fullmatch(named) else ""


def _words(section: FormatSection) -> str:
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


def _is_code(section: FormatSection) -> bool:
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


def _filled(section: FormatSection, digits: str) -> str:
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


def _scientific(section: FormatSection, value: float) -> str:
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
