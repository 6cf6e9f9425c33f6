"""The files that a run reads: they must exist, on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hlmdiag.runs.file_names import refuse_address
from hlmdiag.runs.refusals import refusal

STDIN = Path("-")

LOCK = "~$"
"""Prefix of the file that Excel leaves beside an open workbook."""


def existing(typed: str) -> Path:
    """A file or a folder that is there."""
    refuse_address(typed)
    path = Path(typed)
    if not path.exists():
        raise refusal("usage.introuvable", path=typed)
    return path


def data_files(typed: Sequence[str]) -> list[Path]:
    """The files of the typed data, `table=file` included; all absent ones are reported. `-` is standard input."""
    from hlmdiag.errors import USAGE, HlmdiagError

    for name in typed:
        refuse_address(name)
    paths = [Path(name) if Path(name).exists() else Path(name.partition("=")[2] or name) for name in typed]
    absent = [refusal("usage.introuvable", path=path) for path in paths if path != STDIN and not path.exists()]
    if absent:
        raise HlmdiagError([problem for each in absent for problem in each.problems], exit_code=USAGE)
    if all(path.name.startswith(LOCK) for path in paths):
        raise refusal("usage.temporaire", path=paths[0], original=paths[0].name.removeprefix(LOCK))
    return paths


def expanded(typed: Sequence[str]) -> list[str]:
    """Names with `*` made whole where the console does not do it (Windows), in alphabetical order."""
    found: list[str] = []
    for name in typed:
        path = Path(name)
        matching = [] if path.exists() or "*" not in path.name else sorted(map(str, path.parent.glob(path.name)))
        found += matching or [name]
    return found
