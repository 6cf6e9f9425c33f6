"""A value of a grid as a cell: texts, numbers and yes or no as they are, lists one item a line, the rest as YAML."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

from hlmdiag.authoring.layout import NO, YES
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.scalars import plain_value
from hlmdiag.text.inert import CELL, as_cell

CellContent = str | int | float | bool
_YAML, _ITEM = "yaml: ", "- "
_SWITCHED = {YES: True, NO: False, "vrai": True, "faux": False, "true": True, "false": False}
_QUOTED = re.compile(r"""["'\[{&*!|>%@`#,?:-]""")


@dataclass(frozen=True)
class CellProblem(Exception):
    """A cell that cannot be understood: the code of the sentence."""

    code: str


def written(value: Any, *, is_list: bool, is_switch: bool = False) -> CellContent:
    """The content of a cell that gives this value back.

    >>> written(["n° hall", "12"], is_list=True)
    'n° hall\\n"12"'
    >>> written({"a": 1}, is_list=False), written(None, is_list=False)
    ('yaml: {a: 1}', 'yaml: null')
    """
    if is_switch and isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str) and not (is_list or is_switch) and _is_plain(value):
        return value
    if isinstance(value, bool | int | float) and math.isfinite(value):
        return value
    if isinstance(value, list) and value and all(_is_scalar(each) for each in value):
        lines = [_line(each) for each in value]
        text = "\n".join(lines if is_list else [_ITEM + line for line in lines])
        if len(text) < CELL:
            return text
    flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=math.inf, sort_keys=False)
    return _YAML + flow.removesuffix("...\n").strip()


def read(content: CellContent, *, is_list: bool, is_switch: bool = False) -> Any:
    """The value that a cell gives. Raises `CellProblem` where it cannot be understood.

    >>> read("n° hall\\n12", is_list=True), read("- a", is_list=False), read("yaml: {a: 1}", is_list=False)
    (['n° hall', 12], ['a'], {'a': 1})
    """
    if isinstance(content, bool):
        return content
    if is_switch and isinstance(content, str) and content.strip().casefold() in _SWITCHED:
        return _SWITCHED[content.strip().casefold()]
    if isinstance(content, int | float):
        value = int(content) if float(content).is_integer() else content
        return [value] if is_list else value
    if content.startswith(_YAML):
        return _yaml(content.removeprefix(_YAML))
    if content.startswith(_ITEM):
        return [_item(line.removeprefix(_ITEM)) for line in content.split("\n") if line.strip()]
    if is_list:
        return [_item(line) for line in content.split("\n") if line.strip()]
    return content


def _is_plain(text: str) -> bool:
    """Whether a text is itself in a cell: nothing in it that a cell would lose, or that would be read otherwise."""
    return bool(text) and as_cell(text) == text and "\r" not in text and not text.startswith((_YAML, _ITEM))


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _line(value: Any) -> str:
    """An item of a list: as it is where it is read so, between quotes else."""
    if isinstance(value, str):
        is_same = plain_value(value) == value and value == value.strip() and _is_plain(value)
        return value if is_same and "\n" not in value and not _QUOTED.match(value) else json.dumps(value)
    return "null" if value is None else json.dumps(value)


def _item(line: str) -> Any:
    text = line.strip()
    return _yaml(text) if _QUOTED.match(text) else plain_value(text)


def _yaml(text: str) -> Any:
    try:
        found = read_yaml(f"v: {text}".encode(), "")
    except HlmdiagError:
        raise CellProblem("ecriture.yaml") from None
    if found.problems or not isinstance(found.data, dict) or set(found.data) != {"v"}:
        raise CellProblem("ecriture.yaml")
    return found.data["v"]
