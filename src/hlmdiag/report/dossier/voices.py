"""Answers of each voice about the unit, and their effect on its score."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.dossier import Dossier
from hlmdiag.explain import IndicatorReading, opinions_in_words, voices_told
from hlmdiag.layout.blocks import Block, Heading, Note, Paragraph, Picture, Table
from hlmdiag.report.dossier.words import Words
from hlmdiag.synthesis import CrossedTable, kinds_written, question_told, writer_told

_SHOWN = 12
_THEME = 28


def voices(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section; nothing where nobody is heard beside another."""
    found = dossier.diagnostic
    told = voices_told(found.verdict, words)
    if told:
        yield Paragraph(told)
    if dossier.crossed is not None:
        yield Heading(words("voix-themes"))
        yield _themes(dossier.crossed, words)
        yield Note(words("voix-themes-intro"))
    if found.differing:
        yield Heading(words("voix-effet"))
        rows = tuple(_difference(each, words) for each in found.differing[:_SHOWN])
        yield Table(words.columns("=critere", "voix-dit", "voix-note"), rows, (34, 48, 18), (2,))
    if len(found.differing) > _SHOWN:
        yield Note(words("voix-autres", count=len(found.differing) - _SHOWN))
    if dossier.remarks:
        yield Heading(words("remarques"))
        yield _remarks(dossier, words)


def photos(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The pictures that evidence names."""
    if dossier.photos:
        yield Note(words("photos-intro"))
    for each in dossier.photos:
        text = words.joined(part for part in (each.name, each.caption) if part)
        yield Picture(text, each.content, each.width, each.height)


def _remarks(dossier: Dossier, words: Words) -> Table:
    """Notes written beside answers, one per row."""
    kinds = kinds_written(dossier.remarks)
    rows = []
    for each in dossier.remarks:
        asked = question_told(each.first, words)
        rows.append((asked, *(each.texts.get(kind, "") for kind in kinds), writer_told(each.first, words)))
    kind_heads = (words.say(f"rapport.remarques.sorte.{kind}") for kind in kinds)
    headers = (words.say("rapport.formulaire.colonne.question"), *kind_heads, words.say("rapport.remarques.qui"))
    return Table(headers, tuple(rows), tuple([100 // len(headers)] * len(headers)))


def _themes(table: CrossedTable, words: Words) -> Table:
    share = (100 - _THEME) // len(table.headers)
    rows = tuple((title, *(cell.text for cell in cells)) for title, cells in table.rows)
    figures = tuple(range(1, len(table.headers) + 1))
    widths = (100 - share * len(table.headers), *[share] * len(table.headers))
    return Table((*words.columns("=theme"), *table.headers), rows, widths, figures)


def _difference(reading: IndicatorReading, words: Words) -> tuple[str, str, str]:
    effect = "" if reading.effect is None else words.number(reading.effect)
    return words.named(reading.indicator), opinions_in_words(reading, words, bare=True), effect
