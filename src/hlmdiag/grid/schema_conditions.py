"""Conditions between the keys of a block, as far as JSON Schema (draft 7) can express them.

The loader refuses more, and in sentences; an editor only shows these while a grid is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hlmdiag.grid.data_model import NUMERIC
from hlmdiag.grid.identifiers import RESERVED
from hlmdiag.grid.schema_overlay import in_part

_FIRST = r"^[^\d\s!-/:-@\[-`{-~]"
_COLUMN_NAME = {"pattern": _FIRST + r"[^\s!-/:-@\[-^`{-~]*$", "not": {"enum": sorted(RESERVED)}}
"""A letter, then no sign of ASCII but `_`; what else is no letter is left to the loader."""
_ID = {"pattern": _FIRST + r"[^\s!-,./:-@\[-^`{-~]*$"}

NAMES: Mapping[str, Any] = dict.fromkeys(
    ("themes", "indicators", "levels", "flags", "actions", "views", "shares", "stock_alerts", "roles"), _ID
) | {"columns": _COLUMN_NAME, "tables": _COLUMN_NAME}
"""Maps whose keys are ids, and what an id may be."""


def _typed(types: Sequence[str], *, among: bool = True) -> dict[str, Any]:
    """Columns that say their type, among some types or none of them."""
    kinds: dict[str, Any] = {"enum": list(types)}
    return {"required": ["type"], "properties": {"type": kinds if among else {"not": kinds}}}


def _without(*keys: str) -> dict[str, Any]:
    return {"properties": dict.fromkeys(keys, False)}


CONDITIONS: Mapping[str, list[dict[str, Any]]] = {
    "column": [
        {"if": _typed(["choice"]), "then": {"required": ["choices"]}},
        {"if": _typed(["choice"], among=False), "then": _without("choices")},
        {"if": _typed(NUMERIC, among=False), "then": _without("min", "max", "blank")},
        {
            "if": {"required": ["role"], "properties": {"role": {"const": "size"}}},
            "then": {"properties": {"type": {"enum": list(NUMERIC)}}},
        },
    ],
    "table": [{"if": {"required": ["window"]}, "then": {"required": ["date"]}}],
    "theme": [{"anyOf": [{"required": ["themes"]}, {"required": ["indicators"]}]}],
    "indicator": [
        {
            "if": {"properties": {"score": {"required": ["matrix"]}}},
            "then": _without("value"),
        },
        {
            "if": {"not": {"required": ["kind"], "properties": {"kind": {"const": "judgement"}}}},
            "then": _without("consolidate"),
        },
    ],
}
"""By the name of a block."""


def conditions_of_a_grid() -> list[dict[str, Any]]:
    """Conditions of a whole grid: something to score or rules, bounds for its levels, a type for its columns.

    A column that a dictionary describes says only what the grid changes.
    """
    return [
        {"anyOf": [{"required": ["themes"]}, {"required": ["indicators"]}, {"required": ["level_rules"]}]},
        {
            "if": {"required": ["level_rules"]},
            "else": {"properties": {"levels": {"additionalProperties": {"required": ["from"]}}}},
        },
        {
            "if": {"required": ["dictionary"]},
            "then": {
                "properties": {
                    "columns": _columns(in_part("column")),
                    "tables": {"additionalProperties": {"allOf": [_defined(in_part("table")), {"required": ["key"]}]}},
                }
            },
            "else": {
                "required": ["columns"],
                "properties": {"columns": _columns("column"), "tables": {"additionalProperties": _defined("table")}},
            },
        },
    ]


def _columns(definition: str) -> dict[str, Any]:
    return {"additionalProperties": _defined(definition)}


def _defined(definition: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{definition}"}
