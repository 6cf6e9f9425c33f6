"""The same questions as a form for phones: a workbook in XLSForm, for ODK and KoboToolbox.

Three sheets: the questions (survey), the lists of answers (choices), what the form is called (settings).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO

from hlmdiag.data import survey_names as names
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.form import FEW, FormQuestion, Handout, by_theme
from hlmdiag.form.handout import Fact
from hlmdiag.form.relevance import NotInTheForm, Survey, relevance
from hlmdiag.text import LANGUAGES, say
from hlmdiag.text.inert import as_cell
from hlmdiag.wording import Wording

_LANGUAGES = {"fr": "Français (fr)", "en": "English (en)"}
_SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
           "default", "appearance", "parameters")  # fmt: skip
_UNIT, _ROLE, _ABSENT, _SURE = "hlmdiag_units", "hlmdiag_roles", "hlmdiag_absences", "hlmdiag_certainties"
"""The lists that are not of a question."""
_SAID = ("label", "hint", "constraint_message")
"""The columns that are repeated in each language."""
_TYPES = {"integer": "integer", "number": "decimal", "percent": "decimal", "date": "date", "month": "date"}


@dataclass
class _Sheets:
    """The rows of both sheets, and what could not be said in a survey."""

    survey: list[dict[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    has_absences: bool = False
    has_certainties: bool = False


def render(handout: Handout, out: BinaryIO, language: str, day: date) -> list[Problem]:
    """Write the form; gives the conditions that it could not take."""
    writer = _Writer(handout, language)
    sheets = writer.sheets()
    held = BytesIO()
    from xlsxwriter import Workbook

    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "hlmdiag", "created": datetime.combine(day, time())})
    _sheet(book.add_worksheet("survey"), _titles(_SURVEY), [_spread(row) for row in sheets.survey])
    lines = [{"list_name": listed, "name": code} | _labels(texts) for listed, code, texts in sheets.choices]
    _sheet(book.add_worksheet("choices"), _titles(("list_name", "name", "label")), lines)
    _sheet(book.add_worksheet("settings"), list(writer.settings()), [writer.settings()])
    book.close()
    out.write(held.getvalue())
    return sheets.problems


def _titles(columns: Sequence[str]) -> list[str]:
    return [
        title
        for column in columns
        for title in ([f"{column}::{each}" for each in _LANGUAGES.values()] if column in _SAID else [column])
    ]


def _spread(row: dict[str, str]) -> dict[str, str]:
    """A row whose texts go to the column of their language."""
    found = {}
    for key, text in row.items():
        column, _, language = key.partition(":")
        found[f"{column}::{_LANGUAGES[language]}" if language else column] = text
    return found


def _labels(texts: dict[str, str]) -> dict[str, str]:
    return {f"label::{_LANGUAGES[language]}": text for language, text in texts.items()}


def _sheet(sheet: object, titles: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title)  # type: ignore[attr-defined]  # xlsxwriter ships no types
    for number, row in enumerate(rows, start=1):
        for column, title in enumerate(titles):
            if row.get(title):
                sheet.write_string(number, column, as_cell(row[title]))  # type: ignore[attr-defined]


class _Writer:
    """Writes the rows one after the other."""

    def __init__(self, handout: Handout, language: str) -> None:
        self._handout, self._grid = handout, handout.questionnaire.grid
        self._words = {each: Wording(each, self._grid) for each in LANGUAGES}
        self._language = language
        self._out = _Sheets()
        asked = {each.id: names.survey_name(each.id) for each in handout.questionnaire.questions}
        self._survey = Survey(asked.get, names.survey_code, (names.UNKNOWN, names.NOT_APPLICABLE))

    def settings(self) -> dict[str, str]:
        """Settings of the form; its version is the grid's."""
        return {
            "form_title": self._grid.title,
            "form_id": names.survey_name(self._grid.id),
            "version": self._grid.version,
            "default_language": _LANGUAGES[self._language],
        }

    def sheets(self) -> _Sheets:
        """All of the rows."""
        self._out.survey += [{"type": kind, "name": kind} for kind in ("start", "end")]
        self._out.survey.append(
            {"type": "calculate", "name": names.FORM, "calculation": f"'{self._grid.id}@{self._grid.version}'"}
        )
        self._who()
        for theme, questions in by_theme(self._handout.questionnaire.questions):
            name = names.survey_name(theme or self._grid.id)
            self._out.survey.append(
                {"type": "begin_group", "name": name} | self._both("label", questions[0].theme.title)
            )
            self._facts(theme, name)
            above = None
            for place, question in enumerate(questions):
                head = question.headed_of(self._handout.questionnaire.role)
                if head is not None and head != above:
                    self._out.survey.append(
                        {"type": "note", "name": f"{name}__head{place}"} | self._both("label", head)
                    )
                above = head
                self._question(question)
            self._out.survey.append(
                {"type": "text", "name": f"{name}{names.COMMENT}", "appearance": "multiline"}
                | self._say("label", "commentaire")
            )
            self._out.survey.append({"type": "end_group"})
        return self._out

    def _who(self) -> None:
        role = self._handout.questionnaire.role
        units = self._handout.units
        if units and len(self._grid.keys) == 1 and not any(" " in each.code for each in units):
            for unit in units:
                shown = f"{unit.code} — {unit.label}" if unit.label else unit.code
                self._choice(_UNIT, names.survey_code(unit.code), dict.fromkeys(LANGUAGES, shown))
            kind = f"select_one {_UNIT}"
            self._out.survey.append(
                {"type": kind, "name": names.UNIT, "required": "yes", "appearance": "minimal autocomplete"}
                | self._both("label", self._grid.columns[self._grid.keys[0]].label)
            )
        else:
            for place, key in enumerate(self._grid.keys):
                self._out.survey.append(
                    {"type": "text", "name": f"{names.UNIT}{place or ''}", "required": "yes"}
                    | self._both("label", self._grid.columns[key].label)
                )
        if role is not None:
            row = {"type": "calculate", "name": names.ROLE, "calculation": f"'{role.id}'"}
            self._out.survey.append(row)
        elif self._grid.roles:
            for each in self._grid.roles.values():
                self._choice(_ROLE, names.survey_code(each.id), dict.fromkeys(LANGUAGES, each.title))
            self._out.survey.append(
                {"type": f"select_one {_ROLE}", "name": names.ROLE, "required": "yes"} | self._say("label", "role")
            )
        self._out.survey.append({"type": "text", "name": names.RESPONDENT} | self._say("label", "respondent"))
        self._out.survey.append({"type": "date", "name": names.DAY, "default": "today()"} | self._say("label", "day"))

    def _facts(self, theme: str, name: str) -> None:
        """Known facts of each unit, shown when it is chosen; too many would make a form of their own."""
        units = self._handout.units
        if len(units) > FEW or len(self._grid.keys) > 1:
            return
        for place, unit in enumerate(units):
            facts = unit.facts.get(theme, ())
            if facts:
                chosen = f"${{{names.UNIT}}} = '{names.survey_code(unit.code)}'"
                self._out.survey.append(
                    {"type": "note", "name": f"{name}__known{place}", "relevant": chosen}
                    | {f"label:{each}": _known(facts, words) for each, words in self._words.items()}
                )

    def _question(self, question: FormQuestion) -> None:
        name = names.survey_name(question.id)
        row = {"name": name} | self._both("label", question.asked_of(self._handout.questionnaire.role))
        if question.help:
            row |= self._both("hint", question.help)
        row |= self._relevant(question)
        if question.answers:
            self._listed(question, name)
            self._out.survey.append({"type": f"select_one {name}"} | row)
            self._evidence(question, name, row.get("relevant"))
            if question.certainty is not None:
                self._certainty(question, name)
            return
        kind = _TYPES.get(question.column.type, "text")
        row |= {"appearance": "month-year"} if question.column.type == "month" else {}
        self._out.survey.append({"type": kind} | row | self._constraint(question))
        if kind != "text":
            blank = f"${{{name}}} = ''"
            only = f"{blank} and {row['relevant']}" if "relevant" in row else blank
            self._absences()
            self._out.survey.append(
                {"type": f"select_one {_ABSENT}", "name": f"{name}{names.ABSENT}", "relevant": only}
                | self._say("label", "sans-nombre")
            )

    def _listed(self, question: FormQuestion, name: str) -> None:
        for answer in question.answers:
            texts = {}
            for language, words in self._words.items():
                label = answer.label or words.say("rapport.oui" if answer.code == "true" else "rapport.non")
                texts[language] = (
                    words.say("rapport.formulaire.choix", label=label, descriptor=answer.descriptor)
                    if answer.descriptor
                    else label
                )
            self._choice(name, names.survey_code(answer.code), texts)
        for code, state in ((names.UNKNOWN, "unknown"), (names.NOT_APPLICABLE, "not_applicable")):
            self._choice(name, code, {each: words.state(state) for each, words in self._words.items()})

    def _evidence(self, question: FormQuestion, name: str, relevant: str | None) -> None:
        asking = [names.survey_code(each.code) for each in question.answers if each.needs_evidence]
        if asking:
            chosen = " or ".join(f"${{{name}}} = '{code}'" for code in asking)
            self._out.survey.append(
                {"type": "image", "parameters": "max-pixels=1600", "name": f"{name}{names.EVIDENCE}",
                 "relevant": f"({chosen}) and {relevant}" if relevant else chosen}
                | self._say("label", "preuve")
            )  # fmt: skip

    def _certainty(self, question: FormQuestion, name: str) -> None:
        """Question on certainty, asked once a real answer is chosen."""
        sure = question.certainty
        assert sure is not None
        chosen = " and ".join(f"${{{name}}} != '{code}'" for code in ("", names.UNKNOWN, names.NOT_APPLICABLE))
        self._out.survey.append(
            {"type": f"select_one {_SURE}", "name": names.survey_name(sure.id), "relevant": chosen}
            | self._say("label", "certitude")
        )
        if not self._out.has_certainties:
            for answer in sure.answers:
                self._choice(
                    _SURE, answer.code, {each: words.certainty(answer.code) for each, words in self._words.items()}
                )
        self._out.has_certainties = True

    def _relevant(self, question: FormQuestion) -> dict[str, str]:
        conditions = [each.applies_if for each in question.indicators]
        if any(each is None for each in conditions):
            return {}
        try:
            said = [relevance(each, self._survey) for each in conditions if each is not None]
        except NotInTheForm:
            first = question.indicators[0]
            values = {"title": question.title, "condition": first.applies_if.text if first.applies_if else ""}
            self._out.problems.append(Problem("formulaire.condition", Location(), values, Severity.NOTICE))
            return {}
        return {"relevant": " or ".join(dict.fromkeys(said))}

    def _constraint(self, question: FormQuestion) -> dict[str, str]:
        column = question.column
        bounds = [f". {sign} {end:.15g}" for sign, end in ((">=", column.min), ("<=", column.max)) if end is not None]
        if not bounds:
            return {}
        ends = {"low": column.min, "high": column.max}
        code = "bornes" if len(bounds) > 1 else "au-moins" if column.min is not None else "au-plus"
        return {"constraint": " and ".join(bounds)} | {
            f"constraint_message:{each}": words.say(
                f"rapport.formulaire.telephone.{code}", **{name: words.plain(end) for name, end in ends.items()}
            )
            for each, words in self._words.items()
        }

    def _absences(self) -> None:
        if not self._out.has_absences:
            for code, state in ((names.UNKNOWN, "unknown"), (names.NOT_APPLICABLE, "not_applicable")):
                self._choice(_ABSENT, code, {each: words.state(state) for each, words in self._words.items()})
        self._out.has_absences = True

    def _choice(self, listed: str, code: str, texts: dict[str, str]) -> None:
        self._out.choices.append((listed, code, texts))

    def _both(self, column: str, text: str) -> dict[str, str]:
        """A text of the grid, which has one language, in the column of each."""
        return {f"{column}:{each}": text for each in LANGUAGES}

    def _say(self, column: str, code: str) -> dict[str, str]:
        return {f"{column}:{each}": say(f"rapport.formulaire.telephone.{code}", each) for each in LANGUAGES}


def _known(facts: Sequence[Fact], words: Wording) -> str:
    told = words.joined(words.labelled(each.title, each.text) for each in facts)
    return words.say("rapport.formulaire.deja-connu", facts=told)
