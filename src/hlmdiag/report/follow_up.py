"""Campaigns compared, in the formats of rows: JSON, CSV, Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.campaign.confidence import tried_by_both
from hlmdiag.campaign.tallies import level_count, theme_median
from hlmdiag.text.inert import FORMULA

if TYPE_CHECKING:
    from hlmdiag.campaign.comparison import Followed


def _counted(found: Followed) -> Iterator[dict[str, Any]]:
    """Counts of each campaign, whole then by group; all its units, then the units present in every campaign."""
    grid = found.grid
    for line in found.tallies.rows(named=True):
        yield {
            "date": found.campaigns[line["place"]][1].manifest.reference_date.isoformat(),
            "group": line["group"], "all_groups": line["is_whole"], "in_every_campaign": line["is_throughout"],
            **{name: line[name] for name in ("units", "scored")},
            **{name: _number(line[name]) for name in ("mean", "median")},
            "levels": {id: line[level_count(id)] for id in grid.levels.ids},
            "themes": {each.id: _number(line[theme_median(each.id)]) for each in grid.themes},
        }  # fmt: skip


def render_parquet(found: Followed, out: BinaryIO) -> None:
    """Write the rows, typed."""
    found.rows.write_parquet(out, compression_level=1)


def render_csv(found: Followed, out: BinaryIO) -> None:
    """Write the rows, lists joined by `|`, never a formula in a cell."""
    import polars as pl
    import polars.selectors as cs

    rows = found.rows.with_columns(cs.list().list.join("|"))
    risky = cs.string().str.contains(FORMULA)
    rows.with_columns(pl.when(risky).then(pl.lit("'") + cs.string()).otherwise(cs.string()).name.keep()).write_csv(out)


def render_json(found: Followed, out: BinaryIO) -> None:
    """Write the campaigns, the figures of the stock with their causes, and the rows."""
    tried = tried_by_both(found.then, found.now)
    document = {
        "campaigns": [_campaign(name, result) for name, result in found.campaigns],
        "same_grid": found.is_one_grid,
        "weights_tried": tried and {name: getattr(tried, name) for name in ("draws", "spread", "seed")},
        "counts": {move: found.count(move) for move in ("better", "worse", "to_confirm", "stable")}
        | {status: found.standing(status) for status in ("came", "gone", "split", "merged")},
        "stock": [
            {
                "statistic": move.statistic, "by_size": move.by_size, "then": _number(move.then),
                "now": _number(move.now), "change": _number(move.change), "split": move.split,
                "causes": {name: _number(part) for name, part in move.causes.items()},
            }
            for move in found.stock
        ],
        "counted": list(_counted(found)),
        "units": found.rows.to_dicts(),
    }  # fmt: skip
    out.write((json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n").encode())


def _campaign(name: str, result: Any) -> dict[str, Any]:
    day = result.manifest.reference_date.isoformat()
    grid = {"id": result.grid.id, "version": result.grid.version, "hash": result.grid.hash}
    return {"file": name, "date": day, "grid": grid, "units": result.frame.height}


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 9)
