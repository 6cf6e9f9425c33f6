"""A file over a limit of size: refused in a sentence that names the limit to raise if the file is honest."""

from __future__ import annotations

from typing import Literal

from hlmdiag.configuration import Limits
from hlmdiag.errors import HlmdiagError, Location, Phrase, Problem

__all__ = ["counted", "too_large"]

_UNITS = {"text_mb": "mega", "unfolded_mb": "mega", "ratio": "fois", "cells": "cellules"}


def too_large(
    file: str, key: Literal["text_mb", "unfolded_mb", "ratio", "cells"], found: Phrase, limits: Limits, *,
    unfolded: bool = False,
) -> HlmdiagError:  # fmt: skip
    """The refusal of a file that is over a limit, as it is or once `unfolded`."""
    limit = counted(_UNITS[key], getattr(limits, key))
    code = "donnees.trop-grand" if unfolded else "donnees.fichier-trop-grand"
    return HlmdiagError([Problem(code, Location(file), {"found": found, "limit": limit, "key": key})])


def counted(word: str, count: int) -> Phrase:
    """A number of things, in words."""
    return Phrase(f"donnees.mots.{word}", count=count)
