"""What the commands write is what the editor's schema accepts."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli.conftest import Run
from hlmdiag.grid import shipped_folder
from hlmdiag.grid.reader import read_yaml


@pytest.fixture
def validator(hlmdiag: Run) -> jsonschema.Draft7Validator:
    """The schema as `grid schema` writes it."""
    shutil.copy(shipped_folder("examples") / "parc.csv", "parc.csv")
    return jsonschema.Draft7Validator(json.loads(hlmdiag("grid", "schema").out))


def written(name: str) -> Any:
    return json.loads(json.dumps(read_yaml(Path(name).read_bytes(), name).data))


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "Propreté des halls"),
        ("new", "--from", "parc.csv"),
        ("calibrate", "parc.csv"),
        ("reference", "parc.csv"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_what_a_command_writes_is_valid(
    hlmdiag: Run, validator: jsonschema.Draft7Validator, arguments: tuple[str, ...]
) -> None:
    outcome = hlmdiag("grid", *arguments, "-o", "ecrite.yaml")
    assert outcome.code == 0, outcome.err
    assert [error.message for error in validator.iter_errors(written("ecrite.yaml"))] == []
