"""A list of organisations that a person keeps: their names under a title, in the first column of a table."""

from __future__ import annotations

from pathlib import Path

from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.same_codes import texts_seen


def read_names(path: Path) -> list[str]:
    """The names under the title, each once; a list of none is refused."""
    from hlmdiag.data.files import FileOptions, open_source
    from hlmdiag.data.sources import InputSource

    sheet = open_source(InputSource(path), FileOptions())[0]
    names = [name for name in texts_seen(sheet, 0)[1:] if name]
    if not names:
        raise refusal("collecte.liste-vide", path=path)
    return list(dict.fromkeys(names))
