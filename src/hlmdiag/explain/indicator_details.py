"""The details of each indicator of a unit: value, state, points, rule in words, cell of the file, line of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hlmdiag.data.dataset import Provenance
from hlmdiag.data.translations import Translated
from hlmdiag.data.values import reader
from hlmdiag.errors import Location
from hlmdiag.explain.caveats import possible_points, with_caveats
from hlmdiag.explain.conditions import rows_in_words
from hlmdiag.explain.diagnostic import ColumnAnswer, IndicatorReading
from hlmdiag.explain.goals import goal_in_words, goals_of
from hlmdiag.explain.group_sizes import group_sizes
from hlmdiag.explain.respondent_answers import answers_heard, opinions_of
from hlmdiag.explain.results_read import ResultsRead
from hlmdiag.explain.rules import rule_in_words
from hlmdiag.explain.sources import cell_of, grid_lines, halves
from hlmdiag.explain.survey_margins import margin_in_words, margins_of
from hlmdiag.explain.thresholds import threshold_in_words
from hlmdiag.explain.value_in_words import value_in_words
from hlmdiag.explain.weights import effective, nominal, paths
from hlmdiag.expression.names import EventRef
from hlmdiag.grid.model import Grid, Indicator
from hlmdiag.scoring.event_rows import rows_column, undecided_column, valued_column
from hlmdiag.scoring.reads import columns_read, events_of, tables_read
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.result_columns import (
    against_column,
    answer_column,
    answer_state_column,
    contribution_column,
    divergence_column,
    effect_column,
    score_column,
    state_column,
    value_column,
)
from hlmdiag.states import NAMES
from hlmdiag.text.quantities import EXACT
from hlmdiag.wording import Wording

_CODES = {"true": True, "false": False}
_READ = frozenset({"boolean", "date", "month"})
"""The types of identity columns that are not said as they were typed: « O » is a yes, 2026-10-19 a day."""


class Readings:
    """The part of every reading that does not depend on the unit, worked out once for the stock."""

    def __init__(self, result: Result, words: Wording) -> None:
        self.grid: Grid = result.grid
        self.words = words
        self.paths = paths(result.grid)
        own = [each for each in result.grid.columns.values() if each.role == "identity" and each.type in _READ]
        self._typed = {each.id: reader(each) for each in own}
        self._tables = result.manifest.provenance
        self._files: dict[str, list[str]] = {}
        for file in result.manifest.inputs:
            self._files.setdefault(file.table, []).append(file.name)
        self._translated: dict[tuple[str, str | None, str], list[Translated]] = {}
        for each in result.manifest.translated:
            self._translated.setdefault((each.file, each.sheet, each.column), []).append(each)
        self._rules = {each.id: rule_in_words(each, words) for each in result.grid.indicators}
        self._columns = {each.id: columns_read(each) for each in result.grid.indicators}
        self._events = {each.id: tables_read(each) for each in result.grid.indicators}
        drawn = {each.id for each in result.grid.columns.values() if each.computed is not None}
        self._has_rows = {id: bool(self._events[id]) or not drawn.isdisjoint(it) for id, it in self._columns.items()}
        self._sizes = {each.id: group_sizes(each) for each in result.grid.indicators}
        self._bare = {each.column: each.id for each in result.grid.indicators if each.column is not None}
        self._halves = halves(result.grid)
        self._lines = grid_lines(result.grid)
        self._results, self._goals, self._margins = ResultsRead(result, words), goals_of(result), margins_of(result)
        self._day = result.manifest.reference_date
        self._worst = {each.id: _worst(each, result.grid) for each in result.grid.indicators}
        self._nominal: dict[frozenset[str], dict[str, float]] = {}

    def of(self, values: Mapping[str, Any]) -> tuple[IndicatorReading, ...]:
        """Every indicator of a row, in the order of the grid."""
        leaves = self.grid.indicators
        applicable = frozenset(each.id for each in leaves if values[state_column(each.id)] != "not_applicable")
        weights = self._weights(applicable)
        scored = frozenset(each.id for each in leaves if values[score_column(each.id)] is not None)
        shares = effective(self.grid, scored) if values["score"] is not None else {}
        return tuple(self._one(each, values, weights.get(each.id), shares.get(each.id)) for each in leaves)

    def standards(self, row: int) -> dict[str, object]:
        """Goals of a row and margins of its surveys, merged into its columns."""
        goals = {f"goal:{id}": found[row] for id, found in self._goals.items()}
        return goals | {f"margin:{id}": found[row] for id, found in self._margins.items()}

    def weights(self, readings: tuple[IndicatorReading, ...]) -> dict[str, float]:
        """Nominal weight of every node, among what applies to a unit."""
        return self._weights(frozenset(each.indicator.id for each in readings if each.state != "not_applicable"))

    def answer(self, column: str, values: Mapping[str, Any], state: str = "missing") -> ColumnAnswer:
        """Received answer of a column, and its place; `state`: its state if the result does not hold it."""
        value = values.get(answer_column(column), values.get(column, self._bare_value(column, values)))
        text = self.column_text(column, value)
        label = self.grid.columns[column].label if column in self.grid.columns else column
        known = values.get(answer_state_column(column), state if text is None else "scored")
        if column in (values.get("computed") or ()):
            tables = [self._file(event.table) for event in events_of(self.grid.columns[column].computed)]
            label = self.words.say("rapport.colonne-calculee", label=label)
            place = next((place for place in tables if place is not None), None)
            return ColumnAnswer(column, label, text, known, place)
        sheet = self._sheet(values)
        return ColumnAnswer(
            column, label, text, known, cell_of(column, values, sheet), self._told(column, values, sheet)
        )

    def _told(self, column: str, values: Mapping[str, Any], places: Mapping[str, Provenance]) -> Translated | None:
        """Text of the unit's cell where the settings changed its answer."""
        place = places.get(column) if self._translated else None
        if place is None or (row := values.get(f"source_{place.rows}")) is None:
            return None
        found = self._translated.get((place.file, place.sheet, column), ())
        return next((each for each in found if each.holds(row)), None)

    def _sheet(self, values: Mapping[str, Any]) -> Mapping[str, Provenance]:
        """Places of the columns of a unit; in a stock of several sheets, each unit has its own."""
        part = values.get("source_part")
        return self._tables.get("stock" if part is None else f"stock:{part}", {})

    def identity_text(self, column: str, value: Any) -> str | None:
        """Description of a unit: as typed, except yes and dates, which are put in words."""
        if column in self._typed and isinstance(value, str):
            meant = self._typed[column](value)
            value = meant if isinstance(meant, bool | date) else value
        return self.column_text(column, value)

    def column_text(self, column: str, value: Any) -> str | None:
        """The value of a column in words, with its unit."""
        if value is None:
            return None
        declared = self.grid.columns.get(column)
        if declared is None or declared.is_year or isinstance(value, bool) or not isinstance(value, int | float):
            return self.words.column_value(value, column)
        unit = None if declared.role == "size" else declared.said_unit
        return self.words.quantity(value, unit, decimals=EXACT)

    def _weights(self, applicable: frozenset[str]) -> dict[str, float]:
        if applicable not in self._nominal:
            self._nominal[applicable] = nominal(self.grid.root, applicable)
        return self._nominal[applicable]

    def _placed(self, value: Any, leaf: Indicator, values: Mapping[str, Any]) -> str | None:
        """A value with the margin of its survey, and the size of its group where the grid says how large it must be."""
        text, names = value_in_words(value, leaf, values, self.words), self._sizes[leaf.id]
        text = margin_in_words(text, leaf, values.get(f"margin:{leaf.id}"), self.words)
        if text is None or not names:
            return text
        sizes = {values[name] for name in names if values.get(name) is not None}
        if len(sizes) != 1:
            return text
        return self.words.say("rapport.groupe.parmi", text=text, count=self.words.integer(sizes.pop()))

    def _one(
        self, leaf: Indicator, values: Mapping[str, Any], weight: float | None, share: float | None
    ) -> IndicatorReading:
        state, points = values[state_column(leaf.id)], values[score_column(leaf.id)]
        value, contribution = values[value_column(leaf.id)], values[contribution_column(leaf.id)]
        worst = self._worst[leaf.id]
        said = self._with_rows(self._placed(value, leaf, values), leaf, values)
        favour = None if share is None or worst is None or points is None else share * abs(worst - points)
        return IndicatorReading(
            indicator=leaf,
            theme=self.paths[leaf.id][-1],
            weight=weight,
            value=value,
            text=with_caveats(said, leaf, values, self.words, self._day),
            state=state,
            state_text=self.words.state(state),
            points=points,
            contribution=contribution,
            against=values.get(against_column(leaf.id)) if not self.grid.scale.burden else contribution,
            favour=favour,
            rule=self._rules[leaf.id],
            answers=self._answers(leaf, values),
            grid_place=self._lines[leaf.id],
            goal=self._standard(leaf, values),
            opinions=opinions_of(leaf, values, self.words),
            divergence=values.get(divergence_column(leaf.id)),
            possible=possible_points(leaf, values),
            effect=values.get(effect_column(leaf.id)),
        )

    def _standard(self, leaf: Indicator, values: Mapping[str, Any]) -> str | None:
        """Threshold of a value, if it differs from one unit to the next, and the comparison."""
        if not leaf.standards:
            return None
        value, state = values[value_column(leaf.id)], values[state_column(leaf.id)]
        goal = goal_in_words(leaf, value, values.get(f"goal:{leaf.id}"), self.words) if state == "scored" else None
        held = threshold_in_words(leaf, values, self._day, self.words) if value is not None else None
        return ", ".join(each for each in (goal, held) if each is not None) or None

    def _answers(self, leaf: Indicator, values: Mapping[str, Any]) -> tuple[ColumnAnswer, ...]:
        state, computed = values[state_column(leaf.id)], values.get("computed") or ()
        found = []
        for column in self._columns[leaf.id]:
            found += self._of_respondents(column, leaf, values) or [self.answer(column, values, state)]
            if column in computed:
                found += [self._event(event, values) for event in events_of(self.grid.columns[column].computed)]
        found += [self._event(event, values) for event in self._events[leaf.id]]
        return (*found, *self._results.of(leaf, values))

    def _of_respondents(self, column: str, leaf: Indicator, values: Mapping[str, Any]) -> list[ColumnAnswer]:
        """Answer of each respondent in the column of a judgement, with the cell in their own row."""
        heard = answers_heard(leaf, values, self.words)
        place = 0 if self._bare.get(column) == leaf.id else self._halves.get(column, ("", -1))[1]
        if not heard or place < 0:
            return []
        plain, found = self.answer(column, values), []
        for who, row, part, answer in heard:
            sheet = self._tables.get(f"voices:{part}", {}) if part else self._sheet(values)
            rows = f"source_{sheet[column].rows}" if column in sheet else ""
            half = answer if answer in NAMES.values() else answer.split("×")[place]
            known = half not in NAMES.values()
            text = self.column_text(column, _CODES.get(half, half)) if known else None
            label = plain.label
            if len(heard) > 1:
                label = self.words.say("rapport.reponse-de", label=label, respondent=who)
            cell = cell_of(column, {**values, rows: int(row)}, sheet)
            told = self._told(column, {**values, rows: int(row)}, sheet)
            found.append(ColumnAnswer(column, label, text, "scored" if known else half, cell, told))
        return found

    def _event(self, event: EventRef, values: Mapping[str, Any]) -> ColumnAnswer:
        table = self.grid.tables.get(event.table)
        title = (table.title if table else None) or event.table
        condition = rows_in_words(event, self.words)
        code = "rapport.evenements-filtres" if condition else "rapport.evenements"
        label = self.words.say(code, table=title, condition=condition)
        place, number = self._file(event.table), values.get(rows_column(event))
        if place is None or number is None:
            return ColumnAnswer(event.table, label, None, "missing", None)
        code = "rapport.lignes-comptees" if number > 1 else "rapport.ligne-comptee"
        text = self.words.say(code, number=self.words.integer(number))
        if doubtful := values.get(undecided_column(event)):
            code = "rapport.lignes-indecises" if doubtful > 1 else "rapport.ligne-indecise"
            text = self.words.say(code, text=text, number=self.words.integer(doubtful))
        if rows := self._valued(event, values):
            text = self.words.say("rapport.et-renseignees", text=text, rows=rows)
        return ColumnAnswer(event.table, label, text, "scored", place)

    def _valued(self, event: EventRef, values: Mapping[str, Any]) -> str | None:
        """Number of counted rows that have the aggregated value, if some have none."""
        if event.column is None:
            return None
        number, valued = values.get(rows_column(event)), values.get(valued_column(event))
        if number is None or valued is None or valued == number:
            return None
        columns = self.grid.tables[event.table].columns
        label = columns[event.column].label if event.column in columns else event.column
        code = "rapport.lignes-renseignees" if valued > 1 else "rapport.ligne-renseignee"
        code = code if valued else "rapport.aucune-ligne-renseignee"
        numbers = {"number": self.words.integer(valued), "total": self.words.integer(number)}
        return self.words.say(code, column=label, **numbers)

    def _with_rows(self, text: str | None, leaf: Indicator, values: Mapping[str, Any]) -> str | None:
        """The value with how many rows it is made of, where some lack it; these alone where it has none."""
        if not self._has_rows[leaf.id]:
            return text
        events = (*self._events[leaf.id], *self._behind(leaf, values))
        rows = ", ".join(dict.fromkeys(said for event in events if (said := self._valued(event, values))))
        if not rows or text is None:
            return rows or text
        return self.words.say("rapport.valeur-et-lignes", text=text, rows=rows)

    def _behind(self, leaf: Indicator, values: Mapping[str, Any]) -> list[EventRef]:
        """The aggregates from which the columns of an indicator are drawn, where the stock does not give them."""
        asked = [each for each in self._columns[leaf.id] if values.get(answer_column(each)) is None]
        declared = [self.grid.columns[each] for each in asked if each in self.grid.columns]
        drawn = [each for each in declared if each.computed is not None]
        return [event for column in drawn for event in events_of(column.computed)]

    def _file(self, table: str) -> Location | None:
        """The files of a table, where it was given."""
        names = self._files.get(table) or [place.file for place in self._tables.get(table, {}).values()]
        return Location(", ".join(dict.fromkeys(names))) if names else None

    def _bare_value(self, column: str, values: Mapping[str, Any]) -> Any:
        """The answer of a column that one indicator shows as its own value, or as one half of it."""
        if column in self._bare:
            return values[value_column(self._bare[column])]
        if column in self._halves:
            leaf, half = self._halves[column]
            pair = values[value_column(leaf)]
            return None if pair is None else pair.split("×")[half]
        return None


def _worst(leaf: Indicator, grid: Grid) -> float | None:
    """The worst points that a rule can give, as its node counts them; None without a bound."""
    reach = leaf.reach(grid.scale)
    return reach.high if grid.scale.burden else reach.low
