"""A returned form before its answers are decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from hlmdiag.data.form_identity import FormMark, Part
from hlmdiag.data.sheet import address, letter
from hlmdiag.errors import Location


@dataclass(frozen=True, slots=True)
class FormCell:
    """Content and place of a cell: row and column counted from 0, as in the file."""

    text: str
    row: int
    column: int

    @property
    def letters(self) -> str:
        """Letters of its column."""
        return letter(self.column)

    @property
    def cell(self) -> str:
        """Its address."""
        return address(self.letters, self.row + 1)


@dataclass(frozen=True)
class FormRow:
    """Answers of a sheet about one unit, by id of column, with its code and notes.

    `notes`: by id of column, or "" for what is said of the unit, then by part.
    """

    answers: Mapping[str, FormCell]
    notes: Mapping[str, Mapping[Part, FormCell]] = field(default_factory=dict)


@dataclass(frozen=True)
class FormPage:
    """A sheet of a form: what it says of each unit, the ids that it asks, and the columns that are not ours."""

    name: str | None
    layout: str
    rows: tuple[FormRow, ...]
    asked: tuple[str, ...]
    added: tuple[FormCell, ...] = ()
    twice: tuple[tuple[FormCell, FormCell], ...] = ()
    """Rows that answer the same question about the same unit otherwise: neither is among the answers."""
    texts: Mapping[str, FormCell] = field(default_factory=dict)
    """The text of each question, where its cell is known."""


@dataclass(frozen=True)
class Form:
    """A file that is a form. `about`: its grid and version, as its marks say; `is_pasted`: its hidden sheet is gone;
    `voice`: who answers and when; `known`: by key of unit and column, what it showed as known.
    """

    file: str
    sha256: str
    about: FormMark
    pages: tuple[FormPage, ...]
    is_pasted: bool
    voice: Mapping[Part, FormCell] = field(default_factory=dict)
    voice_sheet: str | None = None
    known: Mapping[tuple[tuple[str, ...], str], str] = field(default_factory=dict)
    strange: tuple[str, ...] = ()
    """The names of its sheets that hold no mark: they are not read."""
    is_checked: bool = True
    is_1904: bool = False

    @property
    def stem(self) -> str:
        """Its name, without its folders nor its suffix."""
        return PurePath(self.file).stem

    @property
    def respondent(self) -> str:
        """The respondent: as written in the form, else the name of its file."""
        cell = self.voice.get("respondent")
        return cell.text if cell is not None and cell.text else self.stem

    def place(self, sheet: str | None, cell: str | None = None) -> Location:
        """A place in the file."""
        return Location(self.file, sheet=sheet, cell=cell)
