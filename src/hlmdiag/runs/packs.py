"""Packs of grids: made of all that goes with a grid, tried again and stored where they are installed, taken away."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hlmdiag import __version__
from hlmdiag.cases import cases_beside, read_cases, try_cases
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.form import Handout, layout_for, questionnaire
from hlmdiag.grid import Grid, load_found, load_grid
from hlmdiag.grid.day import day_of
from hlmdiag.grid.files_read import files_read
from hlmdiag.grid.lookup import FoundFile, find_grid, known_grid
from hlmdiag.grid.pack import FOLDER, SUFFIX, Pack, PackManifest, can_name, digests, open_pack, read_pack, write_pack
from hlmdiag.grid.shelves import InstalledGrid, ShelfName, installed, store, unpack
from hlmdiag.method import VersionComparison, compare, examine
from hlmdiag.report import methodology, xlsform
from hlmdiag.report.excel.form import render
from hlmdiag.runs.refusals import refusal
from hlmdiag.text.phrase import Listed


@dataclass(frozen=True)
class MadePack:
    """A pack and its bytes."""

    pack: Pack
    content: bytes


def require_pack_name(output: str | None) -> None:
    """Refuse a file that could not be installed."""
    if output is not None and Path(output).suffix.lower() != SUFFIX:
        raise refusal("paquet.suffixe", path=output)


def pack_grid(name: str, against: str | None = None) -> MadePack:
    """The pack of a grid, read again as those who receive it will.

    Refused: a grid that `check` or its own cases refuse, or whose version is lower than what changed since `against`
    asks for.
    """
    found = find_grid(name)
    _tried(found, load_grid(against) if against is not None else None)
    grid = load_grid(name)
    if not can_name(grid.id, grid.version):
        raise refusal("paquet.nom", id=grid.id, version=grid.version)
    files = {**_read_by(found), **_documents(grid, "fr")}
    manifest = PackManifest(
        id=grid.id, version=grid.version, title=grid.title, publisher=grid.publisher, hash=grid.hash,
        grid=f"{FOLDER}/{found.path.name}", language_version=grid.document["language_version"], tool=__version__,
        files=digests(files),
    )  # fmt: skip
    content = write_pack(manifest, files)
    pack = read_pack(content, f"{grid.id}{SUFFIX}")
    if not _gives(pack, grid):
        raise refusal("paquet.hors-dossier", path=found.name)
    return MadePack(pack, content)


def _gives(pack: Pack, grid: Grid) -> bool:
    """Whether those who receive a pack will read the same grid in it: a path that leads out of it is lost."""
    try:
        with _unpacked(pack) as found:
            return load_found(found).hash == grid.hash
    except HlmdiagError:
        return False


@contextmanager
def _unpacked(pack: Pack) -> Iterator[FoundFile]:
    """The grid of a pack, for as long as it is looked at."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="hlmdiag-", ignore_cleanup_errors=True) as folder:
        unpack(pack, Path(folder))
        yield FoundFile(Path(folder) / pack.manifest.grid, f"{pack.name}/{pack.manifest.grid}")


def _tried(found: FoundFile, against: Grid | None = None) -> Grid:
    """The grid of a file. Refused: what `check` says is an error, and every case that does not hold."""
    examined = examine(found, against=against)
    problems = [each for each in examined.problems if each.severity is Severity.ERROR]
    if problems or examined.grid is None:
        raise HlmdiagError(problems)
    cases = cases_beside(found.path)
    if cases.exists():
        trial = try_cases(examined.grid, read_cases(cases, PurePosixPath(found.name).with_name(cases.name).as_posix()))
        if trial.failures:
            raise HlmdiagError([problem for each in trial.failures for problem in each.problems])
    return examined.grid


def _read_by(found: FoundFile) -> dict[str, bytes]:
    """The files of the grid, each with its future path, and its cases."""
    packed: dict[str, bytes] = {}
    folder = found.path.parent.resolve()
    for each in [*files_read(found), *_cases(found)]:
        path = each.path.resolve()
        inside = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
        place = PurePosixPath(FOLDER, *inside.parts).as_posix()
        content = each.path.read_bytes()
        if packed.setdefault(place, content) != content:
            raise refusal("paquet.deux-fichiers", path=inside.as_posix())
    return packed


def _cases(found: FoundFile) -> Iterator[FoundFile]:
    path = cases_beside(found.path)
    if path.exists():
        yield FoundFile(path, path.name)


def _documents(grid: Grid, language: str) -> dict[str, bytes]:
    """The method sheet and the blank forms."""
    made = {f"methode{suffix}": methodology.render(grid, suffix, language).encode() for suffix in methodology.SUFFIXES}
    asked = questionnaire(grid)
    if not asked.questions:
        return made
    handout, day = Handout(asked, layout_for(0), ()), day_of(grid.date)
    workbook, phone = io.BytesIO(), io.BytesIO()
    render(handout, workbook, language, day)
    xlsform.render(handout, phone, language, day)
    return {**made, "formulaire.xlsx": workbook.getvalue(), "formulaire.xlsform.xlsx": phone.getvalue()}


def announced_pack(path: Path, sha256: str | None = None) -> Pack:
    """A verified pack; with `sha256`, the one that was announced and no other."""
    pack = open_pack(path, path.name)
    if sha256 is not None and sha256.strip().lower() != pack.sha256:
        raise refusal("paquet.autre-empreinte", path=path, expected=sha256, found=pack.sha256)
    return pack


def install(pack: Pack, shelf: ShelfName, told: Callable[[VersionComparison], None]) -> InstalledGrid:
    """Store a pack, once its grid is what it says, passes `check` and its own cases again, and takes nobody's place.

    `told` is called before anything is stored with what changes, where another version of the grid is known.
    """
    manifest = pack.manifest
    held = next((each for each in installed() if each.shelf == shelf and each.reference == manifest.reference), None)
    if held is not None and held.manifest.files != manifest.files:
        raise refusal("paquet.version-prise", id=manifest.id, version=manifest.version, folder=held.folder)
    known = known_grid(manifest.id)
    previous = load_found(known) if known is not None else None
    if previous is not None and previous.publisher != manifest.publisher:
        values = {"id": manifest.id, "publisher": manifest.publisher or "?", "known": previous.publisher or "?"}
        raise refusal("paquet.autre-editeur", path=pack.name, **values)
    with _unpacked(pack) as found:
        grid = _tried(found)
    said = {"id": grid.id, "version": grid.version, "publisher": grid.publisher, "hash": grid.hash}
    wrong = [key for key, value in said.items() if getattr(manifest, key) != value]
    if wrong:
        raise refusal("paquet.manifeste-faux", path=pack.name, keys=Listed((*wrong,)))
    if previous is not None and previous.hash != grid.hash:
        told(compare(previous, grid))
    return held or store(pack, shelf)


def remove(name: str, shelf: ShelfName) -> InstalledGrid:
    """Take an installed grid away: one version of it (`id@version`), or the only one there is."""
    there = [each for each in installed() if each.shelf == shelf]
    found = [each for each in there if name in (each.manifest.id, each.reference)]
    if not found:
        raise refusal("paquet.non-installe", name=name, known=Listed((*(each.reference for each in there),)))
    if len(found) > 1:
        raise refusal("paquet.plusieurs-versions", name=name, known=Listed((*(each.reference for each in found),)))
    shutil.rmtree(found[0].folder)
    return found[0]
