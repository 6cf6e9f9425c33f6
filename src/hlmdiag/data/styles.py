"""The styles of a workbook: which formats tell more than a number, which cells have a colour or are struck."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmdiag.data.built_in_formats import built_in
from hlmdiag.data.number_formats import is_telling
from hlmdiag.data.xml_parser import read_elements

_NO_FILL = ("none", "gray125", "")
_WHITE = re.compile(r"(?:[0-9A-Fa-f]{2})?[Ff]{6}")
_COLOUR = re.compile(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")
_UNNAMED = "?"
_LONGEST = 40
_NO = ("0", "false")
_WHITE_INDEXES = ("1", "9")


@dataclass(frozen=True)
class WorkbookStyles:
    """By number of style: the code of a format that is not that of a mere number, the number of a coloured fill."""

    formats: Mapping[int, str] = field(default_factory=dict)
    filled: Mapping[int, int] = field(default_factory=dict)
    tints: Mapping[int, str] = field(default_factory=dict)
    """By number of a coloured fill, its colour: `FF0000`, `theme4`, `indexed10`."""
    struck: frozenset[int] = frozenset()
    """The styles whose text is struck through."""
    count: int = 0
    """Number of styles, plain ones included."""


def read_styles(data: bytes) -> WorkbookStyles:
    """The styles that a part describes; none where a workbook has no such part."""
    if not data:
        return WorkbookStyles()
    codes: dict[int, str] = {}
    used: list[tuple[int, int, int]] = []
    fills: list[str] = []
    fonts: list[bool] = []
    inside = ""
    for name, given in read_elements(data):
        if name in ("cellXfs", "cellStyleXfs", "dxfs", "fills", "numFmts", "cellStyles", "fonts", "borders"):
            inside = name
        elif name == "numFmt" and inside == "numFmts":
            codes[_number(given.get("numFmtId"))] = given.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            used.append((_number(given.get("numFmtId")), _number(given.get("fillId")), _number(given.get("fontId"))))
        elif name == "font" and inside == "fonts":
            fonts.append(False)
        elif name == "strike" and inside == "fonts" and fonts:
            fonts[-1] = given.get("val", "1").lower() not in _NO
        elif name == "fill" and inside == "fills":
            fills.append("")
        elif name == "patternFill" and inside == "fills" and fills:
            fills[-1] = "" if given.get("patternType", "") in _NO_FILL else _UNNAMED
        elif name == "gradientFill" and inside == "fills" and fills:
            fills[-1] = _UNNAMED
        elif name == "fgColor" and inside == "fills" and fills and fills[-1]:
            fills[-1] = "" if _is_white(given) else _tint(given)
    shown = {code: is_telling(code) for code in {_code(codes, number) for number, _, _ in used}}
    formats = {style: _code(codes, number) for style, (number, _, _) in enumerate(used)}
    return WorkbookStyles(
        {style: code for style, code in formats.items() if shown[code]},
        {style: fill for style, (_, fill, _) in enumerate(used) if fill < len(fills) and fills[fill]},
        {fill: tint for fill, tint in enumerate(fills) if tint},
        frozenset(style for style, (_, _, font) in enumerate(used) if font < len(fonts) and fonts[font]),
        len(used),
    )


def _code(codes: Mapping[int, str], number: int) -> str:
    return codes[number] if number in codes else built_in(number)


def _tint(given: Mapping[str, str]) -> str:
    if _COLOUR.fullmatch(given.get("rgb", "")):
        return given["rgb"][-6:].upper()
    named = next((f"{kind}{given[kind]}{given.get('tint', '')}" for kind in ("theme", "indexed") if kind in given), "")
    return named[:_LONGEST] or _UNNAMED


def _is_white(given: Mapping[str, str]) -> bool:
    if "rgb" in given:
        return _WHITE.fullmatch(given["rgb"]) is not None
    if "theme" in given:
        return given["theme"] == "0" and "tint" not in given
    return given.get("indexed") in _WHITE_INDEXES


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
