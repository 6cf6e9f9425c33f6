"""Reads a file of cases: every fault of it at its place, each case with what it takes from the one it resembles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hlmdiag.cases.shape import Shape
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.case_document import CaseBlock, CaseFileBlock
from hlmdiag.grid.reader import YamlDocument, read_yaml
from hlmdiag.grid.source_map import NodePath as Place

CaseAnswers = Mapping[str, Any]
"""The answers of one row, by column."""

_FILE_KEYS, _CASE_KEYS = tuple(CaseFileBlock.model_fields), tuple(CaseBlock.model_fields)
_FILE_NEEDS, _CASE_NEEDS = (
    tuple(key for key, field in block.model_fields.items() if field.is_required())
    for block in (CaseFileBlock, CaseBlock)
)
_TOLERANCE = 1e-9
_SUFFIX = ".cases.yaml"


@dataclass(frozen=True)
class Case:
    """One unit, its stock, and the expected result. `place`: its place in the file."""

    name: str
    answers: CaseAnswers
    events: Mapping[str, Sequence[CaseAnswers]]
    stock: Sequence[CaseAnswers]
    output: Mapping[str, Any]
    date: date
    tolerance: float
    place: Place
    given: CaseAnswers = field(default_factory=dict)
    """Answers of `input`, with those of the case it resembles and removed ones (null)."""


@dataclass(frozen=True)
class CaseFile:
    """The cases of one grid, and the text they were read from."""

    file: str
    grid: str
    cases: tuple[Case, ...]
    reading: YamlDocument

    def location(self, path: Place) -> Location:
        """The place of a key of the file, or of the nearest block above that is written."""
        while path and path not in self.reading.places:
            path = path[:-1]
        place = self.reading.places.get(path)
        return Location(self.file, place.key_line, place.key_column) if place else Location(self.file)


def cases_beside(grid: Path) -> Path:
    """File of the cases of a grid: `halls.cases.yaml` beside `halls.yaml`."""
    return grid if grid.name.endswith(_SUFFIX) else grid.parent / f"{grid.stem}{_SUFFIX}"


def read_cases(path: Path, name: str | None = None) -> CaseFile:
    """The cases of a file, or every fault of it at once. `name`: the file as the user called it."""
    file = name or path.as_posix()
    try:
        raw = path.read_bytes()
    except OSError:
        raise HlmdiagError([Problem("cas.fichier-absent", Location(file))]) from None
    reading = read_yaml(raw, file)
    shape = Shape(reading)
    document = shape.document(_FILE_KEYS, required=_FILE_NEEDS)
    grid = shape.text(document, "grid", ())
    day = shape.day(document, ())
    tolerance = shape.tolerance(document, (), _TOLERANCE)
    cases: dict[str, Case] = {}
    for rank, block in shape.blocks(document, "cases", ()):
        case = _case(block, ("cases", rank), cases, day, tolerance, shape)
        if case is not None:
            cases[case.name] = case
    if not shape.faults.problems and not cases:
        shape.faults.note("cas.sans-cas", ("cases",))
    shape.faults.stop()
    return CaseFile(file, grid or "", tuple(cases.values()), reading)


def _case(
    block: CaseAnswers, place: Place, known: Mapping[str, Case], day: date | None, tolerance: float, shape: Shape
) -> Case | None:
    shape.keys(block, place, _CASE_KEYS, _CASE_NEEDS)
    name = shape.text(block, "name", place)
    if name is None:
        return None
    if name in known:
        line = shape.line(known[name].place)
        shape.faults.note("cas.nom-double", (*place, "name"), name=name, line=line)
    like = _like(block, place, known, shape)
    given = {**(like.given if like else {}), **shape.map(block, "input", place)}
    stock = shape.rows(block, "stock", place) if "stock" in block else None
    when = shape.day(block, place) or day
    if when is None and "date" not in block:
        shape.faults.note_key("cas.sans-date", place, name=name)
    answers = {column: answer for column, answer in given.items() if column != "events" and answer is not None}
    shape.plain(shape.map(block, "input", place), (*place, "input"), except_for="events")
    return Case(
        name, answers, shape.events(block, given, place), (like.stock if like else ()) if stock is None else stock,
        shape.map(block, "output", place), when or date.min, shape.tolerance(block, place, tolerance), place, given,
    )  # fmt: skip


def _like(block: CaseAnswers, place: Place, known: Mapping[str, Case], shape: Shape) -> Case | None:
    if "like" not in block:
        return None
    name = shape.text(block, "like", place)
    if name is not None and name not in known:
        shape.unknown("cas.like-inconnu", (*place, "like"), name, known)
    return known.get(name or "")
