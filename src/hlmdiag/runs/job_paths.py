"""The paths of the files read, seen from the root of a job of continuous integration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hlmdiag.data import Dataset
    from hlmdiag.scoring.result import Result

_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables by which continuous integration services give the path of the repository."""


def paths_in_job(inputs: Iterable[Path], environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The path of each file read from the root of the job, by its name; a file outside keeps its name alone."""
    from hlmdiag.data.sources import list_sources

    root = Path(next((environment[name] for name in _ROOTS if environment.get(name)), ".")).resolve()
    found = {}
    for source in list_sources([path for path in inputs if path.exists()], []):
        whole = source.path.resolve() if source.path is not None else Path()
        if source.path is not None and whole.is_relative_to(root):
            found[source.name] = whole.relative_to(root).as_posix()
    return found


def with_paths(dataset: Dataset, typed: Iterable[Path]) -> Dataset:
    """A dataset whose files keep the path typed, so that a saved result can still locate its findings.

    A path typed from the root of the machine is left out: the same files give the same bytes on another one. Bytes of a
    path that are no text are spelled, as those of a name: no result could hold them.
    """
    from hlmdiag.text.inert import shown_name

    found = paths_in_job([path for path in typed if not path.is_absolute()], {})
    paths = {name: shown_name(path) for name, path in found.items()}
    inputs = [
        replace(file, path=paths[file.name]) if paths.get(file.name, file.name) != file.name else file
        for file in dataset.inputs
    ]
    return replace(dataset, inputs=tuple(inputs))


def paths_of(result: Result) -> dict[str, str]:
    """The path of each file of a saved result from the root of the job, by its name."""
    from hlmdiag.data.dataset import SETTINGS

    found = {}
    for file in result.manifest.inputs:
        if file.path is not None and file.table != SETTINGS:
            found[file.name] = paths_in_job([Path(file.path)]).get(Path(file.path).name, file.path)
    return found
