"""The JSON Schema of a grid, drawn from the models that read it, so that an editor completes and explains its keys.

Draft 7 is what the YAML language server reads; pydantic writes draft 2020-12, hence the rewriting.
"""

from __future__ import annotations

from typing import Any

from hlmdiag.grid.document import GridBlock
from hlmdiag.rules.aggregate import AGGREGATIONS
from hlmdiag.rules.normalise import RULES, GroupedSteps
from hlmdiag.text import catalogue

_DRAFT = "http://json-schema.org/draft-07/schema#"
_GRID = "GridBlock"
_EXPRESSIONS = frozenset({"value", "when", "where", "applies_if", "adjust"})
"""Keys whose text is an expression: a number or true/false alone is one too."""
_ONE_OR_SEVERAL = frozenset({"authors", "key"})
_TEXT, _NUMBER = {"type": "string", "minLength": 1}, {"type": "number"}
_BOUNDS: dict[str, dict[str, Any]] = {
    "weight": {"type": "number", "minimum": 0},
    "effort": {"type": "number", "exclusiveMinimum": 0},
    "min_coverage": {"type": "number", "minimum": 0, "maximum": 1},
    "tfpb_axis": {"type": "integer", "minimum": 1, "maximum": 8},
    "window": {"type": "integer", "minimum": 1},
}
"""What validators ask of a number, which the models do not say."""
_COLOUR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}


def json_schema(language: str) -> dict[str, Any]:
    """The whole schema, its descriptions in a language."""
    whole = GridBlock.model_json_schema()
    definitions = {name: whole["$defs"][name] for name in whole["$defs"]} | {_GRID: whole}
    whole.pop("$defs")
    for model in (*RULES.values(), GroupedSteps, *AGGREGATIONS.values()):
        definitions |= model.model_json_schema().get("$defs", {})
    described = {_short(name): _definition(name, it, language) for name, it in definitions.items()}
    described["score"] = _score(language)
    described["aggregation"] = _aggregation(language)
    grid = described.pop(_short(_GRID))
    return {"$schema": _DRAFT, "title": _say("grid", language), **grid, "definitions": dict(sorted(described.items()))}


def _definition(name: str, block: dict[str, Any], language: str) -> dict[str, Any]:
    owner = _short(name)
    properties = {key: _property(owner, key, it, language) for key, it in block.get("properties", {}).items()}
    written: dict[str, Any] = {"type": "object", "description": _say(owner, language), "properties": properties}
    required = [key for key in block.get("required", []) if not (owner == "column" and key == "type")]
    if required and not (name == _GRID and "extends" in properties):
        written["required"] = required
    return written | {"additionalProperties": False}


def _property(owner: str, key: str, written: dict[str, Any], language: str) -> dict[str, Any]:
    described = {"description": _say(f"{owner}.{key}", language)}
    special = _special(owner, key)
    if special is not None:
        return described | special
    rewritten: dict[str, Any] = _rewritten(written)
    return described | rewritten


def _special(owner: str, key: str) -> dict[str, Any] | None:
    """What the validators of a key accept beyond the type of its model, or less."""
    if key in _EXPRESSIONS:
        return {"type": ["string", "number", "boolean"]}
    if key in _ONE_OR_SEVERAL:
        return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    if key == "aggregation":
        return {"$ref": "#/definitions/aggregation"}
    if key in _BOUNDS and owner not in ("rollup", "role"):
        return _BOUNDS[key]
    known: dict[tuple[str, str], dict[str, Any]] = {
        ("indicator", "score"): {"$ref": "#/definitions/score"},
        ("grid", "scale"): {
            "anyOf": [{"const": "none"}, {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}]
        },
        ("grid", "language_version"): {"const": 1},
        ("grid", "changelog"): {"type": ["object", "array", "string"]},
        ("grid", "view_gap"): {"anyOf": [_NUMBER, {"$ref": "#/definitions/viewgap"}]},
        ("level", "colour"): _COLOUR,
    }
    return known.get((owner, key))


def _rewritten(written: Any) -> Any:
    """The same in the words of draft 7, without what pydantic says for itself."""
    if isinstance(written, list):
        return [_rewritten(item) for item in written]
    if not isinstance(written, dict):
        return written
    if "$ref" in written:
        return {"$ref": f"#/definitions/{_short(written['$ref'].rpartition('/')[2])}"}
    kept = {key: it for key, it in written.items() if key not in ("title", "default", "description", "prefixItems")}
    result = {key: _rewritten(it) for key, it in kept.items()}
    if "prefixItems" in written:
        result["items"] = _rewritten(written["prefixItems"])
    written_options = result.pop("oneOf", None) or result.get("anyOf", [])
    options = [it for it in written_options if it != {"type": "null"}]
    if len(options) == 1:
        result = {key: it for key, it in result.items() if key != "anyOf"} | options[0]
    elif options:
        result["anyOf"] = options
    return result


def _score(language: str) -> dict[str, Any]:
    """Every rule in one block: an editor proposes them all, the loader refuses two at once."""
    properties: dict[str, Any] = {"out_of": {"type": "number", "exclusiveMinimum": 0}}
    for rule in RULES.values():
        for key, written in rule.model_json_schema()["properties"].items():
            properties[key] = _rewritten(written)
    lists, table = properties["steps"], GroupedSteps.model_json_schema()["properties"]["steps"]
    properties["steps"] = {"anyOf": [lists, _rewritten(table)]}
    properties["choices"] = {
        "type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [_NUMBER, _reference("choice")]}
    }  # fmt: skip
    described = {key: {"description": _say(f"score.{key}", language)} | it for key, it in sorted(properties.items())}
    return {
        "type": "object", "description": _say("score", language), "properties": described, "minProperties": 1,
        "dependencies": {"steps": ["points"], "points": ["steps"]}, "additionalProperties": False,
    }  # fmt: skip


def _aggregation(language: str) -> dict[str, Any]:
    alone, with_parameters = [], []
    for key, model in AGGREGATIONS.items():
        fields = model.model_json_schema()["properties"]
        if not any(field.is_required() for field in model.model_fields.values()):
            alone.append(key)
        if not fields:
            continue
        inside = {name: _rewritten(it) for name, it in fields.items()}
        described = {name: {"description": _say(f"aggregation.{name}", language)} | it for name, it in inside.items()}
        with_parameters.append(
            {"type": "object", "properties": described, "required": [key], "additionalProperties": False}
        )
    description = _say("aggregation", language).format(names=", ".join(AGGREGATIONS))
    return {"description": description, "anyOf": [{"enum": alone}, *with_parameters]}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def _short(name: str) -> str:
    return name.removesuffix("Block").lower()


def _say(code: str, language: str) -> str:
    """The description of a block, or of a key: its own, else the one that this key has everywhere."""
    sentences = catalogue(language)
    key = code.partition(".")[2]
    own = "schema." + (code if key else f"{code}.bloc")
    return sentences.get(own) or sentences.get(f"schema.partout.{key}") or ""
