"""Contents of a follow-up, for every format: the same sentences and figures, in the same order."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hlmdiag.campaign.code_changes import RESHAPED
from hlmdiag.campaign.comparison import Followed, size_label
from hlmdiag.campaign.confidence import can_draw, tried_by_both
from hlmdiag.campaign.moved_names import names_moved
from hlmdiag.campaign.stock_split import STOCK_CAUSES, StockMove
from hlmdiag.document.changes_shown import causes_told, shown_parts, signed
from hlmdiag.document.followed_campaigns import by_campaign, by_group, by_theme
from hlmdiag.document.followed_criteria import criteria
from hlmdiag.document.followed_tables import transitions, watched
from hlmdiag.document.followed_units import is_tried, listed_units, other_units, reshaped_units
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.synthesis.stability import STABLE
from hlmdiag.text.figures import difference
from hlmdiag.text.phrase import Listed, first_of
from hlmdiag.wording import Wording

_WORDS = "suivi.mots"
_SHARE = 100
_SHOWN = 5


def follow_up(found: Followed, words: Wording) -> PartedDocument:
    """Everything that is said of campaigns, in the words of the last one; told once for all the formats of a run."""
    name = f"told {words.language}"
    if name not in found.worked_out:
        found.worked_out[name] = _follow_up(found, words)
    told: PartedDocument = found.worked_out[name]
    return told


def _follow_up(found: Followed, words: Wording) -> PartedDocument:
    title = words.say(f"{_WORDS}.titre", grid=found.grid.title)
    return PartedDocument(title, tuple(_head(found, words)), tuple(_sections(found, words)))


def _sections(found: Followed, words: Wording) -> Iterator[DocumentPart]:
    yield _stock(found, words)
    for move in ("better", "worse", "to_confirm"):
        yield from listed_units(found, move, words)
    yield from criteria(found, words)
    for status in ("came", "gone"):
        yield from other_units(found, status, words)
    yield from reshaped_units(found, words)
    if found.grid.levels:
        yield transitions(found, words)
        yield from watched(found, words)
    yield by_campaign(found, words)
    yield from by_group(found, words)
    yield from by_theme(found, words)
    codes = ("causes", "parc", "certain", *(("sens",) if is_tried(found) else ()), "presents")
    notes = [words.say(f"{_WORDS}.lire-{code}", open=words.left_open) for code in codes]
    yield DocumentPart("lire", words.say(f"{_WORDS}.section-lire"), notes)


def _head(found: Followed, words: Wording) -> Iterator[str]:
    """Sentences for a committee, first of all."""
    days = {end: words.day(each.manifest.reference_date) for end, each in (("then", found.then), ("now", found.now))}
    counts = {move: found.count(move) for move in ("better", "worse", "to_confirm", "stable")}
    both = found.beside.both.height
    yield words.say(f"{_WORDS}.unites", **days, **counts, both=words.count(both), count=both)
    main = [move for move in found.stock if move.statistic in ("share", "mean")]
    yield from (text for move in main if (text := stock_told(move, found, words)))
    yield from _standing(found, words)
    if not found.is_one_grid:
        versions = {"then": found.then.grid.version, "now": found.grid.version}
        yield words.say(f"{_WORDS}.grille-changee", **versions)
    yield from _answered(found, words)
    yield from _tried(found, words)


def _tried(found: Followed, words: Wording) -> Iterator[str]:
    """Number of changes that keep their sign under other weights, if both campaigns were tried under some."""
    tried = tried_by_both(found.then, found.now)
    if tried is None:
        return
    if not can_draw():
        yield words.say(f"{_WORDS}.sens-sans-tirage")
    shares = found.units["confidence"].drop_nulls()
    if shares.len():
        firm = int((shares >= STABLE).sum())
        values = {"draws": words.integer(tried.draws), "spread": words.hundredths(tried.spread)}
        values |= {"share": words.percent(STABLE), "firm": words.count(firm), "moved": words.integer(shares.len())}
        yield words.say(f"{_WORDS}.sens", **values)


def _standing(found: Followed, words: Wording) -> Iterator[str]:
    """Number of units that came, are gone, were split or merged; codes of a table that name nothing."""
    counts = {name: words.count(found.standing(name)) for name in ("came", "gone", *RESHAPED)}
    yield words.say(f"{_WORDS}.arrivees", **counts)
    if any(found.standing(name) for name in RESHAPED):
        yield words.say(f"{_WORDS}.scissions", **counts)
    if found.unknown_codes:
        codes, count = words.said(Listed(found.unknown_codes)), len(found.unknown_codes)
        yield words.say(f"{_WORDS}.codes-inconnus", codes=codes, count=count)
    yield from _moved(found, words)


def _moved(found: Followed, words: Wording) -> Iterator[str]:
    """The codes that bear the name of another unit than before: their changes would compare two units."""
    moved = names_moved(found.units)
    if moved:
        codes = first_of(
            moved, _SHOWN, lambda it: words.say(f"{_WORDS}.code-nom", code=it[0], before=it[1], after=it[2])
        )
        yield words.say(f"{_WORDS}.codes-deplaces", codes=words.said(codes), count=len(moved))


def _answered(found: Followed, words: Wording) -> Iterator[str]:
    """A campaign with few answers is a hole, not a fall."""
    then, now = (_concluded(each.frame) for each in (found.then, found.now))
    if now < then / 2:
        yield words.say(f"{_WORDS}.peu-de-reponses", then=words.count(then), now=words.count(now), count=now)


def _concluded(frame: pl.DataFrame) -> int:
    return int(frame["score"].is_not_null().sum())


def stock_told(move: StockMove, found: Followed, words: Wording) -> str:
    """A figure of the stock, how it moved and why: the sentence for the committee."""
    if move.then is None or move.now is None or move.change is None or not move.causes:
        return ""
    decimals, change, parts = _shown(move)
    ordered = sorted(zip(_causes(move), parts, strict=True), key=lambda each: -abs(each[1]))
    causes = causes_told(ordered, words, decimals)
    values = {
        "name": _name(move, found, words), "then": _figure(move.then, move, words, decimals),
        "now": _figure(move.now, move, words, decimals), "change": signed(change, words, decimals),
    }  # fmt: skip
    if not causes:
        return words.say(f"{_WORDS}.chiffre-stable", **values)
    values["causes"] = words.joined(causes)
    if change == 0:
        return words.say(f"{_WORDS}.chiffre-compense", **values)
    if move.statistic == "share":
        return words.say(f"{_WORDS}.chiffre-part", **values, count=abs(change))
    return words.say(f"{_WORDS}.chiffre", **values)


def _shown(move: StockMove) -> tuple[int, float, list[float]]:
    """With how many decimals a figure is shown, its change and its causes: each is what the page lets one work out."""
    assert move.then is not None and move.now is not None
    scale = _scale(move)
    decimals, change = difference(move.then * scale, move.now * scale)
    return decimals, change, shown_parts([move.causes[name] * scale for name in _causes(move)], change, decimals)


def _causes(move: StockMove) -> tuple[str, ...]:
    return STOCK_CAUSES if move.statistic == "share" else STOCK_CAUSES[:-1]


def _scale(move: StockMove) -> int:
    return _SHARE if move.statistic == "share" else 1


def _figure(value: float, move: StockMove, words: Wording, decimals: int = 1) -> str:
    return words.proportion(value, decimals) if move.statistic == "share" else words.number(value, decimals)


def _name(move: StockMove, found: Followed, words: Wording) -> str:
    code = f"{_WORDS}.chiffres.{move.statistic}{'-poids' if move.by_size else ''}"
    level = found.grid.levels[-1].title if found.grid.levels else ""
    return words.say(code, level=level, size=size_label(found.grid))


def _stock(found: Followed, words: Wording) -> DocumentPart:
    """The figures of the stock and their causes, side by side."""
    titles = ("chiffre-nom", "alors", "maintenant", "changement", *(f"cause.{name}" for name in STOCK_CAUSES))
    columns = [
        SectionColumn(words.say(f"{_WORDS}.{title}"), 34 if not place else 14, is_number=place > 0)
        for place, title in enumerate(titles)
    ]
    rows = [_stock_row(move, found, words) for move in found.stock if move.then is not None or move.now is not None]
    split = next((move.split for move in found.stock if move.statistic == "mean"), 0)
    text = words.say(f"{_WORDS}.parc-intro", count=words.count(split))
    return DocumentPart("parc", words.say(f"{_WORDS}.section-parc"), [text], [SectionTable(columns, rows)])


def _stock_row(move: StockMove, found: Followed, words: Wording) -> list[TableCell]:
    row = [TableCell(_name(move, found, words))]
    if move.then is None or move.now is None or not move.causes:
        for value in (move.then, move.now):
            row.append(TableCell("" if value is None else _figure(value, move, words), value))
        return [*row, *[TableCell("")] * (1 + len(STOCK_CAUSES))]
    decimals, change, shown = _shown(move)
    row += [TableCell(_figure(value, move, words, decimals), value) for value in (move.then, move.now)]
    # the cells hold the rounded parts that the text shows, which add up; exact values are in the JSON
    row += [TableCell(signed(each, words, decimals), each) for each in (change, *shown)]
    return [*row, *[TableCell("")] * (4 + len(STOCK_CAUSES) - len(row))]
