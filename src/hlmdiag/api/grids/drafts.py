"""Drafts for a grid from a stock: thresholds, and figures in which others place a value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    PATH,
    PATHS,
    READING,
    TEXT,
    WHOLE,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    settings_of,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, takes
from hlmdiag.runs import USUAL_GRID
from hlmdiag.runs.one_output import write_output
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.request import ReadRequest, StockRequest

if TYPE_CHECKING:
    from hlmdiag.runs.calibration import CalibrationRun
    from hlmdiag.runs.references import ReferenceRun


@takes(data=PATHS, grid=GRID_NAME, output=PATH, date=DAY, reading=READING, settings=PATH, force=YES_OR_NO)
def calibrate(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText = USUAL_GRID,
    output: PathLikeText | None = None,
    *,
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> CalibrationRun:
    """The thresholds that a stock suggests: `found.proposals`, and the `overlay` that says them, to review."""
    from hlmdiag.runs.calibration import propose_thresholds

    found = propose_thresholds(_of_stock(data, grid, output, date, reading, settings, language, force))
    if output is not None:
        write_output(found.overlay.encode(), str(output), found.protected, force=force)
    return found


@takes(
    data=PATHS, grid=GRID_NAME, output=PATH, at_least=WHOLE, title=TEXT, source=TEXT, contributor=TEXT, date=DAY,
    reading=READING, settings=PATH, force=YES_OR_NO,
)  # fmt: skip
def reference(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText | None = None,
    output: PathLikeText | None = None,
    *,
    at_least: int = 5,
    title: str | None = None,
    source: str | None = None,
    contributor: str | None = None,
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    force: bool = False,
) -> ReferenceRun:
    """The figures of a stock, or of a saved result, in which others place a value: `found.document`.

    `contributor`: the column that says which landlord each unit is of.
    """
    from hlmdiag.runs.references import ReferenceWords, freeze_stock, group_size

    chosen = {"grid": grid, "date": date, "reading": reading}
    asked = _of_stock(data, grid or USUAL_GRID, output, date, reading, settings, None, force)
    said = ReferenceWords(title, source, contributor)
    least = group_size("at_least", at_least)
    found = freeze_stock(asked, least, said, [name for name, given in chosen.items() if given is not None])
    if output is not None:
        write_output(found.text.encode(), str(output), found.protected, force=force)
    return found


def _of_stock(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText,
    output: PathLikeText | None,
    date: day | None,
    reading: ReadRequest | None,
    settings: PathLikeText | None,
    language: str | None,
    force: bool,
) -> StockRequest:
    return StockRequest(
        data=texts(data), grids=(str(grid),), output=typed(output), date=reference_date(day_typed(date)),
        reading=reading or ReadRequest(), language=language_asked(language), force=force,
        configuration=settings_of(settings),
    )  # fmt: skip
