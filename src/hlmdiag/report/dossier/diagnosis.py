"""The diagnosis of a unit: cause of its level, certainty, changes that would move it."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag import explain, synthesis
from hlmdiag.dossier import Dossier
from hlmdiag.explain import SHOWN_CONTRIBUTIONS, Diagnostic, IndicatorReading, ThemeReading
from hlmdiag.layout.blocks import Block, Bullets, Heading, Headline, Note, Paragraph, Table
from hlmdiag.layout.texts import Tinted
from hlmdiag.report.dossier.words import Words

_MISSING = 10


def diagnosis(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section."""
    found = dossier.diagnostic
    level = found.verdict.level
    yield Headline(Tinted(words.headline(found.verdict), synthesis.level_colour(level, dossier.grid.levels)))
    yield Bullets(tuple(("", line) for line in _certainty(dossier, words)))
    yield Heading(words.sheet("pourquoi" if level or not dossier.grid.levels else "pourquoi-pas"))
    reasons = (*found.verdict.reasons, *explain.nearest_told(found.verdict, words))
    yield Bullets(tuple(("", line) for line in reasons))
    yield from _weighing(found, words)
    if found.flags:
        yield Heading(words("drapeaux"))
        yield Bullets(tuple(words.flag(each) for each in found.flags))
    yield from _profile(found, dossier, words)
    yield from _goals(found, words)
    yield from _missing(found, words)
    yield from _better(found, dossier, words)


def _certainty(dossier: Dossier, words: Words) -> Iterator[str]:
    found = dossier.diagnostic
    verdict = found.verdict
    if found.indicators:
        yield words.interval_line(verdict)
    if verdict.coverage is not None:
        absent = found.states["not_applicable"]
        applicable = len(found.indicators) - absent
        counts = {"scored": found.states["scored"], "applicable": applicable, "not_applicable": absent}
        yield words.sheet("taux", coverage=words.percent(verdict.coverage), **counts)
    if len(verdict.possible) > 1 or (verdict.standing != "conclusive" and verdict.possible):
        yield words.sheet("possibles", levels=words.titles(verdict.possible))
    yield from synthesis.first_look_told(found, words)
    yield from explain.caveats(found, words)
    if verdict.rank is not None:
        code = "rang" if dossier.grid.polarity == "burden" else "rang-merite"
        yield words.sheet(code, rank=words.integer(verdict.rank), ranked=words.integer(dossier.ranked))


def _weighing(found: Diagnostic, words: Words) -> Iterator[Block]:
    if found.verdict.score is None:
        return
    for code, readings, side in (("contre", found.against, "against"), ("pour", found.favour, "favour")):
        if readings:
            yield Heading(words(code))
            yield _weights(readings[:SHOWN_CONTRIBUTIONS], side, words)
    if not found.contribution_exact:
        yield Note(words.sheet("inexact"))
    elif found.against or found.favour:
        yield Note(words("pese"))


def _weights(readings: tuple[IndicatorReading, ...], side: str, words: Words) -> Table:
    rows = tuple(
        (words.named(each.indicator), each.theme.title, words.answer(each), words.plain(each.points),
         words.number(getattr(each, side)))
        for each in readings
    )  # fmt: skip
    return Table(words.columns("=critere", "=theme", "=reponse", "=points", "=pese"), rows, (36, 22, 24, 9, 9), (3, 4))


def _profile(found: Diagnostic, dossier: Dossier, words: Words) -> Iterator[Block]:
    if not found.themes:
        return
    compared = len(dossier.grid.views) > 1
    rows = []
    for each in found.themes:
        row = (_indented(each), words.proportion(each.weight, 1), *_measured(each, words))
        rows.append((*row, words.number(each.gap)) if compared else row)
    headers = words.columns("=theme", "=poids", "=note", "=intervalle", "=taux")
    yield Heading(words("profil"))
    if compared:
        yield Table((*headers, *words.columns("=ecart")), tuple(rows), (34, 10, 12, 18, 16, 10), (1, 2, 5))
        yield from _views(found, dossier, words)
    else:
        yield Table(headers, tuple(rows), (40, 12, 14, 18, 16), (1, 2))


def _indented(theme: ThemeReading) -> str:
    return "\N{NO-BREAK SPACE}" * 3 * theme.depth + theme.theme.title


def _measured(theme: ThemeReading, words: Words) -> tuple[str, str, str]:
    """Score, interval, coverage."""
    if theme.coverage is None:
        return words.state("not_applicable"), "", ""
    score = words.say("rapport.mot.non-publie") if theme.score is None else words.score(theme.score)
    answered = f"{words.percent(theme.coverage)} ({theme.answered}/{theme.applicable})"
    return score, words.interval_cell(theme), answered


def _views(found: Diagnostic, dossier: Dossier, words: Words) -> Iterator[Block]:
    lines, (decimals, gap) = [], explain.gap_shown(found, words)
    for view in found.views:
        score = words.say("rapport.mot.non-publie") if view.score is None else words.score(view.score, decimals)
        covered = None if view.coverage is None else words.percent(view.coverage)
        lines.append((view.title, score if covered is None else words.sheet("regard", score=score, coverage=covered)))
    if found.gap is not None:
        ends = {"first": found.views[0].title, "last": found.views[-1].title}
        lines.append(("", words.sheet("ecart", gap=words.number(gap, decimals), **ends)))
    if found.wide_gaps and dossier.grid.view_gap is not None:
        places, views = explain.gaps_in_words(found, words), words.views
        lines.append(
            ("", words.sheet("ecart-marque", views=views, gap=words.plain(dossier.grid.view_gap.points), places=places))
        )
    yield Bullets(tuple(lines))


def _goals(found: Diagnostic, words: Words) -> Iterator[Block]:
    measured = [reading for reading in found.indicators if reading.goal is not None]
    if measured:
        yield Heading(words.say("rapport.objectif.titre"))
        yield Bullets(tuple((words.named(each.indicator), f"{each.text} — {each.goal}") for each in measured))


def _missing(found: Diagnostic, words: Words) -> Iterator[Block]:
    yield Heading(words("manque"))
    told = explain.settling_told(found, words)
    if told:
        yield Paragraph(told)
    if found.undecided:
        yield Bullets(tuple((each.label, words.state(each.state)) for each in found.undecided))
    elif found.deciding:
        rows = tuple(
            (words.named(each.reading.indicator), each.reading.theme.title, each.reading.state_text,
             words.say("rapport.mot.intervalle-inconnu") if each.width is None else words.number(each.width))
            for each in found.deciding[:_MISSING]
        )  # fmt: skip
        yield Table(words.columns("=critere", "=theme", "=etat", "=peut-changer"), rows, (42, 24, 18, 16), (3,))
        if len(found.deciding) > _MISSING:
            yield Note(words.say("rapport.page.autres-manques", count=words.integer(len(found.deciding) - _MISSING)))
    elif nothing := explain.nothing_missing_told(found, words):
        yield Paragraph(nothing)


def _better(found: Diagnostic, dossier: Dossier, words: Words) -> Iterator[Block]:
    intro, lines = explain.better_told(found, words)
    if intro:
        yield Heading(words("mieux"))
        yield Paragraph(intro)
    if lines:
        yield Bullets(tuple(("", line) for line in lines))
