"""The sizes and the kinds of changes between two versions of a grid."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple


class ChangeSize(IntEnum):
    """Size of a change."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


class ChangeKind(StrEnum):
    """Subject of a change; reports of changes use the value."""

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
    """A change: its kind, its size, and whether its author is asked if the meaning is the same."""

    kind: ChangeKind
    size: ChangeSize
    asked: bool = False
