"""A pack: one zip that holds a grid and all that goes with it, each file under its hash.

What comes from outside is read as hostile: its sizes, its names and its hashes are checked before anything is written.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed
from hlmdiag.text.slug import is_reserved

SUFFIX = ".hlmgrid"
MANIFEST = "manifest.json"
FOLDER = "grille"
"""Folder of the grid's files in a pack."""
_MILLION = 1_000_000
_LARGEST, _MOST_FILES, _DEEPEST, _LONGEST = 20 * _MILLION, 200, 4, 120
"""Bytes of a pack and of its files unfolded, how many there are, folders of a name and its characters."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file of a pack: the same files make the same bytes."""
_PART = re.compile(r"[\w][\w .@+-]*")
_NAME = re.compile(r"[\w-]{1,80}")
_VERSION = re.compile(r"[\w][\w.+-]{0,39}")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)


class PackManifest(BaseModel):
    """Manifest of a pack. `files`: the SHA-256 of each of its files except this one, by path."""

    # `defer_build`: these patterns take longer to compile than the rest of a grid, and few commands read a pack
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    format: Literal[1] = 1
    id: str = Field(pattern=rf"^{_NAME.pattern}$")
    version: str = Field(pattern=rf"^{_VERSION.pattern}$")
    title: str = Field(min_length=1, max_length=500)
    publisher: str | None = Field(default=None, max_length=500)
    grid: str
    hash: str = Field(pattern="^[0-9a-f]{64}$")
    language_version: int = Field(ge=1)
    tool: str = Field(max_length=40)
    files: dict[str, str] = Field(max_length=_MOST_FILES)

    @property
    def reference(self) -> str:
        """Reference by which a user asks for this version of the grid."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True)
class Pack:
    """A pack that was read and verified: its files by path, the manifest aside; `sha256`: of the pack itself."""

    name: str
    manifest: PackManifest
    files: Mapping[str, bytes]
    sha256: str


def can_name(id: str, version: str) -> bool:
    """Whether an id and a version can be parts of the name of a file, as a pack needs."""
    return bool(_NAME.fullmatch(id) and _VERSION.fullmatch(version))


def write_pack(manifest: PackManifest, files: Mapping[str, bytes]) -> bytes:
    """The bytes of a pack: the same ones for the same files, whatever the day and the machine."""
    stream = io.BytesIO()
    described = json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1, sort_keys=True).encode()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [(MANIFEST, described), *sorted(files.items())]:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, as a manifest gives it."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def open_pack(path: Path, name: str) -> Pack:
    """The pack of a file; `name` is what messages call it."""
    try:
        data = path.read_bytes()
    except OSError:
        raise _refused(name, "grille.fichier-illisible") from None
    return read_pack(data, name)


def read_pack(data: bytes, name: str) -> Pack:
    """Read a pack. Refused (exit code 3): one that is damaged, too large, or not as its manifest describes.

    Nothing is run nor written; every fault of the names is said at once, then every file that is not that of its hash.
    """
    if len(data) > _LARGEST:
        raise _refused(name, "paquet.trop-grand", found=len(data) // _MILLION, limit=_LARGEST // _MILLION)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES:
                raise _refused(name, "paquet.trop-de-fichiers", found=len(entries), limit=_MOST_FILES)
            if problems := list(_wrong_entries(entries, name)):
                raise HlmdiagError(problems)
            files = dict(_unfolded(archive, entries, name))
    except _DAMAGE:
        raise _refused(name, "paquet.abime") from None
    manifest = _manifest(files.pop(MANIFEST, None), name)
    if problems := list(_differences(manifest, files, name)):
        raise HlmdiagError(problems)
    return Pack(name, manifest, files, hashlib.sha256(data).hexdigest())


def _wrong_entries(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in entries:
        place = Location(f"{name}/{entry.filename[:_LONGEST]}")
        if entry.filename.casefold() in seen:
            yield Problem("paquet.nom-double", place)
        elif not _is_safe(entry):
            yield Problem("paquet.nom-interdit", place)
        seen.add(entry.filename.casefold())
    unfolded = sum(entry.file_size for entry in entries)
    if unfolded > _LARGEST:
        values = {"found": unfolded // _MILLION, "limit": _LARGEST // _MILLION}
        yield Problem("paquet.trop-grand", Location(name), values)


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """A plain file, under a relative path that every system takes and that leads nowhere else."""
    kind = entry.external_attr >> 28
    parts = entry.filename.split("/")
    return (
        kind in (0, 0o10)
        and not entry.is_dir()
        and not entry.flag_bits & 1
        and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and len(entry.filename) <= _LONGEST
        and len(parts) <= _DEEPEST
        and all(_PART.fullmatch(part) and not part.endswith((".", " ")) and not is_reserved(part) for part in parts)
    )


def _unfolded(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> Iterator[tuple[str, bytes]]:
    """The files, never more bytes than the limit, whatever the archive says of their sizes."""
    left = _LARGEST
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            limit = _LARGEST // _MILLION
            raise _refused(name, "paquet.trop-grand", found=limit, limit=limit)
        yield entry.filename, content


def _manifest(content: bytes | None, name: str) -> PackManifest:
    place = f"{name}/{MANIFEST}"
    if content is None:
        raise _refused(place, "paquet.sans-manifeste")
    try:
        return PackManifest.model_validate_json(content)
    except (ValidationError, ValueError) as fault:
        errors = fault.errors() if isinstance(fault, ValidationError) else []
        keys = dict.fromkeys(".".join(map(str, each["loc"])) or "JSON" for each in errors)
        raise _refused(place, "paquet.manifeste", keys=Listed((*keys,))) from None


def _differences(manifest: PackManifest, files: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    held = digests(files)
    for path in sorted({*manifest.files, *held}):
        place = Location(f"{name}/{path[:_LONGEST]}")
        if path not in held:
            yield Problem("paquet.fichier-absent", place)
        elif path not in manifest.files:
            yield Problem("paquet.fichier-en-trop", place)
        elif held[path] != manifest.files[path]:
            yield Problem("paquet.fichier-change", place)
    grid = PurePosixPath(manifest.grid)
    if manifest.grid in held and (grid.parts[0] != FOLDER or grid.suffix not in (".yaml", ".yml")):
        yield Problem("paquet.manifeste", Location(f"{name}/{MANIFEST}"), {"keys": "grid"})
    elif manifest.grid not in held and manifest.grid not in manifest.files:
        yield Problem("paquet.fichier-absent", Location(f"{name}/{manifest.grid[:_LONGEST]}"))


def _refused(place: str, code: str, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(place), values)])
