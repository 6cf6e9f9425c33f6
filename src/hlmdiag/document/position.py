"""The position of one landlord, for it alone: its own figures beside those that are published."""

from __future__ import annotations

from hlmdiag.benchmark.position import LinePosition, Percentile, TablePosition, positions
from hlmdiag.benchmark.publication import Publication
from hlmdiag.benchmark.share import LandlordShare
from hlmdiag.document.published_words import PublishedWords
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionTable, TableCell


def position_document(share: LandlordShare, release: Publication, language: str) -> PartedDocument:
    """The page of one landlord."""
    words = PublishedWords.of(release, language)
    day = words.words.day(share.date)
    head = [
        words.say("position.resume", units=words.words.count(share.units), date=day, count=release.landlords),
        words.say("position.a-vous-seul"),
    ]
    parts = [_table(each, words) for each in positions(share, release)]
    parts += [_themes(share, words)] if release.grid.themes else []
    reading = [words.say(f"position.lire.{each}") for each in ("centile", "entre", "parts", "effectif")]
    parts.append(DocumentPart("lire", words.say("section-lire"), reading))
    return PartedDocument(words.say("position.titre", organisation=share.organisation), head, parts)


def _table(found: TablePosition, words: PublishedWords) -> DocumentPart:
    kind = words.kind(found.table.kind)
    title = words.title(kind)
    if found.table.total is None:
        return DocumentPart(kind.id, title, [words.say(f"non-publie-parce.{found.table.because}")])
    codes = (
        "vos-unites", "votre-mediane", "mediane-de-tous", "centile-unites", "centile-medianes", "votre-part",
        "part-de-tous", "centile-parts", "unites", "organismes",
    )  # fmt: skip
    columns = [words.column("famille", 26, number=False), *(words.column(f"{each}", 14) for each in codes)]
    rows = [
        [TableCell(words.line(kind, each.line, found.table)), *_cells(each, words)] for each in found.lines
    ]  # fmt: skip
    worst = words.say("position.part", levels=words.levels(found.table.levels[-1]))
    return DocumentPart(kind.id, title, [worst], [SectionTable(columns, rows)])


def _cells(found: LinePosition, words: PublishedWords) -> list[TableCell]:
    line, own = found.line, found.own
    share = line.cells[-1].units / line.whole.units
    return [
        TableCell(words.words.integer(own.units), own.units),
        _own_score(own.median, words),
        words.score(line.scores.get(50)),
        _percentile(found.among_units, words),
        _percentile(found.among_medians, words),
        words.share(own.worst),
        words.share(share),
        _percentile(found.among_worst, words),
        words.units(line.whole),
        words.landlords(line.whole),
    ]


def _own_score(value: float | None, words: PublishedWords) -> TableCell:
    """A median over several families asks for rows: where they were not sent, it is not known."""
    return TableCell(words.say("inconnu")) if value is None else TableCell(words.words.score(value), value)


def _percentile(found: Percentile | None, words: PublishedWords) -> TableCell:
    if found is None:
        return TableCell(words.say("non-publie"))
    if found.low == 0:
        return TableCell(words.say("position.au-plus", place=found.high))
    if found.high == 100:
        return TableCell(words.say("position.au-moins", place=found.low))
    text = words.say("position.entre", place=words.words.integer(found.place), low=found.low, high=found.high)
    return TableCell(text)


def _themes(share: LandlordShare, words: PublishedWords) -> DocumentPart:
    """The themes of a landlord, its worst first, beside the median of all."""
    sign = -1 if share.grid.higher_is_worse else 1
    all_of = {each.id: each.scores.get(50) for each in words.release.themes}
    known = [(sign * held.median, each, held.median) for each in share.grid.themes
             if (held := share.themes.get(each.id)) is not None and held.median is not None]  # fmt: skip
    rows = [
        [TableCell(theme.title), words.score(median), words.score(all_of.get(theme.id))]
        for _, theme, median in sorted(known, key=lambda it: it[0])
    ]
    columns = [words.column("theme", 40, number=False), words.column("votre-mediane", 14),
               words.column("mediane-de-tous", 14)]  # fmt: skip
    sense = "sens-charge" if share.grid.higher_is_worse else "sens-merite"
    return DocumentPart("themes", words.say("section-themes"), [words.say(sense)], [SectionTable(columns, rows)])
