"""The sheet « Correspondances » of an annotated copy: known by marks in hidden cells, not by its name nor its titles.

Its first row, hidden, says which column holds the answers and which one holds, hidden too, what each row asks about.
Rows may be sorted, columns and rows added, the sheet renamed, the file saved by another program.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import words
from hlmdiag.data.sheet import letter
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.text import LANGUAGES, say

if TYPE_CHECKING:
    from hlmdiag.data.sheet import Sheet
    from hlmdiag.grid.data_model import Column

ANSWERS_HERE = "hlmdiag:reponses"
"""Marks the column of the answers."""
ASKED_HERE = "hlmdiag:questions:1"
"""Marks the column that says what each row asks about."""
LISTS_HERE = "hlmdiag:listes"
"""Stands first in the sheet that holds the lists to choose from."""
LOOKED = 20
"""Rows and columns among which the marks are looked for: somebody may have added some."""

SubjectKind = Literal["title", "text", "sheets", "rows"]


@dataclass(frozen=True)
class Subject:
    """What a row asks about: a title of a sheet, a text under the title of a column, sheets that say two things, or
    what becomes of the rows of one unit in a column.

    Of sheets, `text` has their names, one a line, and `sheet` is the first. `also`: the names, one a line, of other
    sheets that have the same title.
    `proposed` is what was proposed, in the words of the list.
    """

    kind: SubjectKind
    sheet: str
    letter: str = ""
    title: str = ""
    table: str = ""
    column: str = ""
    text: str = ""
    proposed: str = ""
    also: str = ""

    @property
    def sheets(self) -> list[str]:
        """The sheets that it is about."""
        return [self.sheet, *self.also.split("\n")] if self.also else [self.sheet]

    def written(self) -> str:
        """Text of its hidden cell."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)


@dataclass(frozen=True)
class SheetAnswer:
    """An answer to a question of the sheet, with its cell."""

    subject: Subject
    said: str
    place: Location

    @property
    def is_kept_proposal(self) -> bool:
        """Whether it is what was proposed."""
        return words(self.said) == words(self.subject.proposed)


@dataclass(frozen=True)
class SheetAnswers:
    """The answers of some files, by the name of the file, those left blank among them; and what is wrong with them."""

    by_file: Mapping[str, tuple[SheetAnswer, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of(self, sheet: Sheet) -> tuple[SheetAnswer, ...]:
        """Answers about a sheet."""
        name = _folded(sheet.name)
        return tuple(
            each for each in self.by_file.get(sheet.file, ()) if name in [_folded(one) for one in each.subject.sheets]
        )

    def unplaced(self, sheets: Sequence[Sheet]) -> list[Problem]:
        """Problems that belong to no sheet, and answers about sheets that are gone."""
        there = {(each.file, _folded(each.name)) for each in sheets}
        lost = [
            each
            for file, answers in self.by_file.items()
            for each in answers
            if each.said and not there & {(file, _folded(name)) for name in each.subject.sheets}
        ]
        return [
            *self.problems,
            *(
                Problem(
                    "donnees.correspondance-absente", each.place,
                    {"title": each.subject.title, "sheet": each.subject.sheet}, Severity.WARNING,
                )
                for each in lost
            ),
        ]  # fmt: skip


def _folded(name: str | None) -> str:
    return (name or "").strip().casefold()


def take_answers(given: Sequence[tuple[Sheet, str | None]]) -> tuple[list[tuple[Sheet, str | None]], SheetAnswers]:
    """The sheets of data, each with its table, and the answers of our own sheets."""
    kept: list[tuple[Sheet, str | None]] = []
    found: dict[str, list[SheetAnswer]] = {}
    problems: list[Problem] = []
    said: tuple[Problem, ...] = ()
    for sheet, table in given:
        marks = _marks(sheet)
        if marks is None:
            # a reader puts the problems of a file on its first sheet: if it is set aside, the next one takes them
            kept.append((replace(sheet, problems=(*said, *sheet.problems)) if said else sheet, table))
            said = ()
            continue
        said += sheet.problems
        if marks:
            answers, wrong = _read(sheet, *marks)
            found.setdefault(sheet.file, []).extend(answers)
            problems += wrong
    return kept, SheetAnswers({file: tuple(each) for file, each in found.items()}, tuple(problems))


def marks_in(rows: Iterable[Sequence[object]]) -> dict[str, int]:
    """The marks that the first rows of a sheet hold, each with its column counted from 0; none in a sheet of data."""
    found = {}
    for row in rows:
        for place, cell in enumerate(row):
            if cell in (ANSWERS_HERE, ASKED_HERE, LISTS_HERE):
                found[str(cell)] = place
    return found


def _marks(sheet: Sheet) -> tuple[int, int] | tuple[()] | None:
    """The columns of the answers and of what is asked; nothing for our lists; None for a sheet of data."""
    if sheet.name is None:
        return None
    places = marks_in(sheet.cells.head(LOOKED)[:, :LOOKED].rows())
    if ASKED_HERE in places and ANSWERS_HERE in places:
        return places[ANSWERS_HERE], places[ASKED_HERE]
    return () if LISTS_HERE in places else None


def _read(sheet: Sheet, answers: int, asked: int) -> tuple[list[SheetAnswer], list[Problem]]:
    found, problems = [], []
    seen: dict[Subject, Location] = {}
    for index, (said, subject) in enumerate(sheet.cells.select(str(answers), str(asked)).rows()):
        text = (subject or "").strip()
        if not text or text == ASKED_HERE:
            continue
        place = Location(sheet.file, sheet=sheet.name, cell=f"{letter(answers)}{sheet.row(index)}")
        read = _subject(text)
        if read is None:
            problems.append(Problem("donnees.correspondance-abimee", place, {}, Severity.WARNING))
        elif read not in seen:
            seen[read] = place
            found.append(SheetAnswer(read, (said or "").strip(), place))
    return found, problems


def _subject(text: str) -> Subject | None:
    """Subject written in a hidden cell; None if damaged: the file comes from outside."""
    try:
        document = json.loads(text)
        subject = Subject(**document)
    except (ValueError, TypeError, RecursionError):
        return None
    if subject.kind not in get_args(SubjectKind) or not all(isinstance(each, str) for each in document.values()):
        return None
    return subject


def word(code: str, language: str) -> str:
    """Word of the lists for an answer that is not a column."""
    return say(f"rapport.correspondance.reponse.{code}", language)


def meaning(said: str, codes: Iterable[str]) -> str | None:
    """Which of some answers a text is, in any language."""
    folded = words(said)
    return next((code for code in codes if folded in {words(word(code, each)) for each in LANGUAGES}), None)


def labels(columns: Mapping[str, Column]) -> dict[str, str]:
    """Name of each column in the lists, by its id: its label, with the id if several have the same."""
    counts = Counter(fold(column.label) for column in columns.values())
    bare = {id: " ".join(column.label.split()) for id, column in columns.items()}
    return {id: f"{label} ({id})" if counts[fold(label)] > 1 else label for id, label in bare.items()}
