"""The earlier diagnoses of a unit, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from hlmdiag.campaign.score_split import causes_of
from hlmdiag.dossier.companion import Companion
from hlmdiag.dossier.model import Campaign, Shift, Step
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.explain import Diagnostic, find
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

_SHOWN_SHIFTS = 6


def past_of(result: Result, earlier: Sequence[tuple[str, Result]], words: Wording) -> tuple[Companion, ...]:
    """The earlier results by date; another grid, or a date that is not before, is refused (exit code 2).

    `earlier`: each result with the name of its file.
    """
    problems = [problem for name, each in earlier for problem in _faults(name, each, result, words)]
    days = [each.manifest.reference_date for _, each in earlier]
    problems += [
        Problem("dossier.meme-date", Location(name), {"date": words.day(each.manifest.reference_date)})
        for place, (name, each) in enumerate(earlier)
        if each.manifest.reference_date in days[:place]
    ]
    if problems:
        raise HlmdiagError(problems, USAGE)
    ordered = sorted((each for _, each in earlier), key=lambda each: each.manifest.reference_date)
    return tuple(Companion(each, words) for each in ordered)


def _faults(name: str, earlier: Result, result: Result, words: Wording) -> list[Problem]:
    if earlier.grid.id != result.grid.id:
        return [Problem("dossier.autre-grille", Location(name), {"found": earlier.grid.id, "expected": result.grid.id})]
    before, now = earlier.manifest.reference_date, result.manifest.reference_date
    if before >= now:
        values = {"date": words.day(before), "present": words.day(now)}
        return [Problem("dossier.pas-anterieur", Location(name), values)]
    return []


def campaigns(
    past: Sequence[tuple[Result, Diagnostic | None]], result: Result, present: Diagnostic
) -> tuple[Campaign, ...]:
    """Each diagnosis of a unit up to the present one; none where there is no other."""
    found: list[Campaign] = []
    last: tuple[Result, Diagnostic] | None = None
    for each, diagnostic in [*past, (result, present)] if past else []:
        step = None if last is None or diagnostic is None else _step(*last, each, diagnostic)
        same = (each.grid.version, each.grid.hash) == (result.grid.version, result.grid.hash)
        found.append(Campaign(each.manifest.reference_date, each.grid, diagnostic, step, same))
        last = (each, diagnostic) if diagnostic is not None else last
    return tuple(found)


def _step(then: Result, before: Diagnostic, now: Result, after: Diagnostic) -> Step:
    one, other = before.verdict, after.verdict
    held, holding = ({flag.flag.id for flag in each.flags if flag.holds} for each in (before, after))
    shifts = _shifts(before, after)
    return Step(
        level_before=one.level,
        score=None if one.score is None or other.score is None else round(other.score - one.score, 9),
        raised=tuple(flag for flag in after.flags if flag.holds and flag.flag.id not in held),
        lifted=tuple(flag for flag in before.flags if flag.holds and flag.flag.id not in holding),
        shifts=shifts[:_SHOWN_SHIFTS],
        moved=len(shifts),
        causes=causes_of(then, now, (find(then, before.code), find(now, after.code))),
    )


def _shifts(before: Diagnostic, after: Diagnostic) -> tuple[Shift, ...]:
    then = {reading.indicator.id: reading for reading in before.indicators}
    found = []
    for reading in after.indicators:
        old = then.get(reading.indicator.id)
        if old is None or old.points == reading.points:
            continue
        known = old.against is not None and reading.against is not None
        change = round((reading.against or 0.0) - (old.against or 0.0), 9) if known else None
        found.append(Shift(old, reading, change))
    return tuple(sorted(found, key=lambda shift: 1.0 if shift.change is None else -abs(shift.change)))
