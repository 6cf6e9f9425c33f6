"""Guesses what the columns of a file are: by their title, or by their answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hlmdiag.data.decode import decode
from hlmdiag.data.decoded import ColumnContext, Decoded
from hlmdiag.data.match import Vocabulary
from hlmdiag.data.normalise_text import units
from hlmdiag.draft.skeleton import grid_id
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import Column, ColumnType
from hlmdiag.grid.identifiers import RESERVED
from hlmdiag.grid.model import Grid
from hlmdiag.states import KNOWN, State

if TYPE_CHECKING:
    import polars as pl

_KNOWN = "residence-complexe"
"""The grid whose columns are recognised by their titles."""
_TRIED: tuple[ColumnType, ...] = ("boolean", "integer", "number", "date", "month")
_ENOUGH = 0.95
"""Share of the filled cells that a type must understand."""
_FEWEST, _MOST = 2, 8
"""Most different answers of a list of choices."""
_PERCENT = re.compile(r"%|\bpct|\bpour ?cent|^taux\b|^part\b", re.IGNORECASE)
_CODE = re.compile(r"\b(code|identifiant|id|n°|numero|numéro|ref|référence)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """A column as it is proposed, its title in the file, and its decoded answers. `known`: found by its title."""

    column: Column
    header: str
    decoded: Decoded
    known: bool

    @property
    def numbers(self) -> list[float]:
        """The numbers of the column, sorted."""
        values = self.decoded.values.drop_nulls()
        return sorted(map(float, values.to_list())) if values.dtype.is_numeric() else []

    @property
    def texts(self) -> list[str]:
        """The different answers, the most frequent first."""
        counts = self.decoded.values.drop_nulls().value_counts(sort=True)
        return [str(text) for text in counts.to_series(0).to_list()]


def known_grid() -> Grid:
    """The shipped grid that lends its columns."""
    return load_grid(_KNOWN)


def guess(headers: Sequence[str], cells: pl.DataFrame, grid: Grid) -> list[Guess]:
    """The columns of a file, each under an id of its own; those without a title are left out."""
    vocabulary = Vocabulary(grid.columns)
    found: list[Guess] = []
    taken: set[str] = set()
    for index, header in enumerate(headers):
        if not header.strip():
            continue
        proposed = _guess(header, cells[str(index)], vocabulary, taken)
        if proposed is not None:
            found.append(proposed)
            taken.add(proposed.column.id.lower())
    return _with_key(found)


def _guess(header: str, texts: pl.Series, vocabulary: Vocabulary, taken: set[str]) -> Guess | None:
    match = vocabulary.find(header)
    if match is not None and match[0].lower() not in taken:
        column = vocabulary.columns[match[0]]
        decoded = decode(texts, column, _context(header))
        if _understood(decoded) >= _ENOUGH:
            # in a draft, the column that a judgement would add by itself is declared like any other
            return Guess(replace(column, required=False, declared=True), header, decoded, known=True)
    if not (texts.str.strip_chars() != "").any():
        return None
    column, decoded = _recognise(_free_id(header, taken), header, texts)
    return Guess(column, header, decoded, known=False)


def _recognise(id: str, header: str, texts: pl.Series) -> tuple[Column, Decoded]:
    label = " ".join(header.split())
    distinct = texts.str.strip_chars().n_unique()
    types: Iterable[ColumnType] = ("percent", *_TRIED) if _PERCENT.search(header) else _TRIED
    if _CODE.search(header) and distinct == len(texts):
        types = ()
    for type in types:
        bounds = (0.0, 100.0) if type == "percent" else (None, None)
        column = Column(id, type, label, unit=next(iter(units(header)), None), min=bounds[0], max=bounds[1])
        decoded = decode(texts, column, _context(header))
        if _understood(decoded) >= _ENOUGH:
            return column, decoded
    text = Column(id, "text", label)
    decoded = decode(texts, text)
    answers = decoded.values.drop_nulls()
    if _FEWEST <= answers.n_unique() <= _MOST and answers.n_unique() * 2 <= len(answers):
        return replace(text, type="choice"), decoded
    return text, decoded


def _context(header: str) -> ColumnContext:
    return ColumnContext(percent_header=bool(_PERCENT.search(header)))


def _understood(decoded: Decoded) -> float:
    """Share of the cells that say something and were understood; a column without any is understood."""
    counts = {state: int((decoded.states == int(state)).sum()) for state in (KNOWN, State.INVALID)}
    total = sum(counts.values())
    return counts[KNOWN] / total if total else float(len(decoded.states) > 0)


def _with_key(found: list[Guess]) -> list[Guess]:
    """One column identifies the unit: one known as such, else the first whose answers all differ."""
    whole = [it for it in found if it.decoded.values.null_count() == 0 and it.decoded.values.is_unique().all()]
    ids = [it for it in found if it.column.type == "id"]
    textual = [it for it in whole if it.column.type in ("text", "integer")]
    key = next(iter([*ids, *textual, *found[:1]]), None)
    if key is None:
        return found
    named = replace(key.column, type="id", required=True, min=None, max=None, unit=None, role=None, choices={})
    return [replace(it, column=named) if it is key else it for it in found]


def _free_id(header: str, taken: set[str]) -> str:
    base = grid_id(header).replace("-", "_").removeprefix("grille_")[:40].strip("_")
    base = base if base[:1].isalpha() else f"colonne_{base}".rstrip("_")
    id, rank = base, 2
    while id.lower() in taken or id.lower() in RESERVED:
        id, rank = f"{base}_{rank}", rank + 1
    return id
