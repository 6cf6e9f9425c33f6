"""One unit in the terminal: its level, why, and for what weighs most the cell and the line of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from hlmdiag.explain import (
    SHOWN_ACTIONS,
    SHOWN_CONTRIBUTIONS,
    better_told,
    cell_in_words,
    headline,
    nearest_told,
    nothing_missing_told,
    opinions_in_words,
    settling_told,
)
from hlmdiag.report.terminal.console import Terminal, indented, styled
from hlmdiag.synthesis import first_look_told, interval_text, titles
from hlmdiag.text import say
from hlmdiag.text.figures import number, percent

if TYPE_CHECKING:
    from hlmdiag.explain import Diagnostic, IndicatorReading
    from hlmdiag.grid.model import Grid

_SHOWN_MISSING = 10


def show_sheet(diagnostic: Diagnostic, grid: Grid, terminal: Terminal) -> None:
    """Print the sheet; what does not fit a screen is one command away."""
    out, language = terminal.out, terminal.language
    title = diagnostic.code
    if diagnostic.label:
        title = say("rapport.fiche.titre", language, code=diagnostic.code, label=diagnostic.label)
    out.print(styled(title, "bold"))
    out.print(styled(" · ".join(f"{label} : {text}" for label, text in diagnostic.identity)))
    level = diagnostic.verdict.level
    out.print(styled(headline(diagnostic.verdict, grid, language), f"bold {(level and level.colour) or ''}".strip()))
    better, certainty, reasons = (partial(section, grid=grid) for section in (_better, _certainty, _reasons))
    sections = (certainty, reasons, better, _weighing, _goals, _opinions, _flags, _missing, _actions)
    for section in sections:
        for line in section(diagnostic, language):
            heading = not line.startswith(" ")
            if heading and section is not certainty:
                out.print()
            depth = len(line) - len(line.lstrip())
            out.print(styled(line, "bold underline") if heading else indented(styled(line.strip()), depth))
    out.print()
    out.print(styled(say("cli.fiche.suite", language)))


def places(reading: IndicatorReading, language: str) -> str:
    """Where an indicator comes from: the cells, then the line of the grid."""
    found = [cell_in_words(answer, language) for answer in reading.answers if answer.place is not None]
    return " ; ".join([*found, reading.grid_place.say(language)])


def _certainty(diagnostic: Diagnostic, language: str, grid: Grid) -> Iterator[str]:
    verdict, states = diagnostic.verdict, diagnostic.states
    interval = interval_text(verdict, grid, language, why=True)
    yield "  " + say("rapport.fiche.intervalle", language, interval=interval)
    if verdict.coverage is not None:
        yield "  " + say(
            "rapport.fiche.taux",
            language,
            coverage=percent(verdict.coverage, language),
            scored=states["scored"],
            applicable=len(diagnostic.indicators) - states["not_applicable"],
            not_applicable=states["not_applicable"],
        )
    if len(verdict.possible) > 1:
        yield "  " + say("rapport.fiche.possibles", language, levels=titles(verdict.possible, language))
    yield from (f"  {line}" for line in first_look_told(diagnostic, grid, language))


def _reasons(diagnostic: Diagnostic, language: str, grid: Grid) -> Iterator[str]:
    verdict = diagnostic.verdict
    yield say("rapport.fiche.pourquoi" if verdict.level else "rapport.fiche.pourquoi-pas", language)
    for reason in verdict.reasons:
        yield f"  {reason}"
    yield from (f"  {line}" for line in nearest_told(verdict, grid, language))


def _better(diagnostic: Diagnostic, language: str, grid: Grid) -> Iterator[str]:
    intro, lines = better_told(diagnostic, grid, language)
    if intro:
        yield say("rapport.changement.titre", language)
        yield f"  {intro}"
    yield from (f"    {line}" for line in lines)


def _weighing(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    if diagnostic.verdict.score is None:
        return
    for code, readings, side in (
        ("contre", diagnostic.against, "against"),
        ("pour", diagnostic.favour, "favour"),
    ):
        if readings:
            yield say(f"rapport.fiche.{code}", language)
        for reading in readings[:SHOWN_CONTRIBUTIONS]:
            answer = reading.text or reading.state_text
            weight = number(getattr(reading, side), language)
            yield f"  {weight}  {reading.indicator.id} {reading.indicator.title} : {answer}"
            yield f"       {places(reading, language)}"


def _goals(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    measured = [reading for reading in diagnostic.indicators if reading.goal is not None]
    if measured:
        yield say("rapport.objectif.titre", language)
    for reading in measured:
        yield f"  {reading.indicator.id} {reading.indicator.title} : {reading.text} — {reading.goal}"


def _opinions(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    differing = [reading for reading in diagnostic.indicators if reading.opinions]
    if differing:
        yield say("rapport.divergence.titre", language)
    for reading in differing:
        yield f"  {reading.indicator.id} {reading.indicator.title} : {opinions_in_words(reading, language)}"


def _flags(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    if diagnostic.flags:
        yield say("rapport.fiche.drapeaux", language)
    for reading in diagnostic.flags:
        situation = say("rapport.fiche.leve" if reading.holds else "rapport.fiche.a-verifier", language)
        yield f"  {reading.flag.message} — {situation} ({reading.rule})"
        if reading.unknown:
            answers = ", ".join(answer.label for answer in reading.unknown)
            yield "       " + say("rapport.fiche.drapeau-manque", language, answers=answers)


def _missing(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    yield say("rapport.fiche.manque", language)
    settling = settling_told(diagnostic, language)
    if settling:
        yield f"  {settling}"
    nothing = "" if diagnostic.deciding else nothing_missing_told(diagnostic, language)
    if nothing:
        yield f"  {nothing}"
    for each in diagnostic.deciding[:_SHOWN_MISSING]:
        width = say("rapport.mot.intervalle-inconnu", language) if each.width is None else number(each.width, language)
        reading = each.reading
        name = f"{reading.indicator.id} {reading.indicator.title}"
        yield "  " + say("cli.fiche.manque", language, name=name, state=reading.state_text, width=width)
        yield f"       {places(reading, language)}"


def _actions(diagnostic: Diagnostic, language: str) -> Iterator[str]:
    yield say("rapport.fiche.actions", language)
    if not diagnostic.actions:
        yield "  " + say("rapport.fiche.actions-aucune", language)
    for each in diagnostic.actions[:SHOWN_ACTIONS]:
        yield f"  {each.action.title}"
        if each.triggers:
            ids = ", ".join(f"{reading.indicator.id} {reading.indicator.title}" for reading in each.triggers)
            yield f"       {say('rapport.fiche.action-declencheurs', language)} : {ids}"
    if diagnostic.actions:
        total = len(diagnostic.actions)
        yield "  " + say("rapport.fiche.actions-ordre", language, shown=min(total, SHOWN_ACTIONS), total=total)
