"""A grid once loaded: every inheritance resolved, every expression checked, ready to score.

The document as its author writes it is in `hlmdiag.grid.document`; nothing here is optional that the loader can decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from hlmdiag.expression import ColumnRef as ColumnReference
from hlmdiag.expression import Expression
from hlmdiag.grid.data_model import AskedRole, Column, Consolidation, EventTable, Respondents
from hlmdiag.grid.family_model import FamilyKind
from hlmdiag.grid.grounds_model import MinimumBase, Source, SurveySample
from hlmdiag.grid.level import Levels
from hlmdiag.grid.notebook_view import as_table, in_one_line
from hlmdiag.grid.overlay import Departure, departures
from hlmdiag.grid.reference_model import ReferencePopulation
from hlmdiag.grid.roll_up_model import RollUp
from hlmdiag.grid.stock_alert_model import StockAlert
from hlmdiag.grid.view_model import FirstLook, View, ViewGap, Watch
from hlmdiag.rules.aggregate import Aggregation
from hlmdiag.rules.normalise import Matrix, Rule
from hlmdiag.rules.points import Reach
from hlmdiag.rules.scale import Scale

Missing = Literal["exclude", "worst", "best", "block"] | float
"""Policy for an unknown child."""

ROOT = ""
"""The id of the root of the tree, which has no id of its own in a document."""


@dataclass(frozen=True)
class LevelRule:
    """A rule that gives a level; the last of a grid has no condition."""

    level: str
    when: Expression | None


@dataclass(frozen=True)
class Flag:
    """A rule that raises an alert, or a minimum level whatever the mean says; `public`: how tenants are told of it."""

    id: str
    when: Expression
    message: str
    alert: bool = False
    no_better_than: str | None = None
    source: Source | None = None
    public: str | None = None


@dataclass(frozen=True)
class Action:
    """A recommended action and what triggers it; `targets`: the indicators that its trigger reads by score, `answers`:
    the flags that it answers, those that its trigger reads first; `public`: how tenants are told of it, if they are.
    """

    id: str
    title: str
    lever: Literal["operationnel", "organisationnel", "structurel"] | None
    when: Expression
    effort: float = 1.0
    why: str | None = None
    how: str | None = None
    partners: tuple[str, ...] = ()
    horizon: str | None = None
    cost: str | None = None
    feedback: str | None = None
    """Places where the action was taken, and its outcome."""
    tfpb_axis: int | None = None
    success: str | None = None
    targets: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    public: str | None = None


@dataclass(frozen=True)
class Indicator:
    """A leaf of the tree: what is asked or measured, and how it is scored.

    `value` is None for a matrix, whose rule names its two columns. `column` is the column of a bare value (its
    expression is that name alone), else None. `missing` is the policy that holds for it, inherited from its parent.
    """

    id: str
    title: str
    kind: Literal["data", "judgement"]
    weight: float
    value: Expression | None
    column: str | None
    rule: Rule
    out_of: float | None
    goal: Expression | None = None
    """The goal of a `target` rule."""
    steps: tuple[Expression, ...] = ()
    """The steps of a unit, the lowest first, where a table gives them."""
    applies_if: Expression | None = None
    min_base: MinimumBase | None = None
    survey: SurveySample | None = None
    unit: str | None = None
    source: Source | None = None
    help: str | None = None
    why: str | None = None
    tags: tuple[str, ...] = ()
    consolidate: Consolidation | None = None
    """Consolidation of its respondents; None where the grid has no respondents, or for data."""
    asked: tuple[str, ...] = ()
    """Ids of the roles that may be asked for it: all of them where the document names none."""
    question: str | None = None
    """Question of a form; the title where the document has none."""
    wording: Mapping[str, str] = field(default_factory=dict)
    """Questions worded for some roles, by id."""
    certainty: str | None = None
    """The column that says how sure its answer is, where the grid asks for it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the row that it scores: the columns of its value, or the two sides of a matrix."""
        if isinstance(self.rule, Matrix):
            return self.rule.matrix.rows, self.rule.matrix.columns
        references = self.value.references if self.value is not None else ()
        return tuple(each.name for each in references if isinstance(each, ColumnReference))

    @property
    def standards(self) -> tuple[Expression, ...]:
        """Thresholds of its value that may differ from one unit to the next: a goal, or steps."""
        return (self.goal,) if self.goal is not None else self.steps

    @property
    def operands(self) -> tuple[Expression, ...]:
        """Inputs of its points: its value, its thresholds, and the base that must be large enough."""
        base = self.min_base.value if self.min_base is not None else None
        return tuple(each for each in (self.value, *self.standards, base) if each is not None)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Everything that it reads: its operands, the condition under which it applies, the size of its survey."""
        survey = (self.survey.answers, self.survey.among) if self.survey is not None else ()
        read = (*self.operands, self.applies_if, *survey)
        return tuple(each for each in read if each is not None)

    @property
    def has_margin(self) -> bool:
        """Whether the margin of error of its survey goes into the interval of scores."""
        return self.survey is not None and self.survey.carried

    @property
    def may_be_other(self) -> bool:
        """Whether its points may be others where it is scored: it has a margin, or asks how sure one is."""
        return self.has_margin or self.certainty is not None

    @property
    def wordings(self) -> frozenset[str]:
        """Every text by which a form may ask for it."""
        return frozenset({self.title, *([self.question] if self.question else []), *self.wording.values()})

    def reach(self, scale: Scale) -> Reach:
        """The smallest and the largest points that its rule can give, on the scale of the grid; None for no bound."""
        ends = self.rule.reach(scale.stated(self.out_of))
        return Reach(*(None if end is None else scale.placed(end, self.out_of) for end in ends))


@dataclass(frozen=True)
class Theme:
    """A node of the tree (the root is one, of id ROOT): its children and how their scores become one.

    `missing`, `min_coverage` and `levels` are resolved: inherited from the nearest node above that states them.
    Where none states `missing`, it is `exclude`, but `block` directly under a `sum`.
    """

    id: str
    title: str
    weight: float
    children: tuple[Theme | Indicator, ...]
    aggregation: Aggregation
    missing: Missing
    min_coverage: float
    levels: Levels
    adjust: Expression | None = None
    help: str | None = None
    why: str | None = None
    source: Source | None = None

    def walk(self) -> Iterator[Theme | Indicator]:
        """This node and all below, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Theme):
                yield from child.walk()
            else:
                yield child


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A loaded grid: columns in document order, judgements' own included; the grids that it reads by their local name.

    `lines`, `files`: where each node of the canonical `document` stands, by its path with dots; `hash`: its SHA-256.
    """

    id: str
    version: str
    title: str
    polarity: Literal["burden", "merit"]
    scale: Scale
    unit: str
    root: Theme
    columns: Mapping[str, Column]
    keys: tuple[str, ...]
    tables: Mapping[str, EventTable] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    view_gap: ViewGap | None = None
    level_rules: tuple[LevelRule, ...] = ()
    flags: Mapping[str, Flag] = field(default_factory=dict)
    flag_order: tuple[str, ...] = ()
    """Ids of the flags in an order where each comes after those it reads."""
    actions: tuple[Action, ...] = ()
    stock_alerts: tuple[StockAlert, ...] = ()
    uses: Mapping[str, Grid] = field(default_factory=dict)
    optional_uses: Mapping[str, Grid] = field(default_factory=dict)
    """Used grids whose result may be absent: it is then missing."""
    unread: Mapping[str, Grid] = field(default_factory=dict)
    """Optional grids whose result was not given: this grid no longer reads them."""
    units_from: str | None = None
    """The table whose keys are the units where no file is the stock; it describes every unit that it names."""
    respondents: Respondents | None = None
    roll_up: RollUp | None = None
    publisher: str | None = None
    licence: str | None = None
    date: str | None = None
    statement: str | None = None
    path: str = ""
    hash: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Texts in other languages, each as a part of a document."""
    reference: ReferencePopulation | None = None
    """Population of relative values; None: the stock, whatever the size of its groups."""
    parent: Grid | None = None
    first_look: FirstLook | None = None
    roles: Mapping[str, AskedRole] = field(default_factory=dict)
    evidence_months: int | None = None
    unproven: Literal["keep", "worse"] = "keep"
    watch: Watch = field(default_factory=Watch)
    families: tuple[FamilyKind, ...] = ()
    """Criteria that make its units comparable to those of others."""

    __repr__, _repr_html_ = in_one_line, as_table

    @property
    def every_use(self) -> dict[str, Grid]:
        """Every grid that it may read, by local name, given or not."""
        return {**self.uses, **self.optional_uses, **self.unread}

    @property
    def departures(self) -> tuple[Departure, ...]:
        """Differences from the grid that it extends."""
        return departures(self.parent.document, self.document) if self.parent is not None else ()

    def file_of(self, path: str) -> str:
        """The file that holds a node of the document, given its dotted path."""
        while path and path not in self.files:
            path = path.rpartition(".")[0]
        return self.files.get(path, self.path)

    @property
    def levels(self) -> Levels:
        """The levels of the whole, from best to worst."""
        return self.root.levels

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """Every score at which a level starts, of the whole or of a theme: none is shown on the wrong side of one."""
        themes = (node for node in self.root.walk() if isinstance(node, Theme))
        return tuple({level.start: None for node in themes for level in node.levels if level.start is not None})

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """Every theme but the root, in document order."""
        return tuple(node for node in self.root.walk() if isinstance(node, Theme) and node.id != ROOT)

    @property
    def judged_columns(self) -> frozenset[str]:
        """The columns that each respondent fills: the columns of judgements."""
        judged = (each for each in self.indicators if each.consolidate is not None)
        names = {name for each in judged for name in (*each.columns, each.certainty) if name is not None}
        return frozenset(name for name in names if self.columns[name].role is None and name not in self.keys)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in document order."""
        return tuple(node for node in self.root.walk() if isinstance(node, Indicator))
