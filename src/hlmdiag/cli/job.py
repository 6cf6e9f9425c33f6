"""The main job: read, score, write, say; the same for `score` and for `demo`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.cli.configured import brand_for, settings_for
from hlmdiag.cli.ending import has_stdout, is_refused, say_nothing_scored, say_result
from hlmdiag.cli.terminal import Steps, steps
from hlmdiag.errors import REFUSED
from hlmdiag.report.terminal.console import Terminal
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.gate_run import (
    NO_GATE,
    GateOptions,
    GateRun,
    paths_in_job,
    paths_of,
    require_limits,
    require_whole,
    say_verdict,
    with_paths,
)
from hlmdiag.runs.grids import for_every_grid, load_grids
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import Target, default_targets, fit_for, for_grid, refuse_losses, saved_among
from hlmdiag.runs.rendering import RenderOptions, render
from hlmdiag.runs.request import RunRequest
from hlmdiag.runs.saved_results import companions, load
from hlmdiag.runs.written_part import WHOLE, PartRequest, WrittenPart
from hlmdiag.text import say

if TYPE_CHECKING:
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid
    from hlmdiag.report.csv import Dialect
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class _Plan:
    """What one grid writes, and everything of it that could be refused before the data is read."""

    grid: Grid
    targets: Sequence[Target]
    problems: Target | None
    watch: GateRun
    choice: WrittenPart
    by_default: bool = False
    """Whether the names are ours, nothing having been asked for."""

    def targets_for(self, units: int) -> Sequence[Target]:
        """Where that many units are written."""
        return fit_for(self.targets, units, _rolled(self.grid)) if self.by_default else self.targets


@dataclass(frozen=True)
class _Found:
    """What came of it: the result, the part of it that is shown, and of that part the columns that are written."""

    result: Result
    shown: Result
    chosen: Result
    dataset: Dataset
    written: Sequence[str] | None = None
    """The names, where it had to be written as it came."""

    @cached_property
    def says_nothing(self) -> bool:
        """Whether no criterion of any unit could be scored; not known where the rows were never together."""
        from hlmdiag.synthesis import scores_something

        return self.written is None and not scores_something(self.result)


def do(job: RunRequest, terminal: Terminal) -> int:
    """Do the job and give the exit code. Outputs that would be refused are refused before the data is read."""
    inputs = data_files(job.data)
    grids = load_grids(job.grids, job.uses, job.reference)
    plans = _plans(job, grids, inputs, terminal.language)
    settings = settings_for(grids)
    uses = {name: load(path) for name, path in job.uses.items()}
    manner = RenderOptions(terminal.language, job.dialect, brand_for(), paths_in_job(inputs))
    with steps(terminal, sum(2 + (job.trial is not None) + len(plan.targets) for plan in plans)) as bar:
        by_grid = {plan.grid.id: plan for plan in plans}
        # everything is found before anything is written: a grid that refuses a column leaves no file of another
        found = for_every_grid(
            grids, lambda grid: _find(job, by_grid[grid.id], uses, settings, bar, terminal), terminal.language
        )
        written = [_write_all(plan, each, manner, bar) for plan, each in zip(plans, found, strict=True)]
    refused = any((job.strict and is_refused(each.result)) or each.says_nothing for each in found)
    for plan, each, names in zip(plans, found, written, strict=True):
        kept = saved_among(names) if plan.by_default else None
        say_result(each.shown, names, terminal, kept, to_stdout=has_stdout(plan.targets))
        renewed = None if refused else plan.watch.renew(each.result, terminal.language)
        say_verdict(each.result, terminal, renewed)
        if each.says_nothing:
            say_nothing_scored(each.result, terminal.language)
    if refused:
        return REFUSED
    return max(plan.watch.code(each.result) for plan, each in zip(plans, found, strict=True))


def _plans(job: RunRequest, grids: Sequence[Grid], inputs: Sequence[Path], language: str) -> list[_Plan]:
    several = len(grids) > 1
    protected = _protected(job, inputs)

    def plan(grid: Grid) -> _Plan:
        return _Plan(
            grid,
            _targets(job, grid, inputs, several),
            for_grid(job.problems, grid.id) if job.problems is not None else None,
            GateRun.over(job.limits, grid, protected, language),
            WrittenPart.over(job.choice, grid, language),
            by_default=not job.targets,
        )

    plans = for_every_grid(grids, plan, language)
    kept = [plan.watch.path for plan in plans if plan.watch.path is not None]
    asked = [target for plan in plans for target in (*plan.targets, plan.problems) if target is not None]
    refuse_losses(asked, [*protected, *kept], force=job.force)
    return plans


def _find(
    job: RunRequest, plan: _Plan, uses: Mapping[str, Result], settings: Settings, bar: Steps, terminal: Terminal
) -> _Found:
    by_pieces = _by_pieces(job, plan, settings, bar, terminal)
    if by_pieces is not None:
        result, dataset, written = by_pieces
        return _Found(result, result, result, dataset, written)
    found, dataset = _score(job, plan.grid, uses, settings, bar, terminal)
    result = plan.watch.judge(found)
    shown = plan.choice.of(result)
    return _Found(result, shown, plan.choice.columns_of(shown), dataset)


def _write_all(plan: _Plan, found: _Found, manner: RenderOptions, bar: Steps) -> list[str]:
    targets = plan.targets_for(found.chosen.frame.height)
    written = found.written if found.written is not None else _write(found.chosen, targets, manner, bar)
    return [*written, *_list_problems(plan, found.result, found.dataset, manner.language)]


def _list_problems(plan: _Plan, result: Result, dataset: Dataset, language: str) -> list[str]:
    """Write the list of what is wrong with the data, if it was asked for."""
    if plan.problems is None or plan.problems.path is None:
        return []
    from hlmdiag.inspection.listing import listing
    from hlmdiag.report import problems

    with opened(plan.problems.path) as stream:
        problems.render(listing(result.manifest.problems, dataset, plan.grid, language), stream, language)
    return [str(plan.problems.path)]


def render_again(
    path: Path,
    asked: Sequence[Target],
    terminal: Terminal,
    dialect: Dialect = "standard",
    limits: GateOptions = NO_GATE,
    choice: PartRequest = WHOLE,
    *,
    force: bool = False,
) -> int:
    """Render a saved result, its limits decided anew if some are set; without an output, only the summary is shown."""
    refuse_losses(asked, companions(path), force=force)
    saved = load(path)
    require_whole(saved, limits)
    manner = RenderOptions(terminal.language, dialect, brand_for(), paths_of(saved))
    watch = GateRun.over(limits, saved.grid, companions(path), terminal.language)
    chosen = WrittenPart.over(choice, saved.grid, terminal.language)
    result = watch.judge(saved)
    shown = chosen.of(result)
    require_limits(asked, are_set=result.manifest.gating is not None)
    with steps(terminal, len(asked)) as bar:
        written = _write(
            chosen.columns_of(shown),
            [for_grid(each, result.grid.id, rolled=_rolled(result.grid)) for each in asked],
            manner,
            bar,
        )
    say_result(shown, written, terminal, to_stdout=has_stdout(asked))
    say_verdict(result, terminal)
    return watch.code(result)


def _targets(job: RunRequest, grid: Grid, inputs: Sequence[Path], several: bool) -> list[Target]:
    if not job.targets:
        return default_targets(inputs[0], grid.id if several else None)
    return [for_grid(target, grid.id, several=several, rolled=_rolled(grid)) for target in job.targets]


def _rolled(grid: Grid) -> str | None:
    return grid.roll_up.unit if grid.roll_up is not None else None


def _protected(job: RunRequest, inputs: Sequence[Path]) -> list[Path]:
    from hlmdiag.data.sources import files_in

    inside = [path for folder in inputs if folder.is_dir() for path in files_in(folder)]
    used = [each for result in job.uses.values() for each in companions(result)]
    referred = [job.reference] if job.reference is not None else []
    return [*inputs, *inside, *(Path(name) for name in job.grids), *used, *referred]


def _by_pieces(
    job: RunRequest, plan: _Plan, settings: Settings, bar: Steps, terminal: Terminal
) -> tuple[Result, Dataset, list[str]] | None:
    """A large stock, whose rows are never together; None where they have to be, as the summary of a result asks."""
    from hlmdiag.runs.chunked import by_pieces, can_go_by_pieces

    if not terminal.quiet or not can_go_by_pieces(job, plan.grid, plan.targets):
        return None
    bar.begin(say("cli.etape.notation", terminal.language))
    return by_pieces(job, plan.grid, plan.targets, settings, terminal.language)


def _score(
    job: RunRequest, grid: Grid, given: Mapping[str, Result], settings: Settings, bar: Steps, terminal: Terminal
) -> tuple[Result, Dataset]:
    import hlmdiag

    uses = {
        name: given.get(name) or _score(replace(job, trial=None), used, given, settings, bar, terminal)[0]
        for name, used in grid.uses.items()
    }
    told = job.reading
    bar.begin(say("cli.etape.lecture", terminal.language))
    dataset = hlmdiag.read(
        job.data, grid, date=job.date, encoding=told.encoding, separator=told.separator, sheet=told.sheet,
        header_row=told.header_row, settings=settings,
    )  # fmt: skip
    dataset = with_paths(dataset, data_files(job.data))
    bar.begin(say("cli.etape.notation", terminal.language))
    result = hlmdiag.score(grid, dataset, date=job.date, uses=uses)
    if job.trial is None:
        return result, dataset
    from hlmdiag.robustness import assess

    bar.begin(say("cli.etape.robustesse", terminal.language))
    return assess(result, dataset, job.trial, uses), dataset


def _write(result: Result, found: Sequence[Target], manner: RenderOptions, bar: Steps) -> list[str]:
    written: list[str] = []
    for target in found:
        bar.begin(say("cli.etape.ecriture", manner.language, path=target.path or "-"))
        written += render(result, target, replace(manner, advance=bar.units))
    return written
