"""Facts of a result about its units: names, values shown beside questions, answers not to ask again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hlmdiag.form.handout import AskedUnit, Fact
from hlmdiag.form.question import FormQuestion
from hlmdiag.form.questionnaire import Asked, topmost_themes
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import answer_column, answer_state_column, state_column, value_column
from hlmdiag.scoring.roles import columns_of_role
from hlmdiag.states import NAMES, State
from hlmdiag.wording import Wording

_SCORED, _ABSENT = NAMES[State.SCORED], NAMES[State.NOT_APPLICABLE]
_SHOWN = (_SCORED, NAMES[State.SMALL_BASE])


class Known:
    """Known facts of each unit, in words.

    `asked`: which of its answers are asked again; `group`: the column that says where a unit is.
    """

    def __init__(self, result: Result, words: Wording, asked: Asked, group: str | None = None) -> None:
        self._result, self._words, self._asked = result, words.of(result.grid), asked
        self._group = result.grid.columns.get(group or "")

    @property
    def grid(self) -> Grid:
        """The grid of the result."""
        return self._result.grid

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Each unit, as its row of the result."""
        return self._result.frame.iter_rows(named=True)

    def unit(self, row: Mapping[str, Any], questions: Sequence[FormQuestion], previous: Mapping[str, str]) -> AskedUnit:
        """A unit, with what is known of it and what was answered before."""
        answers = {each.id: text for each in questions if (text := self.answer(row, each)) is not None}
        # a judgement in the stock is one opinion among several: the other respondents are asked too
        heard, absent = self.grid.judged_columns, self._words.state(_ABSENT)
        again = {id: text for id, text in answers.items() if self._asked == "all" or (id in heard and text != absent)}
        return AskedUnit(
            keys={key: str(row[key]) for key in self.grid.keys},
            label=self._label(row),
            group=self._text(row, self._group) if self._group is not None else None,
            facts={theme: list(facts) for theme, facts in self._facts(row, questions).items()},
            known={id: text for id, text in answers.items() if id not in again},
            previous={**again, **previous},
        )

    def answer(self, row: Mapping[str, Any], question: FormQuestion) -> str | None:
        """Known answer of a unit to a question, in words; None if open."""
        absent = [row.get(state_column(each.id)) == _ABSENT for each in question.indicators]
        if absent and all(absent):
            return self._words.state(_ABSENT)
        for each in question.asking:
            if row.get(state_column(each.id)) in _SHOWN and (value := row.get(value_column(each.id))) is not None:
                return self._in_words(value, question)
        if row.get(answer_state_column(question.id)) == _SCORED:
            return self._in_words(row.get(answer_column(question.id)), question)
        return None

    def _in_words(self, value: Any, question: FormQuestion) -> str:
        """An answer as the list of the form offers it."""
        code = str(value).lower() if isinstance(value, bool) else value
        label = next((each.label for each in question.answers if each.code == code), None)
        return label or self._words.column_value(value, question.id)

    def _label(self, row: Mapping[str, Any]) -> str | None:
        named = (self.grid.columns[name] for name in columns_of_role(self.grid, "label"))
        return next((text for each in named if (text := self._text(row, each))), None)

    def _text(self, row: Mapping[str, Any], column: Column) -> str | None:
        value = row.get(column.id)
        return None if value is None else self._words.column_value(value, column.id)

    def _facts(self, row: Mapping[str, Any], questions: Sequence[FormQuestion]) -> dict[str, Iterator[Fact]]:
        asked = {each.id for each in questions}
        found: dict[str, list[Indicator]] = {}
        for theme, leaf in topmost_themes(self.grid):
            is_known = row.get(state_column(leaf.id)) in _SHOWN and row.get(value_column(leaf.id)) is not None
            if is_known and not asked.intersection(leaf.columns):
                found.setdefault(theme.id, []).append(leaf)
        return {theme: self._told(row, leaves) for theme, leaves in found.items()}

    def _told(self, row: Mapping[str, Any], leaves: Sequence[Indicator]) -> Iterator[Fact]:
        for leaf in leaves:
            text = self._words.value(row[value_column(leaf.id)], leaf)
            if text is not None:
                yield Fact(leaf.title, text)
