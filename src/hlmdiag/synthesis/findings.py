"""Notes written about units, by deadline, with their authors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import get_args

from hlmdiag.data.dataset import WrittenNote
from hlmdiag.data.written_findings import WrittenFinding, day_in, written_findings
from hlmdiag.expression.fold import fold
from hlmdiag.grid.data_model import NoteKind
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.unit_code import JOINT
from hlmdiag.wording import Wording

_NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)

_SPAN = re.compile(r"\b(\d+|une?|deux|trois|six|douze)\s*(h|heures?|j|jours?|semaines?|mois|ans?|annees?)\b")
_IN_WORDS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "six": 6, "douze": 12}
_DAYS = {"h": 1 / 24, "j": 1.0, "s": 7.0, "m": 30.4, "a": 365.25}


def kinds_written(found: Iterable[WrittenFinding], always: Collection[str] = ()) -> list[NoteKind]:
    """Kinds of notes found, with the kinds always shown, in the order of the language."""
    given = {kind for each in found for kind in each.texts} | {*always}
    return [kind for kind in _NOTE_KINDS if kind in given]


def question_told(note: WrittenNote, words: Wording) -> str:
    """Subject of a note: the title of an indicator, or the label of a column; empty for the whole unit."""
    if note.column is None:
        return ""
    asked = [leaf.title for leaf in words.grid.indicators if note.column in (leaf.column, leaf.id)]
    column = words.grid.columns.get(note.column)
    return asked[-1] if asked else column.label if column is not None else ""


def writer_told(note: WrittenNote, words: Wording) -> str:
    """Author of a note: a role and a mark, as far as they are known."""
    role = words.grid.roles.get(note.role or "")
    return " · ".join(text for text in (role.title if role is not None else "", note.respondent) if text)


def findings_of(result: Result, code: str) -> Sequence[WrittenFinding]:
    """Notes about a unit, row by row; gathered once for all the units and outputs of a result."""
    return result.once("findings", lambda: _by_code(result)).get(code.lower(), ())


def _by_code(result: Result) -> dict[str, list[WrittenFinding]]:
    found: dict[str, list[WrittenFinding]] = {}
    for each in written_findings(result.manifest.notes):
        found.setdefault(JOINT.join(each.first.unit).lower(), []).append(each)
    return found


def remark_told(found: WrittenFinding, words: Wording) -> str:
    """Notes of one row on one line: subject, text, author."""
    texts = [_kind_told(kind, text, words) for kind, text in found.texts.items()]
    parts = {"about": question_told(found.first, words), "who": writer_told(found.first, words)}
    code = "ligne-" + "-".join(name for name, part in parts.items() if part)
    return words.say(f"rapport.remarques.{code.rstrip('-')}", text=words.joined(texts), **parts)


def _kind_told(kind: str, text: str, words: Wording) -> str:
    if kind == "comment":
        return text
    return words.say("rapport.remarques.dit", kind=words.say(f"rapport.remarques.sorte.{kind}"), text=text)


def by_deadline(found: Sequence[WrittenFinding], day: date) -> tuple[WrittenFinding, ...]:
    """The findings whose deadline is nearest first, then by owner; those whose deadline says no time come last.

    `day`: the day of the visit, from which « 48 heures » counts.
    """
    return tuple(sorted(found, key=lambda each: (_days(each.texts.get("deadline", ""), day), _owner(each))))


def _owner(found: WrittenFinding) -> tuple[bool, str]:
    owner = fold(found.texts.get("owner", ""))
    return not owner, owner


def _days(text: str, day: date) -> float:
    """Days from a visit to a deadline; infinite if the deadline gives neither a day nor a duration."""
    named = day_in(text)
    if named is not None:
        return float((named - day).days)
    span = _SPAN.search(fold(text))
    if span is None:
        return 0.0 if "immediat" in fold(text) else float("inf")
    count = _IN_WORDS.get(span[1]) or int(span[1])
    return count * _DAYS[span[2][0]]
