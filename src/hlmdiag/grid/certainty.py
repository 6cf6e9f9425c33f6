"""Adds a column of certainty beside that of each judgement that chooses in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hlmdiag.grid.columns import column_of
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.document import GridBlock, IndicatorBlock
from hlmdiag.grid.traverse import indicator_blocks

UNSURE = "unsure"
"""The code of an answer that may be the one before it in the list, or the one after."""
_CHOICES = {"sure": "sûr", "rather": "plutôt", UNSURE: "pas sûr"}
_ALIASES = {
    "sure": ("sûre", "certain"), "rather": ("plutôt sûr", "plutôt sûre", "rather sure"),
    UNSURE: ("pas sûre", "not sure"),
}  # fmt: skip
_WORDS = ("certainty", "certitude")


def certainty_column(column: str) -> str:
    """The id of the column that says how sure an answer is.

    >>> certainty_column("proprete")
    'proprete:certainty'
    """
    return f"{column}:{_WORDS[0]}"


def is_certainty(column: str) -> bool:
    """Whether the id of a column is that of a certainty: no other has a colon."""
    return column.endswith(certainty_column(""))


def with_certainties(document: GridBlock, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns, with columns of certainty if the grid asks for them; several indicators may share one answer."""
    found = dict(columns)
    if document.certainty:
        for _, id, block in indicator_blocks(document):
            answer = _answered(id, block, columns)
            if answer is not None:
                found.setdefault(certainty_column(answer.id), _column(id, block.title, answer))
    return found


def _answered(id: str, block: IndicatorBlock, columns: Mapping[str, Column]) -> Column | None:
    """The column of a judgement that chooses in a list; None for any other criterion."""
    if block.kind != "judgement" or not isinstance(block.score.get("choices"), dict):
        return None
    name = column_of(id, columns) if block.value is None else block.value.strip()
    return columns.get(name) if name is not None else None


def _column(id: str, title: str, answer: Column) -> Column:
    names = dict.fromkeys((answer.id, id, title, answer.label))
    return Column(
        certainty_column(answer.id), "choice", f"{title} : {_WORDS[-1]}", choices=_CHOICES, choice_aliases=_ALIASES,
        aliases=tuple(_titles(names)), declared=False,
    )  # fmt: skip


def _titles(names: Mapping[str, None]) -> Iterator[str]:
    yield from (f"{name} : {word}" for name in names for word in _WORDS)
