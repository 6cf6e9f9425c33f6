"""A grid with one of each thing, its comments saying what to change: it loads, and a few words are left to write."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from hlmdiag.text.slug import slug

_FILE = "skeleton.yaml"


def skeleton(title: str, day: date) -> str:
    """The text of a new grid, its id drawn from its title."""
    text = (files(__package__) / _FILE).read_text(encoding="utf-8")
    values = {"@id": grid_id(title), "@title": quoted(title), "@date": day.isoformat(), "@year": str(day.year)}
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def grid_id(title: str) -> str:
    """An id that reads as its title.

    >>> grid_id("Propreté des halls (2026)"), grid_id("2026")
    ('proprete-des-halls-2026', 'grille-2026')
    """
    found = slug(title)
    return found if found[:1].isalpha() else f"grille-{found}".rstrip("-")


def quoted(text: str) -> str:
    """A text that YAML gives back as it is, whatever it holds."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
