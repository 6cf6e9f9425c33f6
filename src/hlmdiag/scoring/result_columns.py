"""Names of the columns of a result."""

from __future__ import annotations

from dataclasses import dataclass


def published(what: str, node: str) -> str:
    """The name of a result column: bare at the root, `score:<node>` elsewhere."""
    return f"{what}:{node}" if node else what


@dataclass(frozen=True)
class Family:
    """Columns that say one thing of several nodes, columns or references."""

    name: str

    def __call__(self, id: str) -> str:
        """The name of the column of one of them; bare for the root."""
        return published(self.name, id)

    def has(self, name: str) -> bool:
        """Whether a column is one of the family, other than that of the root."""
        return name.startswith(f"{self.name}:")

    def id_of(self, name: str) -> str:
        """What a column of the family is about."""
        return name.removeprefix(f"{self.name}:")


score_column = Family("score")
low_column = Family("low")
high_column = Family("high")
coverage_column = Family("coverage")
level_column = Family("level")
gap_column = Family("gap")
value_column = Family("value")
state_column = Family("state")
contribution_column = Family("contribution")
against_column = Family("against")
divergence_column = Family("divergence")
answers_column = Family("answers")
answer_column = Family("answer")
answer_state_column = Family("answer_state")
read_column = Family("read")
read_state_column = Family("read_state")
read_low_column = Family("read_low")
read_high_column = Family("read_high")
level_without_column = Family("level_without")
share_column = Family("share")
units_column = Family("units")
group_size_column = Family("group_size")
value_low_column = Family("value_low")
value_high_column = Family("value_high")
