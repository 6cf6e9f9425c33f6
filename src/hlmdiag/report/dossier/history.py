"""The earlier diagnoses of a unit, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.document.changes_shown import causes_told, shown_parts
from hlmdiag.dossier import Campaign, Dossier, Shift, Step
from hlmdiag.grid.level import Level
from hlmdiag.layout.blocks import Block, Bullets, Heading, Note, Paragraph, Table
from hlmdiag.report.dossier.words import Words
from hlmdiag.text.figures import difference


def history(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section; nothing where no earlier result was given."""
    if not dossier.history:
        return
    yield Note(words("avant.intro"))
    rows = tuple(_row(each, words) for each in dossier.history)
    headers = words.columns("date", "=niveau", "=note", "=taux", "leve", "version")
    yield Table(headers, rows, (13, 20, 9, 12, 32, 14), (2, 3))
    if not all(each.same_grid for each in dossier.history):
        yield Paragraph(words("avant.grille-autre"))
    last = None
    for each in dossier.history:
        if each.step is not None and last is not None:
            yield Heading(words("avant.changement", before=words.day(last.day), after=words.day(each.day)))
            yield from _changed(each, each.step, words)
        last = each if each.diagnostic is not None else last


def _row(campaign: Campaign, words: Words) -> tuple[str, ...]:
    day, found = words.day(campaign.day), campaign.diagnostic
    if found is None:
        return day, words("avant.absente"), "", "", "", campaign.grid.version
    verdict = found.verdict
    level = _level(verdict.level, words)
    flags = words.joined(flag.flag.message for flag in found.flags if flag.holds) or words("avant.aucun")
    score = (
        words.score(verdict.score)
        if verdict.score is not None and verdict.standing in ("conclusive", "no-level")
        else ""
    )
    return day, level, score, words.percent(verdict.coverage), flags, campaign.grid.version


def _level(level: Level | None, words: Words) -> str:
    if level is not None:
        return level.title
    return words.level(None) if words.grid.levels else ""


def _changed(campaign: Campaign, step: Step, words: Words) -> Iterator[Block]:
    assert campaign.diagnostic is not None
    lines = [
        *_level_told(step, campaign, words),
        _score_told(step, campaign, words),
        *_causes_told(step, campaign, words),
    ]
    for code, flags in (("leves", step.raised), ("baisses", step.lifted)):
        if flags:
            lines.append(words(f"avant.{code}", flags=words.joined(flag.flag.message for flag in flags)))
    yield Bullets(tuple(("", line) for line in lines))
    if not step.shifts:
        yield Paragraph(words("avant.rien"))
        return
    yield Paragraph(words("avant.criteres", shown=len(step.shifts), moved=step.moved))
    rows = tuple(_shifted(each, words) for each in step.shifts)
    headers = words.columns("=critere", "avant", "apres", "effet")
    if any(each.change is not None for each in step.shifts):
        yield Table(headers, rows, (38, 23, 23, 16), (3,))
    else:
        yield Table(headers[:3], tuple(row[:3] for row in rows), (40, 30, 30))


def _level_told(step: Step, campaign: Campaign, words: Words) -> Iterator[str]:
    levels, found = campaign.grid.levels, campaign.diagnostic
    if not levels or found is None:
        return
    before, after = step.level_before, found.verdict.level
    one, other = _level(before, words), _level(after, words)
    if before is None and after is None:
        yield words("avant.niveau-aucun")
        return
    if one == other:
        yield words("avant.niveau-meme", level=other)
        return
    if before is None or after is None or before.id not in levels.places:
        yield words("avant.niveau-change", before=one, after=other)
        return
    worse = levels.is_worse(after.id, before.id)
    yield words("avant.niveau-pire" if worse else "avant.niveau-mieux", before=one, after=other)


def _score_told(step: Step, campaign: Campaign, words: Words) -> str:
    after = campaign.diagnostic.verdict.score if campaign.diagnostic is not None else None
    if step.score is None or after is None:
        return words("avant.note-sans")
    if step.score == 0:
        return words("avant.note-meme")
    worse = (step.score > 0) == campaign.grid.scale.burden
    before = round(after - step.score, 9)
    decimals, change = difference(before, after, campaign.grid.bounds)
    return words(
        "avant.note-pire" if worse else "avant.note-mieux", before=words.number(before, decimals),
        after=words.number(after, decimals), change=words.signed(change, decimals),
    )  # fmt: skip


def _causes_told(step: Step, campaign: Campaign, words: Words) -> Iterator[str]:
    """Causes of a change of score; the parts add up to the shown change."""
    after = campaign.diagnostic.verdict.score if campaign.diagnostic is not None else None
    if step.causes is None or not step.score or after is None:
        return
    decimals, change = difference(round(after - step.score, 9), after, campaign.grid.bounds)
    parts = shown_parts([*step.causes.values()], change, decimals)
    told = causes_told(zip(step.causes, parts, strict=True), words, decimals)
    if told:
        yield words("avant.causes", causes=words.joined(told))


def _shifted(shift: Shift, words: Words) -> tuple[str, ...]:
    return (
        words.named(shift.after.indicator),
        words.answer(shift.before),
        words.answer(shift.after),
        "" if shift.change is None else words.signed(shift.change),
    )
