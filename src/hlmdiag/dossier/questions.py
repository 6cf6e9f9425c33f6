"""What the file cannot say and the team can: each as a question."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.dossier.model import Question, Walk
from hlmdiag.explain import Diagnostic, IndicatorReading, opinions_in_words
from hlmdiag.explain.diagnostic import Answer
from hlmdiag.grid.model import Grid
from hlmdiag.text import say
from hlmdiag.text.figures import number

_MISSING = 10
"""Missing answers that are asked for: the most decisive; the others stand in the result."""

_DIFFERENCES = 6


def questions(diagnostic: Diagnostic, walk: Walk | None, grid: Grid, language: str) -> tuple[Question, ...]:
    """The open questions, those that bear on the level first."""
    found = [
        *_override(diagnostic, language),
        *_flags(diagnostic, language),
        *_missing(diagnostic, language),
        *_gaps(diagnostic, grid, language),
        *_divergences(diagnostic, language),
    ]
    if walk is not None and walk.diagnostic is not None:
        found += _of_the_walk(walk, language)
    return tuple(found)


def _say(code: str, language: str, **values: object) -> str:
    return say(f"rapport.dossier.question.{code}", language, **values)


def _override(diagnostic: Diagnostic, language: str) -> Iterator[Question]:
    override = diagnostic.verdict.override
    if override is None:
        return
    unknown = say("rapport.inconnu", language)
    reason = override.reason or unknown
    yield Question("override", _say("derogation", language, level=override.level.title, reason=reason))


def _flags(diagnostic: Diagnostic, language: str) -> Iterator[Question]:
    for reading in diagnostic.flags:
        if reading.holds:
            continue
        answers = say("rapport.joint", language).join(answer.label for answer in reading.unknown)
        values = {"message": reading.flag.message, "rule": reading.rule, "answers": answers}
        yield Question("flag", _say("drapeau" if answers else "drapeau-seul", language, **values))


def _missing(diagnostic: Diagnostic, language: str) -> Iterator[Question]:
    asked: tuple[Answer, ...] = diagnostic.undecided
    for answer in asked:
        state = say(f"rapport.etat.{answer.state}", language)
        yield Question("answer", _say("reponse", language, label=answer.label, state=state))
    for each in diagnostic.deciding[:_MISSING]:
        leaf = each.reading.indicator
        values = {"id": leaf.id, "title": leaf.title, "state": each.reading.state_text}
        if each.width is None:
            yield Question("missing", _say("manque-sans-borne", language, **values))
        else:
            yield Question("missing", _say("manque", language, **values, width=number(each.width, language)))


def _gaps(diagnostic: Diagnostic, grid: Grid, language: str) -> Iterator[Question]:
    """Where views differ: the gap is the last view less the first one."""
    if len(grid.views) < 2:
        return
    for title, gap in diagnostic.wide_gaps:
        worse = (gap > 0) == grid.scale.burden
        first, last = (view.title for view in (grid.views[0], grid.views[-1]))
        values = {
            "theme": title or say("rapport.mot.ensemble", language),
            "worse": last if worse else first,
            "better": first if worse else last,
            "gap": number(abs(gap), language),
        }
        yield Question("gap", _say("ecart", language, **values))


def _divergences(diagnostic: Diagnostic, language: str) -> Iterator[Question]:
    differing = sorted(
        (reading for reading in diagnostic.indicators if reading.opinions), key=lambda each: -(each.divergence or 0.0)
    )
    for reading in differing[:_DIFFERENCES]:
        yield Question("divergence", _difference("divergence", reading, language))


def _of_the_walk(walk: Walk, language: str) -> Iterator[Question]:
    assert walk.diagnostic is not None
    least = walk.grid.respondents.divergence if walk.grid.respondents is not None else None
    wide = [each for each in walk.differing if least is not None and (each.divergence or 0.0) >= least]
    for reading in wide[:_DIFFERENCES]:
        yield Question("walk", _difference("parcours", reading, language))
    for flag in (each for each in walk.diagnostic.flags if not each.holds):
        yield Question("walk", _say("parcours-drapeau", language, message=flag.flag.message))


def _difference(code: str, reading: IndicatorReading, language: str) -> str:
    leaf = reading.indicator
    return _say(code, language, id=leaf.id, title=leaf.title, answers=opinions_in_words(reading, language))
