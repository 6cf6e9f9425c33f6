"""A Word document of an organisation, whose styles, header and footer a dossier takes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from hlmdiag.branding.package import faults_of
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem

_MOST_BYTES = 50_000_000
_SAID = 10
_SHOWN = 80
"""Most faults shown, and most characters of each."""
_CONTENTS = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True)
class OwnDocument:
    """A document, the name under which it is spoken of, and the file that no output may replace."""

    name: str
    content: bytes = field(repr=False)
    path: Path | None = None


def read_document(path: Path, place: Location | None = None) -> OwnDocument:
    """The document of a file; `place` is the line of the settings that names it, if one does (exit code 2)."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError:
        raise _refused("dossier.modele-absent", place or Location(), path=path.name) from None
    where = place or Location(path.name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if len(content) > _MOST_BYTES or sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise _refused("dossier.modele-taille", where, most=_MOST_BYTES // 1_000_000)
            is_word = _MAIN in parts.read(_CONTENTS)
            faults = list(faults_of(parts)) if is_word else []
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError):
        is_word = False
    if not is_word:
        raise _refused("dossier.modele", where)
    if faults:
        found = [{"part": part, "text": text[:_SHOWN]} for part, text in faults[:_SAID]]
        raise HlmdiagError([Problem("dossier.modele-actif", where, values) for values in found], USAGE)
    return OwnDocument(path.name, content, path)


def _refused(code: str, place: Location, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, place, values)], USAGE)
