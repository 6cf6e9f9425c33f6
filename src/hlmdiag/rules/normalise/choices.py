"""A list of answers, each with its points, its words and, where asked, its evidence."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from hlmdiag.rules.frozen import Frozen, Number
from hlmdiag.rules.points import Points, Reach
from hlmdiag.rules.scale import Scale

if TYPE_CHECKING:
    import polars as pl


_FEW = 12
"""Answers up to which comparing a text with each of them is the quickest."""


class Choice(Frozen):
    """One answer: its label, its description on site, its points."""

    label: str | None = None
    aliases: tuple[str, ...] = ()
    descriptor: str | None = None
    points: Number
    evidence: Literal["required", "optional"] | None = None


class Choices(Frozen):
    """Points by code; `C: 33` is short for `C: {points: 33}`. A code that is not listed is refused."""

    key: ClassVar[str] = "choices"
    choices: dict[str, Choice] = Field(min_length=1)

    @field_validator("choices", mode="before")
    @classmethod
    def _spell_out(cls, choices: Any) -> Any:
        if not isinstance(choices, dict):
            return choices
        return {code: {"points": it} if isinstance(it, int | float) else it for code, it in choices.items()}

    @property
    def limits(self) -> tuple[float, ...]:
        """None: codes are not measured."""
        return ()

    @property
    def asking(self) -> tuple[str, ...]:
        """The answers that ask for evidence."""
        return tuple(code for code, choice in self.choices.items() if choice.evidence == "required")

    def next_worse(self, code: str, scale: Scale) -> str:
        """The next answer in the bad direction: of the worse ones the nearest in points, itself where there is none.

        >>> Choices(choices={"A": 0, "B": 30, "C": 100}).next_worse("A", Scale(0, 100, burden=True))
        'B'
        """
        sign = 1 if scale.burden else -1
        own = self.choices[code].points * sign
        worse = [(each.points * sign, other) for other, each in self.choices.items() if each.points * sign > own]
        return min(worse, key=lambda found: found[0])[1] if worse else code

    def unproven(self, scale: Scale) -> Choices:
        """The same list, where an answer that asks for evidence has the points of the next worse one."""
        points = {code: self.choices[self.next_worse(code, scale)].points for code in self.asking}
        return Choices(
            choices={
                code: choice.model_copy(update={"points": points[code]}) if code in points else choice
                for code, choice in self.choices.items()
            }
        )

    def reach(self, scale: Scale) -> Reach:
        """The points it can give, whatever the answer."""
        points = [choice.points for choice in self.choices.values()]
        return Reach(min(points), max(points))

    def score(self, value: pl.Expr, scale: Scale, engine: ModuleType) -> Points:
        """Points of a column of codes (text)."""
        return Points(self._found(value, engine), *(engine.lit(end) for end in self.reach(scale)))

    def _found(self, value: pl.Expr, engine: ModuleType) -> pl.Expr:
        points = [choice.points for choice in self.choices.values()]
        if len(points) > _FEW or not value.meta.is_column():
            return value.replace_strict(list(self.choices), points, default=None, return_dtype=engine.Float64)
        # to look each text up in a table takes four times as long
        chain = engine
        for code, each in zip(self.choices, points, strict=True):
            chain = chain.when(value == code).then(engine.lit(each, dtype=engine.Float64))
        found: pl.Expr = chain.otherwise(None)
        return found
