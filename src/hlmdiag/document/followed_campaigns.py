"""The tables of a follow-up that tell each campaign as a whole: levels, scores and themes, by group too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from hlmdiag.campaign.comparison import Followed
from hlmdiag.campaign.tallies import level_count, theme_median
from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell
from hlmdiag.scoring.roles import columns_of_role
from hlmdiag.wording import Wording

_WORDS = "suivi.mots"
_GROUPS = 60
"""Groups whose themes are shown one by one: beyond, the rows are for a program."""
_Line = Mapping[str, Any]


def by_campaign(found: Followed, words: Wording) -> DocumentPart:
    """Each campaign: all its units, then those that every campaign has."""
    tables = []
    for code, is_throughout in (("toutes", False), ("de-toutes", True)):
        lines = _lines(found, is_whole=True, is_throughout=is_throughout)
        rows = [[_day(line, found, words), _version(line, found), *_counted(line, found, words)] for line in lines]
        head = [SectionColumn(words.say(f"{_WORDS}.{code}"), 22), SectionColumn(words.say(f"{_WORDS}.version"), 14)]
        tables.append(SectionTable([*head, *_columns(found, words)], rows))
    kept = _lines(found, is_whole=True, is_throughout=True)[0]["units"]
    text = words.say(f"{_WORDS}.campagnes-intro", count=words.count(kept))
    return DocumentPart("campagnes", words.say(f"{_WORDS}.section-campagnes"), [text], tables)


def by_group(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """Each group, campaign after campaign; with the mean over the units that every campaign has."""
    if not columns_of_role(found.grid, "group"):
        return
    kept = {(line["group"], line["place"]): line for line in _lines(found, is_whole=False, is_throughout=True)}
    rows = []
    for line in _lines(found, is_whole=False):
        mean = kept.get((line["group"], line["place"]), {}).get("mean")
        told = [_group(line, words), _day(line, found, words), *_counted(line, found, words)]
        rows.append([*told, TableCell(words.score(mean), mean)])
    head = [SectionColumn(words.say(f"{_WORDS}.{code}"), width) for code, width in (("groupe", 24), ("date", 14))]
    last = SectionColumn(words.say(f"{_WORDS}.moyenne-de-toutes"), 18, is_number=True)
    table = SectionTable([*head, *_columns(found, words), last], rows)
    intro = words.say(f"{_WORDS}.groupes-intro")
    yield DocumentPart("groupes", words.say(f"{_WORDS}.section-groupes"), [intro], [table])


def by_theme(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """The median of each theme, campaign after campaign, over the units that every campaign has; then by group."""
    themes = found.grid.themes
    if not themes:
        return
    days = [SectionColumn(words.day(each.manifest.reference_date), 18, is_number=True) for _, each in found.campaigns]
    whole = _lines(found, is_whole=True, is_throughout=True)
    rows = [[TableCell(theme.title), *_medians(whole, theme.id, found, words)] for theme in themes]
    tables = [SectionTable([SectionColumn(words.say(f"{_WORDS}.theme"), 34), *days], rows)]
    tables += _themes_of_groups(found, days, words)
    code = "themes-groupes" if len(tables) > 1 else "themes-intro"
    intro = words.say(f"{_WORDS}.{code}", count=words.count(whole[0]["units"]))
    yield DocumentPart("themes", words.say(f"{_WORDS}.section-themes"), [intro], tables)


def _themes_of_groups(found: Followed, days: list[SectionColumn], words: Wording) -> Iterator[SectionTable]:
    of: dict[str | None, list[_Line]] = {}
    for line in _lines(found, is_whole=False, is_throughout=True):
        of.setdefault(line["group"], []).append(line)
    if len(of) < 2:
        return
    rows = [
        [TableCell(theme.title), _group(lines[0], words), *_medians(lines, theme.id, found, words)]
        for theme in found.grid.themes
        for lines in list(of.values())[:_GROUPS]
    ]
    titles = (("theme", 34), ("groupe", 24))
    head = [SectionColumn(words.say(f"{_WORDS}.{code}"), width) for code, width in titles]
    more = words.say(f"{_WORDS}.suite-groupes", count=len(of) - _GROUPS) if len(of) > _GROUPS else ""
    yield SectionTable([*head, *days], rows, more)


def _lines(found: Followed, *, is_whole: bool, is_throughout: bool = False) -> list[dict[str, Any]]:
    scope = (pl.col("is_whole") == is_whole) & (pl.col("is_throughout") == is_throughout)
    return found.tallies.filter(scope).rows(named=True)


def _columns(found: Followed, words: Wording) -> list[SectionColumn]:
    """Columns of counts: scored units, units of each level, mean and median."""
    titles = [words.say(f"{_WORDS}.unites-notees"), *(level.title for level in found.grid.levels)]
    titles += [words.say(f"{_WORDS}.{code}") for code in ("moyenne", "mediane")]
    return [SectionColumn(title, 14, is_number=True) for title in titles]


def _counted(line: _Line, found: Followed, words: Wording) -> list[TableCell]:
    cells = [TableCell(words.integer(line["scored"]), line["scored"])]
    for id in found.grid.levels.ids:
        count, total = line[level_count(id)], line["units"]
        share = count / total if total else 0.0
        cells.append(TableCell(f"{words.integer(count)} ({words.percent(share)})", count))
    return [*cells, *(TableCell(words.score(line[name]), line[name]) for name in ("mean", "median"))]


def _medians(lines: list[Any], theme: str, found: Followed, words: Wording) -> list[TableCell]:
    """Of one theme, at each campaign; nothing where the campaign has none of these units."""
    of = {line["place"]: line[theme_median(theme)] for line in lines}
    return [TableCell(words.score(of.get(place)), of.get(place)) for place in range(len(found.campaigns))]


def _day(line: _Line, found: Followed, words: Wording) -> TableCell:
    return TableCell(words.day(found.campaigns[line["place"]][1].manifest.reference_date))


def _version(line: _Line, found: Followed) -> TableCell:
    return TableCell(found.campaigns[line["place"]][1].grid.version)


def _group(line: _Line, words: Wording) -> TableCell:
    return TableCell(line["group"] or words.say(f"{_WORDS}.sans-groupe"))
