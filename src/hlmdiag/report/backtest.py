"""A grid beside the levels that people expected, for programs: one JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hlmdiag.backtest import Backtest, BetterThresholds, Cut, LevelOutcome, Proportion, Visited
from hlmdiag.text import say
from hlmdiag.text.workflow import workflow_command

_DECIMALS = 9


def as_document(found: Backtest) -> dict[str, Any]:
    """Everything that was measured, units by name; ranks are ids of levels."""
    ids, kappa = found.grid.levels.ids, found.agreement
    agreement = None if kappa is None else {
        "weighted_kappa": _number(kappa.kappa), "low": _number(kappa.low), "high": _number(kappa.high)
    }  # fmt: skip
    return {
        "column": found.column, "units": found.units, "labelled": found.labelled, "without_label": found.blank,
        "refused_labels": found.refused, "compared": len(found.compared),
        "inconclusive": _units(found.inconclusive, ids), "levels": list(ids),
        "matrix": {ids[rank]: dict(zip(ids, row, strict=True)) for rank, row in enumerate(found.matrix)},
        "same_level": _proportion(found.same), "within_one_level": _proportion(found.near), "agreement": agreement,
        "at_level": [_outcome(each) for each in found.at], "level_or_worse": [_outcome(each) for each in found.beyond],
        "missed": _units(found.missed, ids), "false_alerts": _units(found.falsely_alerted, ids),
        "thresholds": None if found.thresholds is None else _thresholds(found.thresholds),
    }  # fmt: skip


def notices(found: Backtest, language: str) -> Iterator[str]:
    """Notices for a code review: how many units agree, are missed or falsely alerted."""
    title, share = f"{found.grid.id} / {found.column}", found.same
    if share is None:
        yield workflow_command("notice", say("cli.grille.attendus.aucun", language), title=title)
        return
    counts = {
        "hits": share.hits,
        "count": share.count,
        "missed": len(found.missed),
        "false": len(found.falsely_alerted),
    }
    yield workflow_command("notice", say("cli.grille.attendus.resume", language, **counts), title=title)


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _proportion(found: Proportion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    ends = {"share": _number(found.share), "low": _number(found.low), "high": _number(found.high)}
    return {"hits": found.hits, "count": found.count, **ends}


def _outcome(each: LevelOutcome) -> dict[str, Any]:
    return {
        "level": each.level, "hits": each.hit, "missed": each.missed, "false_alerts": each.false,
        "caught": _proportion(each.caught), "right": _proportion(each.right),
    }  # fmt: skip


def _units(units: Sequence[Visited], ids: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "unit": each.unit, "label": each.label, "expected": ids[each.expected],
            "found": None if each.found < 0 else ids[each.found], "score": each.score,
        }
        for each in units
    ]  # fmt: skip


def _thresholds(found: BetterThresholds) -> dict[str, Any]:
    fits = {"present": found.present, "best": found.best, "held_out": found.held_out}
    return {
        "units": found.units, "folds": found.folds, "is_better": found.is_better,
        "rests_on_few": found.rests_on_few, "is_overfitted": found.is_overfitted,
        **{name: {"wrong": fit.wrong, "levels_apart": fit.apart} for name, fit in fits.items()},
        "cuts": [_cut(each) for each in found.cuts],
    }  # fmt: skip


def _cut(each: Cut) -> dict[str, Any]:
    ends = {"above": _number(each.low), "up_to": _number(each.high)}
    return {"level": each.level, "present": each.present, **ends, "proposed": _number(each.proposed)}
