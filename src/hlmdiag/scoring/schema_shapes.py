"""The shapes that a JSON Schema is written with."""

from __future__ import annotations

from typing import Any


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with these properties, all of them and no other."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """A list whose items are all of one shape."""
    return {"type": "array", "items": items}


def map_of(values: dict[str, Any]) -> dict[str, Any]:
    """An object whose values are all of one shape, under any name."""
    return {"type": "object", "additionalProperties": values}
