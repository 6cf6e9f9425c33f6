"""Districts of a region: those where organisations agreed to show their units to one another, a document for each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import REFUSED, HlmdiagError, Location, Problem, Severity
from hlmdiag.expression import suggestion
from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.organisation import is_of_organisations
from hlmdiag.region.districts import District, SharedDistricts, shared_districts
from hlmdiag.runs.formats import suffixes
from hlmdiag.runs.given_results import beside, files_of, name_of, result_of
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.listed_names import read_names
from hlmdiag.runs.named_outputs import targets_of_each
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.parted_output import PartedFormat, write_parts
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.refusals import refusal
from hlmdiag.scoring.roles import columns_of_role
from hlmdiag.text import say
from hlmdiag.text.phrase import in_quotes

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.scoring.result import Result

_NAME = "{name}"
_FOLDER = "quartiers"


@dataclass(frozen=True)
class DistrictRequest:
    """Everything that was asked: `agreed`, the list of those who agreed; `name`: one district alone."""

    region: Path | Result
    agreed: str
    outputs: tuple[str, ...]
    language: str
    name: str | None = None
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    writes_by_default: bool = True


@dataclass(frozen=True)
class DistrictRun:
    """The districts shown, the files written, and what a reader has to know of what is not in them.

    `region`: the units, of which districts give the rows.
    """

    region: Result
    districts: Sequence[District]
    written: Sequence[Path]
    problems: Sequence[Problem]

    def units_of(self, district: District) -> pl.DataFrame:
        """The units of a district, those of organisations that did not agree left out."""
        return self.region.frame[list(district.rows)]


def write_districts(asked: DistrictRequest, listener: Listener = unheard) -> DistrictRun:
    """Write the views that were asked for; nothing where no district has units of two organisations that agreed."""
    from hlmdiag.document.district import district_document
    from hlmdiag.wording import Wording

    path = existing(asked.agreed)
    formats = _formats(asked)
    brand = read_brand(asked.configuration)
    region = result_of(asked.region, asked.language)
    found = shared_districts(region, _column(region, name_of(asked.region)), read_names(path))
    chosen = _chosen(found, asked)
    targets = _targets(chosen, formats)
    every = [target for of in targets for target in of]
    check_outputs(every, [*files_of([asked.region]), path], force=asked.force)
    words, day = Wording(asked.language, region.grid), region.manifest.reference_date
    with listener(len(every)) as progress:
        for district, of in zip(chosen, targets, strict=True):
            told = district_document(region, district, words)
            for target in of:
                progress.begin(say("cli.etape.ecriture", asked.language, path=target.path))
                write_parts(told, target, day, words, brand)
    written = [target.path for target in every if target.path is not None]
    return DistrictRun(region, chosen, written, [*_left_out(found, chosen, path.name)])


def _column(region: Result, name: str) -> str:
    """The column of the region that says the district of a unit, which some file gave."""
    if not is_of_organisations(region.grid):
        raise refusal("quartier.pas-une-region", path=name)
    columns = columns_of_role(region.grid, "district")
    if not columns:
        raise refusal("quartier.sans-colonne", grid=region.grid.id)
    there = [each for each in columns if each in region.frame.columns]
    read = [each for each in there if region.frame[each].fill_null("").str.contains(r"\S").any()]
    if not read:
        label = region.grid.columns[columns[0]].label
        raise HlmdiagError([Problem("quartier.non-lu", Location(name), {"label": label})], exit_code=REFUSED)
    return read[0]


def _formats(asked: DistrictRequest) -> list[tuple[Path, str]]:
    """The format of each output: a file of a format, or a folder of pages."""
    by_default = [f"{beside(asked.region, _FOLDER)}{os.sep}"] if asked.writes_by_default else []
    allowed = get_args(PartedFormat)
    found = []
    for output in asked.outputs or by_default:
        path = Path(output)
        suffix = path.suffix.lower().removeprefix(".")
        if is_folder(output):
            found.append((path / f"quartier-{_NAME}.html", "html"))
        elif suffix in allowed:
            found.append((path, suffix))
        else:
            raise refusal("quartier.format", path=output, formats=suffixes(allowed, ", "))
    return found


def _chosen(found: SharedDistricts, asked: DistrictRequest) -> Sequence[District]:
    """The districts to show."""
    if asked.name is None:
        if not found.shared:
            problem = Problem("quartier.aucun", Location(name_of(asked.region)), {"path": asked.agreed})
            raise HlmdiagError([problem], exit_code=REFUSED)
        return found.shared
    every = {fold(each.name): each for each in (*found.shared, *found.alone)}
    one = every.get(fold(asked.name))
    if one is None:
        known = suggestion(asked.name, [each.name for each in every.values()])
        raise refusal("quartier.inconnu", name=asked.name, known=known)
    if one not in found.shared:
        values = {"name": one.name, "count": len(one.organisations)}
        raise HlmdiagError([Problem("quartier.un-seul", Location(name_of(asked.region)), values)], exit_code=REFUSED)
    return [one]


def _targets(chosen: Sequence[District], formats: Sequence[tuple[Path, str]]) -> list[list[OutputTarget]]:
    """The files of each district: the slug of its name in the place of `{name}`."""
    for path, _ in formats:
        if len(chosen) > 1 and _NAME not in path.name:
            raise refusal("quartier.plusieurs", count=len(chosen), path=path)
    return targets_of_each((each.name for each in chosen), formats, _NAME)


def _left_out(found: SharedDistricts, chosen: Sequence[District], file: str) -> Iterator[Problem]:
    """The problems of what is in none of the views, or not in one of them."""
    notice = Severity.NOTICE
    if found.unknown:
        values = {"count": len(found.unknown), "names": in_quotes(*found.unknown)}
        yield Problem("quartier.organisme-inconnu", Location(file), values, Severity.WARNING)
    if found.unplaced:
        yield Problem("quartier.sans-quartier", Location(), {"count": found.unplaced}, notice)
    for each in chosen:
        if each.others:
            yield Problem("quartier.sans-accord", Location(), {"name": each.name, "count": each.others}, notice)
