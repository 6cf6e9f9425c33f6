"""A grid as a document: its method sheet, its workbook, its schema, the text of a new one."""

from __future__ import annotations

from datetime import date as day
from typing import TYPE_CHECKING, Any

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    PATH,
    TEXT,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    typed,
)
from hlmdiag.calls import language_asked, said, takes
from hlmdiag.runs.one_output import write_output
from hlmdiag.runs.reference_date import reference_date

if TYPE_CHECKING:
    from hlmdiag.runs.authoring import ImportedGrid
    from hlmdiag.runs.grid_documents import GridDocument


@takes(grid=GRID_NAME, output=PATH, force=YES_OR_NO)
def doc(
    grid: PathLikeText, output: PathLikeText | None = None, *, language: str | None = None, force: bool = False
) -> str:
    """The method sheet of a grid in Markdown; written too, as `.md`, `.html` or `.docx`, where an output is named."""
    from hlmdiag.runs.grid_documents import method_sheet

    asked = language_asked(language)
    if output is not None:
        _written(method_sheet(str(grid), typed(output), asked), output, force)
    return method_sheet(str(grid), None, asked).content.decode()


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


def _written(made: GridDocument, output: PathLikeText | None, force: bool) -> bytes:
    if output is not None:
        write_output(made.content, str(output), made.inputs, force=force)
    return made.content
