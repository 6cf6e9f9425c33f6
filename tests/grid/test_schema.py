"""The JSON Schema of the language: valid for its draft, true to the loader, described in French."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hlmdiag.grid import shipped_grids
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.schema import json_schema
from hlmdiag.rules.normalise import RULES

TESTS = Path(__file__).parent.parent
VALID = [*shipped_grids().values(), TESTS / "grid" / "complete.yaml", *sorted((TESTS / "broken-method").glob("*.yaml"))]
SCHEMA = json_schema("fr")
# Faults of shape: an editor shows them too. Faults of meaning are the loader's alone.
INVALID = ["cle-inconnue", "bloc-attendu", "cle-de-regle-inconnue", "couleur", "axe-tfpb"]


def document(path: Path) -> Any:
    return json.loads(json.dumps(read_yaml(path.read_bytes(), path.name).data))


def test_the_schema_is_a_valid_draft_7() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert "$defs" not in text
    assert "prefixItems" not in text


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_grid_that_loads_is_valid(path: Path) -> None:
    errors = list(jsonschema.Draft7Validator(SCHEMA).iter_errors(document(path)))
    assert [f"{list(error.absolute_path)} {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", INVALID)
def test_a_fault_of_shape_is_seen_by_an_editor_too(name: str) -> None:
    broken = document(TESTS / "broken" / f"{name}.yaml")
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(broken)


def test_every_rule_is_proposed() -> None:
    assert set(RULES) <= set(SCHEMA["definitions"]["score"]["properties"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_key_and_every_block_is_described(language: str) -> None:
    bare = [path for path, block in described(json_schema(language), ()) if not block.get("description")]
    assert bare == []


def described(block: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every block that an editor shows the words of."""
    for key, value in block.get("properties", {}).items():
        yield (*path, key), value
    for name, definition in block.get("definitions", {}).items():
        yield (*path, name), definition
        yield from described(definition, (*path, name))


def test_every_reference_leads_somewhere() -> None:
    names = set(SCHEMA["definitions"])
    used = {part.split('"')[0] for part in json.dumps(SCHEMA).split("#/definitions/")[1:]}
    assert used <= names
