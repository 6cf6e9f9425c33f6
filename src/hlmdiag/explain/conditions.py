"""A rule of the grid as a person would say it; what no sentence says simply is left as the grid writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never

from hlmdiag.explain.negations import contrary
from hlmdiag.expression import ColumnRef, EventRef, Expression, ResultRef, StockRef
from hlmdiag.expression.tree import (
    Arithmetic,
    Branch,
    Compare,
    Constant,
    FunctionCall,
    InList,
    Logic,
    Negative,
    Not,
    Ref,
    ThresholdLookup,
    Tree,
)
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid
from hlmdiag.wording import Wording

_ORDERS = {"==": "egal", "!=": "autre", "<": "moins", "<=": "au-plus", ">": "plus", ">=": "au-moins"}


def condition_in_words(condition: Expression, words: Wording) -> str:
    """The condition of a flag or of an action in words: labels instead of names, titles instead of ids."""
    return _Teller(condition.text, words).tell(condition.tree)


def part_in_words(part: Tree, whole: Expression, words: Wording) -> str:
    """A part of a condition in words."""
    return _Teller(whole.text, words).tell(part)


def formula_in_words(formula: Expression, words: Wording) -> str:
    """A formula in words: « 100 × « Réclamations » ÷ « Nombre de logements » »."""
    return _Teller(formula.text, words).formula(formula.tree)


def outcome_in_words(outcome: ResultRef, words: Wording) -> str:
    """A reference to the result of a grid in words: « note selon « Diagnostic en marchant » »."""
    return _Teller("", words).outcome(outcome)


def rows_in_words(events: EventRef, words: Wording) -> str | None:
    """Which rows of its table an expression counts, in words; None where it counts them all."""
    if not isinstance(events.condition, Expression):
        return None
    columns = words.grid.tables[events.table].columns
    return _Teller(events.condition.text, words, columns).tell(events.condition.tree)


class _Teller:
    """Tells a tree, part by part."""

    def __init__(self, text: str, words: Wording, columns: Mapping[str, Column] | None = None) -> None:
        self._text, self._words, self._grid = text, words, words.grid
        self._columns = self._grid.columns if columns is None else columns

    def tell(self, part: Tree) -> str:
        match part:
            case Logic(operator=operator, operands=operands):
                told = [self._within(each, operator) for each in operands]
                return self._say("et" if operator == "and" else "ou").join(told)
            case Not(operand=FunctionCall(function="is_known", arguments=(known,))):
                return self._say("inconnu", subject=self._subject(known))
            case FunctionCall(function="is_known", arguments=(known,)):
                return self._say("connu", subject=self._subject(known))
            case Not(operand=Ref(reference=reference) as named):
                is_flag = isinstance(reference, ResultRef) and reference.kind == "flag"
                return self._say("drapeau-non" if is_flag else "faux", subject=self._subject(named))
            case Not(operand=operand):
                said = contrary(operand)
                return self._say("non", condition=self.tell(operand)) if said is None else self.tell(said)
            case Compare():
                return self._compare(part)
            case InList(operand=operand, members=members, negated=negated):
                code = "hors-de" if negated else "parmi"
                values = self._say("ou").join(self._value(each, operand) for each in members)
                return self._say(code, subject=self._subject(operand), values=values)
            case Ref(reference=reference) if part.type.kind == "boolean":
                code = "drapeau" if isinstance(reference, ResultRef) and reference.kind == "flag" else "vrai"
                return self._say(code, subject=self._subject(part))
            case Constant() | Ref() | Arithmetic() | Negative() | Branch() | FunctionCall() | ThresholdLookup():
                return self.formula(part)
            case _:
                assert_never(part)

    def formula(self, part: Tree) -> str:
        """A number, a text or a date as a formula in words."""
        match part:
            case Constant():
                return self._value(part, part)
            case Ref(reference=EventRef() as events):
                return self._events(events)
            case Ref(reference=StockRef(function=function, column=column, within=within)):
                group = "parc" if within is None else "groupe"
                among = self._say(f"parmi-{group}", column=self._label(within or ""))
                return self._say(f"parc.{function}", column=self._label(column), among=among)
            case Ref(reference=ColumnRef() | ResultRef()):
                return self._subject(part)
            case Arithmetic(first=first, rest=rest):
                signs = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
                return self._term(first) + "".join(signs[sign] + self._term(each) for sign, each in rest)
            case Negative(operand=operand):
                return f"−{self._term(operand)}"
            case Branch(condition=condition, yes=yes, no=no):
                told = {"condition": self.tell(condition), "yes": self.formula(yes), "no": self.formula(no)}
                return self._say("selon-que", **told)
            case FunctionCall(function="coalesce", arguments=arguments):
                return self._say("a-defaut").join(map(self.formula, arguments))
            case FunctionCall(function="min" | "max" as function, arguments=arguments):
                return self._say(f"fonction.{function}", value=self._say("ou").join(map(self._term, arguments)))
            case FunctionCall(function=function, arguments=(operand,)) if function != "is_known":
                return self._say(f"fonction.{function}", value=self._term(operand))
            case Compare() | InList() | Logic() | Not():
                return self.tell(part)
            case Ref() | FunctionCall() | ThresholdLookup():
                return self._as_written(part)
            case _:
                assert_never(part)

    def _term(self, part: Tree) -> str:
        told = self.formula(part)
        is_made_of_parts = isinstance(part, Arithmetic | Branch) or (
            isinstance(part, FunctionCall) and part.function == "coalesce"
        )
        return f"({told})" if is_made_of_parts else told

    def _events(self, events: EventRef) -> str:
        table = self._grid.tables[events.table]
        told = {"table": self._quoted(table.title or table.id)}
        if events.column is not None:
            told["column"] = self._quoted(table.columns[events.column].label)
        condition = rows_in_words(events, self._words)
        where = "" if condition is None else self._say("ou-vaut", condition=condition)
        return self._say(f"evenements.{events.function}", **told) + where

    def _label(self, name: str) -> str:
        return self._quoted(self._columns[name].label if name in self._columns else name)

    def _within(self, part: Tree, operator: str) -> str:
        said = (contrary(part.operand) if isinstance(part, Not) else part) or part
        told = self.tell(said)
        return f"({told})" if isinstance(said, Logic) and said.operator != operator else told

    def _compare(self, part: Compare) -> str:
        if isinstance(part.left, Constant):
            return self._as_written(part)
        if not isinstance(part.right, Constant):
            return self._say(_ORDERS[part.operator], subject=self._term(part.left), value=self._term(part.right))
        code = f"niveau-{_ORDERS[part.operator]}" if part.left.type.kind == "level" else _ORDERS[part.operator]
        return self._say(code, subject=self._subject(part.left), value=self._value(part.right, part.left))

    def _subject(self, part: Tree) -> str:
        match part:
            case Ref(reference=ColumnRef(name=name)):
                return self._label(name)
            case Ref(reference=ResultRef(grid=name) as outcome) if name is None or name in self._grid.every_use:
                return self.outcome(outcome)
            case Ref(reference=ResultRef()):
                return self._as_written(part)
            case (
                Constant()
                | Ref()
                | Arithmetic()
                | Negative()
                | Compare()
                | InList()
                | Logic()
                | Not()
                | Branch()
                | FunctionCall()
                | ThresholdLookup()
            ):
                return self.formula(part)
            case _:
                assert_never(part)

    def outcome(self, outcome: ResultRef) -> str:
        """An outcome of this grid, or of one that it uses."""
        if outcome.grid is None:
            return self._outcome(outcome.kind, outcome.node, self._grid)
        used = self._grid.every_use[outcome.grid]
        told = self._outcome(outcome.kind, outcome.node, used)
        return self._say("selon", outcome=told, grid=self._quoted(used.title))

    def _outcome(self, kind: str, node: str | None, grid: Grid) -> str:
        if node is None:
            return self._say(f"resultat.{kind}")
        if kind == "flag":
            return self._quoted(grid.flags[node].message)
        titles = {theme.id: theme.title for theme in grid.themes}
        titles |= {view.id: view.title for view in grid.views}
        titles |= {leaf.id: f"{leaf.id} {leaf.title}" for leaf in grid.indicators}
        return self._say(f"resultat-de.{kind}", node=self._quoted(titles.get(node, node)))

    def _value(self, constant: Constant, beside: Tree) -> str:
        value = constant.value
        if beside.type.kind == "level" and isinstance(value, int):
            level = beside.type.levels[value]
            levels = self._grid_of(beside).levels
            return self._quoted(levels.titles.get(level, level))
        told: dict[type, Callable[[], str]] = {
            bool: lambda: self._words.say("rapport.oui" if value else "rapport.non"),
            int: lambda: self._words.plain(float(str(value))),
            float: lambda: self._words.plain(float(str(value))),
            date: lambda: self._words.day(value) if isinstance(value, date) else "",
        }
        if type(value) in told:
            return told[type(value)]()
        return self._quoted(beside.type.choices.get(str(value)) or str(value))

    def _grid_of(self, part: Tree) -> Grid:
        """The grid whose levels a part is one of."""
        reference = part.reference if isinstance(part, Ref) else None
        name = reference.grid if isinstance(reference, ResultRef) else None
        return self._grid if name is None else self._grid.every_use.get(name, self._grid)

    def _as_written(self, part: Tree) -> str:
        return self._text[part.start : part.end]

    def _quoted(self, text: str) -> str:
        return self._say("cite", text=text)

    def _say(self, code: str, **values: str) -> str:
        return self._words.say(f"rapport.condition.{code}", **values)
