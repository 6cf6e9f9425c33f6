"""The pictures that evidence names: looked for in one folder, made small, and never followed outside of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from hlmdiag.data.written_findings import WrittenFinding
from hlmdiag.dossier import Photo
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.runs.refusals import refusal

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
_ACTIVE = frozenset(
    f".{it}" for it in ("js", "vbs", "exe", "bat", "cmd", "ps1", "sh", "py", "scr", "msi", "lnk", "url")
)
_IN_BROWSERS = frozenset({".html", ".htm", ".svg"})
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_LINK = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|www\.|(?:data|javascript|file|mailto):)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,\n|]+")

_MOST_BYTES, _MEGABYTE = 30 * 1024**2, 1024**2
_MOST_PIXELS = 100_000_000
_SIDE, _QUALITY = 900, 72
_MOST_PHOTOS = 12


def require_photos(folder: Path | None) -> None:
    """Refuse a folder that is none, and a folder where what makes pictures small is not installed."""
    if folder is None:
        return
    if not folder.is_dir():
        raise refusal("dossier.photos-dossier", path=folder)
    if find_spec("PIL") is None:
        raise refusal("dossier.photos-complement")


def photos_of(evidence: Sequence[WrittenFinding], folder: Path) -> tuple[list[Photo], list[Problem]]:
    """Pictures named by evidence, each once, and notices on names without a picture."""
    photos: dict[str, Photo] = {}
    problems: list[Problem] = []
    for finding in evidence:
        for name in _names(finding.texts["evidence"]):
            if name in photos:
                continue
            found = _photo(name, finding, folder, left=_MOST_PHOTOS - len(photos))
            if isinstance(found, Photo):
                photos[name] = found
            elif found is not None:
                problems.append(found)
    return list(photos.values()), problems


def _names(text: str) -> Iterator[str]:
    yield from (part.strip() for part in _SEPARATORS.split(text) if part.strip())


def _photo(name: str, finding: WrittenFinding, folder: Path, left: int) -> Photo | Problem | None:
    """The picture of a name; None where the name is that of no picture (a lease, a letter)."""
    suffix = Path(name).suffix.lower()
    if _LINK.match(name):
        return _said("dossier.photo-lien", name, finding)
    if suffix in _ACTIVE | _IN_BROWSERS:
        return _said("dossier.photo-active", name, finding)
    if suffix not in _PICTURES:
        return None
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return _said("dossier.photo-hors", name, finding)
    if not path.is_file():
        return _said("dossier.photo-absente", name, finding)
    size = path.stat().st_size
    if size > _MOST_BYTES:
        values = {"size": size / _MEGABYTE, "most": _MOST_BYTES // _MEGABYTE}
        return _said("dossier.photo-taille", name, finding, **values)
    if left <= 0:
        return _said("dossier.photo-nombre", name, finding, most=_MOST_PHOTOS)
    return _small(path, name, finding) or _said("dossier.photo-image", name, finding)


def _said(code: str, name: str, finding: WrittenFinding, **values: object) -> Problem:
    note = finding.first
    place = Location(note.file, sheet=note.sheet, cell=finding.cells["evidence"])
    return Problem(code, place, {"name": name, **values}, Severity.WARNING)


def _small(path: Path, name: str, finding: WrittenFinding) -> Photo | None:
    """The picture as it is shown, without what it says of its maker and of its place; None where it is none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path, formats=_READ) as found:
            if found.width * found.height > _MOST_PIXELS:
                return None
            picture = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # damaged, or not a picture in spite of its name
        return None
    picture.thumbnail((_SIDE, _SIDE))
    out = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    caption = finding.texts.get("comment", "")
    return Photo(Path(name).name, caption, out.getvalue(), picture.width, picture.height)
