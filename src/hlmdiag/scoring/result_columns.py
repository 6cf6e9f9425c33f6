"""The columns of a result, declared once: their names, what they hold, and when a result has them.

From the declaration come the names that every room uses, what a saved result is checked against, the JSON Schema of
results, and the page « Les colonnes d’un résultat » of the documentation (whose sentences are in `text/`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from hlmdiag.states import NAMES

Kind = Literal["text", "number", "integer", "boolean", "date", "list"]
About = Literal[
    "themes-et-vues", "themes", "criteres", "colonnes", "au-dela", "decomptes", "parts", "places", "feuilles"
]
"""Of what a family has one column each; the words are in `text/`."""
When = Literal[
    "toujours", "merite", "premier-regard", "ecarts", "poids", "repondants", "preuves", "certitudes", "calculees",
    "prolongee", "parties", "regroupement", "indecis", "decomptes", "places", "expressions", "au-dela",
]  # fmt: skip
"""Conditions on which a result has a column; their words are in `text/`."""


@dataclass(frozen=True)
class Held:
    """Contents of a column: its kind (None: any value), and the allowed values.

    `among`: the ids that it may hold, or that its lists may; `needed`: never null; `unique`: never twice the same, with
    the other columns so marked.
    """

    kind: Kind | None
    among: frozenset[str] | None = None
    low: float | None = None
    high: float | None = None
    needed: bool = False
    unique: bool = False


TEXT, NUMBER, YES_OR_NO, ANYTHING = Held("text"), Held("number"), Held("boolean"), Held(None)
COUNT = Held("integer", low=0)
RANK = Held("integer", low=1)
SHARE = Held("number", low=0, high=1)
PERCENTILE = Held("number", low=0, high=100)
LIST = Held("list", needed=True)
STATE = Held("text", among=frozenset(NAMES.values()), needed=True)
ALWAYS = replace(YES_OR_NO, needed=True)


@dataclass(frozen=True)
class ResultColumn:
    """A column of results."""

    name: str
    held: Held
    when: When = "toujours"


@dataclass(frozen=True)
class Family(ResultColumn):
    """Columns that say one thing each of several nodes, columns or references; bare, that of the root."""

    about: About = "criteres"

    def __call__(self, id: str) -> str:
        """The name of the column of one of them, as `published` writes it: a report asks for hundreds of thousands."""
        return f"{self.name}:{id}" if id else self.name

    def has(self, name: str) -> bool:
        """Whether a column is one of the family, other than that of the root."""
        return name.startswith(f"{self.name}:")

    def id_of(self, name: str) -> str:
        """The id that a column of the family is about."""
        return name.removeprefix(f"{self.name}:")


def published(what: str, node: str) -> str:
    """The name of a result column: bare at the root, `score:<node>` elsewhere."""
    return f"{what}:{node}" if node else what


SINGLE = (
    ResultColumn("level", TEXT),
    ResultColumn("level_computed", TEXT),
    ResultColumn("levels_possible", LIST),
    ResultColumn("conclusive", ALWAYS),
    ResultColumn("score", NUMBER),
    ResultColumn("low", NUMBER),
    ResultColumn("high", NUMBER),
    ResultColumn("voices_low", NUMBER, "repondants"),
    ResultColumn("voices_high", NUMBER, "repondants"),
    ResultColumn("coverage", SHARE),
    ResultColumn("rank", RANK),
    ResultColumn("percentile", PERCENTILE),
    ResultColumn("adjustment", NUMBER),
    ResultColumn("flags", LIST),
    ResultColumn("flags_to_check", LIST),
    ResultColumn("flags_unsure", LIST, "certitudes"),
    ResultColumn("actions", LIST),
    ResultColumn("override", TEXT),
    ResultColumn("override_author", TEXT),
    ResultColumn("override_date", TEXT),
    ResultColumn("override_reason", TEXT),
    ResultColumn("contribution_exact", ALWAYS),
    ResultColumn("source_row", replace(COUNT, needed=True)),
    ResultColumn("first_look_score", NUMBER, "premier-regard"),
    ResultColumn("first_look_low", NUMBER, "premier-regard"),
    ResultColumn("first_look_high", NUMBER, "premier-regard"),
    ResultColumn("first_look_level", TEXT, "premier-regard"),
    ResultColumn("first_look_coverage", SHARE, "premier-regard"),
    ResultColumn("gap", NUMBER, "ecarts"),
    ResultColumn("robustness", SHARE, "poids"),
    ResultColumn("rank_low", RANK, "poids"),
    ResultColumn("rank_high", RANK, "poids"),
    ResultColumn("level_equal", TEXT, "poids"),
    ResultColumn("decisive_themes", LIST, "poids"),
    ResultColumn("respondents", LIST, "repondants"),
    ResultColumn("respondent_roles", LIST, "repondants"),
    ResultColumn("respondent_rows", LIST, "repondants"),
    ResultColumn("respondent_parts", LIST, "repondants"),
    ResultColumn("divergences", LIST, "repondants"),
    ResultColumn("unproven", LIST, "preuves"),
    ResultColumn("to_renew", LIST, "preuves"),
    ResultColumn("computed", LIST, "calculees"),
    ResultColumn("parent_level", TEXT, "prolongee"),
    ResultColumn("parent_score", NUMBER, "prolongee"),
    ResultColumn("parent_low", NUMBER, "prolongee"),
    ResultColumn("parent_high", NUMBER, "prolongee"),
    ResultColumn("parent_coverage", SHARE, "prolongee"),
    ResultColumn("source_part", COUNT, "parties"),
)
"""The columns of the whole, beside the keys and the columns with a role, which have the names that the grid gives."""

score_column = Family("score", NUMBER, about="themes-et-vues")
low_column = Family("low", NUMBER, about="themes-et-vues")
high_column = Family("high", NUMBER, about="themes-et-vues")
gap_column = Family("gap", NUMBER, "ecarts", about="themes")
contribution_column = Family("contribution", NUMBER)
against_column = Family("against", NUMBER, "merite")
divergence_column = Family("divergence", NUMBER, "repondants")
effect_column = Family("effect", NUMBER, "repondants")
points_low_column = Family("points_low", NUMBER, "certitudes")
points_high_column = Family("points_high", NUMBER, "certitudes")
value_low_column = Family("value_low", NUMBER, "indecis")
value_high_column = Family("value_high", NUMBER, "indecis")
coverage_column = Family("coverage", SHARE, about="themes-et-vues")
row_count_column = Family("rows", COUNT, "decomptes", about="decomptes")
undecided_rows_column = Family("rows_undecided", COUNT, "indecis", about="decomptes")
valued_rows_column = Family("rows_valued", COUNT, "indecis", about="decomptes")
group_size_column = Family("group_size", COUNT, "places", about="places")
source_row_column = Family("source_row", COUNT, "parties", about="feuilles")
level_column = Family("level", TEXT, about="themes-et-vues")
level_without_column = Family("level_without", TEXT, "poids", about="themes")
state_column = Family("state", STATE)
answer_state_column = Family("answer_state", STATE, "expressions", about="colonnes")
read_state_column = Family("read_state", STATE, "au-dela", about="au-dela")
answers_column = Family("answers", LIST, "repondants")
certainties_column = Family("certainties", LIST, "repondants")
share_column = Family("share", YES_OR_NO, "regroupement", about="parts")
value_column = Family("value", ANYTHING)
answer_column = Family("answer", ANYTHING, "expressions", about="colonnes")
read_column = Family("read", ANYTHING, "au-dela", about="au-dela")
read_low_column = Family("read_low", ANYTHING, "indecis", about="au-dela")
read_high_column = Family("read_high", ANYTHING, "indecis", about="au-dela")

FAMILIES = (
    score_column, low_column, high_column, gap_column, contribution_column, against_column, divergence_column,
    effect_column, points_low_column, points_high_column, value_low_column, value_high_column, coverage_column,
    row_count_column, undecided_rows_column, valued_rows_column, group_size_column, source_row_column, level_column,
    level_without_column, state_column, answer_state_column, read_state_column, answers_column, certainties_column,
    share_column, value_column, answer_column, read_column, read_low_column, read_high_column,
)  # fmt: skip


@lru_cache(maxsize=4096)
def declared(name: str) -> ResultColumn | None:
    """Declaration of a column of a result; None for an undeclared name."""
    return next((each for each in (*SINGLE, *FAMILIES) if _is_named(each, name)), None)


def _is_named(column: ResultColumn, name: str) -> bool:
    return column.has(name) if isinstance(column, Family) else column.name == name
