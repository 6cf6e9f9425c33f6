"""A text or a document goes to one file that is not there yet, or to standard output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_file


def write_output(content: bytes, output: str | None, inputs: Iterable[Path] = (), *, force: bool) -> Path | None:
    """Write the content where it was asked for, and give that file; None and « - » are standard output."""
    path = Path(str(output)) if is_file(output) else None
    if path is not None:
        check_outputs([OutputTarget(path, path.suffix.removeprefix("."))], inputs, force=force)
    with opened(path) as stream:
        stream.write(content)
    return path
