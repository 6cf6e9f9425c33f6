"""The collection of what organisations sent: a folder is read, and written as one result and its account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import REFUSED, Location, Problem, Severity
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.grids import load_grids
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.parted_output import PartedFormat, write_parts
from hlmdiag.runs.progress import Listener, Progress, unheard
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.text import say

if TYPE_CHECKING:
    from hlmdiag.plan.model import Plan
    from hlmdiag.region.model import Region
    from hlmdiag.region.rows import JoinedRows
    from hlmdiag.scoring.result import Result

SAVED = ".parquet"


@dataclass(frozen=True)
class CollectRequest:
    """Everything that was asked."""

    folder: str
    grid: str
    language: str
    date: date
    outputs: tuple[str, ...] = ()
    expected: str | None = None
    strict: bool = False
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class CollectRun:
    """The region, its plans as one, and the files written; `strict`: a file that is set aside fails it."""

    region: Region
    rows: JoinedRows
    plan: Plan | None
    written: Sequence[Path]
    folder: str
    strict: bool = False

    @property
    def result(self) -> Result:
        """All the units that count as one result; a large region does not fit in memory: give it a file instead."""
        return self.rows.whole

    @property
    def problems(self) -> list[Problem]:
        """Why each file that is set aside is, then that none is left, where none is."""
        reasons = [each.reason for each in self.region.aside if each.reason is not None]
        if self.region.claims:
            count = len(self.region.claims)
            reasons.append(Problem("collecte.unites-partagees", Location(), {"count": count}, Severity.NOTICE))
        if (alike := self.region.look_alikes.problem) is not None:
            reasons.append(alike)
        if self.region.units:
            return reasons
        values = {"path": self.folder, "output": str(self.written[0]) if self.written else ""}
        return [*reasons, Problem("collecte.rien", Location("hlmdiag"), values)]

    @property
    def exit_code(self) -> int:
        """3 where nothing is usable or, if strict, something was set aside; else 0."""
        return REFUSED if not self.region.units or (self.strict and self.region.aside) else 0


def collect_files(asked: CollectRequest, listener: Listener = unheard) -> CollectRun:
    """Collect what was sent; whatever would be refused is refused before anything is read."""
    from hlmdiag.grid.organisation import for_organisations
    from hlmdiag.region.awaited import awaited
    from hlmdiag.region.look_alikes import look_alikes_in
    from hlmdiag.region.model import Region
    from hlmdiag.region.rows import RegionRows
    from hlmdiag.runs.collected_files import Collected
    from hlmdiag.runs.collected_plans import together
    from hlmdiag.runs.received_files import files_sent

    folder = existing(asked.folder)
    if not folder.is_dir():
        raise refusal("collecte.pas-un-dossier", path=asked.folder)
    (grid,) = load_grids((asked.grid,), {}, asked.language)
    region_grid = for_organisations(grid)
    targets = _targets(asked, folder)
    saved = _saved(targets)
    expected = _expected(asked, folder, targets)
    with listener(1 + len(targets)) as progress:
        progress.begin(say("cli.collecte.lecture", asked.language))
        rows = RegionRows(region_grid, _existing_above(saved))
        collected = Collected(grid, asked.date, rows)
        collected.take(files_sent(folder), progress.units)
        places, owners, day = collected.choose()
        joined = rows.of(places, owners, day)
        files = tuple(collected.lines[name] for name in sorted(collected.lines))
        region = Region(
            region_grid, day, files, joined.stock, joined.criteria, awaited(expected, files), collected.claims,
            look_alikes_in(joined.stock),
        )  # fmt: skip
        plan = together(collected.plans, region_grid, region.organisations) if collected.plans else None
        written = _write_all(region, joined, targets, asked, progress)
        written += _write_plan(plan, _plans_beside(saved)) if plan is not None else []
    return CollectRun(region, joined, plan, written, asked.folder, asked.strict)


def _saved(targets: Sequence[OutputTarget]) -> Path | None:
    """The path of the result."""
    return targets[-1].path if targets else None


def _plans_beside(saved: Path | None) -> list[OutputTarget]:
    return [OutputTarget(saved.with_name(f"{saved.stem}-plans.json"), "plan")] if saved is not None else []


def _expected(asked: CollectRequest, folder: Path, targets: Sequence[OutputTarget]) -> list[str]:
    """The organisations expected, once it is known that every output may be written."""
    from hlmdiag.runs.listed_names import read_names

    given = asked.expected
    beside = _plans_beside(_saved(targets))
    check_outputs([*targets, *beside], [folder, *([existing(given)] if given is not None else [])], force=asked.force)
    read_brand(asked.configuration)
    return read_names(existing(given)) if given is not None else []


def _write_plan(plan: Plan, targets: Sequence[OutputTarget]) -> list[Path]:
    """Write the plans of all together."""
    from hlmdiag.report.action_plan import render_json

    paths = [target.path for target in targets if target.path is not None]
    for path in paths:
        with opened(path) as out:
            render_json(plan, out)
    return paths


def _write_all(
    region: Region, joined: JoinedRows, targets: Sequence[OutputTarget], asked: CollectRequest, progress: Progress
) -> list[Path]:
    """Write the account, and the result if there is a unit in it."""
    from hlmdiag.document.region import region_document
    from hlmdiag.report import parquet
    from hlmdiag.wording import Wording

    written = list[Path]()
    brand, words = read_brand(asked.configuration), Wording(asked.language, region.grid)
    for target in targets:
        if target.path is None or (target.format == "parquet" and not region.units):
            continue
        progress.begin(say("cli.etape.ecriture", asked.language, path=target.path))
        if target.format == "parquet":
            with opened(target.path) as out:
                parquet.render_pieces(joined.result, joined, region.units, out, asked.language)
        else:
            write_parts(region_document(region, words), target, region.date, words, brand)
        written.append(target.path)
    return written


def _targets(asked: CollectRequest, folder: Path) -> list[OutputTarget]:
    """The outputs asked for, then the result, beside the first under the same name; without any, names of ours."""
    if not asked.outputs and not asked.writes_by_default:
        return []
    if not asked.outputs:
        whole = folder.resolve()
        first = next_free(whole.with_name(f"{whole.name}-region.xlsx"))
        return [OutputTarget(first, "xlsx"), OutputTarget(next_free(first.with_suffix(SAVED)), "parquet")]
    paths = [Path(each) for each in asked.outputs]
    for path in paths:
        if path.suffix.lower().removeprefix(".") not in (*get_args(PartedFormat), "parquet") or path.is_dir():
            raise refusal("collecte.format", path=path, formats=suffixes((*get_args(PartedFormat), "parquet"), ", "))
    saved = [path for path in paths if path.suffix.lower() == SAVED]
    reports = [OutputTarget(path, path.suffix.lower().removeprefix(".")) for path in paths if path not in saved]
    return [*reports, *(OutputTarget(path, "parquet") for path in saved or [paths[0].with_suffix(SAVED)])]


def _existing_above(path: Path | None) -> Path:
    """The nearest folder that is there already, where what is held of a run may stand."""
    if path is None:
        return Path(gettempdir())
    return next(each for each in path.absolute().parents if each.is_dir())
