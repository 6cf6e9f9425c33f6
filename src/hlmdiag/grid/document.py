"""The document of a grid as its author writes it: one model a block, closed to unknown keys.

What depends on the rest of the document (names, inheritance, expressions) is checked by the modules beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from hlmdiag.grid.data_document import (
    ColumnBlock,
    DocumentBlock,
    FamilyBlock,
    MinimumBaseBlock,
    ReferenceBlock,
    RespondentsBlock,
    SourceBlock,
    SurveyBlock,
    TableBlock,
)
from hlmdiag.grid.data_model import Consolidation
from hlmdiag.grid.fields import (
    Bounds,
    ColourCode,
    Effort,
    ExpressionText,
    MissingField,
    Months,
    NonEmptyText,
    NumberField,
    Polarity,
    ShareField,
    Switch,
    TaxAxis,
    Texts,
    Units,
    Unproven,
    Version,
    Weight,
)
from hlmdiag.grid.source_map import NodePath


class LevelBlock(DocumentBlock):
    """A class of scores."""

    title: NonEmptyText
    start: NumberField | None = Field(default=None, alias="from")
    colour: ColourCode = None
    follow_up: NonEmptyText | None = None
    description: NonEmptyText | None = None
    help: NonEmptyText | None = None


class IndicatorBlock(DocumentBlock):
    """A leaf of the tree. `score` is read by the rule that it names."""

    title: NonEmptyText
    kind: Literal["data", "judgement"] = "data"
    value: ExpressionText | None = None
    unit: NonEmptyText | None = None
    score: dict[str, Any]
    weight: Weight = 1.0
    consolidate: Consolidation | None = None
    applies_if: ExpressionText | None = None
    min_base: MinimumBaseBlock | None = None
    survey: SurveyBlock | None = None
    source: SourceBlock | None = None
    help: NonEmptyText | None = None
    why: NonEmptyText | None = None
    description: NonEmptyText | None = None
    tags: tuple[NonEmptyText, ...] = ()
    asked: tuple[NonEmptyText, ...] = Field(default=(), min_length=1)
    question: NonEmptyText | None = None
    wording: dict[str, NonEmptyText] = Field(default_factory=dict)


class NodeBlock(DocumentBlock):
    """Keys shared by the root and themes: children, and how their scores become one."""

    aggregation: Any = "mean"
    adjust: ExpressionText | None = None
    missing: MissingField | None = None
    min_coverage: ShareField | None = None
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

    def children(self) -> Iterator[tuple[NodePath, str, ThemeBlock | IndicatorBlock]]:
        """Themes and indicators in the order of the document: path under this node, id, block."""
        for key in self._keys:
            if key == "themes":
                yield from (((key, id), id, theme) for id, theme in self.themes.items())
            elif key == "indicators":
                yield from (((key, id), id, indicator) for id, indicator in self.indicators.items())


class ThemeBlock(NodeBlock):
    """A dimension of the diagnosis: it holds themes, indicators, or both."""

    title: NonEmptyText
    weight: Weight = 1.0
    help: NonEmptyText | None = None
    why: NonEmptyText | None = None
    description: NonEmptyText | None = None
    source: SourceBlock | None = None


class ViewBlock(DocumentBlock):
    """The same tree restricted to the leaves that `where` keeps."""

    title: NonEmptyText
    where: ExpressionText
    help: NonEmptyText | None = None


class ViewGapBlock(DocumentBlock):
    """The gap between views that is wide, and how many criteria it takes on each side; a bare number: the points."""

    points: NumberField
    at_least: Units = 1

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"points": value}


class FirstLookBlock(DocumentBlock):
    """The view that is shown of a unit without level, and how much of it has to be known."""

    view: NonEmptyText
    min_coverage: ShareField


class WatchBlock(DocumentBlock):
    """The units that are followed closely from one campaign to the next."""

    start: NonEmptyText = Field(alias="from")
    exit_after: Units = 1


class LevelRuleBlock(DocumentBlock):
    """A rule that gives a level."""

    level: NonEmptyText
    when: ExpressionText | None = None


class FlagBlock(DocumentBlock):
    """A rule that raises an alert or a minimum level."""

    when: ExpressionText
    message: NonEmptyText
    alert: Switch = False
    no_better_than: NonEmptyText | None = None
    public: Switch = False
    plain_words: NonEmptyText | None = None
    source: SourceBlock | None = None
    help: NonEmptyText | None = None
    why: NonEmptyText | None = None


class StockAlertBlock(DocumentBlock):
    """An alert on the whole stock: too many units at a level or worse."""

    level: NonEmptyText
    more_than: ShareField
    at_least: Units = 1
    message: NonEmptyText
    source: SourceBlock | None = None
    help: NonEmptyText | None = None


class ActionBlock(DocumentBlock):
    """A recommended action and what triggers it."""

    title: NonEmptyText
    when: ExpressionText
    lever: Literal["operationnel", "organisationnel", "structurel"] | None = None
    effort: Effort = 1.0
    answers: tuple[NonEmptyText, ...] = ()
    why: NonEmptyText | None = None
    how: NonEmptyText | None = None
    partners: tuple[NonEmptyText, ...] = ()
    horizon: NonEmptyText | None = None
    cost: NonEmptyText | None = None
    feedback: NonEmptyText | None = None
    tfpb_axis: TaxAxis | None = None
    success: NonEmptyText | None = None
    public: Switch = False
    plain_words: NonEmptyText | None = None
    source: SourceBlock | None = None
    help: NonEmptyText | None = None


class CheckBlock(DocumentBlock):
    """Options of `grid check` that the grid sets; options of the command win."""

    max_weight: ShareField | None = None


class ShareBlock(DocumentBlock):
    """A share counted by a roll-up: the units for which a condition holds."""

    title: NonEmptyText
    when: ExpressionText
    help: NonEmptyText | None = None


class RoleBlock(DocumentBlock):
    """A role that may answer."""

    title: NonEmptyText
    weight: NumberField = Field(default=1.0, gt=0)


class RollUpBlock(DocumentBlock):
    """Roll-up of the units of a grid to wider ones: halls to a residence."""

    unit: NonEmptyText
    key: Texts
    score: Literal["worst", "best", "mean"] = "worst"
    weight: NonEmptyText | None = None
    level: Literal["worst", "score"] | None = None
    shares: dict[str, ShareBlock] = Field(default_factory=dict)
    help: NonEmptyText | None = None


class UseBlock(DocumentBlock):
    """A grid whose result is read, and whether a stock may be scored without it; a bare text: its id."""

    grid: NonEmptyText
    optional: Switch = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"grid": value}


class GridBlock(NodeBlock):
    """The whole document."""

    language_version: Version
    id: NonEmptyText
    version: NonEmptyText
    title: NonEmptyText
    polarity: Polarity
    publisher: NonEmptyText | None = None
    licence: NonEmptyText | None = None
    date: NonEmptyText | None = None
    statement: NonEmptyText | None = None
    description: NonEmptyText | None = None
    authors: Texts = ()
    url: NonEmptyText | None = None
    language: NonEmptyText | None = None
    status: NonEmptyText | None = None
    tags: tuple[NonEmptyText, ...] = ()
    changelog: Any = None
    source: SourceBlock | None = None
    help: NonEmptyText | None = None
    why: NonEmptyText | None = None
    extends: NonEmptyText | None = None
    unit: NonEmptyText = "résidence"
    scale: Bounds | None = (0.0, 100.0)
    dictionary: NonEmptyText | None = None
    columns: dict[str, ColumnBlock] = Field(default_factory=dict)
    tables: dict[str, TableBlock] = Field(default_factory=dict)
    units_from: NonEmptyText | None = None
    respondents: RespondentsBlock | None = None
    roles: dict[str, RoleBlock] = Field(default_factory=dict)
    evidence_months: Months | None = None
    certainty: Switch = False
    unproven: Unproven = "keep"
    reference: ReferenceBlock | None = None
    roll_up: RollUpBlock | None = None
    views: dict[str, ViewBlock] = Field(default_factory=dict)
    view_gap: ViewGapBlock | None = None
    first_look: FirstLookBlock | None = None
    noise: Weight = 0.0
    watch: WatchBlock | None = None
    families: dict[str, FamilyBlock] = Field(default_factory=dict)
    level_rules: tuple[LevelRuleBlock, ...] = ()
    flags: dict[str, FlagBlock] = Field(default_factory=dict)
    stock_alerts: dict[str, StockAlertBlock] = Field(default_factory=dict)
    actions: dict[str, ActionBlock] = Field(default_factory=dict)
    check: CheckBlock | None = None
    uses: dict[str, UseBlock] = Field(default_factory=dict)
