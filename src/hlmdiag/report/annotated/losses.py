"""Finds the contents of a received workbook that its copy cannot keep, in the parts of its package."""

from __future__ import annotations

import re
import zipfile
from importlib.util import find_spec
from io import BytesIO

_PARTS = {
    "segments": r"xl/(slicers|slicerCaches|timelines|timelineCaches)/",
    "conversations": r"xl/(threadedComments|persons)/",
    "controles": r"xl/(ctrlProps|activeX)/",
    "requetes": r"xl/model/|xl/queryTables/|customXml/item\d+\.xml",
    "cartes": r"xl/(richData|webextensions)/",
    "signature": r"_xmlsignatures/",
    "dessins": r"xl/diagrams/",
    "reseau": r"xl/(revisions|userNames)",
}
"""By what is lost, the parts that show it."""

_SHEET_MARKS = {"mini-graphiques": b"sparklineGroup", "mises-en-forme": b"x14:cfRule", "listes": b"x14:dataValidation "}
_SHAPES = (b"<xdr:sp ", b"<xdr:sp>", b"<xdr:cxnSp", b"<xdr:grpSp")
_IMAGES = re.compile(r"xl/media/.+\.(png|jpe?g|gif|bmp|emf|wmf|svg|tiff?)", re.IGNORECASE)


def losses(data: bytes) -> tuple[str, ...]:
    """The names of what is lost, in a fixed order; nothing is lost that is not said."""
    archive = zipfile.ZipFile(BytesIO(data))
    names = archive.namelist()
    found = [loss for loss, pattern in _PARTS.items() if any(re.match(pattern, name) for name in names)]
    sheets = b"".join(_tail(archive, name) for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
    found += [loss for loss, sign in _SHEET_MARKS.items() if sign in sheets]
    drawings = [archive.read(name) for name in names if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
    if any(shape in drawing for drawing in drawings for shape in _SHAPES):
        found.append("formes")
    if any(_IMAGES.fullmatch(name) for name in names) and find_spec("PIL") is None:
        found.append("images")
    if any(name.startswith("xl/charts/") for name in names):
        found.append("graphiques")
    return tuple(dict.fromkeys(found))


def _tail(archive: zipfile.ZipFile, name: str) -> bytes:
    """Text after the cells of a sheet: the only place of extensions."""
    data = archive.read(name)
    end = data.rfind(b"</sheetData>")
    return data[end:] if end >= 0 else data
