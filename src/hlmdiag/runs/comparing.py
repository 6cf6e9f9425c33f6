"""Campaigns compared: results are read, compared and written, whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import READABLE, suffixes
from hlmdiag.runs.given_results import beside, files_of
from hlmdiag.runs.history import loaded
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.runs.saved_results import is_result
from hlmdiag.text import say
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.branding import Brand
    from hlmdiag.campaign.comparison import Followed
    from hlmdiag.scoring.result import Result

FollowUpFormat = Literal["xlsx", "html", "docx", "md", "json", "csv", "parquet"]


@dataclass(frozen=True)
class CompareRequest:
    """Everything that was asked."""

    results: tuple[str | Result, ...]
    language: str
    outputs: tuple[str, ...] = ()
    same_as: Path | None = None
    conditions: tuple[str, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class CompareRun:
    """The comparison, the files written, and the conditions that hold with their figures."""

    found: Followed
    written: Sequence[Path]
    crossed: Sequence[tuple[str, str]]

    @property
    def exit_code(self) -> int:
        """1 where a limit is crossed, else 0."""
        return 1 if self.crossed else 0


def compare_campaigns(asked: CompareRequest, listener: Listener = unheard) -> CompareRun:
    """Compare the campaigns asked for; whatever would be refused is refused before anything is written."""
    from hlmdiag.campaign.comparison import follow
    from hlmdiag.campaign.order import in_order
    from hlmdiag.runs.follow_up_limits import crossed_by, read_limits
    from hlmdiag.runs.same_codes import read_changes

    results = given_results(asked.results)
    targets = _targets(asked, results)
    inputs = [*files_of(results), *([asked.same_as] if asked.same_as else [])]
    check_outputs(targets, inputs, force=asked.force)
    limits, brand = read_limits(asked.conditions), read_brand(asked.configuration)
    with listener(1 + len(targets)) as progress:
        progress.begin(say("cli.suivi.lecture", asked.language))
        campaigns = in_order(loaded(results, progress, asked.language))
        codes = None if asked.same_as is None else read_changes(asked.same_as, campaigns[-1][1])
        found = follow(campaigns, codes)
        for target in targets:
            progress.begin(say("cli.etape.ecriture", asked.language, path=target.path or "-"))
            _write(found, target, asked, brand)
    written = [target.path for target in targets if target.path is not None]
    return CompareRun(found, written, crossed_by(limits, found))


def given_results(given: Sequence[str | Result]) -> list[Path | Result]:
    """The results given; of a folder, all that stand in it."""
    found: list[Path | Result] = []
    for each in given:
        if not isinstance(each, str):
            found.append(each)
            continue
        path = existing(each)
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(each for each in path.iterdir() if each.is_file() and is_result(each))
        if not inside:
            raise refusal("suivi.dossier-vide", path=path, formats=Listed((*READABLE,)))
        found += inside
    return found


def _targets(asked: CompareRequest, results: Sequence[Path | Result]) -> list[OutputTarget]:
    """The outputs asked for; without any, a workbook beside the last result given, under the next free name."""
    if asked.outputs or not asked.writes_by_default:
        return [_target(output) for output in asked.outputs]
    typed = asked.results[-1]
    last = Path(typed).resolve() if isinstance(typed, str) and Path(typed).is_dir() else results[-1]
    return [OutputTarget(next_free(beside(last, "suivi.xlsx")), "xlsx")]


def _target(output: str) -> OutputTarget:
    if output == "-":
        return OutputTarget(None, "md")
    path = Path(output)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(FollowUpFormat) or path.is_dir():
        raise refusal("suivi.format", path=output, formats=suffixes(get_args(FollowUpFormat), ", "))
    return OutputTarget(path, suffix)


def _write(found: Followed, target: OutputTarget, asked: CompareRequest, brand: Brand) -> None:
    from hlmdiag.document.followed import follow_up
    from hlmdiag.report import follow_up as report
    from hlmdiag.wording import Wording

    words = Wording(asked.language, found.grid)
    with opened(target.path) as out:
        match cast(FollowUpFormat, target.format):
            case "csv":
                report.render_csv(found, out)
            case "parquet":
                report.render_parquet(found, out)
            case "json":
                report.render_json(found, out)
            case "xlsx":
                from hlmdiag.report.excel.follow_up import render as render_workbook

                render_workbook(follow_up(found, words), found, words, out, brand)
            case "html" | "docx" | "md" as format:
                from hlmdiag.report.told import Printed, render

                told, day = follow_up(found, words), found.now.manifest.reference_date
                render(told, format, Printed(told.title, day, asked.language, is_wide=True), out, brand)
