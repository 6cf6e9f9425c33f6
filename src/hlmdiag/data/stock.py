"""The sheets of the stock become one table: read one after the other, or joined by the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

import polars as pl

from hlmdiag.data.alike import groups_of, read_alike
from hlmdiag.data.assign import Candidate
from hlmdiag.data.codes import near_codes
from hlmdiag.data.dataset import Provenance, Table
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.doubled import Double, completed, without_doubles
from hlmdiag.data.form import TableForm
from hlmdiag.data.grouped import grouped_by_sheet
from hlmdiag.data.join import join
from hlmdiag.data.keys import keyed_rows, unique_rows
from hlmdiag.data.pieces import Gathered, Piece, listed, unequal
from hlmdiag.data.respondents import opinions
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import Read, read_table
from hlmdiag.data.titles import titles_of
from hlmdiag.data.together import is_of_parts, put_together
from hlmdiag.errors import Severity


def read_candidate(candidate: Candidate, gathered: Gathered) -> Read:
    """Read a sheet for its table, saying what its titles are not."""
    matches, problems = titles_of(candidate, candidate.form)
    gathered.problems += problems
    read = read_table(candidate.sheet, candidate.header, matches, candidate.form, account=gathered.account)
    gathered.add(read)
    return read


def gather(candidates: Sequence[Candidate], form: TableForm, gathered: Gathered) -> Table:
    """The stock: the sheet named so or with the most units first, then those that continue or complete it."""
    ordered = sorted(candidates, key=lambda c: (c.named, _units(c, form), len(c.answers)), reverse=True)
    first = ordered[0]
    continues = {c for c in ordered if c is first or c.answers & first.answers - _shared(form)}
    renamed = grouped_by_sheet([c for c in candidates if c in continues], form, gathered)
    candidates, ordered = ([renamed.get(c, c) for c in each] for each in (candidates, ordered))
    continues = {renamed.get(c, c) for c in continues}
    stacked = _pieces([c for c in candidates if c in continues], ordered, form, gathered)
    completing = _pieces([c for c in candidates if c not in continues], ordered, form, gathered)
    alone = {piece.sheet: piece for several in completing for piece in several.one_by_one()}
    joined = [alone[c.sheet] for c in ordered if c not in continues]
    order = {candidate.sheet: place for place, candidate in enumerate(candidates)}
    numbers = count(1)
    stacked.sort(key=lambda piece: order[piece.sheet])
    gathered.respondents = _opinions(stacked, form, gathered)
    stacked, doubles = without_doubles(stacked, form, order)
    table = _stack(stacked, form, gathered, order)
    if gathered.respondents is None:
        gathered.respondents = _opinions(joined, form, gathered, table.provenance)
    for double in doubles:
        table = completed(table, double, _compared(double.piece, form), next(numbers), form, gathered)
    for group in _alike(joined, form):
        table = _joined(table, group, order, numbers, form, gathered)
    return table


def _joined(
    table: Table, group: list[Piece], order: Mapping[Sheet, int], numbers: Iterator[int], form: TableForm,
    gathered: Gathered,
) -> Table:  # fmt: skip
    """The stock with what some sheets of the same questions add to it; what another sheet says too has to agree."""
    pieces, doubles = without_doubles(group, form, order)
    known = table.provenance
    table = join(table, pieces, next(numbers), form, gathered)
    places = {(sheet.file, sheet.name): sheet for sheet in order}
    for piece in pieces:
        again = [column for column in _compared(piece, form) if column in known]
        if again:
            first = places[known[again[0]].file, known[again[0]].sheet]
            table = completed(table, Double(piece, (first,)), again, next(numbers), form, gathered)
    for double in doubles:
        table = completed(table, double, _compared(double.piece, form), next(numbers), form, gathered)
    return table


def _compared(piece: Piece, form: TableForm) -> list[str]:
    """The columns in which sheets must say the same: all but those that say where one is."""
    return [column for column in piece.provenance if column not in (*form.keys, *_shared(form))]


def _pieces(candidates: list[Candidate], ordered: list[Candidate], form: TableForm, gathered: Gathered) -> list[Piece]:
    """Sheets once read: together those that can be, the others one by one, in the order of `ordered`."""
    pieces, left = [], set(candidates)
    for group in groups_of(candidates, form, gathered):
        piece, others = read_alike(group, form, gathered)
        if piece is not None:
            pieces.append(piece)
            left -= set(group) - set(others)
    return [*pieces, *(_piece(candidate, form, gathered) for candidate in ordered if candidate in left)]


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
    return groups


def _units(candidate: Candidate, form: TableForm) -> int:
    """How many rows bear a key, about."""
    index = next(match.index for match in candidate.matches if match.column == form.keys[0])
    return int(candidate.sheet.cells[str(index)].slice(candidate.header.last + 1).str.contains(r"\S").sum())


def _shared(form: TableForm) -> frozenset[str]:
    """Columns that every sheet may repeat: labels and groups, which say where one is."""
    return frozenset(column.id for column in form.columns.values() if column.role in ("label", "group", "identity"))


def _piece(candidate: Candidate, form: TableForm, gathered: Gathered) -> Piece:
    read = read_candidate(candidate, gathered)
    titles = {match.column: (match.header, match.index) for match in candidate.matches}
    frame, problems = keyed_rows(read, form.keys, candidate.sheet, {key: titles[key] for key in form.keys})
    near = near_codes(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    if form.respondent is not None and form.respondent in read.provenance:
        split = opinions(frame, form, candidate.sheet, {column: titles[column] for column in read.provenance})
        gathered.problems += problems + split.problems + near
        return Piece(candidate.sheet, read.provenance, split.units, candidate.answers, split.rows)
    if candidate.form.together:
        read_here = {column: titles[column] for column in read.provenance}
        frame, repeated = put_together(frame, candidate.form, candidate.sheet, read_here)
    elif is_of_parts(frame, form.keys):
        gathered.of_parts.append((candidate.sheet.file, candidate.sheet.name))
        frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]], of_parts=True)
    else:
        frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    gathered.problems += problems + repeated + near
    return Piece(candidate.sheet, read.provenance, frame, candidate.answers)


def _stack(pieces: list[Piece], form: TableForm, gathered: Gathered, order: Mapping[Sheet, int]) -> Table:
    first = pieces[0]
    places = {sheet: places for piece in pieces for sheet, places in piece.places.items()}
    if len(places) == 1:
        return Table(first.frame, first.provenance)
    sheets = sorted(places, key=order.__getitem__)
    said = first.sheet.problem("donnees.feuilles-empilees", severity=Severity.NOTICE, sheets=listed(sheets))
    gathered.problems += [said, *unequal(sheets, places)]
    numbers = {sheet: number for number, sheet in enumerate(sheets)}
    frame = pl.concat([piece.numbered(numbers) for piece in pieces])
    if len(sheets) > len(pieces) > 1:
        frame = frame.sort("part", maintain_order=True)
    provenance: dict[str, Provenance] = {}
    for piece in reversed(pieces):
        provenance |= piece.provenance
    return Table(frame, provenance, tuple(places[sheet] for sheet in sheets))


def _opinions(pieces: list[Piece], form: TableForm, gathered: Gathered, elsewhere: Iterable[str] = ()) -> Table | None:
    """The rows of the respondents, from the sheets that have some; a column that is read elsewhere is not theirs."""
    apart = [column for column in elsewhere if column not in form.keys]
    lost = [name for column in apart for name in (data_value(column), data_state(column))]
    given = [piece for piece in pieces if piece.opinions is not None]
    frames = [piece.opinions.drop(lost, strict=False) for piece in given if piece.opinions is not None]
    if not frames:
        return None
    rows = pl.concat(frames, how="diagonal").rename({"respondent": data_value("respondent")})
    keys, place = [*form.keys, "respondent"], given[-1].provenance[form.keys[0]]
    sheet = given[-1].sheet
    kept, problems = unique_rows(
        rows, keys, sheet, place.header, sheet.column(place.letter), "donnees.repondant-repete"
    )
    gathered.problems += problems
    return Table(kept.rename({data_value("respondent"): "respondent"}), given[0].provenance)
