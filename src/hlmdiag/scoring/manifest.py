"""The manifest of a saved result as written in a file: these models refuse anything else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hlmdiag.data.dataset import AwaitedForm, InputFile, Organisation, Provenance, WrittenNote
from hlmdiag.data.translations import Translated
from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.scoring.gate_results import BaselineComparison, Gate, Gating
from hlmdiag.scoring.places import SavedSame
from hlmdiag.scoring.result import SCHEMA_VERSION, Robustness, Selection
from hlmdiag.scoring.result_columns import Kind
from hlmdiag.text.phrase import Phrase

_SHOWN = 60
_MOST = 20

_Count = Annotated[int, Field(ge=0, lt=2**53)]
_Line = Annotated[int, Field(ge=1, lt=2**53)]
_Value = str | int | float | bool


class _Part(BaseModel):
    # `defer_build`: only reading a saved result needs these validators
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


@dataclass(frozen=True)
class TableProof:
    """Identifies the table of a manifest: its rows, and the digest of its file if it has one of its own.

    Rows are not counted where another engine writes them itself.
    """

    rows: _Count | None = None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class SavedGrid(_Part):
    """A grid as it was, with the grids that it uses and extends."""

    id: str
    version: str
    title: str
    hash: str
    path: str
    document: dict[str, Any]
    lines: dict[str, _Line]
    files: dict[str, str]
    uses: dict[str, SavedGrid]
    unread: dict[str, SavedGrid] = Field(default_factory=dict)
    parent: SavedGrid | None
    departures: list[dict[str, Any]]


class _Tool(_Part):
    name: Literal["hlmdiag"]
    version: str


class _Column(_Part):
    name: str
    type: Kind


class _Phrase(_Part):
    phrase: str
    values: dict[str, _Filling]


class _Listed(_Part):
    names: list[_Filling]
    quoted: bool
    more: str
    joint: str


class _Day(_Part):
    date: date


class _Place(_Part):
    file: str | None
    line: _Count | None
    column: _Count | None
    sheet: str | None
    cell: str | None
    header: str | None


class _Location(_Part):
    location: _Place


class _Problem(_Part):
    code: str
    severity: Severity
    location: _Place
    values: dict[str, _Filling]
    message: str


_Filling = _Value | _Phrase | _Listed | _Day | _Location
"""A value of a sentence, plain or under the name of its kind."""


class SavedGating(_Part):
    """The verdict on the limits of the user."""

    fails: bool
    gates: tuple[Gate, ...]
    comparison: BaselineComparison | None

    def rebuilt(self) -> Gating:
        """The verdict again; whether it fails follows from the rest."""
        return Gating(self.gates, self.comparison)


class _RollUp(_Part):
    unit: str
    rows: list[dict[str, Any]]


class _ToCollect(_Part):
    open: _Count
    first: _Count
    is_fewest: list[bool]
    asks: list[dict[str, Any]]
    fewest: dict[str, list[str]] | None


class SavedManifest(_Part):
    """Description of a saved result: its grid, files, date, problems."""

    schema_version: _Count
    tool: _Tool
    reference_date: date
    grid: SavedGrid
    inputs: tuple[InputFile, ...]
    provenance: dict[str, dict[str, Provenance]]
    same_places: dict[str, SavedSame] = {}
    counts: dict[str, _Count]
    problems: tuple[_Problem, ...]
    columns: tuple[_Column, ...]
    gating: SavedGating | None = None
    is_part: bool = False
    robustness: Robustness | None = None
    selection: Selection | None = None
    translated: tuple[Translated, ...] = ()
    organisation: Organisation | None = None
    results_read: dict[str, str] = Field(default_factory=dict)
    awaited: tuple[AwaitedForm, ...] = ()
    notes: tuple[WrittenNote, ...] = ()
    roll_up: _RollUp | None = None
    to_collect: _ToCollect | None = None
    table: TableProof | None = None

    @property
    def kinds(self) -> dict[str, Kind]:
        """The columns and their kinds, in order."""
        return {column.name: column.type for column in self.columns}


def read_manifest(document: Any, name: str) -> SavedManifest:
    """The manifest that a document holds; `name` is what messages call the file.

    Refused: anything else than a manifest, one of a later version or of a part of a result, and whatever in it is not
    as `describe` writes it: all of that at once.
    """
    if not isinstance(document, Mapping) or not {"columns", "grid", "schema_version"} <= document.keys():
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))])
    found = document["schema_version"]
    if isinstance(found, int) and found > SCHEMA_VERSION:
        values = {"found": found, "expected": SCHEMA_VERSION}
        raise HlmdiagError([Problem("rapport.resultat-version", Location(file=name), values)])
    if document.get("is_part") is True:
        raise HlmdiagError([Problem("rapport.resultat-partiel", Location(file=name))])
    try:
        manifest = SavedManifest.model_validate_json(json.dumps(document), strict=True, extra="forbid")
    except ValidationError as fault:
        raise HlmdiagError(_problems(fault, name)) from None
    counted = Counter(column.name for column in manifest.columns)
    if repeated := [column for column, times in counted.items() if times > 1]:
        raise HlmdiagError([_fault(name, "columns", repeated[0][:_SHOWN], Phrase("rapport.contenu.une-fois"))])
    return manifest


def _problems(fault: ValidationError, name: str) -> list[Problem]:
    """Problems of a manifest, once for each place: every type of a union reports the same fault."""
    found: dict[str, Problem] = {}
    for each in fault.errors(include_url=False, include_context=True):
        place = ".".join(str(part) for part in each["loc"])[:_SHOWN]
        shown = json.dumps(each["input"], ensure_ascii=False)[:_SHOWN]
        found.setdefault(place, _fault(name, place, shown, _expected(each["type"])))
    return list(found.values())[:_MOST]


def _fault(name: str, place: str, value: str, expected: Phrase) -> Problem:
    values = {"place": place, "value": value, "expected": expected}
    return Problem("rapport.resultat-manifeste", Location(file=name), values)


def _expected(type: str) -> Phrase:
    """Expected value where pydantic finds a fault, by the kind of the fault."""
    by_type = {
        "missing": "present", "missing_argument": "present", "extra_forbidden": "absent",
        "unexpected_keyword_argument": "absent", "string_type": "text", "int_type": "integer", "float_type": "number",
        "bool_type": "boolean", "list_type": "list", "tuple_type": "list", "dict_type": "objet", "model_type": "objet",
        "dataclass_type": "objet", "date_type": "date", "date_parsing": "date", "date_from_datetime_parsing": "date",
    }  # fmt: skip
    return Phrase(f"rapport.contenu.{by_type.get(type, 'autre')}")
