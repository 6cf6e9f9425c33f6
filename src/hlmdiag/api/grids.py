"""`hlmdiag.grids`: what the commands `hlmdiag grid …` do, by the same names, without a word.

`list_` and `import_` bear a mark, since `list` and `import` are words of Python. A grid is asked for by its id, its
file or its pack; what goes to standard output without `-o` is given back here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
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
    settings_of,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, said, takes
from hlmdiag.runs import USUAL_GRID
from hlmdiag.runs.one_output import write_output
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.request import ReadRequest, StockRequest

if TYPE_CHECKING:
    from hlmdiag.cases import Trial
    from hlmdiag.errors import Problem
    from hlmdiag.grid.listed import ListedGrid
    from hlmdiag.grid.shelves import InstalledGrid
    from hlmdiag.runs.authoring import ImportedGrid
    from hlmdiag.runs.calibration import CalibrationRun
    from hlmdiag.runs.checks_on_data import GridCheck
    from hlmdiag.runs.grid_diffs import GridDiff
    from hlmdiag.runs.grid_documents import GridDocument
    from hlmdiag.runs.migrating import MigrateRun
    from hlmdiag.runs.packs import MadePack
    from hlmdiag.runs.references import ReferenceRun


@said
def list_() -> tuple[Sequence[ListedGrid], Sequence[Problem]]:
    """The grids that can be asked for by name, as an id finds them, and why others cannot be read."""
    from hlmdiag.grid.listed import listed_grids

    return listed_grids()


@takes(grid=PATHS, max_weight=NUMBER, against=GRID_NAME, same=TEXTS, on=PATHS, expected=TEXT, date=DAY, settings=PATH)
def check(
    grid: PathLikeText | Sequence[PathLikeText],
    *,
    max_weight: float | None = None,
    against: PathLikeText | None = None,
    same: str | Sequence[str] = (),
    on: PathLikeText | Sequence[PathLikeText] = (),
    expected: str | None = None,
    date: day | None = None,
    settings: PathLikeText | None = None,
) -> GridCheck:
    """The faults of grids: what keeps them from being read, else what weakens their method, each a `Problem`.

    `max_weight`: the share of the score that one criterion may weigh, between 0 and 1. `on`: data that show more of it;
    `expected`: the title of the column of the levels that people expect, in which case `on_data.backtest` compares.
    """
    from hlmdiag.runs.checks_on_data import GridCheckRequest, check_and_look

    asked = GridCheckRequest(
        texts(grid), max_weight, typed(against), texts(same), texts(on), expected, day_typed(date),
        settings_of(settings),
    )  # fmt: skip
    return check_and_look(asked)


@takes(grid=PATH, junit=PATH, force=YES_OR_NO)
def test(
    grid: PathLikeText, *, junit: PathLikeText | None = None, language: str | None = None, force: bool = False
) -> Trial:
    """A grid tried on the cases beside it: `failures` are those that do not hold, `uncovered` what no case tries."""
    from hlmdiag.cases import to_junit
    from hlmdiag.runs.grid_trials import try_grids

    asked = language_asked(language)
    [trial] = try_grids([str(grid)])
    if junit is not None:
        write_output(to_junit([trial], asked), str(junit), force=force)
    return trial


@takes(old=GRID_NAME, new=GRID_NAME, on=PATHS, same=TEXTS, date=DAY, settings=PATH)
def diff(
    old: PathLikeText,
    new: PathLikeText,
    *,
    on: PathLikeText | Sequence[PathLikeText] = (),
    same: str | Sequence[str] = (),
    date: day | None = None,
    settings: PathLikeText | None = None,
) -> GridDiff:
    """What changed between two versions: `comparison.changes`, and `impact` on the units of the answers of `on`."""
    from hlmdiag.runs.grid_diffs import DiffRequest, diff_grids

    asked = DiffRequest(
        str(old), str(new), texts(on), texts(same), day_typed(date), language_asked(None), settings_of(settings)
    )
    return diff_grids(asked)


@takes(grid=GRID_NAME, output=PATH, force=YES_OR_NO)
def doc(
    grid: PathLikeText, output: PathLikeText | None = None, *, language: str | None = None, force: bool = False
) -> str:
    """The method sheet of a grid, in Markdown; written too, to a `.md` or `.html`, where an output is named."""
    from hlmdiag.runs.grid_documents import method_sheet

    return _written(method_sheet(str(grid), typed(output), language_asked(language)), output, force).decode()


@takes(grid=GRID_NAME, output=PATH, table=TEXT, force=YES_OR_NO)
def export(
    grid: PathLikeText,
    output: PathLikeText | None = None,
    *,
    table: str = "stock",
    language: str | None = None,
    force: bool = False,
) -> bytes:
    """A grid for another tool: the workbook in which it is changed (`.xlsx`), or the schema of a table (`.json`)."""
    from hlmdiag.runs.grid_documents import exported

    return _written(exported(str(grid), typed(output), table, language_asked(language)), output, force)


@takes(workbook=PATH, output=PATH, annotate=PATH, force=YES_OR_NO)
def import_(
    workbook: PathLikeText,
    output: PathLikeText,
    *,
    annotate: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> ImportedGrid:
    """Write the grid of a workbook as YAML; `problems` stand at its cells, `grid` is None where it cannot be read."""
    from hlmdiag.runs.authoring import import_grid

    return import_grid(str(workbook), str(output), typed(annotate), language_asked(language), force=force)


@said
def schema(language: str | None = None) -> dict[str, Any]:
    """The JSON Schema of a grid, with which an editor completes its keys."""
    from hlmdiag.grid.schema import json_schema

    return json_schema(language_asked(language))


@takes(title=TEXT, output=PATH, data=PATH, sheet=TEXT, date=DAY, force=YES_OR_NO)
def new(
    title: str | None = None,
    output: PathLikeText | None = None,
    *,
    data: PathLikeText | None = None,
    sheet: str | None = None,
    date: day | None = None,
    force: bool = False,
) -> str:
    """The text of a grid to start from: a commented skeleton, or what a file of a stock (`data`) suggests."""
    from hlmdiag.runs.grid_documents import first_grid

    made = first_grid(title, typed(data), reference_date(day_typed(date)), sheet)
    return _written(made, output, force).decode()


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
    data=PATHS, grid=GRID_NAME, output=PATH, at_least=WHOLE, title=TEXT, source=TEXT, date=DAY, reading=READING,
    settings=PATH, force=YES_OR_NO,
)  # fmt: skip
def reference(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText | None = None,
    output: PathLikeText | None = None,
    *,
    at_least: int = 5,
    title: str | None = None,
    source: str | None = None,
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    force: bool = False,
) -> ReferenceRun:
    """The figures of a stock, or of a saved result, in which others place a value: `found.document`."""
    from hlmdiag.runs.references import freeze_stock, group_size

    chosen = {"grid": grid, "date": date, "reading": reading}
    asked = _of_stock(data, grid or USUAL_GRID, output, date, reading, settings, None, force)
    least = group_size("at_least", at_least)
    found = freeze_stock(asked, least, title, source, [name for name, given in chosen.items() if given is not None])
    if output is not None:
        write_output(found.text.encode(), str(output), found.protected, force=force)
    return found


@takes(grid=GRID_NAME, output=PATH, against=GRID_NAME, force=YES_OR_NO)
def pack(
    grid: PathLikeText,
    output: PathLikeText | None = None,
    *,
    against: PathLikeText | None = None,
    force: bool = False,
) -> MadePack:
    """A grid and all that goes with it as one file to send, whose bytes are `content`; written where an output is."""
    from hlmdiag.runs.packs import pack_grid, require_pack_name

    require_pack_name(typed(output))
    made = pack_grid(str(grid), typed(against))
    if output is not None:
        write_output(made.content, str(output), force=force)
    return made


@takes(path=PATH, sha256=TEXT, user=YES_OR_NO)
def install(path: PathLikeText, *, sha256: str | None = None, user: bool = False) -> InstalledGrid:
    """Install a received pack, verified and tried again; for every folder of this person if `user`."""
    from hlmdiag.runs.packs import announced_pack
    from hlmdiag.runs.packs import install as store

    return store(announced_pack(Path(path), sha256), "user" if user else "project", lambda _changes: None)


@takes(name=TEXT, user=YES_OR_NO)
def remove(name: str, *, user: bool = False) -> InstalledGrid:
    """Take an installed grid away: its id, or `id@version`."""
    from hlmdiag.runs.packs import remove as take_away

    return take_away(name, "user" if user else "project")


@takes(answers=PATH, to=GRID_NAME, output=PATH, old=GRID_NAME, date=DAY, settings=PATH, force=YES_OR_NO)
def migrate(
    answers: PathLikeText,
    to: PathLikeText,
    output: PathLikeText | None = None,
    *,
    old: PathLikeText | None = None,
    date: day | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> MigrateRun:
    """Move the answers of a table or a form to another version: `account` says what becomes of each.

    Without an output, nothing is written. `old`: the version that they were given under; a form says its own.
    """
    from hlmdiag.runs.migrating import MigrateRequest, migrate_answers

    asked = MigrateRequest(
        data=str(answers), old=typed(old), new=str(to), output=typed(output), date=reference_date(day_typed(date)),
        language=language_asked(language), force=force, configuration=settings_of(settings),
    )  # fmt: skip
    return migrate_answers(asked)


def _written(made: GridDocument, output: PathLikeText | None, force: bool) -> bytes:
    if output is not None:
        write_output(made.content, str(output), made.inputs, force=force)
    return made.content


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
