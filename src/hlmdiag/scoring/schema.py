"""The JSON Schema of a saved result, for those who read it with other tools (draft 7: the one that editors know)."""

from __future__ import annotations

from typing import Any, get_args

from hlmdiag.errors import Severity
from hlmdiag.scoring.gate_results import ChangeReason, LossKind
from hlmdiag.scoring.result import SCHEMA_VERSION
from hlmdiag.scoring.result_columns import FAMILIES, SINGLE, STATE, Held
from hlmdiag.scoring.schema_derived import awaited_shape, collection_shape, notes_shape, roll_up_shape
from hlmdiag.scoring.schema_shapes import closed, list_of, map_of
from hlmdiag.states import NAMES

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_COUNT = {"type": ["integer", "null"], "minimum": 0}
_MAYBE_NUMBER = {"type": ["number", "null"]}
_MAYBE_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_SWITCH = {"type": "boolean"}
_DAY = {"type": "string", "format": "date"}
_IDS = {"type": "array", "items": _TEXT}
_STATE = {"enum": [*NAMES.values()]}
_JSON_TYPES = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean", "date": "string"}
_COLUMN_TYPES = ("text", "number", "integer", "boolean", "date", "list")


def result_schema() -> dict[str, Any]:
    """The schema of the JSON result: the manifest at the head, then the units."""
    schema = _document()
    schema["properties"] |= {
        "roll_up": roll_up_shape(),
        "to_collect": collection_shape(),
        "gating": _gating(),
        "is_part": _SWITCH,
        "robustness": _robustness(),
        "selection": _selection(),
        "translated": _translated(),
        "results_read": {
            **map_of(_TEXT),
            "description": "Le fichier de chaque résultat enregistré qui a été lu, par le nom que la grille lui donne.",
        },
        "awaited": awaited_shape(),
        "notes": notes_shape(),
        "organisation": {
            **closed({"name": _TEXT, "id": _MAYBE_TEXT}),
            "description": "De qui est le parc : le nom et l’identifiant que donnent les réglages ([report]).",
        },
        "same_places": _same_places(),
    }
    return schema


def _table() -> dict[str, Any]:
    """Schema of the proof of the table: a digest if it has a file of its own (CSV, JSON Lines)."""
    table = closed({"rows": _COUNT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}})
    return {
        **table,
        "required": [],
        "description": "Le tableau du résultat : ses lignes, et son empreinte (CSV, JSONL).",
    }


def _gating() -> dict[str, Any]:
    """The verdict on the limits of the user, where some were set."""
    unit = closed({"code": _TEXT, "label": _MAYBE_TEXT, "level": _MAYBE_TEXT, "file": _MAYBE_TEXT, "row": _MAYBE_COUNT})
    figures = {"value": _MAYBE_NUMBER, "decided": _COUNT, "undecided": _COUNT}
    ends = {"low": _MAYBE_NUMBER, "high": _MAYBE_NUMBER, "open": _COUNT}
    measure = closed({"text": _TEXT, **figures, **ends})
    gate = {
        "condition": _TEXT, "status": {"enum": ["held", "crossed", "open", "undecided"]}, "measures": list_of(measure),
        "count": _COUNT, "named": list_of(unit),
    }  # fmt: skip
    moved = {"type": ["string", "number", "null"]}
    number = {"type": "number"}
    cause = closed({"indicator": _TEXT, "before": number, "after": number, "is_rule": _SWITCH})
    change = {
        "unit": unit, "about": {"enum": ["level", "score", "flag"]}, "id": _TEXT, "before": moved, "after": moved,
        "causes": list_of(cause), "reason": {"enum": [*get_args(ChangeReason)]}, "reason_id": _TEXT,
    }  # fmt: skip
    doubt = {
        "unit": unit, "about": _IDS, "before": _MAYBE_TEXT, "after": _MAYBE_TEXT, "possible": _IDS, "lost": _IDS,
        "gained": _IDS,
    }  # fmt: skip
    loss = {"kind": {"enum": [*get_args(LossKind)]}, "id": _TEXT, "before": _MAYBE_COUNT, "after": _MAYBE_COUNT}
    grid_change = {"path": _TEXT, "kind": _TEXT, "size": _TEXT, "before": _MAYBE_TEXT, "after": _MAYBE_TEXT}
    counts = (
        "new", "known", "resolved", "undecided", "appeared", "vanished", "still_open", "doubtful", "grid_change_count",
    )  # fmt: skip
    comparison = closed(
        {"name": _TEXT, "date": _DAY, "day": _DAY, "grid_version": _TEXT}
        | dict.fromkeys(counts, _COUNT)
        | {"appeared_units": _IDS, "vanished_units": _IDS, "changes": list_of(closed(change))}
        | {"improvements": list_of(closed(change))}
        | {
            "doubts": list_of(closed(doubt)),
            "losses": list_of(closed(loss)),
            "grid_changes": list_of(closed(grid_change)),
        }
        | {"worse_by": _MAYBE_NUMBER, "is_empty": _SWITCH, "same_grid": _SWITCH, "losses_accepted": _SWITCH}
    )
    gating = closed(
        {"fails": _SWITCH, "gates": list_of(closed(gate)), "comparison": {"anyOf": [{"type": "null"}, comparison]}}
    )
    return {**gating, "description": "Le verdict sur les seuils et la référence de l’utilisateur."}


def _robustness() -> dict[str, Any]:
    """The other weights that were tried, where it was asked for."""
    spread = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    draws = {"type": "integer", "minimum": 1}
    return {
        **closed({"draws": draws, "spread": spread, "seed": _COUNT, "weighted": _SWITCH}),
        "description": "Les pondérations essayées (--robustness) : tirages, écart, graine ; weighted dit si les poids "
        "peuvent changer un niveau.",
    }


def _selection() -> dict[str, Any]:
    """The part of the stock that was kept, where some units only were."""
    counts = {"units": _COUNT, "ranked": _COUNT, "undecided": _COUNT}
    return {
        **closed({"conditions": list_of(_TEXT), **counts}),
        "description": "Les unités retenues (--where) : les conditions, le nombre d’unités du parc entier et de celles "
        "qui y ont un rang, celles laissées de côté faute de réponse.",
    }


def _translated() -> dict[str, Any]:
    """The cells in whose place the settings file reads another answer, where some are."""
    texts = dict.fromkeys(("column", "file", "letter", "header", "text", "read", "rows"), _TEXT)
    maybe = {"sheet": _MAYBE_TEXT, "settings": _MAYBE_TEXT, "line": _MAYBE_COUNT}
    each = closed({**texts, **maybe, "count": {"type": "integer", "minimum": 1}})
    # optional: results saved before answers could be given in workbooks do not have them
    each["properties"] |= {"answers": _MAYBE_TEXT, "cell": _MAYBE_TEXT}
    return {
        **list_of(each),
        "description": "Les réponses que les réglages ont changées : le texte des cellules, ce qui est lu à sa place, "
        "les lignes du fichier (« 2-5 9 »), et la ligne des réglages, ou la feuille et la cellule de la réponse.",
    }


def _same_places() -> dict[str, Any]:
    """Schema of the parts of a stock with the same places as another."""
    sheet = closed({"file": _TEXT, "sheet": _MAYBE_TEXT})
    return {
        **map_of(closed({"places": _TEXT, "sources": list_of(sheet)})),
        "description": "Pour une unité dont source_part vaut n, provenance dit la place des colonnes sous « stock:n ». "
        "Une feuille qui a les mêmes titres qu’une autre n’y est pas redite : elle est ici, avec celle dont elle suit "
        "les places (places) et ce qui remplace ses fichiers et ses feuilles, dans l’ordre (sources).",
    }


def _document() -> dict[str, Any]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "hlmdiag : résultat d'un diagnostic",
        "description": "Manifeste du résultat, puis une entrée par unité (résidence) dans l'ordre reçu.",
        **closed(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "tool": closed({"name": {"const": "hlmdiag"}, "version": _TEXT}),
                "reference_date": _DAY,
                "grid": {"$ref": "#/definitions/grid"},
                "inputs": list_of(_input()),
                "provenance": map_of(map_of(_provenance())),
                "counts": map_of(_COUNT),
                "table": _table(),
                "problems": list_of(_problem()),
                "columns": list_of(closed({"name": _TEXT, "type": {"enum": [*_COLUMN_TYPES]}})),
                "units": list_of({"$ref": "#/definitions/unit"}),
            }
        ),
        "definitions": {"grid": _grid(), "value": _value(), "unit": _unit()},
    }


def _grid() -> dict[str, Any]:
    shape = closed(
        {
            "id": _TEXT,
            "version": _TEXT,
            "title": _TEXT,
            "hash": _TEXT,
            "path": _TEXT,
            "document": {"type": "object", "description": "La grille entière, sous sa forme canonique."},
            "lines": map_of({"type": "integer", "minimum": 1}),
            "files": map_of(_TEXT),
            "uses": map_of({"$ref": "#/definitions/grid"}),
            "parent": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/grid"}]},
            "departures": list_of(closed({"path": _TEXT, "parent": {}, "own": {}})),
        }
    )
    shape["properties"]["unread"] = map_of({"$ref": "#/definitions/grid"})
    return shape


def _input() -> dict[str, Any]:
    """A file that was read; its path only where the name does not say it."""
    described = closed(
        {
            "name": _TEXT,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "table": _TEXT,
            "rows": _COUNT,
            "sheet": _MAYBE_TEXT,
            "encoding": _MAYBE_TEXT,
            "separator": _MAYBE_TEXT,
            "header_row": _MAYBE_COUNT,
        }
    )
    described["properties"]["path"] = _TEXT
    return described


def _provenance() -> dict[str, Any]:
    return closed({"file": _TEXT, "sheet": _MAYBE_TEXT, "letter": _TEXT, "header": _TEXT, "rows": _TEXT})


def _location() -> dict[str, Any]:
    return closed(
        {"file": _MAYBE_TEXT, "line": _MAYBE_COUNT, "column": _MAYBE_COUNT}
        | dict.fromkeys(("sheet", "cell", "header"), _MAYBE_TEXT)
    )


def _problem() -> dict[str, Any]:
    return closed(
        {
            "code": _TEXT,
            "severity": {"enum": [each.value for each in Severity]},
            "location": _location(),
            "values": map_of({"$ref": "#/definitions/value"}),
            "message": _TEXT,
        }
    )


def _value() -> dict[str, Any]:
    """Schema of a value of a sentence: a text or a number, a `phrase`, a list, a date, a place."""
    value = {"$ref": "#/definitions/value"}
    kinds = (
        {"phrase": _TEXT, "values": map_of(value)},
        {"names": list_of(value), "quoted": _SWITCH, "more": _TEXT, "joint": _TEXT},
        {"date": _DAY},
        {"location": _location()},
    )
    return {"anyOf": [{"type": ["string", "number", "boolean"]}, *map(closed, kinds)]}


def _unit() -> dict[str, Any]:
    always = [each for each in SINGLE if each.when == "toujours"]
    return {
        "type": "object",
        "description": "Les clés et les colonnes à rôle, puis le niveau, la note, les thèmes et les critères.",
        "required": [each.name for each in always],
        "properties": {each.name: _of_column(each.held) for each in SINGLE},
        "patternProperties": _of_families(),
        "additionalProperties": {"type": ["string", "number", "null"]},
    }


def _of_families() -> dict[str, Any]:
    """By the beginnings of their names, the columns that hold the same."""
    alike: dict[Held, list[str]] = {}
    for family in FAMILIES:
        alike.setdefault(family.held, []).append(family.name)
    patterns = {"|".join(names): held for held, names in alike.items()}
    return {f"^({one}):" if "|" in one else f"^{one}:": _of_column(held) for one, held in patterns.items()}


def _of_column(held: Held) -> dict[str, Any]:
    """The shape of what a column of units holds."""
    if held == STATE:
        return _STATE
    if held.kind == "list":
        return _IDS
    if held.kind is None:
        return {"type": ["string", "number", "boolean", "null"]}
    name = _JSON_TYPES[held.kind]
    ends = {key: end for key, end in (("minimum", held.low), ("maximum", held.high)) if end is not None}
    return {"type": name if held.needed else [name, "null"]} | ends
