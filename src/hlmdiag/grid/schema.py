"""The JSON Schema of the language, drawn from the models that read it: an editor completes its keys and explains them.

Draft 7 is what the YAML language server reads; pydantic writes draft 2020-12, hence the rewriting. A file is a grid, a
grid that extends another one, a dictionary, a file of cases or a reference: the keys that it has say which.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from hlmdiag.grid.case_document import CaseFileBlock
from hlmdiag.grid.data_document import DictionaryBlock, ReferenceBlock
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.schema_conditions import CONDITIONS, NAMES, conditions_of_a_grid
from hlmdiag.grid.schema_overlay import changes_of, in_part
from hlmdiag.rules.aggregate import AGGREGATIONS
from hlmdiag.rules.normalise import RULES, GroupedSteps
from hlmdiag.text import catalogue

_DRAFT = "http://json-schema.org/draft-07/schema#"
_DOCUMENTS: tuple[type[BaseModel], ...] = (GridBlock, DictionaryBlock, ReferenceBlock, CaseFileBlock)
_NUMBER = {"type": "number"}
_OF_AN_OVERLAY = ["extends", "id", "version"]
"""Keys that an overlay has to give at least."""


def json_schema(language: str) -> dict[str, Any]:
    """The whole schema, its descriptions in a language."""
    described = {_short(name): _definition(name, it, language) for name, it in _definitions().items()}
    described["score"] = _score(language)
    described["aggregation"] = _aggregation(language)
    described |= changes_of(described)
    described["overlay"] = _overlay(described["grid"], described.pop(in_part("grid")), language)
    described["grid"] = _grid(described["grid"])
    return {
        "$schema": _DRAFT, "title": _say("grid", language), **_by_kind(described),
        "definitions": dict(sorted(described.items())),
    }  # fmt: skip


def _grid(block: dict[str, Any]) -> dict[str, Any]:
    """Schema of a whole grid; its dictionary decides whether its columns have to be complete."""
    properties: dict[str, Any] = block["properties"]
    bare = {
        name: {key: it for key, it in properties[name].items() if key != "additionalProperties"}
        for name in ("columns", "tables")
    }
    return {**block, "properties": {**properties, **bare}, "allOf": conditions_of_a_grid()}


def _overlay(block: dict[str, Any], changes: dict[str, Any], language: str) -> dict[str, Any]:
    """Schema of an overlay: it gives its own identity in full."""
    own = {key: block["properties"][key] for key in _OF_AN_OVERLAY}
    return {
        **changes, "description": _say("overlay", language), "properties": {**changes["properties"], **own},
        "required": _OF_AN_OVERLAY,
    }  # fmt: skip


def _by_kind(described: dict[str, Any]) -> dict[str, Any]:
    """Which definition a file follows, by the keys that it has."""
    dictionary = sorted(described["dictionary"]["properties"])
    kinds = [
        ({"required": ["extends"]}, "overlay"),
        ({"required": ["cases"]}, "casefile"),
        ({"required": ["columns", "units"], "properties": {"units": _NUMBER}}, "reference"),
        ({"required": ["columns"], "propertyNames": {"enum": dictionary}}, "dictionary"),
    ]
    schema: dict[str, Any] = {"allOf": [_reference("grid")]}
    for condition, name in reversed(kinds):
        schema = {"if": condition, "then": _reference(name), "else": schema}
    return schema


def _definitions() -> dict[str, Any]:
    """Every block that a model describes, by the name of its model."""
    found: dict[str, Any] = {}
    models: list[type[BaseModel]] = [*_DOCUMENTS, *RULES.values(), GroupedSteps, *AGGREGATIONS.values()]
    for model in models:
        whole = model.model_json_schema()
        found |= whole.pop("$defs", {})
        if model in _DOCUMENTS:
            found[model.__name__] = whole
    return found


def _definition(name: str, block: dict[str, Any], language: str) -> dict[str, Any]:
    owner = _short(name)
    properties = {key: _property(owner, key, it, language) for key, it in block.get("properties", {}).items()}
    written: dict[str, Any] = {"type": "object", "description": _say(owner, language), "properties": properties}
    if block.get("required"):
        written["required"] = block["required"]
    if owner in CONDITIONS:
        written["allOf"] = CONDITIONS[owner]
    return written | {"additionalProperties": False}


def _property(owner: str, key: str, written: dict[str, Any], language: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": _say(f"{owner}.{key}", language).replace("{names}", ", ".join(AGGREGATIONS))
    }
    if written.get("default") not in (None, [], {}):
        described["default"] = written["default"]
    special = _special(owner, key)
    if special is not None:
        return described | special
    rewritten: dict[str, Any] = _rewritten(written)
    if key in NAMES and "additionalProperties" in rewritten:
        rewritten["propertyNames"] = NAMES[key]
    return described | rewritten


def _special(owner: str, key: str) -> dict[str, Any] | None:
    """Schemas of the fields that the model leaves to another model, or to none."""
    if key == "aggregation":
        return _reference("aggregation")
    known: dict[tuple[str, str], dict[str, Any]] = {
        ("indicator", "score"): _reference("score"),
        ("grid", "changelog"): {"type": ["object", "array", "string"]},
        ("grid", "view_gap"): {"anyOf": [_NUMBER, _reference("viewgap")]},
        ("grid", "uses"): {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string", "minLength": 1}, _reference("use")]},
        },
    }
    return known.get((owner, key))


def _rewritten(written: Any) -> Any:
    """The same in the words of draft 7, without what pydantic says for itself."""
    if isinstance(written, list):
        return [_rewritten(item) for item in written]
    if not isinstance(written, dict):
        return written
    if "$ref" in written:
        return _reference(_short(written["$ref"].rpartition("/")[2]))
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
    """Every rule in one block, of which one is written."""
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
        "type": "object", "description": _say("score", language), "properties": described,
        "oneOf": [{"required": [key]} for key in RULES],
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
