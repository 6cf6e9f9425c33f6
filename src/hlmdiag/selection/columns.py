"""The columns of a result that are wanted, for whoever needs a few of them in another program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.expression.errors import suggestion
from hlmdiag.scoring.result import Result


def narrowed(result: Result, patterns: Sequence[str]) -> Result:
    """The result with its keys, then the columns that the patterns name, in their order (`score:*` names several).

    It says that it is a part: no report can be made from it. A pattern that names nothing is refused (exit code 2).
    """
    columns = result.frame.columns
    chosen: dict[str, None] = dict.fromkeys(result.grid.keys)
    unknown = []
    for pattern in patterns:
        found = [name for name in columns if name == pattern or fnmatchcase(name, pattern)]
        if not found:
            values = {"name": pattern, "near": suggestion(pattern, columns)}
            unknown.append(Problem("selection.colonne", Location(file="hlmdiag"), values))
        chosen |= dict.fromkeys(found)
    if unknown:
        raise HlmdiagError(unknown, USAGE)
    manifest = replace(result.manifest, is_part=True)
    return replace(result, frame=result.frame.select(list(chosen)), manifest=manifest)
