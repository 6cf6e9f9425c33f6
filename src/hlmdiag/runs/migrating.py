"""The answers of a file moved to another version of its grid: what becomes of them, then the copy and the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration
from hlmdiag.data.apart_from_data import set_apart
from hlmdiag.data.files import FileOptions, open_sources
from hlmdiag.data.sources import TEXT, ZIPPED, InputSource
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.grid import load_grid
from hlmdiag.migration import Account, migrate_form, migrate_stock
from hlmdiag.plan import is_plan
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.plan_files import is_written_plan
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.settings import settings_for
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.data.form_model import Form
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
    """Outcome of the answers, and the files written: the copy, then the list of answers without a place."""

    account: Account
    copy: Path | None
    listing: Path | None


def migrate_answers(asked: MigrateRequest) -> MigrateRun:
    """Move the answers of a file; all that would be refused is before anything is written."""
    from hlmdiag.report.annotated import write_edited, write_moved_form
    from hlmdiag.report.problems import render_orphans

    path = existing(asked.data)
    copy, listing = _outputs(path, asked)
    source = InputSource(path, STOCK if path.suffix.lower() in TEXT else None)
    if is_written_plan(path):
        raise refusal("migration.plan", path=path)
    files = open_sources([source], FileOptions())
    form = files.forms[0] if files.forms else None
    if form is None and path.suffix.lower() in ZIPPED and is_plan(sheet for sheet, _ in files.sheets):
        raise refusal("migration.plan", path=path)
    old, new = _versions(path, asked, form)
    settings = settings_for(asked.configuration, [old, new])
    apart = set_apart(files.sheets, old)
    if apart.forms:
        raise refusal("migration.export", path=path)
    if form is not None:
        moved = migrate_form(form, old, new)
        account, orphans = moved.account, list(moved.orphans)
        write = partial(write_moved_form, source, moved, day=asked.date)
    else:
        found = migrate_stock(apart.sheets, old, new, settings, apart.answers)
        account, orphans = found.account, found.orphans
        write = partial(write_edited, source, found.sheets, day=asked.date)
    if copy is None or listing is None:
        return MigrateRun(account, None, None)
    with opened(copy) as stream:
        write(out=stream)
    if not orphans:
        return MigrateRun(account, copy, None)
    with opened(listing) as stream:
        render_orphans(orphans, stream, asked.language)
    return MigrateRun(account, copy, listing)


def _versions(path: Path, asked: MigrateRequest, form: Form | None) -> tuple[Grid, Grid]:
    """Both versions, of one grid whose units have the same keys. A form says of which it is."""
    name = asked.old
    if name is None and form is not None:
        name = f"{form.about.grid}@{form.about.version}"
    if name is None:
        raise refusal("migration.depuis", path=path)
    old, new = load_grid(name), load_grid(asked.new)
    if old.id != new.id:
        raise refusal("migration.autre-grille", old=old.id, new=new.id)
    if form is not None and (form.about.grid, form.about.version) != (old.id, old.version):
        said = f"{form.about.grid}@{form.about.version}"
        raise refusal("migration.formulaire", path=path, found=said, version=f"{old.id}@{old.version}")
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
