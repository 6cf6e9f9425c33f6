"""The schema of what a JSON result says beside its units: worked out of them, for those who read the file."""

from __future__ import annotations

from typing import Any

from hlmdiag.scoring.schema_shapes import closed, list_of, map_of

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
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


def notes_shape() -> dict[str, Any]:
    """Schema of the notes written beside answers."""
    texts = dict.fromkeys(("kind", "text", "respondent", "file", "cell"), _TEXT)
    either = dict.fromkeys(("column", "role", "sheet"), _MAYBE)
    return {
        **list_of(closed({"unit": list_of(_TEXT), **texts, **either})),
        "description": "Ce qui a été écrit à côté des réponses : l’unité, la colonne de la question, comment, "
        "evidence, date, place, domaniality, owner, deadline, exception, author ou expiry, le texte, qui l’a "
        "écrit, et sa cellule.",
    }


def awaited_shape() -> dict[str, Any]:
    """The forms that have not come."""
    each = closed({"unit": list_of(_TEXT), "role": _MAYBE, "form": _MAYBE})
    return {
        **list_of(each),
        "description": "Les formulaires envoyés et restés sans réponse : la clé de l’unité, le rôle interrogé, le nom "
        "du fichier.",
    }
