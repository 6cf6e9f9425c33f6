"""The part of a result that a landlord sends: counts by family, or one anonymous row per unit; no name, no answer."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from statistics import median
from typing import Literal

from pydantic import ValidationError

from hlmdiag.benchmark.families import families_of
from hlmdiag.benchmark.shared_grid import UNKNOWN, SharedDocument, SharedFamily, SharedGrid, SharedKind, shared_grid
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.organisation import ORGANISATION
from hlmdiag.scoring.received_json import read_json
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import score_column

SHARE_FORMAT: Literal["hlmdiag-envoi/1"] = "hlmdiag-envoi/1"
_CODE = 16
"""Letters of a salted code: enough that no two units of a region share one."""


_MARK = 2


class SharedUnit(SharedDocument):
    """A unit without its name: a salted code, its family of each kind, its level and its scores."""

    code: str | None = None
    families: Mapping[str, str]
    level: str | None = None
    score: float | None = None
    coverage: float | None = None
    themes: Mapping[str, float] = {}


class SharedFigures(SharedDocument):
    """The units of a family counted by level; those without a level apart; the median of the scores known."""

    levels: Mapping[str, int]
    undecided: int
    scored: int
    median: float | None = None


class SharedMedian(SharedDocument):
    """The median of a theme, and how many units have a score of it."""

    scored: int
    median: float | None = None


class LandlordShare(SharedDocument):
    """The share of one landlord; `figures`: by kind and family; `fields`: what is in it, and what was done to it."""

    format: Literal["hlmdiag-envoi/1"] = SHARE_FORMAT
    organisation: str
    organisation_id: str | None = None
    date: date
    grid: SharedGrid
    units: int
    figures: Mapping[str, Mapping[str, SharedFigures]]
    themes: Mapping[str, SharedMedian]
    rows: tuple[SharedUnit, ...] | None = None
    fields: Mapping[str, str] = {}

    @property
    def mark(self) -> str:
        """The mark that a release keeps of the share: too short to confirm a guess about it.

        Two shares that have the same one count as unchanged, which only makes the next release stricter.
        """
        return self.digest[:_MARK]

    @cached_property
    def digest(self) -> str:
        """Digest of the whole share: it changes as soon as anything in it does."""
        held = self.model_dump(mode="json", exclude={"fields": True, "grid": {"hash": True}})
        for row in held["rows"] or ():
            del row["code"]
        return sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:24]


def share_of(
    result: Result, organisation: str, organisation_id: str | None = None, salt: bytes | None = None
) -> LandlordShare:
    """The share of a result, its rows included; `salt`: the secret that their codes are made with."""
    grid = shared_grid(result.grid)
    rows = _rows(result, grid, salt)
    return LandlordShare(
        organisation=organisation, organisation_id=organisation_id, date=result.manifest.reference_date,
        grid=_with_named_families(grid, rows), units=len(rows), rows=rows,
        figures={kind.id: _figures(rows, kind.id, grid) for kind in grid.kinds},
        themes={it.id: _median([row.themes[it.id] for row in rows if it.id in row.themes]) for it in grid.themes},
    )  # fmt: skip


def shares_of(region: Result) -> list[LandlordShare]:
    """The share of each organisation of a collected result, in the order of their names."""
    parts = region.frame.partition_by(ORGANISATION, as_dict=True)
    named = sorted((str(key[0]), part) for key, part in parts.items())
    return [share_of(replace(region, frame=part), name) for name, part in named]


def _rows(result: Result, grid: SharedGrid, salt: bytes | None) -> tuple[SharedUnit, ...]:
    families = families_of(result)
    themes = {each.id: score_column(each.id) for each in grid.themes if score_column(each.id) in result.frame.columns}
    names = [*result.grid.keys, "level", "score", "coverage", *themes.values()]
    found = []
    for place, row in enumerate(result.frame.select(names).iter_rows(named=True)):
        key = [str(row[name]) for name in result.grid.keys if name != ORGANISATION]
        scores = {id: _short(row[name], 1) for id, name in themes.items()}
        found.append(
            SharedUnit(
                code=None if salt is None else _salted(salt, key),
                families={kind: of[place] for kind, of in families.items()},
                level=row["level"], score=_short(row["score"], 1), coverage=_short(row["coverage"], 2),
                themes={id: score for id, score in scores.items() if score is not None},
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_order))


def _order(row: SharedUnit) -> tuple[object, ...]:
    """Rows by what they say: their order is not that of the file, which somebody knows."""
    return (*row.families.values(), row.level or "", row.score or 0.0, row.code or "", *sorted(row.themes.items()))


def _salted(salt: bytes, key: Sequence[str]) -> str:
    return hmac.new(salt, "\x1f".join(key).encode(), sha256).hexdigest()[:_CODE]


def _short(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _figures(rows: Iterable[SharedUnit], kind: str, grid: SharedGrid) -> dict[str, SharedFigures]:
    parts: dict[str, list[SharedUnit]] = {}
    for row in rows:
        parts.setdefault(row.families[kind], []).append(row)
    return {family: figures_of(part, grid.level_ids) for family, part in sorted(parts.items())}


def figures_of(rows: Sequence[SharedUnit], levels: Sequence[str]) -> SharedFigures:
    """Some units counted."""
    scores = _median([row.score for row in rows if row.score is not None])
    counts = {level: sum(row.level == level for row in rows) for level in levels}
    return SharedFigures(
        levels=counts, undecided=len(rows) - sum(counts.values()), scored=scores.scored, median=scores.median
    )


def _median(values: Sequence[float]) -> SharedMedian:
    return SharedMedian(scored=len(values), median=round(median(values), 2) if values else None)


def _with_named_families(grid: SharedGrid, rows: Iterable[SharedUnit]) -> SharedGrid:
    """The same grid with the families that only units name: groups."""
    seen = {(kind, family) for row in rows for kind, family in row.families.items() if family != UNKNOWN}
    return grid.model_copy(update={"kinds": tuple(_named(kind, seen) for kind in grid.kinds)})


def _named(kind: SharedKind, seen: set[tuple[str, str]]) -> SharedKind:
    known = {each.id for each in kind.families}
    others = sorted(family for of, family in seen if of == kind.id and family not in known)
    return kind.model_copy(
        update={"families": (*kind.families, *(SharedFamily(id=each, title=each) for each in others))}
    )


def read_share(content: bytes, name: str) -> LandlordShare:
    """The share of a file; raises `HlmdiagError` where it is none, or where its counts do not add up."""
    found = read_json(content, name)
    if not isinstance(found, dict) or found.get("format") != SHARE_FORMAT:
        raise HlmdiagError([Problem("envoi.pas-un-envoi", Location(name), {})])
    try:
        share = LandlordShare.model_validate(found)
    except ValidationError as faults:
        where = ".".join(str(part) for part in faults.errors()[0]["loc"])
        raise HlmdiagError([Problem("envoi.illisible", Location(name), {"where": where})]) from None
    if not _adds_up(share):
        raise HlmdiagError([Problem("envoi.incoherent", Location(name), {"count": share.units})])
    return share


def _adds_up(share: LandlordShare) -> bool:
    """Whether every kind counts each unit once, at levels and in families that the grid has, and rows say the same."""
    levels = set(share.grid.level_ids)
    for kind in share.grid.kinds:
        families = {each.id for each in kind.families} | {UNKNOWN}
        figures = share.figures.get(kind.id, {})
        counts = [count for each in figures.values() for count in (*each.levels.values(), each.undecided)]
        known = all(set(each.levels) <= levels for each in figures.values()) and set(figures) <= families
        if not known or sum(counts) != share.units or min(counts, default=0) < 0:
            return False
        if share.rows is not None and _figures_agree(share, kind.id) is False:
            return False
    return share.rows is None or len(share.rows) == share.units


def _figures_agree(share: LandlordShare, kind: str) -> bool:
    rows = share.rows or ()
    if any(kind not in row.families for row in rows):
        return False
    return _figures(rows, kind, share.grid) == dict(share.figures[kind])
