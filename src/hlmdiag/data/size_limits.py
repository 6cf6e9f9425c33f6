"""Refuses a file over a size limit, naming the setting to raise if the file is sound."""

from __future__ import annotations

from typing import Literal

from hlmdiag.configuration import Limits
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Phrase

_UNITS = {"text_mb": "mega", "unfolded_mb": "mega", "ratio": "fois", "cells": "cellules", "columns": "colonnes"}


def too_large(
    file: str, key: Literal["text_mb", "unfolded_mb", "ratio", "cells", "columns"], found: Phrase, limits: Limits, *,
    unfolded: bool = False,
) -> HlmdiagError:  # fmt: skip
    """The refusal of a file that is over a limit, as it is or once `unfolded`."""
    limit = counted(_UNITS[key], getattr(limits, key))
    code = "donnees.trop-grand" if unfolded else "donnees.fichier-trop-grand"
    return HlmdiagError([Problem(code, Location(file), {"found": found, "limit": limit, "key": key})])


def check_table(file: str, height: int, width: int, limits: Limits, *, unfolded: bool = False) -> None:
    """Refuse a table of too many columns, or whose rectangle would not fit in memory."""
    if width > limits.columns:
        raise too_large(file, "columns", counted("colonnes", width), limits, unfolded=unfolded)
    if height * width > limits.cells:
        found = Phrase("donnees.mots.rectangle", rows=height, columns=width)
        raise too_large(file, "cells", found, limits, unfolded=unfolded)


def counted(word: str, count: int) -> Phrase:
    """A number of things, in words."""
    return Phrase(f"donnees.mots.{word}", count=count)
