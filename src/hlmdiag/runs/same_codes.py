"""Units that bear another code since: a table of old and new codes, by which campaigns still follow them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed, Phrase

if TYPE_CHECKING:
    from hlmdiag.campaign.order import Named


def followed_codes(campaigns: Sequence[Named], path: Path) -> tuple[Named, ...]:
    """The campaigns, the units of the earlier ones under the code that they bear now.

    A code that became several, or several that became one, are left as they are: they are no one unit any more.
    """
    from hlmdiag.campaign.order import renamed

    *earlier, last = campaigns
    keys = last[1].grid.keys
    if len(keys) > 1:
        raise refusal("suivi.correspondance-cles", keys=Listed((*keys,)))
    pairs = _pairs(path)
    olds, news = (Counter(each) for each in zip(*pairs, strict=True))
    single = {old: new for old, new in pairs if olds[old] == 1 and news[new] == 1}
    return (*((name, renamed(result, single)) for name, result in earlier), last)


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
