"""An OpenDocument sheet says how often a row or a cell is repeated: refused where this would fill the memory."""

from __future__ import annotations

import re
import zipfile

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.archive import DAMAGE, read_part
from hlmdiag.data.toolarge import counted, too_large
from hlmdiag.errors import HlmdiagError, Location, Problem

__all__ = ["check_repeats"]

_OPEN_ROW = re.compile(
    rb"<table:table-row\b(?:[^>]*?number-rows-repeated=\"(\d+)\")?[^>]*>(.*?)</table:table-row>", re.DOTALL
)
_OPEN_CELLS = re.compile(rb"number-columns-repeated=\"(\d+)\"")


def check_repeats(archive: zipfile.ZipFile, file: str, limits: Limits = LIMITS) -> None:
    """Refuse an OpenDocument sheet where a cell that holds something is repeated beyond measure."""
    try:
        data = read_part(archive, "content.xml")
    except DAMAGE:
        raise HlmdiagError([Problem("donnees.fichier-illisible", Location(file))]) from None
    unfolded = 0
    for row in _OPEN_ROW.finditer(data):
        if b"value-type=" not in row[2]:
            continue
        widths = [int(count) for count in _OPEN_CELLS.findall(row[2])]
        unfolded += int(row[1] or 1) * max(1, sum(widths))
    if unfolded > limits.cells:
        raise too_large(file, "cells", counted("cellules", unfolded), limits, unfolded=True)
