"""Values that an indicator reads of another grid's result, and the file of that result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from hlmdiag.errors import Location
from hlmdiag.explain.conditions import outcome_in_words
from hlmdiag.explain.diagnostic import ColumnAnswer
from hlmdiag.expression import ResultRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.external_references import reference_text
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import read_column, read_state_column
from hlmdiag.wording import Wording


class ResultsRead:
    """The results that a grid read, as answers of a unit."""

    def __init__(self, result: Result, words: Wording) -> None:
        self._uses, self._files, self._words = result.grid.uses, result.manifest.results_read, words

    def of(self, leaf: Indicator, values: Mapping[str, Any]) -> tuple[ColumnAnswer, ...]:
        """References of an indicator's value to other results, in the order of its text."""
        references = leaf.value.references if leaf.value is not None else ()
        found = (each for each in references if isinstance(each, ResultRef) and each.grid in self._uses)
        return tuple(self._answer(each, values) for each in found)

    def _answer(self, outcome: ResultRef, values: Mapping[str, Any]) -> ColumnAnswer:
        name = reference_text(outcome)
        used, file = self._uses[outcome.grid or ""], self._files.get(outcome.grid or "")
        value = values.get(read_column(name))
        return ColumnAnswer(
            name,
            outcome_in_words(outcome, self._words),
            None if value is None else _in_words(outcome, value, used, self._words.of(used)),
            "scored" if value is not None else values.get(read_state_column(name)) or "missing",
            Location(file=file) if file is not None else None,
        )


def _in_words(outcome: ResultRef, value: Any, used: Grid, words: Wording) -> str:
    match outcome.kind:
        case "score":
            return words.score(value)
        case "coverage":
            return words.percent(value)
        case "alerts":
            return words.plain(value)
        case "flag":
            return words.say("rapport.oui" if value else "rapport.non")
        case "level":
            themes = {theme.id: theme.levels for theme in used.themes}
            return words.level([*themes.get(outcome.node or "", used.levels)][int(value)])
        case _:
            assert_never(outcome.kind)
