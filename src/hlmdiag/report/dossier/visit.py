"""What was seen on the spot."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag import synthesis
from hlmdiag.dossier import Dossier, Walk
from hlmdiag.explain import opinions_in_words
from hlmdiag.report.dossier.blocks import Block, Bullets, Fields, Heading, Paragraph, Table, VerdictBlock
from hlmdiag.report.dossier.words import Words, present


def walk(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section; nothing where no walk was given."""
    seen = dossier.walk
    if seen is None:
        return
    grid, day = words.grid_named(seen.grid), words.day(seen.day)
    if seen.diagnostic is None:
        yield Paragraph(words("parcours-absent", grid=grid, date=day))
        return
    yield Paragraph(words("parcours-date", grid=grid, date=day))
    if seen.grid.polarity != dossier.grid.polarity:
        yield Paragraph(words(f"parcours-sens-{seen.grid.polarity}"))
    verdict, own = seen.diagnostic.verdict, words.of(seen.grid)
    yield VerdictBlock(own.headline(verdict), synthesis.level_colour(verdict.level, seen.grid.levels))
    if verdict.reasons:
        yield Bullets(tuple(("", reason) for reason in verdict.reasons))
    yield from _findings(seen, words)
    if seen.diagnostic.flags:
        yield Heading(words("parcours-drapeaux"))
        yield Bullets(tuple(own.flag(each) for each in seen.diagnostic.flags))
    yield from _worst(seen, words)
    if seen.differing:
        yield Heading(words("differences"))
        lines = ((words.named(each.indicator), opinions_in_words(each, words)) for each in seen.differing)
        yield Bullets(tuple(lines))
    planned = [each for lever in dossier.plan for each in lever.actions if each.origin == "walk"]
    if planned:
        named = words.joined(f"{words('numero', place=each.place)} {each.proposed.action.title}" for each in planned)
        yield Paragraph(words("parcours-actions", actions=named))


def _findings(seen: Walk, words: Words) -> Iterator[Block]:
    rows = present([(words("observateurs"), ", ".join(seen.observers)), *seen.findings])
    if rows:
        yield Heading(words("constats"))
        yield Fields(rows)


def _worst(seen: Walk, words: Words) -> Iterator[Block]:
    yield Heading(words("pires"))
    if not seen.worst:
        yield Paragraph(words("pires-aucun"))
        return
    rows = tuple(
        (
            words.named(each.indicator),
            each.theme.title,
            words.answer(each),
            words.plain(each.points),
            words.number(each.against),
        )
        for each in seen.worst
    )
    yield Table(words.columns("point", "=theme", "vu", "=points", "=pese"), rows, (32, 20, 30, 9, 9), (3, 4))
