"""A result beside an earlier one: what is worse, the same, better, and what nobody can tell, unit by unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem
from hlmdiag.gate.doubts import doubts_of
from hlmdiag.gate.evidence import evidence, known
from hlmdiag.gate.losses import has_overrides, losses
from hlmdiag.gate.misled import Misled
from hlmdiag.gate.moves import Move, moves_of
from hlmdiag.gate.named_changes import changes_of
from hlmdiag.grid.model import Grid
from hlmdiag.method import compare as differences
from hlmdiag.scoring.gate_results import BaselineComparison, GridChange
from hlmdiag.scoring.result import Result
from hlmdiag.text.phrase import Listed

_NAMED = 10
_LONGEST = 80


def require_comparable(baseline: Result, grid: Grid, name: str) -> None:
    """Refuse a baseline that holds other findings than a result of this grid would, with the reason (exit code 2).

    It is of another grid, has other keys, is of another major version, or holds some columns or some units only.
    """
    then = baseline.grid
    values: dict[str, Any] = {"name": name, "found": then.id, "expected": grid.id}
    if then.id != grid.id:
        raise _refused("reference.autre-grille", values)
    if then.keys != grid.keys:
        raise _refused("reference.autres-cles", values | {"found": _keys(then), "expected": _keys(grid)})
    if _major(then) != _major(grid):
        raise _refused("reference.autre-version", values | {"found": then.version, "expected": grid.version})
    if baseline.manifest.is_part:
        raise _refused("reference.colonnes", values)
    if baseline.manifest.selection is not None:
        conditions = Listed((*baseline.manifest.selection.conditions,), joint=" ; ")
        raise _refused("reference.partielle", {"path": name, "conditions": conditions})


def compare(
    result: Result, baseline: Result | None, name: str, worse_by: float | None = None, *, accept_loss: bool = False
) -> BaselineComparison:
    """What got worse, better, or cannot be told since a baseline; without one yet, nothing did.

    Worse (better): a level, a flag or, with `worse_by`, a score moved by more than so many points, whatever the answers
    that are not known (decision 0024). `name` is what messages call the baseline; `accept_loss`: what it had and this
    result no longer has is said, and is no failure.
    """
    day, version = result.manifest.reference_date.isoformat(), result.grid.version
    if baseline is None:
        return BaselineComparison(name, day, version, 0, 0, 0, 0, 0, 0, (), (), (), worse_by, is_empty=True, day=day)
    beside = _Beside.of(result, baseline, worse_by)
    found = losses(result, baseline, beside.both, beside.vanished.len())
    doubts, doubtful = doubts_of(beside.both, beside.moves, result, baseline)
    changes = _grid_changes(baseline.grid, result.grid)
    new, known_, resolved, undecided = beside.counts("worse", "stands", "better", "undecided")
    return BaselineComparison(
        name, baseline.manifest.reference_date.isoformat(), baseline.grid.version,
        new, known_, resolved, undecided, beside.appeared.len(), beside.vanished.len(),
        tuple(beside.appeared.head(_NAMED).to_list()), tuple(beside.vanished.head(_NAMED).to_list()),
        changes_of(beside.both, beside.moves, result, baseline), worse_by,
        same_grid=baseline.grid.hash == result.grid.hash, still_open=beside.open_levels(), doubtful=doubtful,
        doubts=doubts, losses=found, losses_accepted=accept_loss and bool(found),
        grid_changes=tuple(changes[:_NAMED]), grid_change_count=len(changes), day=day,
    )  # fmt: skip


@dataclass(frozen=True)
class _Beside:
    """The units of both results, with what each knows of them; those of one of them; the moves between the two."""

    both: pl.DataFrame
    appeared: pl.Series
    vanished: pl.Series
    moves: tuple[Move, ...]

    @staticmethod
    def of(result: Result, baseline: Result, worse_by: float | None) -> _Beside:
        now, then = evidence(result), _as_levels_of(evidence(baseline), baseline.grid, result.grid)
        then = then.rename({name: f"{name}|then" for name in then.columns if name != "key"})
        both = now.join(then, on="key", how="inner", maintain_order="left")
        gone = then.join(now, on="key", how="anti", maintain_order="left")
        were, are = (has_overrides(each.manifest) for each in (baseline, result))
        disturbed = _disturbed(result.grid, both, gone)
        sides = Misled(result.grid, baseline.grid, frozenset(both.columns), disturbed, were and not are)
        both, decided = moves_of(both, sides, worse_by)
        appeared = now.join(then, on="key", how="anti", maintain_order="left")["key"]
        return _Beside(both, appeared, gone["key"], decided)

    def counts(self, *parts: str) -> tuple[int, ...]:
        """How many findings of each kind."""
        return tuple(sum(int(self.both[move.column(part)].sum()) for move in self.moves) for part in parts)

    def open_levels(self) -> int:
        """How many levels are as uncertain as they were."""
        return sum(int(self.both[move.column("is_open")].sum()) for move in self.moves if move.about == "level")


def _as_levels_of(frame: pl.DataFrame, then: Grid, grid: Grid) -> pl.DataFrame:
    """The places of the levels of one grid as those of another; null for a level that it does not have."""
    places = {place: grid.levels.places.get(id) for id, place in then.levels.places.items()}
    columns = ("best", "worst", "floor", "ceiling")
    if all(place == other for place, other in places.items()):
        return frame
    return frame.with_columns(
        pl.col(name).replace_strict(list(places), list(places.values()), default=None, return_dtype=pl.Int32)
        for name in columns
    )


def _disturbed(grid: Grid, both: pl.DataFrame, gone: pl.DataFrame) -> frozenset[str]:
    """The columns whose known answers are not those of the same units: what is placed among them may have moved."""
    names = [name for name in grid.columns if {known(name), f"{known(name)}|then"} <= set(both.columns)]
    moved = both.select((pl.col(known(name)) != pl.col(f"{known(name)}|then")).any().alias(name) for name in names)
    left = gone.select(pl.col(f"{known(name)}|then").any().alias(name) for name in names)
    return frozenset(name for name in names if moved[name].item() or left[name].item())


def _grid_changes(then: Grid, now: Grid) -> Sequence[GridChange]:
    if then.hash == now.hash:
        return ()
    return [
        GridChange(each.path, str(each.kind), each.size.name.lower(), _written(each.before), _written(each.after))
        for each in differences(then, now).changes
    ]


def _written(value: Any) -> str | None:
    if value is None:
        return None
    text = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _refused(code: str, values: dict[str, Any]) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file="hlmdiag"), values)], USAGE)


def _keys(grid: Grid) -> Listed:
    return Listed((*grid.keys,))


def _major(grid: Grid) -> str:
    return grid.version.partition(".")[0]
