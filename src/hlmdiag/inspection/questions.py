"""Questions that only the author of a file can answer, from lists in the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hlmdiag.data import ColumnUnderstood, Settings, SheetUnderstood
from hlmdiag.data.answer_sheet import SheetAnswer, Subject, labels, word
from hlmdiag.data.answered import VOICES, WAYS, alone, answers_of
from hlmdiag.data.colour_only_cells import TINT
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import mark, words
from hlmdiag.data.numbers import parse_number
from hlmdiag.data.sheet import Sheet, address
from hlmdiag.data.table_schemas import STOCK
from hlmdiag.data.tables import tables_of
from hlmdiag.data.transposed import upright
from hlmdiag.data.unit_parts import COMMON, ways_of
from hlmdiag.data.values import NUMERIC, CellValue, reader
from hlmdiag.grid.data_model import Column
from hlmdiag.inspection.doubtful import is_doubtful, texts, tints
from hlmdiag.inspection.model import Inspection
from hlmdiag.inspection.proposals import TitleProposal, nearest_answer, title_proposals
from hlmdiag.states import State
from hlmdiag.text import say
from hlmdiag.text.phrase import spell

NOT_READ, MISSING, ZERO, NOT_APPLICABLE, UNKNOWN, TO_CORRECT = (
    "ne-pas-lire", "missing", "zero", "not-applicable", "unknown", "a-corriger",
)  # fmt: skip
_STATES = {State.MISSING: MISSING, State.UNKNOWN: UNKNOWN, State.NOT_APPLICABLE: NOT_APPLICABLE}
_BY_COLUMN = 12
"""More different texts than that are typed in the wrong column: the list of faults has them all."""
_PRIVATE = "donnees.colonne-nominative"


@dataclass(frozen=True)
class ReadingQuestion:
    """A row to answer: what it asks about, what it may be answered, and `answer`, already there to be changed."""

    file: str
    sheet: str | None
    subject: Subject
    cell: str
    choices: tuple[str, ...]
    samples: tuple[str, ...] = ()
    count: int | None = None
    why: str = ""
    answer: str = ""
    is_answered: bool = False
    """Whether somebody answered it already."""
    is_read: bool = False
    """Whether it is read as `answer` without one, and asked about so that it can be overruled."""


def questions(inspection: Inspection, file: str, language: str) -> list[ReadingQuestion]:
    """The questions of a file: those to confirm first, then the other titles, then the texts that are no values."""
    columns = tables_of(inspection.grid, Settings()).columns
    asked = _Asked(inspection, file, columns, language)
    titles = _once(asked.titles())
    # titles to confirm first, then those already read, then unknown ones
    titles.sort(key=lambda each: (not each.answer, each.is_read))
    return [*asked.sheets(), *asked.rows(), *titles, *_once(asked.texts())]


def _once(asked: Iterable[ReadingQuestion]) -> list[ReadingQuestion]:
    """The questions; those of one title in several sheets are asked once, except if answered apart."""
    found: dict[tuple[str, ...], ReadingQuestion] = {}
    for question in asked:
        subject = question.subject
        key = (subject.kind, subject.table, fold(subject.title), subject.column, subject.text)
        known = found.get(key)
        if known is None:
            found[key] = question
        elif known.is_answered and question.is_answered and words(known.answer) != words(question.answer):
            found[(*key, subject.sheet)] = question
        else:
            kept, other = (question, known) if question.answer and not known.answer else (known, question)
            names = [name for name in (*known.subject.sheets, *subject.sheets) if name != kept.subject.sheet]
            also = replace(kept.subject, also="\n".join(dict.fromkeys(names)))
            count = None if kept.count is None or other.count is None else kept.count + other.count
            found[key] = replace(kept, subject=also, count=count)
    return list(found.values())


class _Asked:
    """The questions of a file, in one language."""

    def __init__(
        self, inspection: Inspection, file: str, columns: Mapping[str, Mapping[str, Column]], language: str
    ) -> None:
        self._inspection, self._file, self._columns, self._language = inspection, file, columns, language
        self._known = {
            self._key(replace(each.subject, sheet=name)): each
            for each in inspection.answers.by_file.get(file, ()) for name in each.subject.sheets
        }  # fmt: skip
        self._labels = {table: labels(each) for table, each in columns.items()}
        self._private = {
            (each.location.sheet, each.location.cell) for each in inspection.problems if each.code == _PRIVATE
        }
        self._lists: dict[str, tuple[str, ...]] = {}
        self._proposed = {
            (id(each.sheet), each.title.letter): each
            for each in title_proposals(inspection) if each.sheet.file == file
        }  # fmt: skip

    @staticmethod
    def _key(subject: Subject) -> tuple[str, ...]:
        return (
            subject.kind,
            subject.sheet.casefold(),
            fold(subject.title),
            subject.column,
            mark(subject.text) or subject.text,
        )

    def sheets(self) -> Iterator[ReadingQuestion]:
        """The sheets that say two things of the same units, or of which it was answered which one counts."""
        dataset = self._inspection.dataset
        groups: list[list[str]] = []
        for double in dataset.doubled if dataset is not None else ():
            names = [name for file, name in double if file == self._file and name is not None]
            found = next((group for group in groups if {*group} & {*names}), None)
            if found is None:
                groups.append(names)
            else:
                found += [name for name in names if name not in found]
        earlier = {each.subject.text: each for each in self._known.values() if each.subject.kind == "sheets"}
        here = {sheet.sheet for sheet in self._inspection.sheets if sheet.file == self._file}
        for text in dict.fromkeys([*("\n".join(names) for names in groups if len(names) > 1), *earlier]):
            names = text.split("\n")
            if names[0] in here:
                voices = [word(VOICES, self._language)] if self._inspection.grid.respondents is not None else []
                choices = (*(alone(name, self._language) for name in names), *voices)
                subject = Subject("sheets", names[0], "A", "", STOCK, text=text)
                answer = earlier[text].said if text in earlier else ""
                why = say("rapport.correspondance.feuilles", self._language)
                yield ReadingQuestion(
                    self._file, names[0], subject, "A1", choices, tuple(names), None, why, answer, text in earlier
                )

    def rows(self) -> Iterator[ReadingQuestion]:
        """Merging of the rows of one unit, column by column, where most units have several."""
        dataset = self._inspection.dataset
        of_parts = set(dataset.of_parts) if dataset is not None else set()
        for sheet in self._inspection.sheets:
            if sheet.file != self._file or sheet.table != STOCK:
                continue
            for title in sheet.columns:
                question = self._rows(sheet, title, is_of_parts=(sheet.file, sheet.sheet) in of_parts)
                if question is not None:
                    yield question

    def _rows(self, sheet: SheetUnderstood, title: ColumnUnderstood, *, is_of_parts: bool) -> ReadingQuestion | None:
        """Merging of the rows of one unit under a title; None where nothing is asked of it."""
        columns, keys = self._columns[STOCK], self._inspection.grid.keys
        found = self._proposed.get((id(sheet), title.letter))
        likely = title.column or (found.column if found is not None else None)
        subject = Subject("rows", sheet.sheet or "", title.letter, title.header, STOCK, title.column or "")
        earlier = next(
            (
                each
                for each in self._known.values()
                if each.subject.kind == "rows" and each.subject.title == title.header
            ),
            None,
        )
        column = columns.get(likely or "")
        if (not is_of_parts and earlier is None) or likely in keys or not title.header.strip():
            return None
        if column is None and not all(map(parse_number, title.sample or ("",))):
            return None
        sized = [self._columns[STOCK].get(each or "") for each in self._likely(sheet)]
        has_size = any(each is not None and each.role == "size" for each in sized)
        ways = ways_of(column, has_size=has_size) if column is not None else WAYS
        shown = tuple(word(way, self._language) for way in ways)
        proposed = shown[0] if column is not None else ""
        code = "lignes-communes" if ways == (COMMON,) else "lignes" if column is not None else "lignes-si-lu"
        why = say(f"rapport.correspondance.{code}", self._language)
        answer = earlier.said if earlier is not None else proposed
        return ReadingQuestion(
            self._file, sheet.sheet, replace(subject, proposed=proposed), title.letter, shown, title.sample, None, why,
            answer, bool(earlier and earlier.said),
        )  # fmt: skip

    def _likely(self, sheet: SheetUnderstood) -> Iterator[str | None]:
        """The columns that the titles of a sheet are, or are proposed to be."""
        for title in sheet.columns:
            found = self._proposed.get((id(sheet), title.letter))
            yield title.column or (found.column if found is not None else None)

    def titles(self) -> Iterator[ReadingQuestion]:
        """Every title that nobody recognised, or that was answered, in the order of the file."""
        for sheet in self._inspection.sheets:
            for title in sheet.columns if sheet.file == self._file else ():
                found = self._proposed.get((id(sheet), title.letter))
                subject = self._subject(sheet, title)
                earlier = self._known.get(self._key(subject))
                if title.header.strip() and (found is not None or earlier is not None or title.how == "words"):
                    yield self._title(sheet, title, subject, found, earlier)

    def _subject(self, sheet: SheetUnderstood, title: ColumnUnderstood) -> Subject:
        return Subject("title", sheet.sheet or "", title.letter, title.header, self._table(sheet))

    def _table(self, sheet: SheetUnderstood) -> str:
        return sheet.table if sheet.table in self._columns and sheet.table is not None else STOCK

    def _title(
        self, sheet: SheetUnderstood, title: ColumnUnderstood, subject: Subject, found: TitleProposal | None,
        earlier: SheetAnswer | None,
    ) -> ReadingQuestion:  # fmt: skip
        table = self._table(sheet)
        cell = address(title.letter, max(sheet.header_rows)) if sheet.header_rows else title.letter
        proposed, why = "", spell(found.why, self._language) if found is not None else ""
        if (sheet.sheet, cell) in self._private:
            proposed, why = word(NOT_READ, self._language), say("rapport.correspondance.nominative", self._language)
        elif found is not None and found.column in self._labels[table]:
            proposed = self._labels[table][found.column]
        elif title.how == "words" and title.column in self._labels[table]:
            proposed, why = self._labels[table][title.column], say("rapport.correspondance.compris", self._language)
        if earlier is not None:
            proposed = earlier.subject.proposed
        subject = Subject(subject.kind, subject.sheet, subject.letter, subject.title, table, proposed=proposed)
        answer = earlier.said if earlier is not None else proposed
        return ReadingQuestion(
            self._file, sheet.sheet, subject, cell, self._columns_of(table), title.sample, None, why, answer,
            bool(earlier and earlier.said), title.how == "words" and earlier is None,
        )  # fmt: skip

    def _columns_of(self, table: str) -> tuple[str, ...]:
        if table not in self._lists:
            ordered = sorted(self._labels[table].values(), key=words)
            self._lists[table] = (word(NOT_READ, self._language), *ordered)
        return self._lists[table]

    def texts(self) -> Iterator[ReadingQuestion]:
        """Every text that is not plainly a value, by column, the most frequent first."""
        received = {(each.file, each.name): each for _, sheets in self._inspection.opened for each in sheets}
        for sheet in self._inspection.sheets:
            if sheet.file != self._file or sheet.table is None:
                continue
            cells = received[sheet.file, sheet.sheet]
            cells = upright(cells) if sheet.is_upright else cells
            for title in sheet.columns:
                column = self._columns.get(sheet.table, {}).get(title.column or "")
                if column is not None and column.type not in ("id", "text"):
                    yield from self._of_column(sheet, cells, title, column)

    def _of_column(
        self, sheet: SheetUnderstood, cells: Sheet, title: ColumnUnderstood, column: Column
    ) -> Iterator[ReadingQuestion]:
        read = reader(column, date_1904=cells.date_1904)
        shown = 0
        for text, count in [*tints(sheet, cells, title), *texts(sheet, cells, title, column)]:
            subject = Subject(
                "text", sheet.sheet or "", title.letter, title.header, self._table(sheet), column.id, text
            )
            is_tint = text.startswith(TINT)
            earlier, found = self._known.get(self._key(subject)), State.MISSING if is_tint else read(text)
            if earlier is None and not is_tint and (shown >= _BY_COLUMN or not is_doubtful(text, found)):
                continue
            shown += 1
            yield self._text(sheet, subject, column, found, earlier, count)

    def _text(
        self, sheet: SheetUnderstood, subject: Subject, column: Column, found: CellValue, earlier: SheetAnswer | None,
        count: int,
    ) -> ReadingQuestion:  # fmt: skip
        choices = self._answers(column)
        proposed = word(_STATES[found], self._language) if isinstance(found, State) and found in _STATES else ""
        if not proposed and column.choices:
            own = answers_of(column)
            close = nearest_answer(subject.text, map(words, own), map(words, choices))
            proposed = next((each for each in choices if words(each) == close), "")
        if earlier is not None:
            proposed = earlier.subject.proposed
        code = "lu-ainsi" if isinstance(found, State) else "refuse"
        subject = Subject(
            subject.kind, subject.sheet, subject.letter, subject.title, subject.table, subject.column, subject.text,
            proposed,
        )  # fmt: skip
        why = say(f"rapport.correspondance.{code}", self._language)
        answer = earlier.said if earlier is not None else proposed
        return ReadingQuestion(
            self._file, sheet.sheet, subject, subject.letter, choices, (), count, why, answer,
            bool(earlier and earlier.said),
        )  # fmt: skip

    def _answers(self, column: Column) -> tuple[str, ...]:
        own = list(answers_of(column))
        if column.type == "boolean" and not own:
            own = [word("oui", self._language), word("non", self._language)]
        zero = [ZERO] if column.type in NUMERIC else []
        codes = (MISSING, *zero, NOT_APPLICABLE, UNKNOWN, TO_CORRECT)
        return (*own, *(word(code, self._language) for code in codes))
