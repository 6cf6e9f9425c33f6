"""Compares a result with earlier campaigns, for the reports that show what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.refusals import refusal

if TYPE_CHECKING:
    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.campaign.order import Named
    from hlmdiag.runs.outputs import OutputTarget
    from hlmdiag.runs.progress import Progress
    from hlmdiag.scoring.result import Result

SHOWING = ("html", "xlsx")
"""The formats that say first what changed since earlier campaigns."""
_WHOLE = 2
"""Campaigns that are compared unit by unit."""
_PRESENT = "résultat de ce passage"


def followed(result: Result, earlier: Sequence[Named]) -> Followed | None:
    """Changes since the earlier campaigns; None without any. One that is not before the result is refused."""
    if not earlier:
        return None
    from hlmdiag.campaign.comparison import follow
    from hlmdiag.campaign.order import in_order

    day = result.manifest.reference_date
    late = [
        Problem("suivi.pas-anterieur", Location(name), {"name": name, "date": each.manifest.reference_date, "now": day})
        for name, each in earlier
        if each.manifest.reference_date >= day
    ]
    if late:
        raise HlmdiagError(late, USAGE)
    return follow(in_order([*earlier, (_PRESENT, result)]))


def require_shown(history: Sequence[Path], targets: Iterable[OutputTarget]) -> None:
    """Refuse earlier campaigns that no output would show: what changed would be looked for in vain."""
    if history and not any(name in SHOWING for target in targets for _, name in target.reports()):
        raise refusal("suivi.historique-sans-rapport", formats=suffixes(SHOWING, ", "))


def loaded(given: Sequence[Path | Result], progress: Progress, language: str) -> list[Named]:
    """Each result in a language, with the name by which it is called; all unreadable ones are reported.

    The last two by date are whole: of those before, what the course of a unit needs is kept, for stocks of any size.
    """
    from hlmdiag.runs.given_results import name_of
    from hlmdiag.runs.saved_results import load_said
    from hlmdiag.scoring.in_words import in_words

    results: list[Named] = []
    problems, code = list[Problem](), USAGE
    for each in given:
        try:
            result = load_said(each, progress) if isinstance(each, Path) else each
            results = _narrowed([*results, (name_of(each), in_words(result, language))])
        except HlmdiagError as error:
            problems += error.problems
            code = max(code, error.exit_code)
    if problems:
        raise HlmdiagError(problems, code)
    return results


def _narrowed(results: list[Named]) -> list[Named]:
    from hlmdiag.campaign.tallies import narrowed

    last = sorted((each.manifest.reference_date for _, each in results), reverse=True)[:_WHOLE][-1]
    return [(name, narrowed(each) if each.manifest.reference_date < last else each) for name, each in results]
