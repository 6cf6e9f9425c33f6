"""The schema of what a JSON result says beside its units: worked out of them, for those who read the file."""

from __future__ import annotations

from typing import Any

from hlmdiag.scoring.schema_shapes import closed, list_of, map_of

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_SWITCH = {"type": "boolean"}
_IDS = list_of(_TEXT)


def roll_up_shape() -> dict[str, Any]:
    """The wider units, where the grid has some."""
    values = {"type": ["string", "number", "boolean", "array", "null"]}
    units = {"type": "object", "required": ["level", "levels_possible", "conclusive"], "additionalProperties": values}
    return {**closed({"unit": _TEXT, "rows": list_of(units)}), "description": "Les unités regroupées (roll_up)."}


def collection_shape() -> dict[str, Any]:
    """The answers to ask for."""
    ask = {"indicators": _IDS, "asked": _IDS, "needed_by": _IDS, "conclusive": _COUNT}
    parts = {"open": _COUNT, "first": _COUNT, "is_fewest": list_of(_SWITCH), "asks": list_of(closed(ask))}
    return {
        **closed({**parts, "fewest": {"anyOf": [{"type": "null"}, map_of(_IDS)]}}),
        "description": "Les réponses à recueillir : open, les unités sans niveau ; asks, dans l’ordre : qui interroger "
        "(asked), quelles unités en ont besoin (needed_by), combien sont alors concluantes ; first, combien suffisent "
        "à la plupart ; is_fewest, si l’on ne peut pas en demander moins, pour celles-ci et pour toutes ; fewest, le "
        "moins de réponses de chaque unité (null au-delà de 20 000 unités).",
    }
