"""A command given a file that went wrong: it is understood or refused in a sentence, never a fault of ours."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from hlmdiag.cli.app import run

Try = Callable[..., int]

seeds = st.integers(0, 2**32 - 1)
"""Each is a file that went wrong in one way, the same on every machine."""

_SHORT = 15


def in_a_folder() -> settings:
    """Few files where the suite runs, thousands with `make fuzz`."""
    every = [*HealthCheck]
    if os.environ.get("HYPOTHESIS_PROFILE") == "long":
        return settings(suppress_health_check=every, deadline=None)
    return settings(suppress_health_check=every, deadline=None, max_examples=_SHORT, derandomize=True, database=None)


_LONGEST = 60
"""Seconds: machines that do other work are slow; without end is what is looked for."""


@pytest.fixture
def attempt(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Runs a command in a folder with these files, and gives its exit code, which is one of the contract."""
    folder = tmp_path_factory.mktemp("essai")
    monkeypatch.chdir(folder)

    def call(*arguments: str, files: dict[str, bytes]) -> int:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        out, err, start = io.StringIO(), io.StringIO(), time.monotonic()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*arguments, "--debug"])
        said = err.getvalue()
        assert code in (0, 1, 2, 3), f"{arguments}\n{said[-3000:]}"
        assert code in (0, 1) or said.strip() or out.getvalue().strip(), arguments
        assert time.monotonic() - start < _LONGEST, arguments
        for name, content in files.items():
            assert (folder / name).read_bytes() == content, name
        for path in folder.iterdir():
            _remove(path)
        return code

    return call


def _remove(path: Path) -> None:
    if path.is_dir():
        for each in path.iterdir():
            _remove(each)
        path.rmdir()
    else:
        path.unlink()
