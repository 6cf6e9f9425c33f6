"""The blocks of a document that say what is expected of the data: columns, dictionaries, event tables, respondents."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from hlmdiag.grid.collected import ColumnType, Consolidation, Role
from hlmdiag.grid.fields import Expression, Months, Number, Ranks, Switch, Text, Texts, Units, Version, Weight, Zero


class Block(BaseModel):
    """A map of the document: it never changes and refuses the keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    locked: Switch = False


class SourceBlock(Block):
    """Where a threshold, a rule or a wording comes from."""

    title: Text | None = None
    url: Text | None = None
    date: Text | None = None
    note: Text | None = None


class ColumnBlock(Block):
    """A column that the data may contain."""

    type: ColumnType
    label: Text | None = None
    required: Switch = False
    unit: Text | None = None
    min: Number | None = None
    max: Number | None = None
    role: Role | None = None
    aliases: tuple[Text, ...] = ()
    choices: dict[str, Text] = Field(default_factory=dict)
    missing: tuple[Text, ...] = ()
    unknown: tuple[Text, ...] = ()
    not_applicable: tuple[Text, ...] = ()
    blank: Zero | None = None
    computed: Expression | None = Field(default=None, alias="from")
    help: Text | None = None
    description: Text | None = None
    source: SourceBlock | None = None


class DictionaryBlock(Block):
    """A file of columns that several grids share."""

    language_version: Version
    columns: dict[str, ColumnBlock]
    id: Text | None = None
    version: Text | None = None
    title: Text | None = None
    publisher: Text | None = None
    licence: Text | None = None
    date: Text | None = None
    description: Text | None = None
    help: Text | None = None


class TableBlock(Block):
    """A file of events: one row each."""

    key: Texts
    key_else: Texts = ()
    date: Text | None = None
    window: Months | None = None
    columns: dict[str, ColumnBlock] = Field(default_factory=dict)
    title: Text | None = None
    aliases: tuple[Text, ...] = ()
    help: Text | None = None
    description: Text | None = None


class StandingBlock(Block):
    """The known values of a column in a group: how many, and the figures that place another among them."""

    count: Units
    mean: Number
    deviation: Weight
    median: Number
    quantiles: dict[str, Number] = Field(default_factory=dict)


class ReferenceColumnBlock(Block):
    """The figures of a column: over all, and group by group of another column."""

    all: StandingBlock | None = None
    within: dict[str, dict[str, StandingBlock]] = Field(default_factory=dict)
    left_out: dict[str, Units] = Field(default_factory=dict)


class ReferenceBlock(Block):
    """What relative values are placed in: the stock, or frozen figures (`file` names them, `columns` holds them)."""

    file: Text | None = None
    at_least: Units = 5
    title: Text | None = None
    source: Text | None = None
    date: Text | None = None
    grid: dict[str, Text] = Field(default_factory=dict)
    units: Units | None = None
    columns: dict[str, ReferenceColumnBlock] = Field(default_factory=dict)
    help: Text | None = None


class RespondentsBlock(Block):
    """Who answers the judgements of a unit, and how several answers become one."""

    column: Text
    consolidate: Consolidation = "median"
    divergence: Ranks | None = None
