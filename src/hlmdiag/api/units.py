"""Operations on units: why their level, what a file holds of them, their dossier, their forms."""

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
    RESULT,
    RESULT_OR_PATH,
    TEXT,
    TEXTS,
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
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.request import ReadRequest

if TYPE_CHECKING:
    from hlmdiag.explain import Diagnostic
    from hlmdiag.runs.dossiers import DossierRun
    from hlmdiag.runs.forms import FormRun
    from hlmdiag.runs.inspecting import InspectRun
    from hlmdiag.scoring import Result


@takes(result=RESULT, codes=TEXTS)
def explain_units(
    result: Result, codes: str | Sequence[str] | None = None, *, language: str | None = None
) -> list[Diagnostic]:
    """The diagnostics of the units of these codes, of all without any: what would change them is searched together."""
    from hlmdiag.explain import Explainer
    from hlmdiag.scoring.in_words import in_words
    from hlmdiag.scoring.unit_code import rows_of_codes
    from hlmdiag.wording import Wording

    asked = language_asked(language)
    told = in_words(result, asked)
    rows = [*range(result.frame.height)] if codes is None else rows_of_codes(result, texts(codes))
    return list(Explainer(told, Wording(asked, told.grid)).units(rows))


@takes(
    data=PATHS, grid=GRID_NAME, date=DAY, reading=READING, annotate=PATH, write=PATH, strict=YES_OR_NO, settings=PATH,
    force=YES_OR_NO,
)  # fmt: skip
def inspect(
    data: PathLikeText | Sequence[PathLikeText],
    grid: PathLikeText = USUAL_GRID,
    *,
    date: day | None = None,
    reading: ReadRequest | None = None,
    annotate: PathLikeText | None = None,
    write: PathLikeText | None = None,
    strict: bool = False,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> InspectRun:
    """Inspect files without scoring them: `inspection.sheets`, and each fault with its cell.

    `annotate`: a copy in which each cell at fault has its comment; `write`: the stock as it was understood.
    """
    from hlmdiag.runs.inspecting import InspectRequest, inspect_files

    asked = InspectRequest(
        data=texts(data), grids=(str(grid),), date=reference_date(day_typed(date)), reading=reading or ReadRequest(),
        annotate=typed(annotate), write=typed(write), force=force, strict=strict,
        configuration=settings_of(settings), language=language_asked(language),
    )  # fmt: skip
    return inspect_files(asked)


@takes(
    result=RESULT_OR_PATH, output=PATHS, codes=TEXTS, where=TEXT, history=PATHS, walks=PATHS, template=PATH,
    photos=PATH, settings=PATH, force=YES_OR_NO,
)  # fmt: skip
def write_dossiers(
    result: Result | PathLikeText,
    output: PathLikeText | Sequence[PathLikeText],
    *,
    codes: str | Sequence[str] = (),
    where: str | None = None,
    history: PathLikeText | Sequence[PathLikeText] = (),
    walks: PathLikeText | Sequence[PathLikeText] = (),
    template: PathLikeText | None = None,
    photos: PathLikeText | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> DossierRun:
    """Write the dossiers of units, by their codes or by a condition: what the command `hlmdiag dossier` does.

    `output`: `.docx`, `.html` or `.md`, with `{code}` where there are several, or a folder.
    """
    from hlmdiag.runs.dossiers import DossierRequest, write_dossiers
    from hlmdiag.runs.inputs import existing
    from hlmdiag.scoring import Result

    earlier, walked = (tuple(map(existing, texts(given))) for given in (history, walks))
    asked = DossierRequest(
        result=result if isinstance(result, Result) else existing(str(result)), codes=texts(codes), where=where,
        history=earlier, walks=walked, outputs=texts(output), template=typed(template),
        language=language_asked(language), configuration=settings_of(settings), force=force,
        photos=optional_file(photos),
    )  # fmt: skip
    return write_dossiers(asked)


@takes(
    output=PATH, data=PATHS, grid=GRID_NAME, ask=TEXT, layout=TEXT, roles=TEXTS, codes=TEXTS, where=TEXT, split=TEXT,
    history=PATH, date=DAY, reading=READING, settings=PATH, force=YES_OR_NO,
)  # fmt: skip
def write_forms(
    output: PathLikeText,
    data: PathLikeText | Sequence[PathLikeText] = (),
    grid: PathLikeText = USUAL_GRID,
    *,
    ask: str = "judgements",
    layout: str | None = None,
    roles: str | Sequence[str] = (),
    codes: str | Sequence[str] = (),
    where: str | None = None,
    split: str | None = None,
    history: PathLikeText | None = None,
    date: day | None = None,
    reading: ReadRequest | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> FormRun:
    """Write the forms that ask for what a grid has to know, blank without data: what `hlmdiag form` does.

    `output`: a workbook `.xlsx`, a form for phones `.xlsform.xlsx`, or a folder, one workbook a recipient.
    """
    from hlmdiag.runs.forms import FormRequest, write_forms

    asked = FormRequest(
        data=texts(data), grid=str(grid), date=reference_date(day_typed(date)), language=language_asked(language),
        ask=ask, roles=texts(roles), codes=texts(codes), where=where, split=split, layout=layout,
        history=optional_file(history), output=str(output), reading=reading or ReadRequest(), force=force,
        configuration=settings_of(settings),
    )  # fmt: skip
    return write_forms(asked)
