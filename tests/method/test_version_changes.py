"""Changes that an author makes to a sound grid, and the class that each is given: a list kept as data."""

from pathlib import Path
from typing import Any

import pytest

import yaml_texts
from hlmdiag.grid import load_document
from hlmdiag.method import ChangeSize, VersionComparison, compare

HERE = Path(__file__).parent
BASE = (HERE / "version_changes_base.yaml").read_text(encoding="utf-8")
OLD = load_document(yaml_texts.read(BASE))
CHANGES = yaml_texts.read((HERE / "version_changes.yaml").read_text(encoding="utf-8"))


def made(change: dict[str, Any]) -> VersionComparison:
    """The base and the same one with the change."""
    assert BASE.count(change["replace"]) == 1
    after = BASE.replace(change["replace"], change["by"])
    return compare(OLD, load_document(yaml_texts.read(after)))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change["name"]))
def test_each_change_is_given_its_class(change: dict[str, Any]) -> None:
    found = made(change)
    expected = change["expected"]
    assert any(each.asked for each in found.changes) is (expected == "asked")
    size = None if expected == "none" else ChangeSize[{"asked": "MAJOR"}.get(expected, expected.upper())]
    assert found.size is size
