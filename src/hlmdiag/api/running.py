"""The main work in one call: what the command `hlmdiag score` does, without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as day
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    NAMED_PATHS,
    NUMBER,
    PATH,
    PATHS,
    READING,
    TEXT,
    TEXTS,
    WHOLE,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    optional_file,
    settings_of,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, takes
from hlmdiag.runs import USUAL_GRID
from hlmdiag.runs.gate_run import limits_of, require_limits
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import dialect as dialect_of
from hlmdiag.runs.outputs import listing_target, targets
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.request import ReadRequest, RunRequest
from hlmdiag.runs.scored_again import with_held_result
from hlmdiag.runs.weight_trials import weight_trial
from hlmdiag.runs.written_part import choice_of

if TYPE_CHECKING:
    from hlmdiag.report.csv import CsvDialect
    from hlmdiag.runs.execution import Run
    from hlmdiag.runs.on_engine import EngineRun

_READ = {"data": PATHS, "date": DAY, "reading": READING, "settings": PATH, "strict": YES_OR_NO, "force": YES_OR_NO}


@takes(
    **_READ, grid=PATHS, output=PATHS, fail_if=TEXTS, baseline=PATH, worse_by=NUMBER, update_baseline=YES_OR_NO,
    accept_loss=YES_OR_NO, where=TEXT, columns=TEXTS, history=PATHS, uses=NAMED_PATHS, reference=PATH,
    problems=PATH, dialect=TEXT, without_notes=YES_OR_NO, embed=YES_OR_NO, robustness=WHOLE, spread=NUMBER, seed=WHOLE,
)  # fmt: skip
def run(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText | Sequence[PathLikeText] | None = None,
    *,
    output: PathLikeText | Sequence[PathLikeText] = (),
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    fail_if: str | Sequence[str] = (),
    baseline: PathLikeText | None = None,
    worse_by: float | None = None,
    update_baseline: bool = False,
    accept_loss: bool = False,
    where: str | None = None,
    columns: str | Sequence[str] = (),
    history: PathLikeText | Sequence[PathLikeText] = (),
    uses: Mapping[str, PathLikeText] | None = None,
    reference: PathLikeText | None = None,
    problems: PathLikeText | None = None,
    dialect: CsvDialect = "standard",
    without_notes: bool = False,
    embed: bool = False,
    robustness: int | None = None,
    spread: float = 0.25,
    seed: int = 1,
    strict: bool = False,
    language: str | None = None,
    force: bool = False,
) -> Run:
    """Run the command `hlmdiag score`, printing nothing: read files, score them by each grid, write outputs.

    `data`: files and folders, `"incidents=f.csv"` naming the table of a file, or a saved result, whose answers are
    scored again by the grid that is named; `grid`: names of shipped grids, or files, residence-complexe without any;
    `output`: as for `-o`, nothing is written without one; `date`: today where it is not given; `settings`: a settings
    file, none being looked for. `fail_if` are conditions on the whole stock and `baseline` a saved result to compare
    with, renewed with `update_baseline`: `Run.exit_code` is 1 where a limit is crossed. `columns` is `--select`;
    `robustness` a number of other weights to try. `language`: where it is not given, that of the reader
    (HLMDIAG_LANG, else French). Nothing that exists is replaced without `force`.
    """
    from hlmdiag.runs.execution import execute

    grids = texts(grid) or (USUAL_GRID,)
    several = len(grids) > 1
    asked = tuple(targets(texts(output), None, several=several))
    limits = limits_of(
        texts(fail_if), typed(baseline), None if worse_by is None else str(worse_by), update=update_baseline,
        accept_loss=accept_loss, several=several,
    )  # fmt: skip
    require_limits(asked, are_set=limits.are_set)
    request = RunRequest(
        data=texts(data), grids=grids, targets=asked, date=reference_date(day_typed(date)),
        reading=reading or ReadRequest(), uses={name: existing(str(path)) for name, path in (uses or {}).items()},
        history=tuple(map(existing, texts(history))), dialect=dialect_of(dialect), force=force, strict=strict,
        without_notes=without_notes, embed=embed, limits=limits, choice=choice_of(where, texts(columns), asked),
        problems=listing_target(typed(problems), several=several), reference=optional_file(reference),
        trial=None if robustness is None else weight_trial(robustness, spread, seed),
        configuration=settings_of(settings), language=language_asked(language), writes_by_default=False,
    )  # fmt: skip
    done = execute(request if grid is None else with_held_result(request, {"date": day_typed(date)}))
    for outcome in done.outcomes:
        done.renew(outcome)
    return done


@takes(**_READ, grid=GRID_NAME, output=PATH, engine=TEXT, split=TEXT, uses=NAMED_PATHS)
def run_on_engine(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText = USUAL_GRID,
    *,
    output: PathLikeText,
    engine: str,
    split: str | None = None,
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    uses: Mapping[str, PathLikeText] | None = None,
    strict: bool = False,
    language: str | None = None,
    force: bool = False,
) -> EngineRun:
    """Run `hlmdiag score --engine`: score a kept stock by DuckDB or Spark to a file, or to a folder of many."""
    from hlmdiag.runs.on_engine import execute_on_engine

    request = RunRequest(
        data=texts(data), grids=(str(grid),), targets=tuple(targets([str(output)], None)),
        date=reference_date(day_typed(date)), reading=reading or ReadRequest(),
        uses={name: existing(str(path)) for name, path in (uses or {}).items()}, force=force, strict=strict,
        configuration=settings_of(settings), language=language_asked(language), split=split,
    )  # fmt: skip
    return execute_on_engine(request, engine)
