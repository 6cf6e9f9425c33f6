"""The sheets of the stock become one table: read one after the other, or joined by the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from hlmdiag.data.assign import Candidate
from hlmdiag.data.checks import unambiguous, unknown_headers
from hlmdiag.data.codes import near_codes
from hlmdiag.data.dataset import Provenance, Table
from hlmdiag.data.form import TableForm
from hlmdiag.data.join import join
from hlmdiag.data.keys import keyed_rows, unique_rows
from hlmdiag.data.pieces import Gathered, Piece, listed, name_of
from hlmdiag.data.privacy import nominative_header
from hlmdiag.data.respondents import opinions
from hlmdiag.data.table import Read, read_table
from hlmdiag.errors import HlmdiagError, Problem, Severity

__all__ = ["gather", "read_candidate"]


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
            stacked.append(piece)
        else:
            joined.append(piece)
    _refuse_ties(stacked, form)
    order = {candidate.sheet: place for place, candidate in enumerate(candidates)}
    stacked.sort(key=lambda piece: order[piece.sheet])
    table = _stack(stacked, form, gathered)
    gathered.respondents = _opinions(stacked, form) or _opinions(joined[:1], form, table.provenance)
    for number, pieces in enumerate(_alike(joined, form), start=1):
        table = join(table, pieces, number, form, gathered)
    return table


def _alike(pieces: list[Piece], form: TableForm) -> list[list[Piece]]:
    """The sheets that complete the stock, those that answer the same questions for other units together."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        own = piece.answers - _shared(form)
        group = next((group for group in groups if group[0].answers & own), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    for group in groups:
        _refuse_ties(group, form)
    return groups


def _units(candidate: Candidate, form: TableForm) -> int:
    """How many rows bear a key, about."""
    index = next(match.index for match in candidate.matches if match.column == form.keys[0])
    return int(candidate.sheet.cells[str(index)].slice(candidate.header.last + 1).str.contains(r"\S").sum())


def _shared(form: TableForm) -> frozenset[str]:
    """Columns that every sheet may repeat: labels and groups, which say where one is."""
    return frozenset(column.id for column in form.columns.values() if column.role in ("label", "group", "identity"))


def _piece(candidate: Candidate, form: TableForm, gathered: Gathered) -> Piece:
    read = read_candidate(candidate, form, gathered)
    titles = {match.column: (match.header, match.index) for match in candidate.matches}
    frame, problems = keyed_rows(read, form.keys, candidate.sheet, {key: titles[key] for key in form.keys})
    near = near_codes(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    if form.respondent is not None and form.respondent in read.provenance:
        split = opinions(frame, form, candidate.sheet, {column: titles[column] for column in read.provenance})
        gathered.problems += problems + split.problems + near
        return Piece(candidate.sheet, read, split.units, candidate.answers, split.rows)
    frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    gathered.problems += problems + repeated + near
    return Piece(candidate.sheet, read, frame, candidate.answers)


def _refuse_ties(pieces: list[Piece], form: TableForm) -> None:
    """Two sheets with the same columns and the same units are two answers to one question.

    A key stands once in each of them: one look at all their keys tells, however many sheets there are.
    """
    if len(pieces) < 2:
        return
    keys = [f"v:{key}" for key in form.keys]
    told = pl.concat(
        piece.frame.select(*keys, pl.lit(number, pl.UInt32).alias("|sheet")) for number, piece in enumerate(pieces)
    )
    again = told.filter(told.select(keys).is_duplicated())
    if again.height:
        first = again.group_by(keys, maintain_order=True).agg("|sheet")["|sheet"][0]
        other, piece = pieces[first[0]], pieces[first[1]]
        names = ", ".join(name_of(each.sheet, [other.sheet, piece.sheet]) for each in (other, piece))
        raise HlmdiagError([piece.sheet.problem("donnees.feuilles-egales", sheets=names)])


def _stack(pieces: list[Piece], form: TableForm, gathered: Gathered) -> Table:
    first = pieces[0]
    if len(pieces) == 1:
        return Table(first.frame, first.read.provenance)
    sheets = [piece.sheet for piece in pieces]
    names = listed([name_of(sheet, sheets) for sheet in sheets])
    gathered.problems.append(first.sheet.problem("donnees.feuilles-empilees", severity=Severity.NOTICE, sheets=names))
    frame = pl.concat(
        [piece.frame.with_columns(pl.lit(number, dtype=pl.UInt32).alias("part")) for number, piece in enumerate(pieces)]
    )
    provenance: dict[str, Provenance] = {}
    for piece in reversed(pieces):
        provenance |= piece.read.provenance
    return Table(frame, provenance, tuple(piece.read.provenance for piece in pieces))


def _opinions(pieces: list[Piece], form: TableForm, elsewhere: Iterable[str] = ()) -> Table | None:
    """The rows of the respondents, from the sheets that have some; a column that is read elsewhere is not theirs."""
    lost = [f"{prefix}:{column}" for column in elsewhere if column not in form.keys for prefix in ("v", "s")]
    given = [piece for piece in pieces if piece.opinions is not None]
    frames = [piece.opinions.drop(lost, strict=False) for piece in given if piece.opinions is not None]
    return Table(pl.concat(frames, how="diagonal"), given[0].read.provenance) if frames else None
