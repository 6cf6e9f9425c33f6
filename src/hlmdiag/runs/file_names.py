"""Names that a file cannot have: addresses of a network, and what Windows keeps for itself or cuts short."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hlmdiag.runs.refusals import refusal
from hlmdiag.text.slug import is_reserved

_ADDRESS = re.compile(r"(?:[a-z]+=)?([a-z][a-z0-9+.-]+):/{1,2}\S", re.IGNORECASE)
_SIGNS = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')


def refuse_address(typed: str) -> None:
    """Refuse what is no path of this machine: `s3://…`, `https://…`, also after `table=` or `csv=`."""
    if (found := _ADDRESS.match(typed)) and not os.path.lexists(typed):
        raise refusal("usage.adresse", value=typed, scheme=found[1].lower())


def refuse_name(path: Path) -> None:
    """Refuse an output whose name, or that of a folder still to be made, Windows refuses or understands otherwise.

    Wherever it is written: a result that a colleague cannot copy or open is of no use.
    """
    refuse_address(str(path))
    for each in (path, *path.parents):
        if each.name in ("", "..") or (each != path and each.exists()):
            break
        if is_reserved(each.name):
            raise refusal("sortie.nom-reserve", path=path, name=each.name)
        if each.name[-1] in ". ":
            raise refusal("sortie.nom-fin", path=path, name=each.name)
        if sign := _SIGNS.search(each.name):
            shown = sign[0] if sign[0].isprintable() else f"U+{ord(sign[0]):04X}"
            raise refusal("sortie.nom-signe", path=path, sign=shown)
