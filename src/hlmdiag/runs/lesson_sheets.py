"""The outputs that ask for a sheet for each action: a folder, or a name with a place for its code."""

from __future__ import annotations

from pathlib import Path

from hlmdiag.runs.outputs import is_folder

ACTION = "{action}"


def is_sheet(output: str) -> bool:
    """Whether an output is one of a sheet for each action."""
    return output != "-" and (ACTION in Path(output).name or is_folder(output))
