"""One indicator of one unit on a console, from its points down to the cell of the file and the line of the grid."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.explain import Diagnostic, IndicatorReading, answer_in_words, opinions_in_words
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text.locale import Locale


def show_indicator(diagnostic: Diagnostic, reading: IndicatorReading, terminal: Terminal) -> None:
    """Print the indicator of a unit."""
    title = f"{diagnostic.code} · {reading.indicator.id} · {reading.indicator.title}"
    terminal.out.print(styled(title, "bold"))
    for line in _lines(reading, Locale(terminal.language)):
        terminal.out.print(styled(line))


def _lines(reading: IndicatorReading, words: Locale) -> Iterator[str]:
    def line(key: str, value: object) -> str:
        return words.say(f"cli.critere.{key}", value=value)

    yield line("theme", reading.theme.title)
    yield line("etat", reading.state_text)
    if reading.text is not None:
        yield line("valeur", reading.text)
    if reading.goal is not None:
        yield reading.goal[:1].upper() + reading.goal[1:]
    if reading.opinions:
        yield line("repondants", opinions_in_words(reading, words))
    yield line("regle", reading.rule)
    if reading.points is not None:
        yield line("points", words.number(reading.points))
    if reading.weight is not None:
        yield line("poids", words.percent(reading.weight, 1))
    if reading.contribution is not None:
        yield line("contribution", words.number(reading.contribution, 2))
    for answer in reading.answers:
        place = words.said(answer.place) if answer.place is not None else words.say("cli.critere.absent")
        received = answer_in_words(answer, words)
        yield words.say("cli.critere.origine", label=answer.label, received=received, place=place)
    yield line("grille", words.said(reading.grid_place))
    if reading.indicator.why:
        yield line("pourquoi", reading.indicator.why)
