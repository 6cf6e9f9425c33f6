"""The sizes and the kinds of changes between two versions of a grid."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple


class ChangeSize(IntEnum):
    """How much a change matters."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


class ChangeKind(StrEnum):
    """What a change is about; the value is what a report of changes says."""

    TEXT = "texte"
    MEANING = "sens"
    READING = "lecture"
    ADDITION = "ajout"
    REMOVAL = "suppression"
    ID = "identifiant"
    THRESHOLD = "seuil"
    POINTS = "points"
    WEIGHT = "poids"
    RULE = "regle"
    DATA = "donnees"
    PLACE = "place"
    ORDER = "ordre"
    LOCK = "verrou"


class SizedChange(NamedTuple):
    """What a change is, its size, and whether its author is asked if the same thing is meant."""

    kind: ChangeKind
    size: ChangeSize
    asked: bool = False
