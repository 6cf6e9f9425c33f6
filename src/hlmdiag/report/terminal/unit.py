"""One unit in the terminal: its level, why, and for what weighs most the cell and the line of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hlmdiag.explain import (
    SHOWN_ACTIONS,
    SHOWN_CONTRIBUTIONS,
    better_told,
    caveats,
    cell_in_words,
    headline,
    nearest_told,
    nothing_missing_told,
    opinions_in_words,
    settling_told,
    voices_told,
)
from hlmdiag.report.terminal.console import Terminal, indented, styled
from hlmdiag.synthesis import first_look_told
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from hlmdiag.explain import Diagnostic, IndicatorReading
    from hlmdiag.grid.model import Grid

_SHOWN_MISSING = 10


def show_sheet(diagnostic: Diagnostic, grid: Grid, terminal: Terminal) -> None:
    """Print the sheet; what does not fit a screen is one command away."""
    out, words = terminal.out, Wording(terminal.language, grid)
    title = diagnostic.code
    if diagnostic.label:
        title = words.say("rapport.fiche.titre", code=diagnostic.code, label=diagnostic.label)
    out.print(styled(title, "bold"))
    out.print(styled(" · ".join(words.labelled(*each) for each in diagnostic.identity)))
    level = diagnostic.verdict.level
    out.print(styled(headline(diagnostic.verdict, words), f"bold {(level and level.colour) or ''}".strip()))
    sections = (_certainty, _reasons, _better, _weighing, _goals, _opinions, _flags, _missing, _actions)
    for section in sections:
        for line in section(diagnostic, words):
            heading = not line.startswith(" ")
            if heading and section is not _certainty:
                out.print()
            depth = len(line) - len(line.lstrip())
            out.print(styled(line, "bold underline") if heading else indented(styled(line.strip()), depth))
    out.print()
    out.print(styled(words.say("cli.fiche.suite")))


def places(reading: IndicatorReading, words: Wording) -> str:
    """Places of an indicator: the cells, then the line of the grid."""
    found = [cell_in_words(answer, words) for answer in reading.answers if answer.place is not None]
    return words.joined([*found, words.said(reading.grid_place)])


def _certainty(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    verdict, states = diagnostic.verdict, diagnostic.states
    yield "  " + words.interval_line(verdict)
    if verdict.coverage is not None:
        yield "  " + words.say(
            "rapport.fiche.taux",
            coverage=words.percent(verdict.coverage),
            scored=states["scored"],
            applicable=len(diagnostic.indicators) - states["not_applicable"],
            not_applicable=states["not_applicable"],
        )
    if len(verdict.possible) > 1:
        yield "  " + words.say("rapport.fiche.possibles", levels=words.titles(verdict.possible))
    yield from (f"  {line}" for line in first_look_told(diagnostic, words))
    yield from (f"  {line}" for line in caveats(diagnostic, words))


def _reasons(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    verdict = diagnostic.verdict
    yield words.say("rapport.fiche.pourquoi" if verdict.level else "rapport.fiche.pourquoi-pas")
    for reason in verdict.reasons:
        yield f"  {reason}"
    yield from (f"  {line}" for line in nearest_told(verdict, words))


def _better(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    intro, lines = better_told(diagnostic, words)
    if intro:
        yield words.say("rapport.changement.titre")
        yield f"  {intro}"
    yield from (f"    {line}" for line in lines)


def _weighing(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    if diagnostic.verdict.score is None:
        return
    for code, readings, side in (
        ("contre", diagnostic.against, "against"),
        ("pour", diagnostic.favour, "favour"),
    ):
        if readings:
            yield words.say(f"rapport.fiche.{code}")
        for reading in readings[:SHOWN_CONTRIBUTIONS]:
            answer = reading.text or reading.state_text
            weight = words.number(getattr(reading, side))
            yield f"  {weight}  {words.labelled(words.named(reading.indicator), answer)}"
            yield f"       {places(reading, words)}"


def _goals(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    measured = [reading for reading in diagnostic.indicators if reading.goal is not None]
    if measured:
        yield words.say("rapport.objectif.titre")
    for reading in measured:
        yield "  " + words.labelled(words.named(reading.indicator), f"{reading.text} — {reading.goal}")


def _opinions(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    if diagnostic.differing:
        yield words.say("rapport.divergence.titre")
    for reading in diagnostic.differing:
        yield "  " + words.labelled(words.named(reading.indicator), opinions_in_words(reading, words))
    told = voices_told(diagnostic.verdict, words)
    if told:
        yield f"  {told}"


def _flags(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    if diagnostic.flags:
        yield words.say("rapport.fiche.drapeaux")
    for reading in diagnostic.flags:
        situation = words.say("rapport.fiche.leve" if reading.holds else "rapport.fiche.a-verifier")
        yield f"  {reading.flag.message} — {situation} ({reading.rule})"
        if reading.unknown:
            answers = ", ".join(answer.label for answer in reading.unknown)
            yield "       " + words.say("rapport.fiche.drapeau-manque", answers=answers)


def _missing(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    yield words.say("rapport.fiche.manque")
    settling = settling_told(diagnostic, words)
    if settling:
        yield f"  {settling}"
    nothing = "" if diagnostic.deciding else nothing_missing_told(diagnostic, words)
    if nothing:
        yield f"  {nothing}"
    for each in diagnostic.deciding[:_SHOWN_MISSING]:
        width = words.say("rapport.mot.intervalle-inconnu") if each.width is None else words.number(each.width)
        reading = each.reading
        name = words.named(reading.indicator)
        yield "  " + words.say("cli.fiche.manque", name=name, state=reading.state_text, width=width)
        yield f"       {places(reading, words)}"


def _actions(diagnostic: Diagnostic, words: Wording) -> Iterator[str]:
    yield words.say("rapport.fiche.actions")
    if not diagnostic.actions:
        yield "  " + words.say("rapport.fiche.actions-aucune")
    for each in diagnostic.actions[:SHOWN_ACTIONS]:
        yield f"  {each.action.title}"
        if each.triggers:
            ids = ", ".join(words.named(reading.indicator) for reading in each.triggers)
            yield "       " + words.labelled(words.say("rapport.fiche.action-declencheurs"), ids)
    if diagnostic.actions:
        total = len(diagnostic.actions)
        yield "  " + words.say("rapport.fiche.actions-ordre", shown=min(total, SHOWN_ACTIONS), total=total)
