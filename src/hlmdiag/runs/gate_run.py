"""The limits that the user sets on a result: read before the data, decided before any output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.formats import READABLE, RenderOptions
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.rendering import render
from hlmdiag.text import say
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed

if TYPE_CHECKING:
    from hlmdiag.expression import Expression
    from hlmdiag.grid import Grid
    from hlmdiag.scoring.chunks import ScoredChunks
    from hlmdiag.scoring.result import Result

_CROSSED = 1
_GRID = "{grid}"


@dataclass(frozen=True)
class GateOptions:
    """The limits asked for: conditions, a result to compare with, and whether to renew it, even with what was lost."""

    conditions: tuple[str, ...] = ()
    baseline: Path | None = None
    worse_by: float | None = None
    update: bool = False
    exit_zero: bool = False
    accept_loss: bool = False

    @property
    def are_set(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self.conditions) or self.baseline is not None


NO_GATE = GateOptions()


@dataclass(frozen=True)
class GateRun:
    """The limits of one grid, ready: everything that could be refused has been."""

    limits: GateOptions
    conditions: tuple[Expression, ...]
    path: Path | None
    baseline: Result | None

    @staticmethod
    def over(limits: GateOptions, grid: Grid, inputs: Sequence[Path]) -> GateRun:
        """Read the conditions and the baseline for a grid; `inputs` are files that a baseline never replaces."""
        if not limits.are_set:
            return GateRun(limits, (), None, None)
        from hlmdiag.gate import read_conditions

        conditions = read_conditions(limits.conditions, grid)
        if limits.baseline is None:
            return GateRun(limits, conditions, None, None)
        path = Path(str(limits.baseline).replace(_GRID, grid.id))
        if limits.update:
            check_outputs([OutputTarget(path, path.suffix.lower().removeprefix("."))], inputs, force=True)
        return GateRun(limits, conditions, path, _baseline(path, grid, limits))

    def told(self, *, worse_by: float | None, accept_loss: bool) -> GateRun:
        """The same, with the options of a baseline given as a result: points that count as worse, accepted losses."""
        return replace(self, limits=replace(self.limits, worse_by=worse_by, accept_loss=accept_loss))

    def beside(self, baseline: Result, grid: Grid) -> GateRun:
        """The same, beside a baseline in memory, named by its date."""
        from hlmdiag.gate import require_comparable

        path = Path(baseline.manifest.reference_date.isoformat())
        require_comparable(baseline, grid, str(path))
        return replace(self, limits=replace(self.limits, baseline=path), path=path, baseline=baseline)

    def judge(self, result: Result, pieces: ScoredChunks | None = None) -> Result:
        """The result with its verdict, which every output then shows; `pieces`: its rows, where never together."""
        if not self.limits.are_set:
            return result
        from hlmdiag.gate import compare, evaluate
        from hlmdiag.scoring.gate_results import Gating

        comparison = None
        if self.path is not None:
            comparison = compare(
                _named(result, pieces),
                self.baseline,
                self.path.name,
                self.limits.worse_by,
                accept_loss=self.limits.accept_loss,
            )
        gating = Gating(evaluate(self.conditions, result, pieces), comparison)
        return replace(result, manifest=replace(result.manifest, gating=gating))

    def renew(self, result: Result, language: str) -> str | None:
        """Make a result the new baseline, if that was asked and nothing was lost that nobody accepted to lose.

        The result then says so; its verdict is not part of the baseline.
        """
        from hlmdiag.runs.chunked import write_held
        from hlmdiag.scoring.held_result import HeldResult

        gating = result.manifest.gating
        found = gating.comparison if gating is not None else None
        if self.path is None or not self.limits.update or (found is not None and found.is_refused):
            return None
        plain = replace(result, manifest=replace(result.manifest, gating=None))
        target = OutputTarget(self.path, self.path.suffix.lower().removeprefix("."))
        if isinstance(plain, HeldResult):
            write_held(plain, target, RenderOptions(language))
        else:
            render(plain, target, RenderOptions(language))
        code = "creee" if self.baseline is None else "renouvelee"
        return say(f"reference.mots.{code}", language, path=self.path)

    def code(self, result: Result) -> int:
        """The exit code that the verdict asks for."""
        gating = result.manifest.gating if self.limits.are_set else None
        return _CROSSED if gating is not None and gating.fails and not self.limits.exit_zero else 0


def limits_of(
    fail_if: Sequence[str] | None,
    baseline: str | None,
    worse_by: str | None,
    *,
    update: bool = False,
    exit_zero: bool = False,
    accept_loss: bool = False,
    several: bool = False,
) -> GateOptions:
    """The limits typed; `several`: more than one grid is compared."""
    if baseline is None:
        options = {"--update-baseline": update, "--worse-by": worse_by is not None, "--accept-loss": accept_loss}
        for option, given in options.items():
            if given:
                raise refusal("reference.sans-reference", option=option)
    path = Path(baseline) if baseline is not None else None
    if path is not None and path.suffix.lower() not in READABLE:
        raise refusal("reference.format", path=path, formats=Listed((*READABLE,)))
    if path is not None and several and _GRID not in str(path):
        raise refusal("reference.plusieurs-grilles", path=path)
    conditions = tuple(text.strip() for text in fail_if or ())
    return GateOptions(conditions, path, _points(worse_by), update, exit_zero, accept_loss)


def require_limits(targets: Iterable[OutputTarget], *, are_set: bool) -> None:
    """Refuse an output that shows a verdict where nothing is decided: an empty one would look like a good one."""
    for target in targets:
        if target.is_verdict and not are_set:
            raise refusal("seuil.sans-seuil", format=target.format)


def require_whole(result: Result, limits: GateOptions) -> None:
    """Refuse limits on a saved part of a stock: what they say of it would pass for what they say of the whole."""
    selection = result.manifest.selection
    if limits.are_set and selection is not None:
        raise refusal("seuil.partiel", conditions=Listed((*selection.conditions,), joint=BETWEEN_SENTENCES))


def _baseline(path: Path, grid: Grid, limits: GateOptions) -> Result | None:
    from hlmdiag.gate import require_comparable
    from hlmdiag.runs.saved_results import load_in_place

    if not path.exists():
        if not limits.update:
            raise refusal("reference.absente", path=path)
        return None
    found = load_in_place(path)
    require_comparable(found, grid, str(path))
    return found


def _named(result: Result, pieces: ScoredChunks | None) -> Result:
    """A result whose rows are never together, with the columns by which its units are named and put in order."""
    if pieces is None:
        return result
    import polars as pl

    from hlmdiag.campaign.units import columns_read
    from hlmdiag.scoring.held_result import HeldResult

    frame = pl.concat(piece.select(columns_read(result.grid, piece)) for piece in pieces)
    return HeldResult(result.grid, frame, result.manifest, pieces)


def _points(typed: str | None) -> float | None:
    if typed is None:
        return None
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise refusal("reference.points", value=typed)
    return value
