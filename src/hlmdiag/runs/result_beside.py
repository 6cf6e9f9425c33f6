"""The saved result behind the file that a person has at hand: the page, the workbook, or the table of the stock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from glob import escape
from pathlib import Path

from hlmdiag.data.own_outputs import mark_of
from hlmdiag.errors import HlmdiagError
from hlmdiag.runs.formats import READABLE, WHOLE_FORMATS
from hlmdiag.runs.inputs import STDIN
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import is_result, load
from hlmdiag.text.phrase import Listed

_WHOLE = tuple(f".{name}" for name in WHOLE_FORMATS)
"""The formats of what a run saves by itself beside its reports."""


def saved_result(path: Path) -> Path:
    """The saved result of a path: the file itself, or the one beside a report or a stock.

    Beside a page or a workbook, it must be of the same scoring; beside a table, it must have been made from it.
    """
    if path == STDIN or path.is_dir() or is_result(path):
        return path
    # without a result, the path itself: reading it gives the error that says why
    return _behind(path) or path


def _behind(path: Path) -> Path | None:
    """The result behind a report or a stock; None for a file that could be a result, is none, and led to none."""
    with path.open("rb") as file:
        mark = mark_of(file)
    if mark is not None:
        return _of_the_same_scoring(path, mark)
    found = _made_from(path)
    if len(found) > 1:
        raise refusal("usage.resultats-a-cote", path=path, names=Listed(tuple(each.name for each in found)))
    if not found and path.suffix.lower() not in READABLE:
        raise refusal("usage.resultat", path=path, formats=Listed((*READABLE,)))
    return found[0] if found else None


def _of_the_same_scoring(path: Path, mark: str) -> Path:
    from hlmdiag.scoring.identity import identity_of

    present = [each for suffix in _WHOLE if (each := path.with_suffix(suffix)).is_file()]
    if not present:
        names = " / ".join(path.with_suffix(suffix).name for suffix in _WHOLE)
        raise refusal("usage.resultat-absent", path=path, names=names)
    for each in present:
        if identity_of(load(each)) == mark:
            return each
    raise refusal("usage.resultat-autre", path=path, saved=present[0].name)


def _made_from(path: Path) -> list[Path]:
    """The results saved beside a stock whose files hold the very bytes of it."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return [each for each in _near(path) if sha256 in _inputs(each)]


def _near(path: Path) -> Iterator[Path]:
    for each in sorted(path.parent.glob(f"{escape(path.stem)}-diagnostic*")):
        if each.suffix.lower() in _WHOLE and each.is_file():
            yield each


def _inputs(path: Path) -> set[str]:
    try:
        return {file.sha256 for file in load(path).manifest.inputs}
    except HlmdiagError:
        return set()
