"""The result of a whole stock: the one contract that every report reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from hlmdiag.data.dataset import SETTINGS, AwaitedForm, InputFile, Organisation, Provenance, WrittenNote
from hlmdiag.errors import USAGE, HlmdiagError, Problem, WrongArgument
from hlmdiag.grid.model import Grid
from hlmdiag.scoring.gate_results import Gating
from hlmdiag.text.notebook import SHOWN, html_table
from hlmdiag.text.phrase import Phrase

if TYPE_CHECKING:
    import pandas
    import polars as pl

    from hlmdiag.data.translations import Translated

_T = TypeVar("_T")

SCHEMA_VERSION = 2
"""Of what is written; every earlier one is read. 2: the manifest says what its table is, and has its file's name."""


@dataclass(frozen=True)
class Robustness:
    """The weights that were tried beside the grid's own: `draws` sets, each weight within ± `spread`, from a seed.

    `weighted`: whether weights can move a level of this grid at all; where they cannot, no share is given.
    """

    draws: int
    spread: float
    seed: int
    weighted: bool


@dataclass(frozen=True)
class Selection:
    """The units kept of a stock: those for which each of the conditions is true.

    Of the whole stock: how many `units` it has, how many of them are `ranked`. `undecided`: units left out for want of
    an answer.
    """

    conditions: tuple[str, ...]
    units: int
    ranked: int
    undecided: int


@dataclass(frozen=True)
class Manifest:
    """Origin of a result: enough to explain each number and to make the same result again."""

    tool_version: str
    reference_date: date
    inputs: tuple[InputFile, ...] = ()
    provenance: Mapping[str, Mapping[str, Provenance]] = field(default_factory=dict)
    """By table (`stock`, an event table), then by column of the grid; `stock:<n>` for the n-th sheet of a stock that
    was read from several, which `source_part` gives for each unit."""
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION
    gating: Gating | None = None
    """Verdict of the user's own limits, if any were set."""
    is_part: bool = False
    """Whether some of its columns only were kept: no report can be made from it."""
    robustness: Robustness | None = None
    """The trial of other weights, where one was asked for."""
    selection: Selection | None = None
    """Selection of the kept units, if only some were: ranks stay those of the whole stock."""
    translated: tuple[Translated, ...] = ()
    """The cells in whose place the user's settings read another answer."""
    organisation: Organisation | None = None
    """Organisation that owns the stock, if the settings name it."""
    results_read: Mapping[str, str] = field(default_factory=dict)
    """The file of each saved result that was read, by its local name."""
    awaited: tuple[AwaitedForm, ...] = ()
    """The forms that were sent and are not answered."""
    notes: tuple[WrittenNote, ...] = ()
    """Notes written beside answers: free texts, which `--without-notes` leaves out."""

    @property
    def whose(self) -> str | None:
        """The name of the organisation, where it is known."""
        return None if self.organisation is None else self.organisation.name

    @property
    def settings(self) -> InputFile | None:
        """The settings file that was read."""
        return next((file for file in self.inputs if file.table == SETTINGS), None)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files of data, each once."""
        return tuple(dict.fromkeys(file.name for file in self.inputs if file.table != SETTINGS))


@dataclass(frozen=True)
class Result:
    """One row per unit in the received order; lists are polars lists of text, states plain text.

    `frame` has the keys and the columns with a role, under the names that the grid gives them, then the columns that
    `hlmdiag.scoring.result_columns` declares: their types, when a result has each, and the families that have one
    column by theme, criterion or reference; the documentation lists them with their meaning (« Les colonnes d’un
    résultat »). Texts are String, numbers Float64 rounded to 9 decimals, counts UInt32, lists List(String), states an
    Enum of their names; a `value:` or `answer:` is Float64, String, Boolean or Date as its column is.
    """

    grid: Grid
    frame: pl.DataFrame
    manifest: Manifest

    def __repr__(self) -> str:
        """One line: what a notebook shows of a whole stock."""
        about = f"{self.grid.id} {self.grid.version}, {self.manifest.reference_date}"
        return f"<hlmdiag.Result: {about}, {self.frame.height} units>"

    def _repr_html_(self) -> str:
        """The first units as a table, for a notebook; received texts are text."""
        wanted = [*self.grid.keys, "level", "score", "low", "high", "coverage", "rank"]
        shown = self.frame.select(name for name in wanted if name in self.frame.columns).head(SHOWN)
        return html_table(repr(self), shown.columns, shown.rows())

    def __getitem__(self, codes: str | Iterable[str]) -> Result:
        """The part of it that holds these units, by their codes: `result["0212"]`, `result[["0212", "0213"]]`.

        It says that it is a part: ranks and medians of groups stay those of the whole stock.
        """
        from hlmdiag.scoring.part import units_of

        return units_of(self, [codes] if isinstance(codes, str) else _texts(codes))

    def join(self, table: Any, on: str | Sequence[str] | None = None) -> pl.DataFrame:
        """Its rows, each with the columns of a table (polars, pandas, Arrow) on the same unit.

        `on`: the columns of the table that hold the code, by the names of the keys of the grid where it is not given.
        A unit that the table does not have keeps nulls; a column that both have is `name:table`.
        """
        from hlmdiag.scoring.joined import joined

        return joined(self, table, self.grid.keys if on is None else _texts([on] if isinstance(on, str) else on))

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a table of pandas, where pandas and pyarrow are installed."""
        try:
            return self.frame.to_pandas()
        except ModuleNotFoundError as absent:
            raise HlmdiagError([Problem("api.sans-pandas", values={"name": "Result.to_pandas"})], USAGE) from absent

    @cached_property
    def schema(self) -> pl.Schema:
        """The columns of the rows and their types, asked for once: there are hundreds."""
        return self.frame.schema

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """Values computed from this result, kept by name until they are asked for again: the outputs of one run
        say the same things of the same units."""
        return {}

    def once(self, name: str, work: Callable[[], _T]) -> _T:
        """Result of `work` on this result, computed once under this name."""
        if name not in self.worked_out:
            self.worked_out[name] = work()
        found: _T = self.worked_out[name]
        return found

    def of_rows(
        self, name: str, rows: Collection[int], work: Callable[[list[int]], Mapping[int, _T]]
    ) -> dict[int, _T | None]:
        """Result of `work` for rows, computed once per row under this name; None: nothing."""
        known: dict[int, _T | None] = self.worked_out.setdefault(name, {})
        new = [row for row in dict.fromkeys(rows) if row not in known]
        if new:
            known |= {**dict.fromkeys(new), **work(new)}
        return known

    @property
    def ranked(self) -> int:
        """Number of ranked units in the whole stock, of which this result may hold a part."""
        selection = self.manifest.selection
        return selection.ranked if selection is not None else self.frame.height - self.frame["rank"].null_count()

    @cached_property
    def rolled(self) -> pl.DataFrame | None:
        """The same diagnosis for the wider units of the grid's `roll_up` (see `scoring.roll_up`), if it has one."""
        from hlmdiag.scoring.roll_up import roll_up

        return None if self.grid.roll_up is None else roll_up(self.frame, self.grid, self.grid.roll_up)


def _texts(given: Iterable[str]) -> list[str]:
    """Codes or titles; whatever is no text is refused."""
    if not isinstance(given, Iterable):
        raise WrongArgument("hlmdiag.Result", "codes", given, Phrase("api.mots.textes"))
    for each in (texts := [*given]):
        if not isinstance(each, str):
            raise WrongArgument("hlmdiag.Result", "codes", each, Phrase("api.mots.textes"))
    return texts
