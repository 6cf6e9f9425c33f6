"""The results expected of the actions of units, in words: a line a unit, for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hlmdiag.plan.expected import ExpectedPart, ExpectedUnit, Uncounted
from hlmdiag.plan.model import Typed
from hlmdiag.scoring.result import Result
from hlmdiag.wording import Wording

_CELLS = 5


@dataclass(frozen=True)
class ExpectedLine:
    """`cells`: in the order of `COLUMNS`; `remarks`: what is not said and why, what is not counted."""

    cells: tuple[Typed, ...]
    remarks: tuple[str, ...]


COLUMNS = (
    "code", "name", "level", "note",
    *(f"{kind}-{what}" for kind in ("retenue", "faite") for what in ("actions", "note", "de", "a", "niveau")),
)  # fmt: skip
"""The columns of a line."""


def expected_lines(
    found: Iterable[ExpectedUnit], result: Result, units: Mapping[str, Mapping[str, str | None]], words: Wording
) -> list[ExpectedLine]:
    """A line for each unit; `units`: what the diagnosis says of each one, by code."""
    scores, overrides = (result.frame[name].to_list() for name in ("score", "override"))
    lines = []
    for each in found:
        unit = units.get(each.code) or {}
        score = None if each.row is None else scores[each.row]
        parts = (each.retained, each.done)
        cells = (
            each.code,
            unit.get("name"),
            unit.get("level"),
            score,
            *(it for part in parts for it in _cells(part, words)),
        )
        is_override = each.row is not None and overrides[each.row] is not None
        own = [words.say("rapport.plan.attendu.derogation")] if is_override else []
        lines.append(ExpectedLine(cells, (*own, *dict.fromkeys(_remarks(each, words)))))
    return lines


def _cells(part: ExpectedPart | None, words: Wording) -> tuple[Typed, ...]:
    """The actions counted, the expected score, its two ends, the level."""
    if part is None:
        return (None,) * _CELLS
    counted, unknown = ", ".join(part.counted) or None, words.say("rapport.plan.attendu.non-etablie")
    if part.outcome is None:
        return counted, unknown, None, None, words.say("rapport.plan.attendu.non-etabli")
    outcome = part.outcome
    score = unknown if outcome.score is None else outcome.score
    return counted, score, outcome.low, outcome.high, _level(outcome.levels, words)


def _level(levels: tuple[str, ...], words: Wording) -> str | None:
    """The level where it is established, else those that it may be."""
    known = words.grid.levels
    if not known:
        return None
    if len(levels) == len(known) > 1:
        return words.say("rapport.plan.attendu.tout-niveau")
    titles = words.titles(known[known.places[each]] for each in levels)
    return titles if len(levels) == 1 else words.say("rapport.plan.attendu.niveaux", levels=titles)


def _remarks(unit: ExpectedUnit, words: Wording) -> Iterator[str]:
    """Why nothing is said, what is not counted, which flags hold a level or leave it open."""
    parts = {"retenue": unit.retained, "faite": unit.done}
    given = {kind: part for kind, part in parts.items() if part is not None}
    for kind, part in given.items():
        if part.unsaid is not None:
            named = words.say(f"rapport.plan.attendu.mot.{kind}")
            yield words.say(f"rapport.plan.attendu.{part.unsaid}", kind=named)
    by: dict[Uncounted, dict[str, None]] = {}
    for action, reason in (each for part in given.values() for each in part.uncounted):
        by.setdefault(reason, {})[action] = None
    for reason, actions in by.items():
        yield words.say(f"rapport.plan.attendu.{reason}", actions=", ".join(actions), count=len(actions))
    for outcome in (part.outcome for part in given.values() if part.outcome is not None):
        for code, flags in (("drapeau-tenu", outcome.held_by), ("drapeau-ouvert", outcome.open_flags)):
            for flag in flags:
                yield words.say(f"rapport.plan.attendu.{code}", flag=words.grid.flags[flag].message)
