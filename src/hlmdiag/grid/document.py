"""The document of a grid as its author writes it: one model a block, closed to unknown keys.

What depends on the rest of the document (names, inheritance, expressions) is checked by the modules beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from hlmdiag.grid.collected import Consolidation
from hlmdiag.grid.collecting import (
    Block,
    ColumnBlock,
    ReferenceBlock,
    RespondentsBlock,
    SourceBlock,
    TableBlock,
)
from hlmdiag.grid.fields import (
    Bounds,
    ColourCode,
    Effort,
    Expression,
    Missing,
    Number,
    Polarity,
    Share,
    Switch,
    TaxAxis,
    Text,
    Texts,
    Units,
    Version,
    Weight,
)
from hlmdiag.grid.places import Path


class LevelBlock(Block):
    """A class of scores."""

    title: Text
    start: Number | None = Field(default=None, alias="from")
    colour: ColourCode = None
    follow_up: Text | None = None
    description: Text | None = None
    help: Text | None = None


class MinimumBaseBlock(Block):
    """The base of a rate, and the number under which the rate is not scored."""

    value: Expression
    at_least: Number


class IndicatorBlock(Block):
    """A leaf of the tree. `score` is read by the rule that it names."""

    title: Text
    kind: Literal["data", "judgement"] = "data"
    value: Expression | None = None
    unit: Text | None = None
    score: dict[str, Any]
    weight: Weight = 1.0
    consolidate: Consolidation | None = None
    applies_if: Expression | None = None
    min_base: MinimumBaseBlock | None = None
    source: SourceBlock | None = None
    help: Text | None = None
    why: Text | None = None
    description: Text | None = None
    tags: tuple[Text, ...] = ()
    asked: tuple[Text, ...] = Field(default=(), min_length=1)


class NodeBlock(Block):
    """What the root and a theme have in common: children, and how their scores become one."""

    aggregation: Any = "mean"
    adjust: Expression | None = None
    missing: Missing | None = None
    min_coverage: Share | None = None
    levels: dict[str, LevelBlock] = Field(default_factory=dict)
    themes: dict[str, ThemeBlock] = Field(default_factory=dict)
    indicators: dict[str, IndicatorBlock] = Field(default_factory=dict)
    _keys: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _remember_order(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        node = handler(data)
        node._keys = tuple(data) if isinstance(data, dict) else ()
        return node

    def children(self) -> Iterator[tuple[Path, str, ThemeBlock | IndicatorBlock]]:
        """Themes and indicators in the order of the document: path under this node, id, block."""
        for key in self._keys:
            if key == "themes":
                yield from (((key, id), id, theme) for id, theme in self.themes.items())
            elif key == "indicators":
                yield from (((key, id), id, indicator) for id, indicator in self.indicators.items())


class ThemeBlock(NodeBlock):
    """A dimension of the diagnosis: it holds themes, indicators, or both."""

    title: Text
    weight: Weight = 1.0
    help: Text | None = None
    why: Text | None = None
    description: Text | None = None
    source: SourceBlock | None = None


class ViewBlock(Block):
    """The same tree restricted to the leaves that `where` keeps."""

    title: Text
    where: Expression
    help: Text | None = None


class ViewGapBlock(Block):
    """The gap between views that is wide, and how many criteria it takes on each side; a bare number: the points."""

    points: Number
    at_least: Units = 1

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"points": value}


class FirstLookBlock(Block):
    """The view that is shown of a unit without level, and how much of it has to be known."""

    view: Text
    min_coverage: Share


class LevelRuleBlock(Block):
    """A rule that gives a level."""

    level: Text
    when: Expression | None = None


class FlagBlock(Block):
    """A rule that raises an alert or a minimum level."""

    when: Expression
    message: Text
    alert: Switch = False
    no_better_than: Text | None = None
    source: SourceBlock | None = None
    help: Text | None = None
    why: Text | None = None


class StockAlertBlock(Block):
    """An alert on the whole stock: too many units at a level or worse."""

    level: Text
    more_than: Share
    at_least: Units = 1
    message: Text
    source: SourceBlock | None = None
    help: Text | None = None


class ActionBlock(Block):
    """A recommended action and what triggers it."""

    title: Text
    when: Expression
    lever: Literal["operationnel", "organisationnel", "structurel"] | None = None
    effort: Effort = 1.0
    answers: tuple[Text, ...] = ()
    why: Text | None = None
    how: Text | None = None
    partners: tuple[Text, ...] = ()
    horizon: Text | None = None
    cost: Text | None = None
    feedback: Text | None = None
    tfpb_axis: TaxAxis | None = None
    success: Text | None = None
    source: SourceBlock | None = None
    help: Text | None = None


class ShareBlock(Block):
    """A share of the units that a roll-up counts: those of which a condition holds."""

    title: Text
    when: Expression
    help: Text | None = None


class RoleBlock(Block):
    """Who may be asked, and answer."""

    title: Text
    weight: Number = Field(default=1.0, gt=0)


class RollUpBlock(Block):
    """How the units of a grid become those of a wider one: halls a residence."""

    unit: Text
    key: Texts
    score: Literal["worst", "best", "mean"] = "worst"
    weight: Text | None = None
    level: Literal["worst", "score"] | None = None
    shares: dict[str, ShareBlock] = Field(default_factory=dict)
    help: Text | None = None


class GridBlock(NodeBlock):
    """The whole document."""

    language_version: Version
    id: Text
    version: Text
    title: Text
    polarity: Polarity
    publisher: Text | None = None
    licence: Text | None = None
    date: Text | None = None
    statement: Text | None = None
    description: Text | None = None
    authors: Texts = ()
    url: Text | None = None
    language: Text | None = None
    status: Text | None = None
    tags: tuple[Text, ...] = ()
    changelog: Any = None
    source: SourceBlock | None = None
    help: Text | None = None
    why: Text | None = None
    extends: Text | None = None
    unit: Text = "résidence"
    scale: Bounds | None = (0.0, 100.0)
    dictionary: Text | None = None
    columns: dict[str, ColumnBlock] = Field(default_factory=dict)
    tables: dict[str, TableBlock] = Field(default_factory=dict)
    units_from: Text | None = None
    respondents: RespondentsBlock | None = None
    roles: dict[str, RoleBlock] = Field(default_factory=dict)
    reference: ReferenceBlock | None = None
    roll_up: RollUpBlock | None = None
    views: dict[str, ViewBlock] = Field(default_factory=dict)
    view_gap: ViewGapBlock | None = None
    first_look: FirstLookBlock | None = None
    level_rules: tuple[LevelRuleBlock, ...] = ()
    flags: dict[str, FlagBlock] = Field(default_factory=dict)
    stock_alerts: dict[str, StockAlertBlock] = Field(default_factory=dict)
    actions: dict[str, ActionBlock] = Field(default_factory=dict)
    uses: dict[str, Text] = Field(default_factory=dict)
