"""Grids that go to others, and answers that follow them from one version to the next."""

from __future__ import annotations

from datetime import date as day
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    DAY,
    GRID_NAME,
    PATH,
    TEXT,
    YES_OR_NO,
    PathLikeText,
    day_typed,
    settings_of,
    typed,
)
from hlmdiag.calls import language_asked, takes
from hlmdiag.runs.one_output import write_output
from hlmdiag.runs.reference_date import reference_date

if TYPE_CHECKING:
    from hlmdiag.grid.shelves import InstalledGrid
    from hlmdiag.runs.migrating import MigrateRun
    from hlmdiag.runs.packs import MadePack


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
