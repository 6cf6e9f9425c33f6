"""Shares of invented landlords, from the counts that a test writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count

from hlmdiag.benchmark.share import LandlordShare, SharedMedian, SharedUnit, figures_of
from hlmdiag.benchmark.shared_grid import SharedFamily, SharedGrid, SharedKind, SharedLevel, SharedTheme

LEVELS = ("bon", "vigilance", "fragile", "complexe")
SIZES = SharedKind(
    id="taille", title="taille", ordered=True,
    families=(SharedFamily(id="<20", high=20), SharedFamily(id="20-50", low=20, high=50),
              SharedFamily(id=">=50", low=50)),
)  # fmt: skip
GRID = SharedGrid(
    id="essai", version="2026.1", hash="0" * 64, title="Grille d’essai", unit="résidence", higher_is_worse=True,
    levels=tuple(SharedLevel(id=each, title=each.capitalize()) for each in LEVELS),
    themes=tuple(SharedTheme(id=each, title=each.capitalize()) for each in ("bati", "halls", "bruit", "gestion")),
    kinds=(SIZES,),
)  # fmt: skip
SCORES = {"bon": 10.0, "vigilance": 35.0, "fragile": 50.0, "complexe": 75.0, None: 0.0}
EVEN = dict.fromkeys(LEVELS, 4)


def share(
    name: str,
    families: Mapping[str, Mapping[str | None, int]] | None = None,
    *,
    grid: SharedGrid = GRID,
    day: date = date(2026, 10, 31),
    rows: bool = True,
    themes: Mapping[str, float] | None = None,
) -> LandlordShare:
    """What a landlord sends that has so many units of each family and level; every family even where none is given."""
    kind = grid.kinds[0]
    held = families if families is not None else {each.id: EVEN for each in kind.families}
    step = count()
    units = tuple(
        SharedUnit(
            code=f"{next(step):04}", families={kind.id: family}, level=level, coverage=0.9,
            score=None if level is None else SCORES[level] + next(step) % 7,
        )
        for family, levels in held.items()
        for level, number in levels.items()
        for _ in range(number)
    )  # fmt: skip
    figures = {id: figures_of([it for it in units if it.families[kind.id] == id], grid.level_ids) for id in held}
    medians = {id: SharedMedian(scored=len(units), median=value) for id, value in (themes or {}).items()}
    return LandlordShare(
        organisation=name, date=day, grid=grid, units=len(units), figures={kind.id: figures}, themes=medians,
        rows=units if rows else None,
    )  # fmt: skip


def region(names: str = "ABCDE", **others: LandlordShare) -> list[LandlordShare]:
    """A landlord a letter, all even, but those that are given."""
    return [others.get(name) or share(name) for name in names]
