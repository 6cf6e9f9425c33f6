"""A file once read: columns of values and states, and the place each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from hlmdiag.data.dataset_columns import data_text, declared_column, is_data_text
from hlmdiag.errors import Problem

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from hlmdiag.data.column_summary import SheetUnderstood
    from hlmdiag.data.translations import Translated

EVIDENCE_COLUMNS = "evidence_columns"
"""Key of the count of columns whose title announces evidence of an indicator."""
SETTINGS = "settings"
"""Kind of input of a settings file."""


@dataclass(frozen=True)
class Organisation:
    """The organisation of a stock: its name in the settings, and its own identifier (SIREN…) if given."""

    name: str
    id: str | None = None


@dataclass(frozen=True)
class AwaitedForm:
    """An answer that is expected and has not come: the key of the unit, as it was sent, the id of the role that is
    asked (none: whoever answers), and the name of the form.
    """

    unit: tuple[str, ...]
    role: str | None = None
    form: str | None = None


@dataclass(frozen=True)
class WrittenNote:
    """What somebody wrote beside an answer: the key of the unit, the column of the question (none: about the unit),
    what it is (a `NoteKind`), the text as received, who wrote it, and its cell.
    """

    unit: tuple[str, ...]
    column: str | None
    kind: str
    text: str
    respondent: str
    role: str | None
    file: str
    sheet: str | None
    cell: str


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its name (never an absolute path), hash, what it fed and what was understood of it."""

    name: str
    sha256: str
    table: str
    """`stock`, `overrides`, the id of an event table, or `settings`."""
    rows: int
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    path: str | None = None
    """Path from the root of the job, or of the working directory, if the name does not give it."""


@dataclass(frozen=True)
class Provenance:
    """Origin of a column of the grid: file, sheet, letter of the column, header as written.

    `rows` names the column of the frame that holds its row there: `row`, or `row:<n>` for a sheet joined to the stock.
    """

    file: str
    sheet: str | None
    letter: str
    header: str
    rows: str = "row"


SheetSource = tuple[str, str | None]
"""A file, and the name of its sheet where it is a workbook."""


@dataclass(frozen=True, eq=False)
class SheetShape:
    """The places of the columns of some sheets, and those sheets in the order in which the columns name them."""

    places: Mapping[str, Provenance]
    sources: Mapping[SheetSource, int]

    @classmethod
    def of(cls, places: Mapping[str, Provenance]) -> SheetShape:
        """The shape of some places."""
        found = dict.fromkeys((place.file, place.sheet) for place in places.values())
        return cls(places, {source: number for number, source in enumerate(found)})


class SamePlaces(Mapping[str, Provenance]):
    """The same places in other sheets of the same titles: thousands of files take the memory of one."""

    def __init__(self, shape: SheetShape, sources: tuple[SheetSource, ...]) -> None:
        self.shape = shape
        self.sources = sources
        """The sheets with the same shape, in the same order."""

    def __getitem__(self, column: str) -> Provenance:
        """The place of a column."""
        place = self.shape.places[column]
        file, sheet = self.sources[self.shape.sources[place.file, place.sheet]]
        return Provenance(file, sheet, place.letter, place.header, place.rows)

    def __iter__(self) -> Iterator[str]:
        """The columns."""
        return iter(self.shape.places)

    def __len__(self) -> int:
        """Number of columns with a place."""
        return len(self.shape.places)


@dataclass(frozen=True, eq=False)
class DecodedTable:
    """Rows of a table, decoded.

    `frame` holds `row` (UInt32: the row in the sheet, or the line in the text file), then for every column `c` of the
    grid (absent ones too, then all missing): `v:c` the value (number, integer, percent: Float64, percents as 0–100;
    boolean: Boolean; id, text: String as received, stripped; choice: String, its code; date, month: Date), null
    exactly where `s:c` (UInt8, a `State`: KNOWN, NOT_APPLICABLE, INVALID, MISSING, UNKNOWN) is not KNOWN;
    and `t:c` (String, as received) for the key and for every column with a role.
    Where several sheets were read one after the other, `part` (UInt32) is the index in `parts` of each row's sheet.
    """

    frame: pl.DataFrame
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    parts: tuple[Mapping[str, Provenance], ...] = ()


class LeftOpen(NamedTuple):
    """Whether some rows of events may count or not, and whether some count without a value."""

    undecided: bool
    without_value: bool


@dataclass(frozen=True, eq=False)
class WholeStock:
    """What a piece of a stock cannot tell by itself.

    `doubts`: what the rows of events leave open, by what is read of them (an `EventRef`); `placed`: the columns of what
    the units of the piece are among all units (see `scoring.external_references`).
    """

    doubts: Mapping[Any, LeftOpen]
    placed: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Dataset:
    """The answers of one campaign: the stock, event tables by id (if supplied), overrides, problems.

    `overrides`, if supplied, has one row per key: the key columns, `level` (an id), `author`, `date`, `reason`.
    Rows with an unusable or repeated key are not in the stock; `problems` says so.
    `counts`: `rows_read`, `rows_set_aside`, `refused_cells`, …
    `refused` lists every refused cell (file, sheet, row, letter, header, column, value, code): `problems` is bounded;
    `understood` is what each sheet was taken for (its columns are described by `inspect` alone).
    `respondents`, where the grid has some and a file holds their answers, has one row per unit and voice: the key
    columns, `respondent` (its name), `role` (the id of a role of the grid; null where none is said), `row`, then `v:`
    and `s:` of the columns that they judge; the stock keeps one row per unit, with what its rows agree on.
    """

    stock: DecodedTable
    events: Mapping[str, DecodedTable] = field(default_factory=dict)
    overrides: pl.DataFrame | None = None
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: pl.DataFrame | None = None
    understood: tuple[SheetUnderstood, ...] = ()
    respondents: DecodedTable | None = None
    translated: tuple[Translated, ...] = ()
    """Cells whose answer the user's settings changed."""
    date: date | None = None
    """The reference date of the reading, where one was given."""
    doubled: tuple[tuple[SheetSource, ...], ...] = ()
    """The sheets that answer the same questions otherwise for the same units, together."""
    of_parts: tuple[SheetSource, ...] = ()
    """The sheets that have several rows for most units, of which nothing is made unasked."""
    organisation: Organisation | None = None
    """The organisation of the stock, if the settings name it."""
    awaited: tuple[AwaitedForm, ...] = ()
    """Forms sent and not answered, if a list of the sent ones is given."""
    notes: tuple[WrittenNote, ...] = ()
    """Notes written beside answers."""
    already_read: pl.DataFrame | None = None
    """Of answers that a saved result holds: its columns of what was read in tables and in other results."""
    whole: WholeStock | None = None
    """Of a piece of a stock, what all of it says."""

    def __repr__(self) -> str:
        """One line: a dataset holds every answer of a stock."""
        files = ", ".join(dict.fromkeys(file.name for file in self.inputs))
        return f"<hlmdiag.Dataset: {files}, {self.stock.frame.height} units, {len(self.problems)} problems>"

    def _repr_html_(self) -> str:
        """The first answers as a table; free texts stay in the received file."""
        from hlmdiag.text.notebook import SHOWN, html_table

        frame = self.stock.frame.head(SHOWN)
        names = [declared_column(name) for name in frame.columns if is_data_text(name)]
        return html_table(repr(self), ["row", *names], frame.select("row", *(data_text(name) for name in names)).rows())
