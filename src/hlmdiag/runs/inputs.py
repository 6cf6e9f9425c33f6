"""The files that a run reads: they must exist, on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.file_names import refuse_address
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.errors import HlmdiagError

STDIN = Path("-")

LOCK = "~$"
"""Prefix of the file that Excel leaves beside an open workbook."""
_ALIKE = 0.7


def existing(typed: str) -> Path:
    """A file or a folder that is there."""
    refuse_address(typed)
    path = Path(typed)
    if not path.exists():
        raise _absent(path)
    return path


def data_files(typed: Sequence[str]) -> list[Path]:
    """The files of the typed data, `table=file` included; all absent ones are reported. `-` is standard input."""
    from hlmdiag.errors import USAGE, HlmdiagError

    for name in typed:
        refuse_address(name)
    paths = [Path(name) if Path(name).exists() else Path(name.partition("=")[2] or name) for name in typed]
    if absent := [_absent(path) for path in paths if path != STDIN and not path.exists()]:
        if (cut := _cut(typed)) is not None:
            raise refusal("usage.guillemets", path=cut)
        raise HlmdiagError([problem for each in absent for problem in each.problems], exit_code=USAGE)
    if all(path.name.startswith(LOCK) for path in paths):
        raise refusal("usage.temporaire", path=paths[0], original=paths[0].name.removeprefix(LOCK))
    return paths


def _absent(path: Path) -> HlmdiagError:
    """The refusal of a file that is not there, with the name of its folder that looks like it."""
    from difflib import get_close_matches

    try:
        beside = sorted(each.name for each in path.parent.iterdir() if not each.name.startswith((".", LOCK)))
    except OSError:
        beside = []
    # two short names are not alike for having the same end
    names = {Path(name).stem.lower(): name for name in reversed(beside)}
    close = get_close_matches(path.stem.lower(), names, n=1, cutoff=_ALIKE)
    if not close:
        return refusal("usage.introuvable", path=path)
    return refusal("usage.introuvable-proche", path=path, nearest=path.with_name(names[close[0]]))


def _cut(typed: Sequence[str]) -> str | None:
    """The file that is there, whose name the console cut at its spaces, for want of quotes."""
    for first in range(len(typed)):
        for last in range(first + 2, len(typed) + 1):
            whole = " ".join(typed[first:last])
            if Path(whole).exists():
                return whole
    return None


def expanded(typed: Sequence[str]) -> list[str]:
    """Names with `*` made whole where the console does not do it (Windows), in alphabetical order."""
    found: list[str] = []
    for name in typed:
        path = Path(name)
        matching = [] if path.exists() or "*" not in path.name else sorted(map(str, path.parent.glob(path.name)))
        found += matching or [name]
    return found
