"""Turns the answers of « Correspondances » about a sheet into settings, which win over the settings file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hlmdiag.configuration import NOT_READ
from hlmdiag.data.answer_sheet import SheetAnswer, labels, meaning, word
from hlmdiag.data.normalise_text import header as fold
from hlmdiag.data.normalise_text import mark, words
from hlmdiag.data.settings import Settings
from hlmdiag.data.sheet import TO_CORRECT
from hlmdiag.data.translations import TRANSLATED
from hlmdiag.data.unit_parts import COMMON, COUNT, MEAN, SUM, WEIGHTED
from hlmdiag.errors import Problem, Severity
from hlmdiag.text import LANGUAGES, say
from hlmdiag.text.phrase import Listed, Phrase, cited_at, first_of, in_quotes

if TYPE_CHECKING:
    from hlmdiag.data.assign import Candidate
    from hlmdiag.data.sheet import Sheet
    from hlmdiag.grid.data_model import Column

OBEYED = "donnees.correspondance"
"""Code of the notice on a title read as answered."""
SETTINGS_TOLD = frozenset(
    {
        TRANSLATED, OBEYED, "donnees.correspondance-non-lus", "donnees.correspondance-reglages",
        "donnees.correspondance-remplace", "donnees.feuille-comptee", "donnees.feuilles-voix",
        "donnees.lignes-reunies",
    }
)  # fmt: skip
"""Codes of the settings and answers in effect, shown in every output."""
_TEXTS = {"missing": "missing", "zero": "0", "not-applicable": "not_applicable", "unknown": "unknown"}
"""Text read in place of another, by answer."""
VOICES = "voix"
WAYS = (SUM, WEIGHTED, MEAN, COMMON, COUNT)
_NOT_READ = "ne-pas-lire"
_TO_CORRECT = "a-corriger"
_SHOWN = 10


class Resolved:
    """The answers about one sheet, in the terms of a grid: what each title is, what each text is read as."""

    def __init__(self) -> None:
        self.titles: dict[str, tuple[str, SheetAnswer]] = {}
        """By title, the column or `NOT_READ`."""
        self.clashing: set[str] = set()
        """Titles answered as a column that another title is answered as too: none of them is read."""
        self.texts: dict[str, dict[str, tuple[str, SheetAnswer]]] = {}
        self.counted: list[tuple[list[str], str | None, SheetAnswer]] = []
        """Sheets that say two things, and the name of the one that counts; None: they are several voices."""
        self.together: dict[str, tuple[str, SheetAnswer]] = {}
        """By column, what becomes of the rows of one unit."""
        self.blank: list[SheetAnswer] = []
        self.problems: list[Problem] = []

    def over(self, settings: Settings) -> Settings:
        """These settings with the answers about the sheet, which win; differences are reported."""
        self.problems += self._differences(settings)
        answered = {title: column for title, (column, _) in self.titles.items()}
        answered |= dict.fromkeys(self.clashing, NOT_READ)
        values = {column: dict(texts) for column, texts in settings.values.items()}
        places = dict(settings.places)
        for column, texts in self.texts.items():
            kept = {
                text: value for text, value in values.get(column, {}).items()
                if mark(text) not in {mark(each) for each in texts}
            }  # fmt: skip
            values[column] = kept | {text: value for text, (value, _) in texts.items()}
            places |= {(column, text): answer.place for text, (_, answer) in texts.items()}
        together = {column: way for column, (way, _) in self.together.items()}
        return replace(settings, answered=answered, values=values, places=places, together=together)

    def _differences(self, settings: Settings) -> Iterator[Problem]:
        told = {fold(title): (title, column) for title, column in settings.columns.items()}
        for title, (column, answer) in self.titles.items():
            other = told.get(fold(title))
            if other is not None and other[1] != column:
                yield _said(
                    "reglages", answer, Severity.NOTICE, what=title, settings=_name(settings), here=answer.said,
                    there=other[1],
                )  # fmt: skip
        for column, texts in self.texts.items():
            known = {mark(text): value for text, value in settings.values.get(column, {}).items()}
            for text, (value, answer) in texts.items():
                if known.get(mark(text), value) != value:
                    yield _said(
                        "reglages", answer, Severity.NOTICE, what=text, settings=_name(settings), here=answer.said,
                        there=known[mark(text)],
                    )  # fmt: skip


def _name(settings: Settings) -> str:
    return settings.file.name if settings.file is not None else ""


def _said(code: str, answer: SheetAnswer, severity: Severity = Severity.WARNING, **values: Any) -> Problem:
    return Problem(
        f"donnees.correspondance-{code}" if code else "donnees.correspondance", answer.place, values, severity
    )


def resolved(answers: Sequence[SheetAnswer], columns: Mapping[str, Mapping[str, Column]]) -> Resolved:
    """The answers about a sheet; `columns`: those of each table. An invalid answer is reported and ignored."""
    found = Resolved()
    by_column: dict[tuple[str, str], list[SheetAnswer]] = {}
    for answer in answers:
        table = columns.get(answer.subject.table)
        if not answer.said:
            found.blank.append(answer)
        elif table is None:
            found.problems.append(_said("autre-grille", answer, value=answer.said))
        elif answer.subject.kind == "sheets":
            _take_sheets(answer, found)
        elif answer.subject.kind == "rows":
            # later, in `_take_rows`, once the column of each title is known
            continue
        elif answer.subject.kind == "title":
            column = _column(answer.said, table)
            if column is None:
                found.problems.append(_unknown(answer, list(labels(table).values())))
            else:
                found.titles[answer.subject.title] = (column, answer)
                by_column.setdefault((answer.subject.table, column), []).append(answer)
        else:
            _take_text(answer, table, found)
    for answer in answers:
        if answer.subject.kind == "rows" and answer.said and answer.subject.table in columns:
            _take_rows(answer, columns[answer.subject.table], found)
    for (_, column), several in by_column.items():
        if column != NOT_READ and len(several) > 1:
            found.problems += _clash(several)
            for each in several:
                del found.titles[each.subject.title]
                found.clashing.add(each.subject.title)
    return found


def _take_sheets(answer: SheetAnswer, found: Resolved) -> None:
    names = answer.subject.text.split("\n")
    only = {words(alone(name, language)): name for name in names for language in LANGUAGES}
    if words(answer.said) in only:
        found.counted.append((names, only[words(answer.said)], answer))
    elif meaning(answer.said, [VOICES]):
        found.counted.append((names, None, answer))
    else:
        found.problems.append(_unknown(answer, [alone(name, LANGUAGES[0]) for name in names]))


def _take_rows(answer: SheetAnswer, columns: Mapping[str, Column], found: Resolved) -> None:
    titled = found.titles.get(answer.subject.title)
    column = columns.get(titled[0] if titled is not None else answer.subject.column)
    way = meaning(answer.said, WAYS)
    if column is None and (titled is not None or not answer.subject.column):
        # the title of this question is not read
        return
    if column is None:
        found.problems.append(_said("autre-grille", answer, value=answer.said))
    elif way is None:
        found.problems.append(_unknown(answer, [word(each, LANGUAGES[0]) for each in WAYS]))
    else:
        found.together[column.id] = (way, answer)


def alone(name: str, language: str) -> str:
    """The answer that only one sheet counts, as written in the lists."""
    return say("rapport.correspondance.seule", language, name=name)


def _column(said: str, columns: Mapping[str, Column]) -> str | None:
    if meaning(said, [_NOT_READ]):
        return NOT_READ
    shown = labels(columns)
    by_label = {fold(label): id for id, label in shown.items()}
    return by_label.get(fold(said)) or next((id for id in columns if id == said), None)


def _unknown(answer: SheetAnswer, known: Sequence[str]) -> Problem:
    import difflib

    by_words = {words(label): label for label in known}
    close = difflib.get_close_matches(words(answer.said), list(by_words), n=1, cutoff=0.6)
    nearest = Phrase("donnees.mots.correspondance-proche", nearest=by_words[close[0]]) if close else ""
    what = answer.subject.text.replace("\n", ", ") or answer.subject.title
    return _said("inconnue", answer, value=answer.said, what=what, advice=nearest)


def _clash(several: Sequence[SheetAnswer]) -> Iterator[Problem]:
    titles = Listed(tuple(cited_at(each.subject.title, each.place.cell or "") for each in several))
    yield _said("double", several[1], label=several[1].said, titles=titles)


def _take_text(answer: SheetAnswer, columns: Mapping[str, Column], found: Resolved) -> None:
    subject = answer.subject
    column = columns.get(subject.column)
    if column is None:
        found.problems.append(_said("autre-grille", answer, value=answer.said))
        return
    value = _read_as(answer, column)
    if value is None:
        found.problems.append(_unknown(answer, answers_of(column)))
    else:
        found.texts.setdefault(column.id, {})[subject.text] = (value, answer)


def _read_as(answer: SheetAnswer, column: Column) -> str | None:
    """Text read in place of another."""
    code = meaning(answer.said, (*_TEXTS, _TO_CORRECT))
    if code == _TO_CORRECT:
        return TO_CORRECT + answer.subject.text
    if code is not None:
        return _TEXTS[code]
    if column.type == "boolean" and not column.choices:
        return meaning(answer.said, ("oui", "non"))
    return next((id for id, label in column.choices.items() if words(answer.said) in (words(label), words(id))), None)


def answers_of(column: Column) -> list[str]:
    """The answers of a column with a short list, as written in the lists."""
    return [label or code for code, label in column.choices.items()]


def about_answers(
    sheet: Sheet, found: Resolved, candidate: Candidate | None, labelled: Mapping[str, Mapping[str, Column]]
) -> Iterator[Problem]:
    """Notices about the answers of a sheet, once its titles are found."""
    yield from found.problems
    here = {} if candidate is None else {fold(match.header): match for match in candidate.matches}
    unread = []
    for title, (column, answer) in found.titles.items():
        match = here.get(fold(title))
        if match is None:
            yield _said("absente", answer, title=title, sheet=sheet.title)
        elif column == NOT_READ:
            unread.append(answer)
        else:
            label = labelled[answer.subject.table][column].label
            kept = Phrase(f"donnees.mots.{'proposition-gardee' if answer.is_kept_proposal else 'choisi'}")
            cell = candidate.sheet.address(match.index, candidate.sheet.row(candidate.header.last)) if candidate else ""
            yield _said("", answer, Severity.NOTICE, title=title, label=label, cell=cell, how=kept)
    if found.blank:
        yield _said("sans-reponse", found.blank[0], Severity.NOTICE, count=len(found.blank))
    if unread:
        titles = first_of([each.subject.title for each in unread], _SHOWN, quoted=True)
        yield _said("non-lus", unread[0], Severity.NOTICE, count=len(unread), titles=titles)
    for match in here.values():
        if match.how == "replaced" and candidate is not None:
            yield candidate.sheet.problem(
                "donnees.correspondance-remplace", row=candidate.sheet.row(candidate.header.last), column=match.index,
                header=match.header, severity=Severity.NOTICE, title=match.header,
            )  # fmt: skip


def counted(
    found: Sequence[tuple[Sheet, Candidate | None]], told: Mapping[Sheet, Resolved]
) -> tuple[dict[Sheet, Candidate | None], list[Problem]]:
    """The sheets that count, if the workbook answers which ones do, with the notices."""
    kept: dict[Sheet, Candidate | None] = dict(found)
    problems = []
    for sheet, resolved_there in told.items():
        for names, only, answer in resolved_there.counted:
            group = [each for each, _ in found if each.file == sheet.file and each.name in names]
            shown = in_quotes(*(each.name or "" for each in group))
            if only is not None and any(each.name == only for each in group):
                for each in group:
                    if each.name != only:
                        kept.pop(each, None)
                said = {"sheets": shown, "name": only}
                problems.append(Problem("donnees.feuille-comptee", answer.place, said, Severity.NOTICE))
            elif only is None:
                for each in group:
                    kept[each] = _with_voice(kept.get(each), each.name or "")
                problems.append(Problem("donnees.feuilles-voix", answer.place, {"sheets": shown}, Severity.NOTICE))
            else:
                problems.append(_said("absente", answer, title=answer.said, sheet=sheet.title))
    return kept, problems


def _with_voice(candidate: Candidate | None, name: str) -> Candidate | None:
    """A sheet as the opinion of one respondent, who has its name; one that names its own keeps them."""
    from hlmdiag.data.assign import with_column

    if candidate is None or candidate.form.respondent is None or candidate.form.respondent in candidate.answers:
        return candidate
    return with_column(candidate, candidate.form.respondent, name)
