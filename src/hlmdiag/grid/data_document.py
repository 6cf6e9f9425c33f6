"""The blocks of a grid document that declare its data: columns, dictionaries, event tables, respondents."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from hlmdiag.grid.data_model import ColumnType, Consolidation, NoteKind, Role
from hlmdiag.grid.fields import (
    BothEnds,
    ExpressionText,
    Months,
    NonEmptyText,
    NumberField,
    RanksField,
    Switch,
    Texts,
    Units,
    Version,
    Weight,
    Zero,
)


class DocumentBlock(BaseModel):
    """A map of the document: it never changes and refuses the keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    locked: Switch = False


class SourceBlock(DocumentBlock):
    """Source of a threshold, a rule or a wording."""

    title: NonEmptyText | None = None
    url: NonEmptyText | None = None
    date: NonEmptyText | None = None
    note: NonEmptyText | None = None


class AnswerBlock(DocumentBlock):
    """One answer of a column, where it has more than a label: other words that files hold for it."""

    label: NonEmptyText | None = None
    aliases: tuple[NonEmptyText, ...] = ()


class RescaleBlock(DocumentBlock):
    """The two scales of a number: that of the answers already given, and that of the column."""

    start: BothEnds = Field(alias="from")
    to: BothEnds


class ReplacesBlock(DocumentBlock):
    """The column of an older version whose place a column takes, and how its answers read now."""

    column: NonEmptyText
    recode: dict[str, NonEmptyText] = Field(default_factory=dict)
    rescale: RescaleBlock | None = None


class ColumnBlock(DocumentBlock):
    """A column that the data may contain."""

    type: ColumnType
    label: NonEmptyText | None = None
    required: Switch = False
    unit: NonEmptyText | None = None
    min: NumberField | None = None
    max: NumberField | None = None
    role: Role | None = None
    remark: NoteKind | None = None
    about: NonEmptyText | None = None
    aliases: tuple[NonEmptyText, ...] = ()
    choices: dict[str, NonEmptyText | AnswerBlock] = Field(default_factory=dict)
    missing: tuple[NonEmptyText, ...] = ()
    unknown: tuple[NonEmptyText, ...] = ()
    not_applicable: tuple[NonEmptyText, ...] = ()
    blank: Zero | None = None
    computed: ExpressionText | None = Field(default=None, alias="from")
    replaces: ReplacesBlock | None = None
    help: NonEmptyText | None = None
    description: NonEmptyText | None = None
    source: SourceBlock | None = None


class DictionaryBlock(DocumentBlock):
    """A file of columns that several grids share."""

    language_version: Version
    columns: dict[str, ColumnBlock]
    id: NonEmptyText | None = None
    version: NonEmptyText | None = None
    title: NonEmptyText | None = None
    publisher: NonEmptyText | None = None
    licence: NonEmptyText | None = None
    date: NonEmptyText | None = None
    description: NonEmptyText | None = None
    help: NonEmptyText | None = None


class TableBlock(DocumentBlock):
    """A file of events: one row each."""

    key: Texts
    key_else: Texts = ()
    date: NonEmptyText | None = None
    window: Months | None = None
    columns: dict[str, ColumnBlock] = Field(default_factory=dict)
    title: NonEmptyText | None = None
    aliases: tuple[NonEmptyText, ...] = ()
    help: NonEmptyText | None = None
    description: NonEmptyText | None = None


class MinimumBaseBlock(DocumentBlock):
    """The base of a rate, and the number under which the rate is not scored."""

    value: ExpressionText
    at_least: NumberField


class SurveyBlock(DocumentBlock):
    """The survey that a share comes from: how many answered, out of how many who could."""

    answers: ExpressionText
    among: ExpressionText | None = None
    margin: Switch = False


class StandingBlock(DocumentBlock):
    """The known values of a column in a group: how many, and the figures that place another among them."""

    count: Units
    mean: NumberField
    deviation: Weight
    median: NumberField
    quantiles: dict[str, NumberField] = Field(default_factory=dict)


class ReferenceColumnBlock(DocumentBlock):
    """The figures of a column: over all, and group by group of another column."""

    all: StandingBlock | None = None
    within: dict[str, dict[str, StandingBlock]] = Field(default_factory=dict)
    left_out: dict[str, Units] = Field(default_factory=dict)


class ReferenceBlock(DocumentBlock):
    """Population of relative values: the stock, or frozen figures (`file` names them, `columns` holds them)."""

    file: NonEmptyText | None = None
    at_least: Units = 5
    title: NonEmptyText | None = None
    source: NonEmptyText | None = None
    date: NonEmptyText | None = None
    grid: dict[str, NonEmptyText] = Field(default_factory=dict)
    units: Units | None = None
    columns: dict[str, ReferenceColumnBlock] = Field(default_factory=dict)
    help: NonEmptyText | None = None


class RespondentsBlock(DocumentBlock):
    """The respondents of judgements, and how several answers become one."""

    column: NonEmptyText
    role: NonEmptyText | None = None
    consolidate: Consolidation = "median"
    divergence: RanksField | None = None


class FamilyBlock(DocumentBlock):
    """A way to tell which units are comparable."""

    title: NonEmptyText | None = None
    column: NonEmptyText
    steps: tuple[NumberField, ...] = ()
