"""The schema of what a grid changes in another one: blocks in part, where nothing is required and null removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CHANGE = "-change"
_REQUIREMENTS = ("allOf", "dependencies", "minProperties", "oneOf", "required")
"""Keywords that ask for whole blocks: they cannot apply to a block written in part."""
_PREFIX = "#/definitions/"


def changes_of(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Each definition in part, under a name of its own."""
    return {in_part(name): _partial(it) for name, it in definitions.items()}


def in_part(name: str) -> str:
    """The name of a definition in part."""
    return name + _CHANGE


def _partial(schema: Any) -> Any:
    """A schema in part. A list is written whole: what it holds stays as it is."""
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return {**schema, "$ref": _PREFIX + in_part(schema["$ref"].removeprefix(_PREFIX))}
    kept = {key: it for key, it in schema.items() if key not in _REQUIREMENTS}
    if "properties" in kept:
        kept["properties"] = {key: _or_null(it) for key, it in kept["properties"].items()}
    if isinstance(kept.get("additionalProperties"), Mapping):
        kept["additionalProperties"] = _or_null(kept["additionalProperties"])
    if "anyOf" in kept:
        kept["anyOf"] = [_partial(it) for it in kept["anyOf"]]
    return kept


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    part = _partial({key: it for key, it in schema.items() if key != "default"})
    description = {"description": part.pop("description")} if "description" in part else {}
    return description | {"anyOf": [part, {"type": "null"}]}
