"""The tables of a follow-up that count: levels then and now, the watch, campaigns, groups and themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from hlmdiag.campaign.code_changes import RESHAPED
from hlmdiag.campaign.comparison import Followed, role_column, size_label
from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell
from hlmdiag.grid.level import Level
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import score_column
from hlmdiag.scoring.unit_code import codes_seen
from hlmdiag.synthesis.distribution import role_of
from hlmdiag.wording import Wording

_WORDS = "suivi.mots"
_WATCH = ("entered", "relapsed", "in", "left")
_KEPT = 500


def transitions(found: Followed, words: Wording) -> DocumentPart:
    """How many units went from one level to another, and how much they hold."""
    tables = [_transitions(found, words, None)]
    if role_column(found.grid, "size") is not None:
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
    rows = []
    for then in standings:
        cells = [TableCell(_named(then, "apparue", found, words), None, int(then) if then.isdigit() else None)]
        for now in standings:
            count = counts.get((then, now), 0.0)
            cells.append(TableCell(words.integer(count) if count else "", count or None, shade=count / most))
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
    rows = []
    for standing in _WATCH:
        of = units.filter(pl.col("watch") == standing)
        for line in of.head(_KEPT).rows(named=True):
            first = line["first_alert"]
            day = "" if first is None else words.day(found.campaigns[first][1].manifest.reference_date)
            places = (line["place:now"], line["worst"])
            shown = [TableCell(words.level(_at(place, found)), None, place) for place in places]
            rows.append(
                [
                    TableCell(words.say(f"{_WORDS}.veille.{standing}")), TableCell(line["key"]),
                    TableCell(line["label:now"] or ""), *shown,
                    TableCell(words.integer(line["campaigns"]), line["campaigns"]), TableCell(day),
                ]
            )  # fmt: skip
    titles = (
        ("veille.titre", 20), ("code", 12), ("nom", 28), ("niveau-maintenant", 20), ("pire", 20), ("campagnes", 12),
        ("premiere-alerte", 18),
    )  # fmt: skip
    columns = [SectionColumn(words.say(f"{_WORDS}.{title}"), width, title == "campagnes") for title, width in titles]
    watch, levels = found.grid.watch, found.grid.levels
    level = levels.named(watch.start) or levels[-1]
    intro = words.say(f"{_WORDS}.veille.intro", level=level.title, count=watch.exit_after)
    yield DocumentPart("veille", words.say(f"{_WORDS}.veille.section"), [intro], [SectionTable(columns, rows)])


def _at(place: int | None, found: Followed) -> Level | None:
    return None if place is None else found.grid.levels[place]


def by_campaign(found: Followed, words: Wording) -> DocumentPart:
    """Each campaign: all its units, then those that every campaign has."""
    always = _throughout([each for _, each in found.campaigns])
    levels = found.grid.levels
    titles = [words.say(f"{_WORDS}.{code}") for code in ("date", "version", "unites-notees")]
    titles += [level.title for level in levels]
    titles += [words.say(f"{_WORDS}.{code}") for code in ("moyenne", "mediane")]
    columns = [SectionColumn(title, 18 if not place else 14, is_number=place > 1) for place, title in enumerate(titles)]
    tables = []
    for code, kept in (("toutes", None), ("de-toutes", always)):
        rows = [_campaign(result, kept, found, words) for _, result in found.campaigns]
        tables.append(SectionTable([SectionColumn(words.say(f"{_WORDS}.{code}"), 22), *columns[1:]], rows))
    text = words.say(f"{_WORDS}.campagnes-intro", count=words.count(len(always)))
    return DocumentPart("campagnes", words.say(f"{_WORDS}.section-campagnes"), [text], tables)


def _throughout(results: Sequence[Result]) -> frozenset[str]:
    """The units that are in every campaign."""
    return frozenset.intersection(*(frozenset(codes_seen(each)) for each in results))


def _campaign(result: Result, kept: frozenset[str] | None, found: Followed, words: Wording) -> list[TableCell]:
    frame = _kept(result, kept)
    scored = frame["score"].drop_nulls()
    total = frame.height
    cells = [
        TableCell(words.day(result.manifest.reference_date)), TableCell(result.grid.version),
        TableCell(words.integer(scored.len()), scored.len()),
    ]  # fmt: skip
    for id in found.grid.levels.ids:
        count = int((frame["level"].cast(pl.String) == id).sum())
        share = count / total if total else 0.0
        cells.append(TableCell(f"{words.integer(count)} ({words.percent(share)})", count))
    for value in (scored.mean(), scored.median()):
        number = float(value) if isinstance(value, int | float) else None
        cells.append(TableCell(words.score(number), number))
    return cells


def _kept(result: Result, kept: frozenset[str] | None) -> pl.DataFrame:
    return result.frame if kept is None else result.frame.filter(codes_seen(result).is_in(list(kept)))


def by_group(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """Of each group, the units of the worst level and the mean score, campaign after campaign."""
    if role_column(found.grid, "group") is None or not found.grid.levels:
        return
    frames = []
    for place, (_, result) in enumerate(found.campaigns):
        group = role_of(result.grid, "group", result.frame)
        if group is None:
            continue
        worst = result.grid.levels.ids[-1]
        frames.append(
            result.frame.group_by(pl.col(group).alias("group")).agg(
                (pl.col("level").cast(pl.String) == worst).sum().alias("worst"), pl.len().alias("units"),
                pl.col("score").mean().alias("mean"),
            ).with_columns(pl.lit(place).alias("place"))
        )  # fmt: skip
    every = pl.concat(frames)
    names = sorted(set(every["group"]), key=lambda name: (name is None, name or ""))
    of = {(line["group"], line["place"]): line for line in every.rows(named=True)}
    days = [words.day(each.manifest.reference_date) for _, each in found.campaigns]
    columns = [SectionColumn(words.say(f"{_WORDS}.groupe"), 24)]
    columns += [SectionColumn(day, 20, is_number=True) for day in days]
    rows = []
    for name in names:
        row = [TableCell(name or words.say(f"{_WORDS}.sans-groupe"))]
        for place in range(len(days)):
            line = of.get((name, place))
            row.append(TableCell("") if line is None else _group(line, words))
        rows.append(row)
    level = found.grid.levels[-1].title
    intro = words.say(f"{_WORDS}.groupes-intro", level=level)
    yield DocumentPart("groupes", words.say(f"{_WORDS}.section-groupes"), [intro], [SectionTable(columns, rows)])


def _group(line: dict[str, float], words: Wording) -> TableCell:
    values = {name: words.integer(line[name]) for name in ("worst", "units")}
    values["mean"] = words.score(line["mean"]) or "—"
    return TableCell(words.say(f"{_WORDS}.groupe-cellule", **values), line["worst"])


def by_theme(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """The median of each theme, campaign after campaign, over the units that every campaign has."""
    themes = found.grid.themes
    if not themes:
        return
    kept = _throughout([each for _, each in found.campaigns])
    frames = [_kept(result, kept) for _, result in found.campaigns]
    days = [words.day(each.manifest.reference_date) for _, each in found.campaigns]
    columns = [SectionColumn(words.say(f"{_WORDS}.theme"), 34)]
    columns += [SectionColumn(day, 18, is_number=True) for day in days]
    rows = []
    for theme in themes:
        row, name = [TableCell(theme.title)], score_column(theme.id)
        for frame in frames:
            median = frame[name].median() if name in frame.columns else None
            number = float(median) if isinstance(median, int | float) else None
            row.append(TableCell(words.score(number), number))
        rows.append(row)
    intro = words.say(f"{_WORDS}.themes-intro", count=words.count(len(kept)))
    yield DocumentPart("themes", words.say(f"{_WORDS}.section-themes"), [intro], [SectionTable(columns, rows)])
