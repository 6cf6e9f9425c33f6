"""The sheets of the stock become one table: read one after the other, or joined by the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.checks import unambiguous, unknown_headers
from hlmdiag.data.codes import near_codes
from hlmdiag.data.dataset import Provenance, Table
from hlmdiag.data.forms import OVERRIDES, STOCK
from hlmdiag.data.keys import key_texts, keyed_rows, lost_zeros, unique_rows
from hlmdiag.data.privacy import nominative_header
from hlmdiag.data.respondents import opinions
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import Read, TableForm, read_table
from hlmdiag.data.understanding import SheetUnderstood
from hlmdiag.errors import HlmdiagError, Problem, Severity

__all__ = ["Gathered", "gather", "read_candidate"]

_NAMED = 10
"""How many sheets a sentence names."""


@dataclass(eq=False)
class Gathered:
    """What reading brings, as it comes: problems in file order, refused cells, accounts of sheets, counts."""

    problems: list[Problem] = field(default_factory=list)
    refused: list[pl.DataFrame] = field(default_factory=list)
    understood: list[SheetUnderstood] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    respondents: Table | None = None
    account: bool = False
    """Whether each column is described."""

    def add(self, read: Read) -> None:
        """Take the account of a table."""
        self.problems += read.problems
        self.refused.append(read.refused)
        self.understood.append(read.understood)
        prefix = {STOCK: "", OVERRIDES: "override_"}.get(read.understood.table or STOCK, "event_")
        for name, count in read.counts.items():
            self.counts[prefix + name] = self.counts.get(prefix + name, 0) + count


@dataclass(frozen=True, eq=False)
class _Piece:
    sheet: Sheet
    read: Read
    frame: pl.DataFrame
    answers: frozenset[str]
    opinions: pl.DataFrame | None = None


def read_candidate(candidate: Candidate, form: TableForm, gathered: Gathered) -> Read:
    """Read a sheet for its table, saying what its titles are not."""
    matches, problems = unambiguous(candidate)
    doubled = frozenset(
        match.header for match in matches if match.nearest is not None and _is_doubled(match.header, candidate)
    )
    private = frozenset(match.header for match in matches if nominative_header(match.header) and match.column is None)
    gathered.problems += problems + unknown_headers(replace(candidate, matches=matches), form, doubled | private)
    gathered.problems += _supposed(candidate) + _doubled(candidate)
    read = read_table(candidate.sheet, candidate.header, matches, form, account=gathered.account)
    gathered.add(read)
    return read


def _supposed(candidate: Candidate) -> list[Problem]:
    row = candidate.sheet.row(candidate.header.last)
    return [
        candidate.sheet.problem(
            "donnees.date-supposee",
            row=row,
            column=match.index,
            header=match.header,
            severity=Severity.NOTICE,
            title=match.header,
            table=f"« {candidate.table} »",
        )
        for match in candidate.matches
        if match.how == "supposed"
    ]


def _doubled(candidate: Candidate) -> list[Problem]:
    sheet = candidate.sheet
    return [
        sheet.problem("donnees.dossier-colonne", severity=Severity.WARNING, title=name) for name in candidate.doubled
    ]


def _is_doubled(header: str, candidate: Candidate) -> bool:
    column = next(match.column for match in candidate.matches if match.header == header)
    return column is not None


def gather(candidates: Sequence[Candidate], form: TableForm, gathered: Gathered) -> Table:
    """The stock: the sheet named so or with the most units first, then those that continue or complete it."""
    ordered = sorted(candidates, key=lambda c: (c.named, _units(c, form), len(c.answers)), reverse=True)
    first, *others = [_piece(candidate, form, gathered) for candidate in ordered]
    stacked, joined = [first], []
    for piece in others:
        if piece.answers & first.answers - _shared(form):
            _refuse_tie(stacked, piece, form)
            stacked.append(piece)
        else:
            joined.append(piece)
    stacked.sort(key=lambda piece: [c.sheet for c in candidates].index(piece.sheet) if len(stacked) > 1 else 0)
    table = _stack(stacked, form, gathered)
    gathered.respondents = _opinions(stacked, form) or _opinions(joined[:1], form, table.provenance)
    for number, pieces in enumerate(_alike(joined, form), start=1):
        table = _join(table, pieces, number, form, gathered)
    return table


def _alike(pieces: list[_Piece], form: TableForm) -> list[list[_Piece]]:
    """The sheets that complete the stock, those that answer the same questions for other units together."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        own = piece.answers - _shared(form)
        group = next((group for group in groups if group[0].answers & own), None)
        if group is None:
            groups.append([piece])
        else:
            _refuse_tie(group, piece, form)
            group.append(piece)
    return groups


def _units(candidate: Candidate, form: TableForm) -> int:
    """How many rows bear a key, about."""
    index = next(match.index for match in candidate.matches if match.column == form.keys[0])
    return int(candidate.sheet.cells[str(index)].slice(candidate.header.last + 1).str.contains(r"\S").sum())


def _shared(form: TableForm) -> frozenset[str]:
    """Columns that every sheet may repeat: labels and groups, which say where one is."""
    return frozenset(column.id for column in form.columns.values() if column.role in ("label", "group", "identity"))


def _piece(candidate: Candidate, form: TableForm, gathered: Gathered) -> _Piece:
    read = read_candidate(candidate, form, gathered)
    titles = {match.column: (match.header, match.index) for match in candidate.matches}
    frame, problems = keyed_rows(read, form.keys, candidate.sheet, {key: titles[key] for key in form.keys})
    near = near_codes(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    if form.respondent is not None and form.respondent in read.provenance:
        split = opinions(frame, form, candidate.sheet, {column: titles[column] for column in read.provenance})
        gathered.problems += problems + split.problems + near
        return _Piece(candidate.sheet, read, split.units, candidate.answers, split.rows)
    frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    gathered.problems += problems + repeated + near
    return _Piece(candidate.sheet, read, frame, candidate.answers)


def _refuse_tie(stacked: list[_Piece], piece: _Piece, form: TableForm) -> None:
    """Two sheets with the same columns and the same units are two answers to one question."""
    keys = [f"v:{key}" for key in form.keys]
    for other in stacked:
        if not piece.frame.select(keys).join(other.frame.select(keys), on=keys, how="semi").is_empty():
            names = ", ".join(_name(each.sheet, [other.sheet, piece.sheet]) for each in (other, piece))
            raise HlmdiagError([piece.sheet.problem("donnees.feuilles-egales", sheets=names)])


def _name(sheet: Sheet, among: list[Sheet]) -> str:
    return f"« {sheet.title} »" if len({each.file for each in among}) == 1 else f"« {sheet.file} »"


def _stack(pieces: list[_Piece], form: TableForm, gathered: Gathered) -> Table:
    first = pieces[0]
    if len(pieces) == 1:
        return Table(first.frame, first.read.provenance)
    sheets = [piece.sheet for piece in pieces]
    names = _listed([_name(sheet, sheets) for sheet in sheets])
    gathered.problems.append(first.sheet.problem("donnees.feuilles-empilees", severity=Severity.NOTICE, sheets=names))
    frame = pl.concat(
        [piece.frame.with_columns(pl.lit(number, dtype=pl.UInt32).alias("part")) for number, piece in enumerate(pieces)]
    )
    provenance: dict[str, Provenance] = {}
    for piece in reversed(pieces):
        provenance |= piece.read.provenance
    return Table(frame, provenance, tuple(piece.read.provenance for piece in pieces))


def _opinions(pieces: list[_Piece], form: TableForm, elsewhere: Iterable[str] = ()) -> Table | None:
    """The rows of the respondents, from the sheets that have some; a column that is read elsewhere is not theirs."""
    lost = [f"{prefix}:{column}" for column in elsewhere if column not in form.keys for prefix in ("v", "s")]
    given = [piece for piece in pieces if piece.opinions is not None]
    frames = [piece.opinions.drop(lost, strict=False) for piece in given if piece.opinions is not None]
    return Table(pl.concat(frames, how="diagonal"), given[0].read.provenance) if frames else None


def _join(table: Table, pieces: list[_Piece], number: int, form: TableForm, gathered: Gathered) -> Table:
    """Add the columns of sheets to the units of the stock, saying the keys that stand on one side only."""
    keys = [f"v:{key}" for key in form.keys]
    read = list(dict.fromkeys(column for piece in pieces for column in piece.read.provenance))
    added = [column for column in read if column not in table.provenance]
    for piece in pieces:
        gathered.problems += _ignored(table, piece, [column for column in read if column not in added], form)
    names = [
        f"{prefix}:{column}"
        for column in added
        for prefix in ("v", "s", "t")
        if f"{prefix}:{column}" in table.frame.columns
    ]
    rows = f"row:{number}"
    extra = pl.concat(
        piece.frame.select(*keys, *names, pl.col("row").alias(rows), pl.lit(index, pl.UInt32).alias("|piece"))
        for index, piece in enumerate(pieces)
    )
    frame = table.frame.drop(names).join(extra, on=keys, how="left", maintain_order="left")
    blank = table.frame.select(names)
    states = [name for name in names if name.startswith("s:")]
    frame = frame.with_columns(
        *[pl.when(pl.col(rows).is_null()).then(blank[name]).otherwise(pl.col(name)).alias(name) for name in states],
        *[pl.col(name).fill_null("") for name in names if name.startswith("t:")],
    ).select([*table.frame.columns, rows, "|piece"])
    for piece in pieces:
        _say_join(table, piece, form, len(added), gathered)
    _say_without(table, pieces, form, gathered)
    given = [
        {c: replace(piece.read.provenance[c], rows=rows) for c in added if c in piece.read.provenance}
        for piece in pieces
    ]
    return _placed(replace(table, frame=frame), given)


def _placed(table: Table, given: list[dict[str, Provenance]]) -> Table:
    """The table with the places of what was joined to it: where several sheets were, each unit has those of its own."""
    provenance = dict(table.provenance)
    for places in reversed(given):
        provenance |= places
    if len(given) == 1 and not table.parts:
        return replace(table, frame=table.frame.drop("|piece"), provenance=provenance)
    before = table.parts or (table.provenance,)
    part = pl.col("part") if table.parts else pl.lit(0, pl.UInt32)
    pairs = table.frame.select(part.cast(pl.UInt32).alias("part"), pl.col("|piece"))
    kinds = pairs.unique(maintain_order=True).with_row_index("kind")
    kind = pairs.join(kinds, on=["part", "|piece"], how="left", nulls_equal=True, maintain_order="left")["kind"]
    parts = tuple(
        dict(before[part]) | (given[piece] if piece is not None else given[0] if len(given) == 1 else {})
        for _, part, piece in kinds.rows()
    )
    return Table(table.frame.drop("|piece").with_columns(kind.alias("part")), provenance, parts)


def _ignored(table: Table, piece: _Piece, columns: list[str], form: TableForm) -> list[Problem]:
    return [
        piece.sheet.problem(
            "donnees.jointure-ignoree", severity=Severity.NOTICE, title=piece.read.provenance[column].header,
            first=f"« {table.provenance[column].sheet or table.provenance[column].file} »",
        )
        for column in columns if column in piece.read.provenance and column not in form.keys
    ]  # fmt: skip


def _say_join(table: Table, piece: _Piece, form: TableForm, count: int, gathered: Gathered) -> None:
    keys = [f"v:{key}" for key in form.keys]
    shown = ", ".join(form.keys)
    gathered.problems.append(
        piece.sheet.problem("donnees.feuille-jointe", severity=Severity.NOTICE, keys=shown, count=count)
    )
    alone = piece.frame.join(table.frame.select(keys), on=keys, how="anti", maintain_order="left")
    name = f"« {piece.sheet.title} »"
    if alone.height:
        values: dict[str, Any] = {
            "table": name,
            "count": alone.height,
            "rows_count": alone.height,
            "values": key_texts(alone, form.keys),
            "advice": lost_zeros(alone[keys[-1]], table.frame[keys[-1]]),
        }
        gathered.problems.append(
            piece.sheet.problem("donnees.cles-sans-residence", severity=Severity.WARNING, **values)
        )


def _say_without(table: Table, pieces: list[_Piece], form: TableForm, gathered: Gathered) -> None:
    """The units of the stock that none of the sheets holds."""
    keys = [f"v:{key}" for key in form.keys]
    there = pl.concat(piece.frame.select(keys) for piece in pieces)
    without = table.frame.join(there, on=keys, how="anti", maintain_order="left")
    sheets = [piece.sheet for piece in pieces]
    name = _listed([_name(sheet, sheets) for sheet in sheets])
    if without.height:
        values: dict[str, Any] = {"table": name, "count": without.height, "values": key_texts(without, form.keys)}
        gathered.problems.append(
            sheets[0].problem("donnees.residences-non-jointes", severity=Severity.NOTICE, **values)
        )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
