"""Proposes how a new version can take over the answers of columns that it replaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hlmdiag.grid.data_model import NUMERIC, Column
from hlmdiag.grid.identifiers import fold
from hlmdiag.grid.model import Grid
from hlmdiag.method.document_diff import renamed_ids

_SCALES_APART = 2
"""Ratio of ranges from which a scale is another one; a smaller one is a moved bound. A choice of ours."""

_Bounds = tuple[float, float]


@dataclass(frozen=True)
class Replacement:
    """A column, the one whose place it takes, and how an answer to that one reads in this one.

    `unmatched`: answers that have no counterpart. `is_certain` is false where only the author can tell. `is_declared`
    is false where the column is that of a judgement, with no entry under `columns`.
    """

    column: str
    replaced: str
    recode: Mapping[str, str] = field(default_factory=dict)
    rescale: tuple[_Bounds, _Bounds] | None = None
    unmatched: tuple[str, ...] = ()
    is_certain: bool = True
    is_declared: bool = True

    @property
    def block(self) -> dict[str, object]:
        """The block `replaces` of the column."""
        scales = {} if self.rescale is None else {"from": list(self.rescale[0]), "to": list(self.rescale[1])}
        known = {"recode": dict(self.recode), "rescale": scales}
        return {"column": self.replaced, **{key: it for key, it in known.items() if it}}


def proposed_replacements(old: Grid, new: Grid) -> tuple[Replacement, ...]:
    """One proposal for each column that replaces another, or whose possible answers changed."""
    return tuple(_proposals(old, new))


def _proposals(old: Grid, new: Grid) -> Iterator[Replacement]:
    said = {id for id, block in (new.document.get("columns") or {}).items() if block.get("replaces")}
    pairs = {id: (id, True) for id in old.columns if id in new.columns} | _replaced(old, new)
    for id, (before, is_certain) in pairs.items():
        one, other = old.columns[before], new.columns[id]
        recode, unmatched = _answers(one, other)
        rescale = _scales(one, other)
        if id not in said and (before != id or recode or unmatched or rescale):
            yield Replacement(id, before, recode, rescale, unmatched, is_certain and rescale is None, other.declared)


def _replaced(old: Grid, new: Grid) -> dict[str, tuple[str, bool]]:
    """By column that is new, the one that it was, and whether that is certain."""
    gone = [id for id in old.columns if id not in new.columns]
    come = [id for id in new.columns if id not in old.columns]
    found: dict[str, tuple[str, bool]] = {}
    before, after = ({each.id: each.column for each in grid.indicators} for grid in (old, new))
    for id, column in before.items():
        now = after.get(id)
        if column in gone and now in come and column is not None and now is not None:
            found[now] = (column, False)
    declared = renamed_ids(old.document.get("columns") or {}, new.document.get("columns") or {})
    found |= {now: (id, True) for id, now in declared.items() if id in gone and now in come}
    titles = {fold(new.columns[id].label): id for id in come if not new.columns[id].declared}
    for id in (id for id in gone if not old.columns[id].declared):
        now = titles.get(fold(old.columns[id].label))
        if now is not None:
            found[now] = (id, True)
    return found


def _answers(old: Column, new: Column) -> tuple[dict[str, str], tuple[str, ...]]:
    """The new code of each answer that has another one, and the answers that are gone."""
    come = {fold(label): code for code, label in new.choices.items() if code not in old.choices}
    recode, unmatched = {}, []
    for code, label in old.choices.items():
        if new.choices and code not in new.choices:
            if fold(label) in come:
                recode[code] = come[fold(label)]
            else:
                unmatched.append(code)
    return recode, tuple(unmatched)


def _scales(old: Column, new: Column) -> tuple[_Bounds, _Bounds] | None:
    if old.type not in NUMERIC or new.type not in NUMERIC:
        return None
    if old.min is None or old.max is None or new.min is None or new.max is None:
        return None
    one, other = old.max - old.min, new.max - new.min
    apart = one > 0 and other > 0 and max(one, other) >= _SCALES_APART * min(one, other)
    return ((old.min, old.max), (new.min, new.max)) if apart else None
