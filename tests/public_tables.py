"""Public tables that nobody here prepared, and that are not ours to copy: where they lie is said by the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = "HLMDIAG_SHARED_TABLES"
"""The variable that names their folder."""


def public_table(name: str) -> Path:
    """A table of that folder, which `needs` has asked for."""
    return Path(os.environ.get(FOLDER, "")) / name


def needs(name: str) -> pytest.MarkDecorator:
    """Skips the tests of a table that is not on this machine, and says so."""
    there = FOLDER in os.environ and public_table(name).exists()
    return pytest.mark.skipif(not there, reason=f"{FOLDER} names no folder that holds the public table {name}")
