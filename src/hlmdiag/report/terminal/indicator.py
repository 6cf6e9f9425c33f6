"""One indicator of one unit on a console, from its points down to the cell of the file and the line of the grid."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import Diagnostic, IndicatorReading, answer_in_words, opinions_in_words
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say
from hlmdiag.text.figures import number, percent


def show_indicator(diagnostic: Diagnostic, reading: IndicatorReading, terminal: Terminal) -> None:
    """Print the indicator of a unit."""
    title = f"{diagnostic.code} · {reading.indicator.id} · {reading.indicator.title}"
    terminal.out.print(styled(title, "bold"))
    for line in _lines(reading, terminal.language):
        terminal.out.print(styled(line))


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
