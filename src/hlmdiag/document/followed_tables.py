"""The tables of a follow-up that count units from one campaign to the next: levels then and now, the watch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from hlmdiag.campaign.code_changes import RESHAPED
from hlmdiag.campaign.comparison import Followed, size_label
from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell, level_cell
from hlmdiag.layout.texts import Shaded
from hlmdiag.scoring.roles import columns_of_role
from hlmdiag.wording import Wording

_WORDS = "suivi.mots"
_WATCH = ("entered", "relapsed", "in", "left")
_KEPT = 500


def transitions(found: Followed, words: Wording) -> DocumentPart:
    """Number of units from one level to another, with their size."""
    tables = [_transitions(found, words, None)]
    if columns_of_role(found.grid, "size"):
        tables.append(_transitions(found, words, "size"))
    return DocumentPart(
        "passages", words.say(f"{_WORDS}.section-passages"), [words.say(f"{_WORDS}.passages-intro")], tables
    )


def _transitions(found: Followed, words: Wording, size: str | None) -> SectionTable:
    weight = pl.len() if size is None else pl.coalesce("size:now", "size:then").sum()
    counted = found.units.group_by(_standing("then", "came"), _standing("now", "gone")).agg(weight.alias("n"))
    counts = {(then, now): float(n) for then, now, n in counted.rows()}
    apart = ["reshaped"] if any(found.standing(each) for each in RESHAPED) else []
    standings = [*map(str, range(len(found.grid.levels))), "none", "absent", *apart]
    most = max(counts.values(), default=1.0)
    label = size_label(found.grid)
    corner = words.say(f"{_WORDS}.passages-coin{'-poids' if size else ''}", size=label)
    heads = [SectionColumn(_named(each, "disparue", found, words), 16, is_number=True) for each in standings]
    rows, levels = [], found.grid.levels
    for then in standings:
        name = _named(then, "apparue", found, words)
        cells = [level_cell(levels[int(then)], levels, name) if then.isdigit() else TableCell(name)]
        for now in standings:
            count = counts.get((then, now), 0.0)
            cells.append(TableCell(Shaded(words.integer(count), count / most), count) if count else TableCell(""))
        if then not in ("absent", "reshaped") or any(cell.value for cell in cells[1:]):
            rows.append(cells)
    return SectionTable([SectionColumn(corner, 24), *heads], rows)


def _standing(end: str, absent: str) -> pl.Expr:
    """The place of the level of a unit at one end, `none` without one, `absent` where it is not there, `reshaped` where
    it is there as another unit, split or merged since."""
    place = pl.col(f"place:{end}").cast(pl.String).fill_null("none")
    is_other = pl.col("status").is_in(RESHAPED) & ~pl.col(f"here:{end}")
    standing = pl.when(pl.col("status") == absent).then(pl.lit("absent")).when(is_other).then(pl.lit("reshaped"))
    return standing.otherwise(place).alias(f"|{end}")


def _named(standing: str, absent: str, found: Followed, words: Wording) -> str:
    if standing in ("absent", "reshaped"):
        return words.say(f"{_WORDS}.{absent}{'' if standing == 'absent' else '-autrement'}")
    return words.level(None if standing == "none" else found.grid.levels[int(standing)])


def watched(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """The units that entered the watch, fell back into it, stay in it, or left it."""
    units = found.units.filter(pl.col("watch").is_in(_WATCH))
    if not units.height:
        return
    rows, watch, levels = [], found.grid.watch, found.grid.levels
    for standing in _WATCH:
        of = units.filter(pl.col("watch") == standing)
        for line in of.head(_KEPT).rows(named=True):
            first = line["first_alert"]
            day = "" if first is None else words.day(found.campaigns[first][1].manifest.reference_date)
            places = (line["place:now"], line["worst"])
            named = [None if place is None else levels[place] for place in places]
            shown = [level_cell(level, levels, words.level(level)) for level in named]
            rows.append(
                [
                    TableCell(words.say(f"{_WORDS}.veille.{standing}")), TableCell(line["key"]),
                    TableCell(line["label:now"] or ""), *shown,
                    _in_a_row(line, words), TableCell(day),
                ]
            )  # fmt: skip
    titles = (
        ("veille.titre", 20), ("code", 12), ("nom", 28), ("niveau-maintenant", 20), ("pire", 20), ("campagnes", 12),
        ("premiere-alerte", 18),
    )  # fmt: skip
    columns = [SectionColumn(words.say(f"{_WORDS}.{title}"), width, title == "campagnes") for title, width in titles]
    level = levels.named(watch.start) or levels[-1]
    intro = words.say(f"{_WORDS}.veille.intro", level=level.title, count=watch.exit_after)
    yield DocumentPart("veille", words.say(f"{_WORDS}.veille.section"), [intro], [SectionTable(columns, rows)])


def _in_a_row(line: Mapping[str, Any], words: Wording) -> TableCell:
    """For how many campaigns a unit is at its level or worse; of the best level, that says nothing."""
    if not line["place:now"]:
        return TableCell("")
    return TableCell(words.integer(line["campaigns"]), line["campaigns"])
