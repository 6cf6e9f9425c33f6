"""The answers of a file moved to another version of its grid: what becomes of them, then the copy and the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration
from hlmdiag.data.apart_from_data import set_apart
from hlmdiag.data.files import FileOptions, open_sources
from hlmdiag.data.sources import TEXT, ZIPPED, InputSource
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.grid import load_grid
from hlmdiag.migration import Migration, migrate_stock
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.settings import settings_for
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.grid import Grid

_LIST = "orphelines"


@dataclass(frozen=True)
class MigrateRequest:
    """Everything that was asked; without `output` nothing is written."""

    data: str
    old: str | None
    new: str
    output: str | None
    date: date
    language: str
    force: bool = False
    configuration: Configuration = field(default_factory=Configuration)


@dataclass(frozen=True)
class MigrateRun:
    """What became of the answers, and the files that were written: the copy, then the list of what has no place."""

    found: Migration
    copy: Path | None
    listing: Path | None


def migrate_answers(asked: MigrateRequest) -> MigrateRun:
    """Move the answers of a file; all that would be refused is before anything is written."""
    from hlmdiag.report.annotated import write_edited
    from hlmdiag.report.problems import render_orphans

    path = existing(asked.data)
    old, new = _versions(path, asked)
    copy, listing = _outputs(path, asked)
    source = InputSource(path, STOCK if path.suffix.lower() in TEXT else None)
    settings = settings_for(asked.configuration, [old, new])
    files = open_sources([source], FileOptions(limits=settings.limits))
    apart = set_apart(files.sheets, old)
    if files.forms or apart.forms:
        raise refusal("migration.formulaire", path=path)
    found = migrate_stock(apart.sheets, old, new, settings, apart.answers)
    if copy is None or listing is None:
        return MigrateRun(found, None, None)
    with opened(copy) as stream:
        write_edited(source, found.sheets, stream, asked.date)
    if not found.orphans:
        return MigrateRun(found, copy, None)
    with opened(listing) as stream:
        render_orphans(found.orphans, stream, asked.language)
    return MigrateRun(found, copy, listing)


def _versions(path: Path, asked: MigrateRequest) -> tuple[Grid, Grid]:
    """Both versions, of one grid whose units have the same keys."""
    if asked.old is None:
        raise refusal("migration.depuis", path=path)
    old, new = load_grid(asked.old), load_grid(asked.new)
    if old.id != new.id:
        raise refusal("migration.autre-grille", old=old.id, new=new.id)
    if old.keys != new.keys:
        raise refusal("migration.cles", found=Listed((*old.keys,)), expected=Listed((*new.keys,)))
    return old, new


def _outputs(path: Path, asked: MigrateRequest) -> tuple[Path | None, Path | None]:
    """The copy and the list of what has no place, neither of which may replace anything unasked."""
    suffix = path.suffix.lower()
    if suffix not in (*TEXT, *ZIPPED):
        raise refusal("migration.format", path=path, formats=Listed((*TEXT, *ZIPPED), joint=", "))
    if asked.output is None:
        return None, None
    copy = Path(asked.output)
    if copy.suffix.lower() != suffix:
        raise refusal("migration.suffixe", path=copy, suffix=suffix)
    listing = copy.with_name(f"{copy.stem}-{_LIST}.csv")
    targets = [OutputTarget(copy, suffix.removeprefix(".")), OutputTarget(listing, "csv")]
    check_outputs(targets, [path], force=asked.force)
    return copy, listing
