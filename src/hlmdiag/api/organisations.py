"""Operations on what several organisations send: collected, shared, put together, seen by district."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    PATH,
    PATHS,
    RESULT_OR_PATH,
    SHARES,
    TEXT,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    result_or_file,
    settings_of,
    several,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, takes
from hlmdiag.runs import USUAL_GRID
from hlmdiag.runs.reference_date import reference_date

if TYPE_CHECKING:
    from hlmdiag.benchmark.share import LandlordShare
    from hlmdiag.runs.benchmarking import BenchmarkRun
    from hlmdiag.runs.collecting import CollectRun
    from hlmdiag.runs.districts import DistrictRun
    from hlmdiag.runs.sharing import PreparedShare
    from hlmdiag.scoring import Result


@takes(
    folder=PATH, grid=GRID_NAME, output=PATHS, expected=PATH, date=DAY, strict=YES_OR_NO, settings=PATH,
    force=YES_OR_NO,
)  # fmt: skip
def collect(
    folder: PathLikeText,
    grid: PathLikeText = USUAL_GRID,
    *,
    output: PathLikeText | Sequence[PathLikeText] = (),
    expected: PathLikeText | None = None,
    date: day | None = None,
    strict: bool = False,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> CollectRun:
    """Collect what several organisations sent in a folder: the command `hlmdiag collect`.

    `region.files` says what became of each file, and why those that are set aside are; `result` holds all the units
    that count, `plan` the plans sent as one. `expected`: a table of the organisations that were to send something.
    Nothing is written without an output; with one, the result is written beside it.
    """
    from hlmdiag.runs.collecting import CollectRequest, collect_files

    asked = CollectRequest(
        folder=str(folder), grid=str(grid), language=language_asked(language), date=reference_date(day_typed(date)),
        outputs=texts(output), expected=typed(expected), strict=strict, configuration=settings_of(settings),
        force=force, writes_by_default=False,
    )  # fmt: skip
    return collect_files(asked)


@takes(
    result=RESULT_OR_PATH, output=PATH, organisation=TEXT, rows=YES_OR_NO, salt=PATH, settings=PATH, force=YES_OR_NO
)  # fmt: skip
def share(
    result: Result | PathLikeText,
    *,
    output: PathLikeText | None = None,
    organisation: str | None = None,
    rows: bool = False,
    salt: PathLikeText | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> PreparedShare:
    """What a landlord sends of a result to be put with others: the command `hlmdiag share`.

    `share` is all that leaves, `share.fields` says it in words, `left_out` what stays. Without an output nothing is
    written: look at it first. `rows` adds an anonymous row a unit, and asks for the file of a `salt`.
    """
    from hlmdiag.runs.sharing import ShareRequest, prepare_share

    asked = ShareRequest(
        result=result_or_file(result), language=language_asked(language), output=typed(output),
        organisation=organisation, rows=rows, salt=typed(salt), configuration=settings_of(settings), force=force,
        writes_by_default=False,
    )  # fmt: skip
    prepared = prepare_share(asked)
    prepared.write()
    return prepared


@takes(
    sources=SHARES, output=PATHS, previous=PATHS, public=YES_OR_NO, strict=YES_OR_NO, settings=PATH, force=YES_OR_NO
)  # fmt: skip
def consolidate(
    sources: LandlordShare | Result | PathLikeText | Sequence[LandlordShare | Result | PathLikeText],
    *,
    output: PathLikeText | Sequence[PathLikeText] = (),
    previous: PathLikeText | Sequence[PathLikeText] = (),
    public: bool = False,
    strict: bool = False,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> BenchmarkRun:
    """Put the shares of several landlords together: the command `hlmdiag benchmark`.

    `sources`: shares, the folder of their files, or a collected result. `rows` is a table of each count that is
    published, `positions(organisation)` says where one landlord stands in it. `previous`: consolidations that readers
    may still have. Nothing is written without an output.
    """
    from hlmdiag.runs.benchmarking import BenchmarkRequest, benchmark_landlords

    asked = BenchmarkRequest(
        sources=several(sources), language=language_asked(language), outputs=texts(output), previous=texts(previous),
        public=public, strict=strict, configuration=settings_of(settings), force=force, writes_by_default=False,
    )  # fmt: skip
    return benchmark_landlords(asked)


@takes(region=RESULT_OR_PATH, agreed=PATH, name=TEXT, output=PATHS, settings=PATH, force=YES_OR_NO)
def gather_districts(
    region: Result | PathLikeText,
    agreed: PathLikeText,
    *,
    name: str | None = None,
    output: PathLikeText | Sequence[PathLikeText] = (),
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> DistrictRun:
    """What several organisations have in each district, for those who agreed: the command `hlmdiag district`.

    `region`: what `collect` gives; `agreed`: a table of the organisations that agreed. `units_of(district)` is a table
    of its units. Nothing is written without an output.
    """
    from hlmdiag.runs.districts import DistrictRequest, write_districts

    asked = DistrictRequest(
        region=result_or_file(region), agreed=str(agreed), outputs=texts(output), language=language_asked(language),
        name=name, configuration=settings_of(settings), force=force, writes_by_default=False,
    )  # fmt: skip
    return write_districts(asked)
