"""Units that have another code since: a table of old and new codes, by which campaigns still follow them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.campaign.code_changes import CodeChanges
    from hlmdiag.data.sheet import Sheet
    from hlmdiag.scoring.result import Result


def read_changes(path: Path, last: Result) -> CodeChanges:
    """The old and new codes of a table, for the units of the last campaign; raises with every line that lacks one."""
    from hlmdiag.campaign.code_changes import CodeChanges

    keys = last.grid.keys
    if len(keys) > 1:
        raise refusal("suivi.correspondance-cles", keys=Listed((*keys,)))
    return CodeChanges(tuple(dict.fromkeys(_pairs(path))))


def _pairs(path: Path) -> list[tuple[str, str]]:
    """The two codes of each row under the titles, however the file was saved."""
    from hlmdiag.data.files import FileOptions, open_source
    from hlmdiag.data.sources import InputSource

    sheet = open_source(InputSource(path), FileOptions())[0]
    found, problems = [], list[Problem]()
    for place, (old, new) in enumerate(zip(texts_seen(sheet, 0), texts_seen(sheet, 1), strict=True)):
        if place == 0 or not (old or new):
            continue
        if not old or not new:
            what = Phrase("suivi.mots.manque-ancien" if not old else "suivi.mots.manque-nouveau")
            values = {"path": path.name, "line": str(sheet.row(place)), "what": what}
            problems.append(Problem("suivi.correspondance", Location(path.name), values))
        found.append((old, new))
    if problems:
        raise HlmdiagError(problems, USAGE)
    if not found:
        raise refusal("suivi.sans-correspondance", path=path)
    return found


def texts_seen(sheet: Sheet, column: int) -> list[str]:
    """The texts of a column as they are seen: a code keeps the zeros that its format shows."""
    if column >= sheet.cells.width:
        return [""] * sheet.cells.height
    texts = [(text or "").strip() for text in sheet.cells[str(column)]]
    for row, text in sheet.shown[column].select("row", "text").rows() if column in sheet.shown else ():
        texts[row] = text.strip()
    return texts
