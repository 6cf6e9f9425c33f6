"""The consolidation of several landlords in words: for those who sent their figures, and on two pages for everyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hlmdiag.benchmark.publication import Publication, PublishedLine, PublishedTable, PublishedTheme
from hlmdiag.document.published_words import PublishedWords
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell

_READING = ("regle", "reunis", "pourcentages", "quartiles", "limites")


def consolidation_document(release: Publication, language: str) -> PartedDocument:
    """Everything that is published, table by table, and how to read it."""
    words = PublishedWords.of(release, language)
    parts = [
        *(part for table in release.tables for part in _by_family(table, words)),
        *_themes(words),
        _reading(words),
    ]
    return PartedDocument(words.say("titre", grid=release.grid.title), tuple(_head(words)), tuple(parts))


def public_document(release: Publication, language: str) -> PartedDocument:
    """Two pages for everyone: shares by level, the order of themes, how it was made; no count by landlord."""
    words = PublishedWords.of(release, language)
    shown = [_shares(table, words) for table in release.tables]
    parts = [*shown, *_order(words), _reading(words, ("regle", "reunis", "pourcentages", "limites"))]
    return PartedDocument(words.say("titre-public", grid=release.grid.title), tuple(_head(words)), tuple(parts))


def _head(words: PublishedWords) -> Iterator[str]:
    release = words.release
    day = words.words.day(release.date)
    yield words.say("resume", count=release.landlords, date=day, version=release.grid.version)
    total = next((table.total for table in release.tables if table.total is not None), None)
    if total is not None:
        worst = words.levels(next(table.levels for table in release.tables if table.total is total)[-1])
        share = words.shares(total)[-1].text
        units = words.words.count(total.whole.units)
        yield words.say(
            "niveaux", units=units, level=worst, share=share, count=words.words.integer(total.cells[-1].units)
        )
    priorities = _ordered_priorities(words)
    if priorities:
        named = words.words.joined(f"{title} ({count})" for title, count in priorities[: release.first])
        yield words.say("priorites", count=release.landlords, first=release.first, named=named)
    yield words.say("regle")


def _by_family(table: PublishedTable, words: PublishedWords) -> Iterator[DocumentPart]:
    kind = words.kind(table.kind)
    title = words.title(kind)
    if table.total is None:
        yield DocumentPart(table.kind, title, [words.say(f"non-publie-parce.{table.because}")])
        return
    said = [*_joined(table, words), *_undecided(table, words)]
    yield DocumentPart(table.kind, title, said, [_levels(table, words), _figures(table, words)])


def _joined(table: PublishedTable, words: PublishedWords) -> Iterator[str]:
    """A sentence on what was counted together, so that nobody looks for what is not there."""
    levels = [each for each in table.levels if len(each) > 1]
    if levels:
        yield words.say("niveaux-reunis", levels=words.levels(levels[-1]))
    if any(len(line.families) > 1 for line in table.lines):
        yield words.say("familles-reunies")
    if any(each.mostly_one for line in _lines(table) for each in (line.whole, *line.cells)):
        yield words.say("plus-de-la-moitie")


def _undecided(table: PublishedTable, words: PublishedWords) -> Iterator[str]:
    """The units without a level where they have no column: those of all families, or that they are not published."""
    total = table.total.undecided if table.total is not None else None
    if total is None:
        yield words.say("sans-niveau-non-publie")
    elif not _are_all_decided(table):
        yield words.say("sans-niveau-total", units=words.words.count(total.units), count=total.units)


def _are_all_decided(table: PublishedTable) -> bool:
    return all(line.undecided is not None for line in _lines(table))


def _levels(table: PublishedTable, words: PublishedWords) -> SectionTable:
    kind = words.kind(table.kind)
    columns = [
        words.column("famille", 30, number=False), words.column("unites", 12), words.column("organismes", 12),
        *(SectionColumn(words.levels(each), 20, is_number=True) for each in table.levels),
    ]  # fmt: skip
    rows = [
        [TableCell(words.line(kind, line, table)), words.units(line.whole), words.landlords(line.whole),
         *map(words.units, line.cells)]
        for line in _lines(table)
    ]  # fmt: skip
    if _are_all_decided(table):
        columns.append(words.column("sans-niveau", 14))
        rows = [[*row, words.units(line.undecided)] for row, line in zip(rows, _lines(table), strict=True)]
    return SectionTable(columns, rows)


def _lines(table: PublishedTable) -> list[PublishedLine]:
    return [*(table.lines if len(table.lines) > 1 else ()), *([table.total] if table.total else [])]


def _figures(table: PublishedTable, words: PublishedWords) -> SectionTable:
    """The share of each level, the scores, how much was answered."""
    kind = words.kind(table.kind)
    titles = ("premier-quartile", "mediane", "troisieme-quartile", "taux")
    columns = [
        words.column("famille", 30, number=False),
        *(SectionColumn(words.levels(each), 20, is_number=True) for each in table.levels),
        *(words.column(each, 14) for each in titles),
    ]
    rows = [
        [TableCell(words.line(kind, line, table)), *words.shares(line),
         *(words.score(line.scores.get(place)) for place in (25, 50, 75)), words.share(line.coverage.get(50))]
        for line in _lines(table)
    ]  # fmt: skip
    return SectionTable(columns, rows, words.say("quantiles", count=words.release.detailed))


def _shares(table: PublishedTable, words: PublishedWords) -> DocumentPart:
    kind = words.kind(table.kind)
    title = words.title(kind)
    if table.total is None:
        return DocumentPart(table.kind, title, [words.say(f"non-publie-parce.{table.because}")])
    columns = [
        words.column("famille", 30, number=False), words.column("unites", 12),
        *(SectionColumn(words.levels(each), 20, is_number=True) for each in table.levels),
    ]  # fmt: skip
    rows = [
        [TableCell(words.line(kind, line, table)), words.units(line.whole), *words.shares(line)]
        for line in _lines(table)
    ]  # fmt: skip
    return DocumentPart(table.kind, title, [*_joined(table, words)], [SectionTable(columns, rows)])


def _by_need(words: PublishedWords) -> list[PublishedTheme]:
    """Themes, the worst median first, those without one last."""
    sign = -1 if words.release.grid.higher_is_worse else 1

    def need(theme: PublishedTheme) -> tuple[bool, float, float]:
        middle, high = (sign * theme.scores.get(place, 0.0) for place in (50, 75))
        return 50 not in theme.scores, middle, high

    return sorted(words.release.themes, key=need)


def _ordered_priorities(words: PublishedWords) -> list[tuple[str, int]]:
    titles = {each.id: each.title for each in words.release.grid.themes}
    counted = [(titles[each.id], each.first_of) for each in words.release.themes if each.first_of is not None]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def _themes(words: PublishedWords) -> Iterator[DocumentPart]:
    if not words.release.themes:
        return
    titles = {each.id: each.title for each in words.release.grid.themes}
    columns = [
        words.column("theme", 40, number=False),
        *(words.column(each, 14) for each in ("premier-quartile", "mediane", "troisieme-quartile", "premiers")),
    ]
    rows = [
        [TableCell(titles[each.id]), *(words.score(each.scores.get(place)) for place in (25, 50, 75)),
         TableCell(words.say("moins-de-trois")) if each.first_of is None
         else TableCell(words.words.integer(each.first_of), each.first_of)]
        for each in _by_need(words)
    ]  # fmt: skip
    sense = "sens-charge" if words.release.grid.higher_is_worse else "sens-merite"
    said = [words.say(sense), words.say("premiers", first=words.release.first, count=words.release.landlords)]
    yield DocumentPart("themes", words.say("section-themes"), said, [SectionTable(columns, rows)])


def _order(words: PublishedWords) -> Iterator[DocumentPart]:
    """The themes by name and median, without who puts them first."""
    titles = {each.id: each.title for each in words.release.grid.themes}
    known = [each for each in _by_need(words) if 50 in each.scores]
    if known:
        columns = [words.column("theme", 40, number=False), words.column("mediane", 14)]
        rows = [[TableCell(titles[each.id]), words.score(each.scores[50])] for each in known]
        sense = "sens-charge" if words.release.grid.higher_is_worse else "sens-merite"
        yield DocumentPart("themes", words.say("section-themes"), [words.say(sense)], [SectionTable(columns, rows)])


def _reading(words: PublishedWords, codes: Iterable[str] = _READING) -> DocumentPart:
    said = [words.say(f"lire.{each}") for each in codes]
    return DocumentPart("lire", words.say("section-lire"), said)
