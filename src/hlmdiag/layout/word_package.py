"""The Word file itself: what it says of itself, and bytes that depend on the dossier alone."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from hlmdiag.text.markup import one_line

if TYPE_CHECKING:
    from docx.document import Document

_UNIX = 3
_FIRST_YEAR = 1980
"""A zip file has no date before."""


def describe(document: Document, title: str, organisation: str | None, day: date, language: str) -> None:
    """Fill in the properties of the document: every date is the reference date."""
    about, moment = document.core_properties, datetime.combine(day, time(), UTC)
    about.title, about.author = one_line(title)[:255], one_line(organisation or "hlmdiag")[:255]
    about.last_modified_by, about.revision, about.language = "hlmdiag", 1, language
    about.created = about.modified = moment
    about.comments = about.keywords = about.subject = about.category = ""


def written(document: Document, day: date) -> bytes:
    """The bytes of a document, the date of each of its parts being the reference date."""
    package = document.part.package
    for id, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            # the thumbnail shows the first page of the model, not of this document
            del package.rels[id]
    raw, found = io.BytesIO(), io.BytesIO()
    document.save(raw)
    when = (max(day.year, _FIRST_YEAR), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(found, "w") as target:
        for part in source.infolist():
            named = zipfile.ZipInfo(part.filename, when)
            named.compress_type, named.create_system, named.external_attr = zipfile.ZIP_DEFLATED, _UNIX, 0o600 << 16
            target.writestr(named, source.read(part))
    return found.getvalue()
