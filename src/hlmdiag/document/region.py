"""The account of a region: the files that organisations sent, and the units of all; the same in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hlmdiag.campaign.tallies import level_count, theme_median
from hlmdiag.document.region_entities import by_size, criteria, entities
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.grid.model import Grid
from hlmdiag.region.counts import counts_of
from hlmdiag.region.model import ReceivedFile, Reception, Region
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording

_WORDS = "rapport.collecte"
_NAMED = 12


def region_document(region: Region, words: Wording) -> PartedDocument:
    """Everything that is said of what was collected."""
    return PartedDocument(
        words.say(f"{_WORDS}.titre", grid=region.grid.title), tuple(_head(region, words)),
        tuple(_sections(region, words)),
    )  # fmt: skip


def _sections(region: Region, words: Wording) -> Iterator[DocumentPart]:
    yield _files(region, words)
    if region.expected:
        yield _awaited(region, words)
    if region.claims:
        yield _claimed(region, words)
    if region.units:
        yield by_organisation(region.stock, words)
        if region.grid.themes:
            yield by_theme(region.stock, words)
        for part in (entities, by_size, criteria):
            yield from part(region, words)


def _head(region: Region, words: Wording) -> Iterator[str]:
    owners = region.organisations
    yield words.say(
        f"{_WORDS}.resume", owners=len(owners), units=words.count(region.units), date=words.day(region.date)
    )
    plans = sum(_is_kept_plan(each) for each in region.files)
    if fates := Counter(each.standing for each in region.files if not _is_kept_plan(each)):
        yield _received(fates, words)
    if plans:
        yield words.say(f"{_WORDS}.plans", count=plans)
    silent = [each.name for each in region.expected if not each.sent]
    refused = [each.name for each in region.expected if each.sent and not each.came]
    for code, names in (("manquent", silent), ("mis-a-part", refused)):
        if names:
            shown = Listed((*names[:_NAMED],), more=", …" if len(names) > _NAMED else "")
            yield words.say(f"{_WORDS}.{code}", count=len(names), names=words.said(shown))
    if region.expected and not (silent or refused):
        yield words.say(f"{_WORDS}.complet")
    if region.claims:
        yield words.say(f"{_WORDS}.partagees", count=len(region.claims))
    if (alike := region.look_alikes.problem) is not None:
        yield alike.sentence(words.language)
    yield words.say(f"{_WORDS}.cle")


def _is_kept_plan(file: ReceivedFile) -> bool:
    return file.kind == "plan" and file.standing == "taken"


def _received(fates: Counter[Reception], words: Wording) -> str:
    """How many files there are beside plans, and what became of them; of what none became, nothing is said."""
    files = fates.total()
    if fates["taken"] == files:
        return words.say(f"{_WORDS}.recus-tous", files=files)
    first = () if fates["taken"] else (words.say(f"{_WORDS}.recu.aucun"),)
    order: tuple[Reception, ...] = ("taken", "beside", "aside")
    said = (words.say(f"{_WORDS}.recu.{fate}", count=fates[fate]) for fate in order if fates[fate])
    return words.say(f"{_WORDS}.recus", files=files, parts=", ".join((*first, *said)))


def _files(region: Region, words: Wording) -> DocumentPart:
    """One line a file, in the order of their names."""
    titles = (
        ("fichier", 40), ("organisme", 26), ("nature", 14), ("sort", 16), ("raison", 60), ("grille", 30),
        ("version", 12), ("empreinte", 14), ("au", 12),
    )  # fmt: skip
    columns = [SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), width) for code, width in titles]
    columns += [SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), 12, is_number=True) for code in ("unites", "taux")]
    rows = [[*_told(each, words), *_figures(each, words)] for each in region.files]
    intro = words.say(f"{_WORDS}.fichiers-intro")
    return DocumentPart("fichiers", words.say(f"{_WORDS}.section-fichiers"), [intro], [SectionTable(columns, rows)])


def _told(file: ReceivedFile, words: Wording) -> list[TableCell]:
    grid = file.grid
    standing = (
        "" if grid is None else words.say(f"{_WORDS}.empreinte.{grid.standing}", count=grid.departures, id=grid.id)
    )
    texts = (
        file.name, file.organisation or "", words.say(f"{_WORDS}.nature.{file.kind}"),
        words.say(f"{_WORDS}.sort.{file.standing}"),
        "" if file.reason is None else file.reason.sentence(words.language),
        standing, "" if grid is None else grid.version, "" if grid is None else grid.hash[:12],
        "" if file.date is None else words.day(file.date),
    )  # fmt: skip
    return [TableCell(text) for text in texts]


def _figures(file: ReceivedFile, words: Wording) -> list[TableCell]:
    units = TableCell("") if file.units is None else TableCell(words.integer(file.units), file.units)
    return [units, TableCell("") if file.coverage is None else TableCell(words.percent(file.coverage), file.coverage)]


def _awaited(region: Region, words: Wording) -> DocumentPart:
    """The organisations expected, those that are missing first."""
    columns = [
        SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), width) for code, width in (("organisme", 34), ("sort", 40))
    ]
    rows = []
    for each in sorted(region.expected, key=lambda each: each.came):
        code = "venu" if each.came else "aside-seul" if each.sent else "absent"
        rows.append([TableCell(each.name), TableCell(words.say(f"{_WORDS}.attendu.{code}"))])
    return DocumentPart("attendus", words.say(f"{_WORDS}.section-attendus"), [], [SectionTable(columns, rows)])


def _claimed(region: Region, words: Wording) -> DocumentPart:
    """Each unit that several organisations declare, and whose counts."""
    titles = (("identifiant", 26), ("colonne", 26), ("declaree", 60), ("compte", 34))
    columns = [SectionColumn(words.say(f"{_WORDS}.colonne.{code}"), width) for code, width in titles]
    rows = []
    for each in region.claims:
        declared = words.joined(f"{owner} ({code})" for owner, code in each.units)
        counted = each.counted or words.say(f"{_WORDS}.aucune-ne-compte")
        texts = (each.id, region.grid.columns[each.column].label, declared, counted)
        rows.append([*map(TableCell, texts)])
    intro = words.say(f"{_WORDS}.partagees-intro")
    return DocumentPart("partagees", words.say(f"{_WORDS}.section-partagees"), [intro], [SectionTable(columns, rows)])


def by_organisation(stock: Result, words: Wording) -> DocumentPart:
    """Each organisation, then all of them: units, those of each level, the mean and the median."""
    levels = stock.grid.levels
    titles = [words.say(f"{_WORDS}.colonne.{code}") for code in ("unites", "notees")]
    titles += [*(level.title for level in levels), words.say("rapport.mot.non-concluant")]
    titles += [*(words.say(f"{_WORDS}.colonne.{code}") for code in ("moyenne", "mediane"))]
    head = SectionColumn(words.say(f"{_WORDS}.colonne.organisme"), 34)
    rows = [_counted(line, stock.grid, words) for line in counts_of(stock)]
    table = SectionTable([head, *(SectionColumn(title, 14, is_number=True) for title in titles)], rows)
    intro = words.say(f"{_WORDS}.organismes-intro")
    return DocumentPart("organismes", words.say(f"{_WORDS}.section-organismes"), [intro], [table])


def _counted(line: Mapping[str, Any], grid: Grid, words: Wording) -> list[TableCell]:
    units, counts = line["units"], [line[level_count(id)] for id in grid.levels.ids]
    cells = [_owner(line, words), *(TableCell(words.integer(line[name]), line[name]) for name in ("units", "scored"))]
    for count in (*counts, units - sum(counts)):
        share = words.proportion(count / units if units else 0.0)
        cells.append(TableCell(f"{words.integer(count)} ({share})", count))
    return [*cells, *(_score(line[name], words) for name in ("mean", "median"))]


def by_theme(stock: Result, words: Wording) -> DocumentPart:
    """The median of each theme by organisation."""
    heads = [SectionColumn(theme.title, 16, is_number=True) for theme in stock.grid.themes]
    rows = [
        [_owner(line, words), *(_score(line[theme_median(theme.id)], words) for theme in stock.grid.themes)]
        for line in counts_of(stock)
    ]
    columns = [SectionColumn(words.say(f"{_WORDS}.colonne.organisme"), 34), *heads]
    intro = words.say(f"{_WORDS}.themes-intro")
    return DocumentPart("themes", words.say(f"{_WORDS}.section-themes"), [intro], [SectionTable(columns, rows)])


def _owner(line: Mapping[str, Any], words: Wording) -> TableCell:
    name = line["group"]
    return TableCell(words.say(f"{_WORDS}.tous") if name is None else str(name))


def _score(value: float | None, words: Wording) -> TableCell:
    return TableCell(words.score(value), value)
