"""What `hlmdiag explain` answers: the sheet of one unit, or one of its indicators down to the cell."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from hlmdiag.explain import answer_in_words, opinions_in_words
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.report.terminal.unit import show_sheet
from hlmdiag.runs.refusals import refusal
from hlmdiag.text import say
from hlmdiag.text.figures import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hlmdiag.explain import Diagnostic, IndicatorReading
    from hlmdiag.scoring.result import Result


def show(result: Result, stock: Result, code: str, indicator: str | None, terminal: Terminal) -> None:
    """Explain a unit, or one indicator of it; `result` may have it alone, out of a `stock`."""
    from hlmdiag.explain import explain

    diagnostic = explain(result, code, terminal.language, stock)
    if indicator is None:
        show_sheet(diagnostic, result.grid, terminal)
        return
    reading = _find(diagnostic, indicator, terminal.language)
    title = f"{diagnostic.code} · {reading.indicator.id} · {reading.indicator.title}"
    terminal.out.print(styled(title, "bold"))
    for line in _lines(reading, terminal.language):
        terminal.out.print(styled(line))


def _find(diagnostic: Diagnostic, wanted: str, language: str) -> IndicatorReading:
    by_id = {reading.indicator.id.lower(): reading for reading in diagnostic.indicators}
    if wanted.lower() in by_id:
        return by_id[wanted.lower()]
    near = get_close_matches(wanted.lower(), list(by_id), n=1, cutoff=0.5)
    ids = ", ".join(reading.indicator.id for reading in diagnostic.indicators)
    nearest = say("usage.vouliez-vous", language, nearest=by_id[near[0]].indicator.id) if near else ""
    raise refusal("usage.critere", value=wanted, nearest=nearest, ids=ids)


def _lines(reading: IndicatorReading, language: str) -> Iterator[str]:
    def line(key: str, value: object) -> str:
        return say(f"cli.critere.{key}", language, value=value)

    yield line("theme", reading.theme.title)
    yield line("etat", reading.state_text)
    if reading.text is not None:
        yield line("valeur", reading.text)
    if reading.goal is not None:
        yield reading.goal[:1].upper() + reading.goal[1:]
    if reading.opinions:
        yield line("repondants", opinions_in_words(reading, language))
    yield line("regle", reading.rule)
    if reading.points is not None:
        yield line("points", number(reading.points, language))
    if reading.weight is not None:
        yield line("poids", percent(reading.weight, language, 1))
    if reading.contribution is not None:
        yield line("contribution", number(reading.contribution, language, 2))
    for answer in reading.answers:
        place = answer.place.say(language) if answer.place is not None else say("cli.critere.absent", language)
        received = answer_in_words(answer, language)
        yield say("cli.critere.origine", language, label=answer.label, received=received, place=place)
    yield line("grille", reading.grid_place.say(language))
    if reading.indicator.why:
        yield line("pourquoi", reading.indicator.why)
