"""The units that a follow-up names: what moved of each, why, and its course."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hlmdiag.campaign.causes import why
from hlmdiag.campaign.code_changes import RESHAPED
from hlmdiag.campaign.comparison import Followed
from hlmdiag.campaign.comparison_wording import missing_texts, why_text
from hlmdiag.campaign.doubts import doubts_of
from hlmdiag.campaign.score_split import CAUSES
from hlmdiag.campaign.units import KEPT
from hlmdiag.document.changes_shown import shown_parts, signed
from hlmdiag.document.sections import DocumentPart, SectionColumn, SectionTable, TableCell, level_cell
from hlmdiag.grid.model import Grid
from hlmdiag.layout.texts import Band, Course, Spot
from hlmdiag.scoring.gate_results import About, Doubt, NamedUnit, Worsening
from hlmdiag.synthesis import level_colour, spans_on_scale
from hlmdiag.text.figures import difference
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording, is_settled

_WORDS = "suivi.mots"


def listed_units(found: Followed, move: str, words: Wording) -> Iterator[DocumentPart]:
    """The units of both campaigns that moved so, the largest moves first; nothing where there is none."""
    units = found.units.filter(pl.col("move") == move)
    if not units.height:
        return
    place, change = pl.col("place:now") - pl.col("place:then"), pl.col("change")
    order = [place.abs().fill_null(0), change.abs().fill_null(0.0)]
    ordered = units.sort(order, descending=True, maintain_order=True)
    lines = ordered.head(KEPT).rows(named=True)
    reasons = _reasons(found, lines, move, words)
    rows = [_row(line, reason, found, words) for line, reason in zip(lines, reasons, strict=True)]
    title = words.say(f"{_WORDS}.section-{move}", count=words.count(units.height))
    table = SectionTable(_columns(found, words), rows, _more(units.height, words))
    yield DocumentPart(move, title, [words.say(f"{_WORDS}.intro-{move}", open=words.left_open)], [table])


def other_units(found: Followed, status: str, words: Wording) -> Iterator[DocumentPart]:
    """The units that came, or are gone, with the level that they have or had."""
    units = found.units.filter(pl.col("status") == status)
    if not units.height:
        return
    end = "now" if status == "came" else "then"
    rows = [_alone(line, end, found, words) for line in units.head(KEPT).rows(named=True)]
    title = words.say(f"{_WORDS}.section-{status}", count=words.count(units.height))
    yield DocumentPart(status, title, (), [SectionTable(_alone_columns(words), rows, _more(units.height, words))])


def reshaped_units(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    """The units that were split or merged, and what they became: they are no one unit, and are not compared."""
    units = found.units.filter(pl.col("status").is_in(RESHAPED)).sort("here:now", maintain_order=True)
    if not units.height:
        return
    rows = []
    for line in units.head(KEPT).rows(named=True):
        end = "now" if line["here:now"] else "then"
        rows.append([*_alone(line, end, found, words), TableCell(_became(line, end, words))])
    columns = [*_alone_columns(words), SectionColumn(words.say(f"{_WORDS}.devenir"), 44)]
    count = {name: words.count(found.standing(name)) for name in RESHAPED}
    title, intro = (words.say(f"{_WORDS}.{code}-reshaped", **count) for code in ("section", "intro"))
    yield DocumentPart("reshaped", title, [intro], [SectionTable(columns, rows, _more(units.height, words))])


def _became(line: Mapping[str, Any], end: str, words: Wording) -> str:
    return words.say(f"{_WORDS}.{line['status']}-{end}", codes=words.said(Listed((*line["related"],))))


def _alone(line: Mapping[str, Any], end: str, found: Followed, words: Wording) -> list[TableCell]:
    """A unit that is in one of the two campaigns only, as it is there."""
    return [
        TableCell(line["key"]), TableCell(line[f"label:{end}"] or ""), TableCell(line[f"group:{end}"] or ""),
        _level(line, end, found, words), _score(line[f"published:{end}"], words),
    ]  # fmt: skip


def _alone_columns(words: Wording) -> list[SectionColumn]:
    titles = (("code", 12), ("nom", 30), ("groupe", 20), ("niveau", 22), ("note", 10))
    return [SectionColumn(words.say(f"{_WORDS}.{title}"), width, title == "note") for title, width in titles]


def _more(count: int, words: Wording) -> str:
    return words.say(f"{_WORDS}.suite", count=count - KEPT) if count > KEPT else ""


def _columns(found: Followed, words: Wording) -> list[SectionColumn]:
    titles = (
        ("code", 9), ("nom", 22), ("groupe", 14), ("parcours", 14), ("niveau-alors", 18), ("niveau-maintenant", 18),
        ("note-alors", 7), ("note-maintenant", 7), ("changement", 11), ("pourquoi", 40), ("cause.grid", 7),
        ("cause.informations", 12), ("cause.answers", 9), *([("sens-tenu", 10)] if is_tried(found) else []),
        ("drapeaux", 24), ("depuis", 18),
    )  # fmt: skip
    numbers = {"note-alors", "note-maintenant", "changement", "sens-tenu", *(f"cause.{name}" for name in CAUSES)}
    topics = dict.fromkeys(("parcours", *numbers), "scores") | dict.fromkeys(("code", "nom"), "")
    return [
        SectionColumn(words.say(f"{_WORDS}.{title}"), width, title in numbers, topics.get(title, "levels"))
        for title, width in titles
    ]


def _row(line: Mapping[str, Any], reason: str, found: Followed, words: Wording) -> list[TableCell]:
    change, *causes = _parts(line, words)
    return [
        TableCell(line["key"]), TableCell(line["label:now"] or ""), TableCell(line["group:now"] or ""),
        _course(line, found, words), _level(line, "then", found, words), _level(line, "now", found, words),
        _score(line["published:then"], words), _score(line["published:now"], words),
        change, TableCell(reason), *causes, *_kept_sign(line, found, words), TableCell(_flags(line, found, words)),
        TableCell(_since(line, found, words)),
    ]  # fmt: skip


def _parts(line: Mapping[str, Any], words: Wording) -> list[TableCell]:
    """The change of the score and its causes, as they add up on the page."""
    if line["change"] is None or line["grid"] is None:
        return [TableCell("")] * (1 + len(CAUSES))
    decimals, change = difference(line["published:then"], line["published:now"], words.grid.bounds)
    parts = shown_parts([line[name] for name in CAUSES], change, decimals)
    # the cells hold the rounded parts that the text shows, which add up; exact values are in the JSON
    return [TableCell(signed(each, words, decimals), each) for each in (change, *parts)]


def _kept_sign(line: Mapping[str, Any], found: Followed, words: Wording) -> list[TableCell]:
    """The share of draws of weights in which the change keeps its sign, where both campaigns were tried under some."""
    if not is_tried(found):
        return []
    share = line["confidence"]
    # rounded down, like the text: 100 % is only said when every draw agrees
    return [TableCell(words.percent(share, 1), None if share is None else math.floor(round(share * 1000, 6)) / 1000)]


def is_tried(found: Followed) -> bool:
    """Whether the sign of some change was tried under other weights."""
    return found.units["confidence"].null_count() < found.units.height


def _level(line: Mapping[str, Any], end: str, found: Followed, words: Wording) -> TableCell:
    grid = found.grid if end == "now" else found.then.grid
    if not grid.levels:
        return TableCell("")
    level = grid.levels.named(line[f"level:{end}"])
    return level_cell(level, grid.levels, words.level(level))


def _score(score: float | None, words: Wording) -> TableCell:
    return TableCell(words.score(score), score)


def _reasons(found: Followed, lines: list[dict[str, Any]], move: str, words: Wording) -> list[str]:
    """Why each unit moved, in the words of every comparison."""
    if move == "to_confirm":
        named, _ = doubts_of(found.beside.both, found.beside.moves, found.now, found.then)
        doubts = {doubt.unit.code: doubt for doubt in named}
        return [_open(line, doubts.get(line["key"]), words) for line in lines]
    better = move == "better"
    abouts: tuple[About, ...] = ("level", "score")
    told: dict[str, str] = {}
    for about in abouts:
        of = [line for line in lines if _about(line) == about]
        rows = [(line["row:now"], line["row:then"]) for line in of]
        reasons = why(found.now, found.then, rows, about, better=better) if rows else []
        for line, reason in zip(of, reasons, strict=True):
            unit = NamedUnit(line["key"], line["label:now"], line["level:now"], None, None)
            change = Worsening(unit, about, "", line["level:then"], line["level:now"], *reason)
            told[line["key"]] = why_text(change, words, better=better)
    return [told[line["key"]] for line in lines]


def _about(line: Mapping[str, Any]) -> About:
    return "level" if line["level_move"] in ("worse", "better") else "score"


def _open(line: Mapping[str, Any], doubt: Doubt | None, words: Wording) -> str:
    """Interval of the present score, and the answers that leave it open."""
    low, high = line["low:now"], line["high:now"]
    ends = words.say(f"{_WORDS}.{'certaine' if is_settled(low, high) else 'intervalle'}", ends=words.ends(low, high))
    return words.joined([ends, *(missing_texts(doubt, words) if doubt is not None else ())])


def _flags(line: Mapping[str, Any], found: Followed, words: Wording) -> str:
    parts = []
    for code, name, grid in (("leves", "flags_raised", found.grid), ("finis", "flags_ended", found.then.grid)):
        flags = [grid.flags[flag].message for flag in line[name] or () if flag in grid.flags]
        if flags:
            parts.append(words.say(f"{_WORDS}.{code}", flags=words.joined(flags)))
    return words.joined(parts)


def _since(line: Mapping[str, Any], found: Followed, words: Wording) -> str:
    """Since which campaign a unit is at its present level or worse."""
    if line["since"] is None or not line["place:now"]:
        return ""
    day = found.campaigns[line["since"]][1].manifest.reference_date
    return words.say(f"{_WORDS}.depuis-le", date=words.day(day), count=line["campaigns"])


def _course(line: Mapping[str, Any], found: Followed, words: Wording) -> TableCell:
    spots = [
        Spot(line[f"published:{place}"], line[f"low:{place}"], line[f"high:{place}"])
        for place in range(len(found.campaigns))
    ]
    text = " → ".join(words.score(spot.score) if spot.score is not None else "·" for spot in spots)
    return TableCell(Course(text, spots, _ends(found.grid, spots), _bands(found.grid)))


def _ends(grid: Grid, spots: Sequence[Spot]) -> tuple[float, float]:
    """Ends of the drawing: those of the scale, else of what is known."""
    if grid.scale.low is not None and grid.scale.high is not None:
        return grid.scale.low, grid.scale.high
    known = [each for spot in spots for each in (spot.score, spot.low, spot.high) if each is not None]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _bands(grid: Grid) -> list[Band]:
    """The levels behind a course, each on its scores."""
    return [Band(low, high, level_colour(level, grid.levels)) for level, low, high in spans_on_scale(grid)]
