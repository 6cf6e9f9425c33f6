"""Campaigns compared, in the formats of text and of rows: Markdown, JSON, CSV, Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.campaign.confidence import tried_by_both
from hlmdiag.campaign.tallies import level_count, theme_median
from hlmdiag.document.sections import PartedDocument, sections_of
from hlmdiag.layout.markdown import document_in_markdown
from hlmdiag.scoring.result_columns import score_column
from hlmdiag.text.inert import FORMULA

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.campaign.comparison import Followed

_STEPS = ("regraded", "informed", "answered")


def render_markdown(told: PartedDocument, out: BinaryIO, language: str) -> None:
    """Write the whole follow-up in Markdown; received texts are escaped."""
    out.write(document_in_markdown(told.title, sections_of(told), language).encode())


def rows_of(found: Followed) -> pl.DataFrame:
    """A row per unit of the last two campaigns: what computers read of a follow-up."""
    import polars as pl

    ids = found.grid.levels.ids
    days = [each.manifest.reference_date for _, each in found.campaigns]

    def level(name: str) -> pl.Expr:
        if not ids:
            return pl.lit(None, dtype=pl.String)
        return pl.col(name).replace_strict(dict(enumerate(ids)), default=None, return_dtype=pl.String)

    def day(name: str) -> pl.Expr:
        return pl.col(name).replace_strict(dict(enumerate(days)), default=None, return_dtype=pl.Date)

    sides = [
        pl.col(f"{name}:{end}").alias(f"{shown}_{end}")
        for name, shown in (("level", "level"), ("published", "score"), ("low", "low"), ("high", "high"))
        for end in ("then", "now")
    ]
    return found.units.select(
        pl.col("key").alias("code"), pl.coalesce("label:now", "label:then").alias("label"),
        pl.coalesce("group:now", "group:then").alias("group"), pl.coalesce("size:now", "size:then").alias("size"),
        "status", "related", "move", "level_move", "score_move", *sides, "change", "grid", "informations", "answers",
        "confidence",
        *(pl.col(f"score:{name}").alias(f"score_{name}") for name in _STEPS),
        *(level(f"level:{name}:step").alias(f"level_{name}") for name in _STEPS),
        "flags_raised", "flags_ended", day("since").alias("since"), "campaigns",
        day("first_alert").alias("first_alert"),
        level("best").alias("best"), level("worst").alias("worst"), "watch",
        *(pl.col(f"published:{place}").alias(f"score:{each}") for place, each in enumerate(days)),
        *(level(f"level:{place}").alias(f"level:{each}") for place, each in enumerate(days)),
        *_themes(found),
    )  # fmt: skip


def _themes(found: Followed) -> Iterator[pl.Series]:
    """The score of each theme at each campaign: what a program needs to count by group as it likes."""
    import polars as pl

    for theme in found.grid.themes:
        for place, (_, result) in enumerate(found.campaigns):
            name, rows = score_column(theme.id), found.units[f"row:{place}"]
            nothing = pl.Series([None] * rows.len(), dtype=pl.Float64)
            scores = result.frame[name].gather(rows) if name in result.frame.columns else nothing
            yield scores.alias(f"theme:{theme.id}:{result.manifest.reference_date}")


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
    rows_of(found).write_parquet(out, compression_level=1)


def render_csv(found: Followed, out: BinaryIO) -> None:
    """Write the rows, lists joined by `|`, never a formula in a cell."""
    import polars as pl
    import polars.selectors as cs

    rows = rows_of(found).with_columns(cs.list().list.join("|"))
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
        "units": rows_of(found).to_dicts(),
    }  # fmt: skip
    out.write((json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n").encode())


def _campaign(name: str, result: Any) -> dict[str, Any]:
    day = result.manifest.reference_date.isoformat()
    grid = {"id": result.grid.id, "version": result.grid.version, "hash": result.grid.hash}
    return {"file": name, "date": day, "grid": grid, "units": result.frame.height}


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 9)
