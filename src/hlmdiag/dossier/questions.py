"""Questions to the team about what the file cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hlmdiag.dossier.model import Question, Walk
from hlmdiag.explain import Diagnostic, IndicatorReading, opinions_in_words
from hlmdiag.explain.diagnostic import ColumnAnswer
from hlmdiag.wording import Wording

_MISSING = 10
"""Most missing answers asked for: the most decisive; the result holds the others."""

_DIFFERENCES = 6


def questions(diagnostic: Diagnostic, walks: Sequence[Walk], words: Wording) -> tuple[Question, ...]:
    """The open questions, those about the level first."""
    found = [
        *_override(diagnostic, words),
        *_flags(diagnostic, words),
        *_missing(diagnostic, words),
        *_gaps(diagnostic, words),
        *_divergences(diagnostic, words),
        *_evidence(diagnostic, words),
    ]
    for walk in walks:
        found += _of_a_walk(walk, words)
    return tuple(found)


def _say(code: str, words: Wording, **values: object) -> str:
    return words.say(f"rapport.dossier.question.{code}", **values)


def _override(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    override = diagnostic.verdict.override
    if override is None:
        return
    unknown = words.say("rapport.inconnu")
    reason = override.reason or unknown
    yield Question("override", _say("derogation", words, level=override.level.title, reason=reason))


def _flags(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    for reading in diagnostic.flags:
        if reading.holds:
            continue
        answers = words.joined(answer.label for answer in reading.unknown)
        values = {"message": reading.flag.message, "rule": reading.rule, "answers": answers}
        yield Question("flag", _say("drapeau" if answers else "drapeau-seul", words, **values))


def _missing(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    asked: tuple[ColumnAnswer, ...] = diagnostic.undecided
    for answer in asked:
        state = words.state(answer.state)
        yield Question("answer", _say("reponse", words, label=answer.label, state=state))
    for each in diagnostic.deciding[:_MISSING]:
        leaf = each.reading.indicator
        values = {"id": leaf.id, "title": leaf.title, "state": each.reading.state_text}
        if each.width is None:
            yield Question("missing", _say("manque-sans-borne", words, **values))
        else:
            yield Question("missing", _say("manque", words, **values, width=words.number(each.width)))


def _gaps(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    """Gaps between views: the last view less the first one."""
    if len(words.grid.views) < 2:
        return
    for title, gap in diagnostic.wide_gaps:
        worse = (gap > 0) == words.grid.scale.burden
        first, last = (view.title for view in (words.grid.views[0], words.grid.views[-1]))
        values = {
            "theme": title or words.say("rapport.mot.ensemble"),
            "worse": last if worse else first,
            "better": first if worse else last,
            "gap": words.number(abs(gap)),
        }
        yield Question("gap", _say("ecart", words, **values))


def _divergences(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    for reading in diagnostic.differing[:_DIFFERENCES]:
        yield Question("divergence", _difference("divergence", reading, words))


def _evidence(diagnostic: Diagnostic, words: Wording) -> Iterator[Question]:
    for code, readings in (("preuve", diagnostic.unproven), ("preuve-ancienne", diagnostic.to_renew)):
        for reading in readings[:_DIFFERENCES]:
            leaf = reading.indicator
            yield Question("evidence", _say(code, words, id=leaf.id, title=leaf.title))


def _of_a_walk(walk: Walk, words: Wording) -> Iterator[Question]:
    if walk.diagnostic is None:
        return
    least = walk.grid.respondents.divergence if walk.grid.respondents is not None else None
    wide = [each for each in walk.differing if least is not None and (each.divergence or 0.0) >= least]
    for reading in wide[:_DIFFERENCES]:
        yield Question("walk", _difference("parcours", reading, words))
    for flag in (each for each in walk.diagnostic.flags if not each.holds):
        yield Question("walk", _say("parcours-drapeau", words, message=flag.flag.message))


def _difference(code: str, reading: IndicatorReading, words: Wording) -> str:
    leaf = reading.indicator
    return _say(code, words, id=leaf.id, title=leaf.title, answers=opinions_in_words(reading, words))
