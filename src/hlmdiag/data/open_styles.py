"""The styles of an OpenDocument: which format each gives its cells, as the code that a workbook of Excel would have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hlmdiag.data.open_names import NUMBER, STYLE, TABLE

_NUMBERS = f"{NUMBER}number-style"
_DATA_STYLES = {
    _NUMBERS: "", f"{NUMBER}currency-style": "", f"{NUMBER}percentage-style": "0%",
    f"{NUMBER}date-style": "yyyy-mm-dd", f"{NUMBER}time-style": "hh:mm:ss", f"{NUMBER}text-style": "@",
    f"{NUMBER}boolean-style": "General",
}  # fmt: skip
_PAST_A_DAY = "[h]:mm:ss"
_MOST_ZEROS = 30
_CONDITION = re.compile(r"\s*value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*")
_USUAL = ([">=0"], [">0", "<0"], [">0", "<0", "=0"])
"""The conditions of the sections of a code that says none."""


@dataclass
class _Format:
    """A format that is being read; of a number, what is written before, between and after its digits."""

    name: str
    code: str
    parts: list[str] = field(default_factory=list)
    digits: str = ""
    between: dict[int, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    """The formats that are followed where a condition holds."""


class OpenStyles:
    """Number formats of the styles, collected element by element."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._others: dict[str, list[tuple[str, str]]] = {}
        self._data_of: dict[str, str] = {}
        self._parent_of: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._struck: dict[str, bool] = {}
        self._style = ""
        self._format: _Format | None = None
        self._words: list[str] | None = None
        self._place = 0
        self._found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name in _DATA_STYLES:
            past = attributes.get(f"{NUMBER}truncate-on-overflow") == "false"
            self._format = _Format(attributes.get(f"{STYLE}name", ""), _PAST_A_DAY if past else _DATA_STYLES[name])
        elif self._format is not None and name == f"{STYLE}map":
            condition = _CONDITION.fullmatch(attributes.get(f"{STYLE}condition", ""))
            if condition is not None:
                sign = condition[1].replace("!=", "<>")
                self._format.others.append((sign + condition[2], attributes.get(f"{STYLE}apply-style-name", "")))
        elif self._format is not None and not self._format.code:
            self._start_number(self._format, name, attributes)
        elif name == f"{STYLE}style":
            self._style = attributes.get(f"{STYLE}name", "")
            if (data := attributes.get(f"{STYLE}data-style-name")) is not None:
                self._data_of[self._style] = data
            if (parent := attributes.get(f"{STYLE}parent-style-name")) is not None:
                self._parent_of[self._style] = parent
        elif name == f"{STYLE}text-properties" and (line := _line_through(attributes)) is not None:
            self._struck[self._style] = line
        elif name == f"{STYLE}table-properties" and attributes.get(f"{TABLE}display") == "false":
            self._hidden.add(self._style)

    def _start_number(self, made: _Format, name: str, attributes: dict[str, str]) -> None:
        if name == f"{NUMBER}number":
            made.digits = _digits(attributes)
        elif name == f"{NUMBER}scientific-number":
            made.parts.append(_scientific(attributes))
        elif name == f"{NUMBER}fraction":
            made.parts.append("# ?/?")
        elif name in (f"{NUMBER}text", f"{NUMBER}embedded-text"):
            self._words, self._place = [], _count(attributes, "position")

    def end(self, name: str) -> None:
        """Take the end of an element."""
        made = self._format
        if made is None:
            return
        if name == f"{NUMBER}number" and made.digits:
            made.parts.append(_spaced(made.digits, made.between))
        elif self._words is not None and name == f"{NUMBER}text":
            made.parts.append(_quoted("".join(self._words)))
            self._words = None
        elif self._words is not None and name == f"{NUMBER}embedded-text":
            made.between[self._place] = _quoted("".join(self._words))
            self._words = None
        elif name in _DATA_STYLES:
            self._codes[made.name] = made.code or "".join(made.parts) or "General"
            self._others[made.name] = made.others
            self._format = None

    def text(self, words: str) -> None:
        """Take characters that a format writes beside the digits of a number."""
        if self._words is not None:
            self._words.append(words)

    def code(self, style: str) -> str:
        """The code of the format of a style of cells, its own or that of a style it is made from."""
        found = self._found.get(style)
        if found is None:
            found = self._found[style] = self._look(style)
        return found

    def hides(self, style: str) -> bool:
        """Whether a style of sheets hides them."""
        return style in self._hidden

    @property
    def has_struck(self) -> bool:
        """Whether the text of some style is struck through."""
        return any(self._struck.values())

    def strikes(self, style: str) -> bool:
        """Whether the text of a style of cells is struck through, by its own properties or those it is made from."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            if style in self._struck:
                return self._struck[style]
            style = self._parent_of.get(style, "")
        return False

    def _look(self, style: str) -> str:
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            if (data := self._data_of.get(style)) is not None:
                return self._sections(data)
            style = self._parent_of.get(style, "")
        return "General"

    def _sections(self, data: str) -> str:
        """Code of a format, with the formats that it applies under conditions."""
        own, others = self._codes.get(data, "General"), self._others.get(data, [])
        said = [condition for condition, _ in others]
        before = [
            ("" if said in _USUAL else f"[{condition}]") + self._codes.get(other, "General")
            for condition, other in others
        ]
        return ";".join([*before, own])


def _line_through(attributes: dict[str, str]) -> bool | None:
    """Whether properties of a text strike it through; None where they say nothing of it."""
    said = [attributes.get(f"{STYLE}text-line-through-{name}") for name in ("style", "type")]
    told = [each for each in said if each is not None]
    return all(each != "none" for each in told) if told else None


def _digits(attributes: dict[str, str]) -> str:
    zeros, decimals = _count(attributes, "min-integer-digits"), _count(attributes, "decimal-places")
    divided = "," if f"{NUMBER}display-factor" in attributes else ""
    if decimals or divided or attributes.get(f"{NUMBER}grouping") == "true":
        return f"#,##0.00{divided}"
    return "0" * zeros if zeros > 1 else "0"


def _spaced(digits: str, between: dict[int, str]) -> str:
    """Digits with the texts between them, at places counted from the last digit."""
    if not between or set(digits) != {"0"}:
        return digits
    width = max(len(digits), max(between) + 1)
    padded = digits.rjust(min(width, _MOST_ZEROS + 1), "#")
    return "".join(digit + between.get(len(padded) - at - 1, "") for at, digit in enumerate(padded))


def _quoted(words: str) -> str:
    words = words.replace('"', "")
    return f'"{words}"' if words else ""


def _scientific(attributes: dict[str, str]) -> str:
    decimals, power = _count(attributes, "decimal-places"), _count(attributes, "min-exponent-digits")
    return "0" + ("." + "0" * decimals if decimals else "") + "E+" + "0" * max(1, power)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(NUMBER + name, "0")
    return min(int(text), _MOST_ZEROS) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
