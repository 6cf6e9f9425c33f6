"""Findings of visits."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag import synthesis
from hlmdiag.dossier import Dossier, Walk
from hlmdiag.explain import caveats, opinions_in_words
from hlmdiag.layout.blocks import Block, Bullets, Fields, Heading, Headline, Paragraph, Table
from hlmdiag.layout.texts import Tinted
from hlmdiag.report.dossier.words import Words, present
from hlmdiag.synthesis import kinds_written, writer_told

_SHARE = 2
_SHARES = {"comment": 5}


def walk(dossier: Dossier, words: Words) -> Iterator[Block]:
    """The whole section, a visit after the other; nothing where none was given."""
    for seen in dossier.walks:
        yield from _visit(seen, dossier, words)
    planned = [each for lever in dossier.plan for each in lever.actions if each.origin == "walk"]
    if planned:
        named = words.joined(f"{words('numero', place=each.place)} {each.proposed.action.title}" for each in planned)
        yield Paragraph(words("parcours-actions", actions=named))


def _visit(seen: Walk, dossier: Dossier, words: Words) -> Iterator[Block]:
    grid, day = words.grid_named(seen.grid), words.day(seen.day)
    if seen.diagnostic is None:
        yield Paragraph(words("parcours-absent", grid=grid, date=day))
        return
    yield Paragraph(words("parcours-date", grid=grid, date=day))
    if seen.grid.polarity != dossier.grid.polarity:
        yield Paragraph(words(f"parcours-sens-{seen.grid.polarity}"))
    verdict, own = seen.diagnostic.verdict, words.of(seen.grid)
    yield Headline(Tinted(own.headline(verdict), synthesis.level_colour(verdict.level, seen.grid.levels)))
    told = (*verdict.reasons, *caveats(seen.diagnostic, own))
    if told:
        yield Bullets(tuple(("", line) for line in told))
    yield from _findings(seen, words)
    if seen.diagnostic.flags:
        yield Heading(words("parcours-drapeaux"))
        yield Bullets(tuple(own.flag(each) for each in seen.diagnostic.flags))
    yield from _worst(seen, words)
    if seen.differing:
        yield Heading(words("differences"))
        lines = ((words.named(each.indicator), opinions_in_words(each, words)) for each in seen.differing)
        yield Bullets(tuple(lines))


def _findings(seen: Walk, words: Words) -> Iterator[Block]:
    rows = present([(words("observateurs"), ", ".join(seen.observers)), *seen.findings])
    if rows:
        yield Heading(words("constats"))
        yield Fields(rows)
    if seen.observed:
        yield Heading(words("constats-echeance"))
        yield _observed(seen, words)


def _observed(seen: Walk, words: Words) -> Table:
    """A finding a row, the nearest deadline first; the columns that nothing was written in are left out."""
    kinds = kinds_written(seen.observed)
    who = any(each.first.respondent or each.first.role for each in seen.observed)
    named = words.of(seen.grid)
    rows = []
    for each in seen.observed:
        row = [each.texts.get(kind, "") for kind in kinds]
        rows.append((*row, writer_told(each.first, named)) if who else tuple(row))
    headers = [words("colonne.vu") if it == "comment" else words.say(f"rapport.remarques.sorte.{it}") for it in kinds]
    headers += [words.say("rapport.remarques.qui")] if who else []
    shares = [_SHARES.get(kind, _SHARE) for kind in kinds] + ([_SHARE] if who else [])
    widths = tuple(100 * share // sum(shares) for share in shares)
    return Table(tuple(headers), tuple(rows), widths)


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
