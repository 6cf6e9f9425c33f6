"""Units that bear another code since: a table of old and new codes, by which campaigns still follow them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.campaign.code_changes import CodeChanges
    from hlmdiag.scoring.result import Result


def read_changes(path: Path, last: Result) -> CodeChanges:
    """The old and new codes of a table, for the units of the last campaign; raises with every line that lacks one."""
    from hlmdiag.campaign.code_changes import CodeChanges

    keys = last.grid.keys
    if len(keys) > 1:
        raise refusal("suivi.correspondance-cles", keys=Listed((*keys,)))
    return CodeChanges(tuple(dict.fromkeys(_pairs(path))))


def _pairs(path: Path) -> list[tuple[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    separator = ";" if ";" in text.partition("\n")[0] else ","
    found, problems = [], list[Problem]()
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=separator), 1):
        cells = [cell.strip() for cell in row]
        if number == 1 or not any(cells):
            continue
        old, new = (*cells, "", "")[:2]
        if not old or not new:
            what = Phrase("suivi.mots.manque-ancien" if not old else "suivi.mots.manque-nouveau")
            values = {"path": path.name, "line": number, "what": what}
            problems.append(Problem("suivi.correspondance", Location(path.name), values))
        found.append((old, new))
    if problems:
        raise HlmdiagError(problems, USAGE)
    if not found:
        raise refusal("suivi.sans-correspondance", path=path)
    return found
