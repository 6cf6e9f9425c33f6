"""Operations on a result: a part of it, a verdict, changes between campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    NUMBER,
    PATH,
    PATHS,
    RESULT,
    RESULT_OR_PATH,
    RESULTS_OR_PATHS,
    TEXT,
    TEXTS,
    YES_OR_NO,
    PathLikeText,
    optional_file,
    settings_of,
    several,
    texts,
)
from hlmdiag.calls import language_asked, takes

if TYPE_CHECKING:
    from hlmdiag.report.html.chart import Chart, ChartName
    from hlmdiag.runs.comparing import CompareRun
    from hlmdiag.scoring import Result


@takes(result=RESULT, where=TEXT, columns=TEXTS)
def select(result: Result, where: str | None = None, columns: str | Sequence[str] = ()) -> Result:
    """The part of a result that `--where` and `--select` keep: units of which a condition is true, columns by name.

    Ranks stay those of the whole stock. A result of some columns can be written as rows, and makes no report. Units
    are also taken by their codes: `result["0212"]`, `result[["0212", "0213"]]`.
    """
    from hlmdiag.runs.written_part import PartRequest, WrittenPart

    part = WrittenPart.over(PartRequest(where, texts(columns)), result.grid)
    return part.columns_of(part.of(result))


@takes(result=RESULT, fail_if=TEXTS, baseline=RESULT_OR_PATH, worse_by=NUMBER, accept_loss=YES_OR_NO)
def judge(
    result: Result,
    *,
    fail_if: str | Sequence[str] = (),
    baseline: Result | PathLikeText | None = None,
    worse_by: float | None = None,
    accept_loss: bool = False,
) -> Result:
    """The result with the verdict of limits on the whole stock, in `manifest.gating`, which every report then shows.

    `fail_if`: conditions such as `"share(level >= complexe) > 0.05"`; `baseline`: an earlier result, or its file.
    """
    from hlmdiag.runs.gate_run import GateRun, limits_of, require_whole
    from hlmdiag.scoring import Result

    file = None if isinstance(baseline, Result) or baseline is None else str(baseline)
    limits = limits_of(texts(fail_if), file, None, accept_loss=accept_loss and file is not None)
    gate = GateRun.over(limits, result.grid, [])
    gate = gate.told(worse_by=worse_by, accept_loss=accept_loss)
    if isinstance(baseline, Result):
        gate = gate.beside(baseline, result.grid)
    require_whole(result, gate.limits)
    return gate.judge(result)


@takes(result=RESULT, name=TEXT)
def chart(result: Result, name: ChartName = "levels", *, language: str | None = None) -> Chart:
    """A picture of the page, which a notebook shows: the levels of the stock, or of each of its `groups`.

    `svg` is its text, to be written where one likes.
    """
    from hlmdiag.report.html.chart import draw
    from hlmdiag.runs.refusals import chosen
    from hlmdiag.scoring.in_words import in_words
    from hlmdiag.wording import Wording

    names: tuple[ChartName, ...] = ("levels", "groups")
    spoken = language_asked(language)
    told = in_words(result, spoken)
    return draw(told, chosen("name", name, names), Wording(spoken, told.grid))


@takes(results=RESULTS_OR_PATHS, same_as=PATH, output=PATHS, fail_if=TEXTS, settings=PATH, force=YES_OR_NO)
def follow(
    results: Sequence[Result | PathLikeText] | PathLikeText,
    *,
    same_as: PathLikeText | None = None,
    output: PathLikeText | Sequence[PathLikeText] = (),
    fail_if: str | Sequence[str] = (),
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> CompareRun:
    """Compare campaigns one after the other: the command `hlmdiag compare`, which prints nothing here.

    `results`: results or their files, of one grid, in any order; or a folder of them. `found.rows` is a table of one
    row a unit, `found.stock` the figures of the stock with their causes. `same_as`: a table of codes that changed.
    Nothing is written without an output.
    """
    from hlmdiag.runs.comparing import CompareRequest, compare_campaigns

    asked = CompareRequest(
        results=several(results), language=language_asked(language), outputs=texts(output),
        same_as=optional_file(same_as), conditions=texts(fail_if), configuration=settings_of(settings), force=force,
        writes_by_default=False,
    )  # fmt: skip
    return compare_campaigns(asked)
