"""The published schema is that of the program, and what the program writes follows it."""

from __future__ import annotations

import json as plain_json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from hlmdiag.scoring.schema import result_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "result.schema.json"


def test_the_published_schema_is_the_one_of_the_program(golden: Callable[[str, str], None]) -> None:
    golden(str(PUBLISHED), plain_json.dumps(result_schema(), ensure_ascii=False, indent=2) + "\n")


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(plain_json.loads(PUBLISHED.read_text(encoding="utf-8")))


def test_a_result_follows_the_schema(document: dict[str, Any]) -> None:
    found = [f"{fault.json_path}: {fault.message}" for fault in Draft7Validator(result_schema()).iter_errors(document)]
    assert found == []


@pytest.mark.parametrize(
    ("place", "value"),
    [("coverage", 1.5), ("rank", 0), ("state:TR1", "vide"), ("conclusive", None), ("score:TR1", "33")],
)
def test_the_schema_refuses_a_unit_that_the_program_never_writes(
    document: dict[str, Any], place: str, value: object
) -> None:
    document["units"][0][place] = value
    assert not Draft7Validator(result_schema()).is_valid(document)


def test_the_schema_refuses_an_unknown_key_of_the_manifest(document: dict[str, Any]) -> None:
    document["inconnu"] = 1
    assert not Draft7Validator(result_schema()).is_valid(document)
