"""A rule of the grid as a person would say it; what no sentence says simply is left as the grid writes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import assert_never

from hlmdiag.expression import ColumnRef, Expression, ResultRef
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
from hlmdiag.grid.model import Grid
from hlmdiag.wording import Wording

_ORDERS = {"==": "egal", "!=": "autre", "<": "moins", "<=": "au-plus", ">": "plus", ">=": "au-moins"}


def condition_in_words(condition: Expression, words: Wording) -> str:
    """The condition of a flag or of an action in words: labels instead of names, titles instead of ids."""
    return _Teller(condition.text, words).tell(condition.tree)


def outcome_in_words(outcome: ResultRef, words: Wording) -> str:
    """What is read of the result of a grid, and which grid: « note selon « Diagnostic en marchant » »."""
    return _Teller("", words).outcome(outcome)


class _Teller:
    """Tells a tree, part by part."""

    def __init__(self, text: str, words: Wording) -> None:
        self._text, self._words, self._grid = text, words, words.grid

    def tell(self, part: Tree) -> str:
        match part:
            case Logic(operator=operator, operands=operands):
                told = [self._within(each, operator) for each in operands]
                return self._say("et" if operator == "and" else "ou").join(told)
            case Not(operand=FunctionCall(function="is_known", arguments=(known,))):
                return self._say("inconnu", subject=self._subject(known))
            case FunctionCall(function="is_known", arguments=(known,)):
                return self._say("connu", subject=self._subject(known))
            case Not(operand=operand):
                return self._say("non", condition=self._within(operand, "not"))
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
                return self._as_written(part)
            case _:
                assert_never(part)

    def _within(self, part: Tree, operator: str) -> str:
        told = self.tell(part)
        return f"({told})" if isinstance(part, Logic) and part.operator != operator else told

    def _compare(self, part: Compare) -> str:
        if not isinstance(part.right, Constant) or isinstance(part.left, Constant):
            return self._as_written(part)
        code = f"niveau-{_ORDERS[part.operator]}" if part.left.type.kind == "level" else _ORDERS[part.operator]
        return self._say(code, subject=self._subject(part.left), value=self._value(part.right, part.left))

    def _subject(self, part: Tree) -> str:
        match part:
            case Ref(reference=ColumnRef(name=name)):
                return self._quoted(self._grid.columns[name].label if name in self._grid.columns else name)
            case Ref(reference=ResultRef(grid=name) as outcome) if name is None or name in self._grid.every_use:
                return self.outcome(outcome)
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
                return self._as_written(part)
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
