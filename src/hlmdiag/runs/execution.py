"""The main work: read, score, decide the limits, write; whoever asks for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hlmdiag.branding import read as read_brand
from hlmdiag.errors import REFUSED, Problem, Severity
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.embedding import embedded, require_workbook
from hlmdiag.runs.formats import RenderOptions
from hlmdiag.runs.gate_run import GateRun, require_limits, require_whole
from hlmdiag.runs.grids import for_every_grid, load_grids
from hlmdiag.runs.history import followed, loaded, require_shown
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.job_paths import paths_in_job, paths_of, with_paths
from hlmdiag.runs.outputs import OutputTarget, check_outputs, saved_among, target_for_grid
from hlmdiag.runs.plan import GridPlan, plans, rolled_unit
from hlmdiag.runs.progress import Listener, Progress, unheard
from hlmdiag.runs.rendering import render
from hlmdiag.runs.request import RenderRequest, RunRequest
from hlmdiag.runs.saved_results import companions, load_said, with_results_read
from hlmdiag.runs.scored_again import answers_held
from hlmdiag.runs.settings import settings_for
from hlmdiag.runs.standing import standing
from hlmdiag.runs.stock import read_stock
from hlmdiag.runs.written_part import WrittenPart
from hlmdiag.scoring.in_words import in_words
from hlmdiag.scoring.without_notes import without_notes
from hlmdiag.text import say
from hlmdiag.text.phrase import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.data import Dataset, Settings
    from hlmdiag.grid import Grid
    from hlmdiag.runs.chunked import Chunked
    from hlmdiag.scoring.result import Result


@dataclass(frozen=True)
class _Scored:
    """A result, the part of it that is shown, and of that part the columns that are written."""

    result: Result
    shown: Result
    chosen: Result
    dataset: Dataset
    written: Sequence[str] | None = None
    """The names, where it had to be written as it came."""
    scores_something: bool = True
    """Whether a criterion of a unit has points, where it had to be known then."""


@dataclass(frozen=True)
class GridRun:
    """The outcome of one grid: `result` has its verdict, `shown` is the part of it that was asked for."""

    result: Result
    shown: Result
    written: Sequence[str]
    """The names of the files written, folders with their slash."""
    gate: GateRun
    by_default: bool = False
    in_pieces: bool | None = None
    """Where the rows were never together, whether a criterion of a unit has points: `result` cannot tell."""

    @property
    def saved(self) -> str | None:
        """The saved result among outputs whose names are ours."""
        return saved_among(self.written) if self.by_default else None

    @cached_property
    def scores_nothing(self) -> bool:
        """Whether no criterion of any unit could be scored."""
        from hlmdiag.synthesis import scores_something

        return not (scores_something(self.result) if self.in_pieces is None else self.in_pieces)

    @property
    def exit_code(self) -> int:
        """1 where a limit is crossed, else 0."""
        return self.gate.code(self.result)

    @property
    def has_refused_data(self) -> bool:
        """Whether something of the data was refused."""
        return any(problem.severity is Severity.ERROR for problem in self.result.manifest.problems)


@dataclass(frozen=True)
class Run:
    """The outcomes of a run: one for each grid, in the order asked; `strict`: refused data fails it."""

    outcomes: Sequence[GridRun]
    language: str
    strict: bool = False

    def __repr__(self) -> str:
        """One line: the grids, the files written, the code that the command would end with."""
        grids = ", ".join(each.result.grid.id for each in self.outcomes)
        return f"<hlmdiag.Run: {grids}, {len(self.written)} outputs, exit code {self.exit_code}>"

    @property
    def results(self) -> dict[str, Result]:
        """The results, by the id of their grid."""
        return {each.result.grid.id: each.result for each in self.outcomes}

    @property
    def result(self) -> Result:
        """The result of the first grid, which is the only one where one was asked for."""
        return self.outcomes[0].result

    @property
    def written(self) -> list[str]:
        """The names of everything written, in order."""
        return [name for each in self.outcomes for name in each.written]

    @property
    def is_refused(self) -> bool:
        """Whether nothing could be scored of a grid or, if strict, data was refused: no baseline is renewed then."""
        return any((self.strict and each.has_refused_data) or each.scores_nothing for each in self.outcomes)

    @property
    def exit_code(self) -> int:
        """3 where the run is refused, else 1 where a limit is crossed, else 0."""
        return REFUSED if self.is_refused else max(each.exit_code for each in self.outcomes)

    def renew(self, outcome: GridRun) -> str | None:
        """Make a result the new baseline where that was asked and can be; gives the sentence that says so."""
        return None if self.is_refused else outcome.gate.renew(outcome.result, self.language)


def execute(request: RunRequest, listener: Listener = unheard) -> Run:
    """Do everything that was asked. Outputs that would be refused are refused before the data is read."""
    inputs = data_files(request.data)
    grids = load_grids(request.grids, request.uses, request.language, request.reference)
    planned = plans(request, grids, inputs)
    if request.embed:
        require_workbook(request.targets)
    settings = settings_for(request.configuration, grids)
    for plan in planned:
        require_shown(request.history, plan.targets)
    options = RenderOptions(request.language, request.dialect, read_brand(request.configuration), paths_in_job(inputs))
    with listener(sum(2 + (request.trial is not None) + len(plan.targets) for plan in planned)) as progress:
        uses = {name: in_words(load_said(path, progress), request.language) for name, path in request.uses.items()}
        earlier = loaded(request.history, progress, request.language)
        by_grid = {plan.grid.id: plan for plan in planned}
        # every grid is scored before anything is written: if one refuses a column, no file of another is left
        found = for_every_grid(
            grids, lambda grid: _scored(request, by_grid[grid.id], uses, {*by_grid}, settings, progress)
        )
        beside = [
            replace(
                options, followed=followed(each.result, earlier),
                embedded=embedded(each.shown, request.language) if request.embed else None,
            )
            for each in found
        ]  # fmt: skip
        outcomes = [
            GridRun(
                each.result, each.shown, _write_all(plan, each, with_past, progress), plan.gate, plan.by_default,
                in_pieces=None if each.written is None else each.scores_something,
            )
            for plan, each, with_past in zip(planned, found, beside, strict=True)
        ]  # fmt: skip
    return Run(outcomes, request.language, request.strict)


def render_again(request: RenderRequest, listener: Listener = unheard) -> GridRun:
    """Render a saved result, its limits decided anew if some are set; without an output, nothing is written."""
    protected = companions(request.result)
    past = [each for path in request.history for each in companions(path)]
    among = [request.among] if request.among is not None else []
    check_outputs(request.targets, [*protected, *past, *among], force=request.force)
    require_shown(request.history, request.targets)
    with listener(len(request.targets)) as progress:
        saved = in_words(load_said(request.result, progress), request.language)
        earlier = loaded(request.history, progress, request.language)
        return _rendered(request, saved, followed(saved, earlier), protected, progress)


def _rendered(
    request: RenderRequest, saved: Result, past: Followed | None, protected: Sequence[Path], progress: Progress
) -> GridRun:
    grid = saved.grid
    require_whole(saved, request.limits)
    options = RenderOptions(
        request.language, request.dialect, read_brand(request.configuration), paths_of(saved), followed=past,
        among=None if request.among is None else standing(saved, request.among, request.language),
    )  # fmt: skip
    gate = GateRun.over(request.limits, grid, protected)
    part = WrittenPart.over(request.choice, grid)
    result = gate.judge(saved)
    shown = part.of(result)
    require_limits(request.targets, are_set=result.manifest.gating is not None)
    targets = [target_for_grid(each, grid.id, rolled=rolled_unit(grid)) for each in request.targets]
    written = _write(part.columns_of(shown), targets, options, progress)
    return GridRun(result, shown, written, gate)


def _scored(
    request: RunRequest, plan: GridPlan, uses: Mapping[str, Result], asked: Collection[str], settings: Settings,
    progress: Progress,
) -> _Scored:  # fmt: skip
    in_pieces = _in_pieces(request, plan, settings, progress)
    if isinstance(in_pieces, tuple):
        result, shown, dataset, written, scores_something = in_pieces
        return _Scored(result, shown, shown, dataset, written, scores_something)
    found, dataset = _score(request, plan.grid, uses, asked, settings, progress)
    if request.without_notes:
        found = without_notes(found)
    if in_pieces is not None:
        found = replace(found, manifest=replace(found.manifest, problems=(*found.manifest.problems, in_pieces)))
    result = plan.gate.judge(found)
    shown = plan.part.of(result)
    return _Scored(result, shown, plan.part.columns_of(shown), dataset)


def _in_pieces(request: RunRequest, plan: GridPlan, settings: Settings, progress: Progress) -> Chunked | Problem | None:
    """A large stock, whose rows are never together; the notice where they have to be, None where it is not large."""
    from hlmdiag.data.large import said_whole
    from hlmdiag.runs.chunked import kept_whole, large_file, score_in_chunks

    large = large_file(request, settings.limits)
    if large is None:
        return None
    reason = kept_whole(request, plan.grid, plan.targets)
    if reason is None:
        progress.begin(say("cli.etape.notation", request.language))
        done = score_in_chunks(request, plan.grid, plan.targets, settings, plan.gate, plan.part)
        if done is not None:
            return done
        reason = Phrase("donnees.mots.bloc-contenu")
    # said before the reading, which may lack memory, and in the result
    progress.warn(why := said_whole(large, reason))
    return why


def _score(
    request: RunRequest, grid: Grid, given: Mapping[str, Result], asked: Collection[str], settings: Settings,
    progress: Progress,
) -> tuple[Result, Dataset]:  # fmt: skip
    """Score a grid after those that it uses, an optional one where it was given or is `asked` for in the same run."""
    import hlmdiag

    also = {name: used for name, used in grid.optional_uses.items() if name in given or used.id in asked}
    uses = {
        name: given.get(name) or _score(replace(request, trial=None), used, given, asked, settings, progress)[0]
        for name, used in {**grid.uses, **also}.items()
        # a saved result already holds what it read of the grids it uses
        if name in given or request.held is None
    }
    progress.begin(say("cli.etape.lecture", request.language))
    if request.held is not None:
        dataset = answers_held(*request.held, grid)
    else:
        dataset = with_paths(read_stock(grid, request, settings), data_files(request.data))
    progress.begin(say("cli.etape.notation", request.language))
    result = with_results_read(hlmdiag.score(grid, dataset, date=request.date, uses=uses), grid, request.uses)
    if request.trial is None:
        return result, dataset
    from hlmdiag.robustness import assess

    progress.begin(say("cli.etape.robustesse", request.language))
    return assess(result, dataset, request.trial, uses), dataset


def _write_all(plan: GridPlan, found: _Scored, options: RenderOptions, progress: Progress) -> list[str]:
    targets = plan.targets_for(found.chosen.frame.height)
    written = found.written if found.written is not None else _write(found.chosen, targets, options, progress)
    return [*written, *_list_problems(plan, found.result, found.dataset, options.language)]


def _write(result: Result, targets: Sequence[OutputTarget], options: RenderOptions, progress: Progress) -> list[str]:
    written: list[str] = []
    for target in targets:
        progress.begin(say("cli.etape.ecriture", options.language, path=target.path or "-"))
        written += render(result, target, replace(options, advance=progress.units))
    return written


def _list_problems(plan: GridPlan, result: Result, dataset: Dataset, language: str) -> list[str]:
    """Write the list of what is wrong with the data, if it was asked for."""
    if plan.problems is None or plan.problems.path is None:
        return []
    from hlmdiag.inspection.listing import listing
    from hlmdiag.report import problems

    with opened(plan.problems.path) as stream:
        problems.render(listing(result.manifest.problems, dataset, plan.grid, language), stream, language)
    return [str(plan.problems.path)]
