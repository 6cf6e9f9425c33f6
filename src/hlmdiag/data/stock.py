"""Makes one stock of its sheets: they are read one after the other, or joined by the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count

import polars as pl

from hlmdiag.data.alike import groups_of, read_alike
from hlmdiag.data.assign import Candidate
from hlmdiag.data.codes import near_across, near_codes
from hlmdiag.data.column_notes import column_notes, evidence_columns
from hlmdiag.data.dataset import EVIDENCE_COLUMNS, DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_state, data_value
from hlmdiag.data.doubtful_names import about_names
from hlmdiag.data.duplicate_sheets import Double, completed, without_doubles
from hlmdiag.data.grouped import grouped_by_sheet
from hlmdiag.data.join import join
from hlmdiag.data.read_log import ReadLog, StockSheet, listed, unequal
from hlmdiag.data.respondents import opinions
from hlmdiag.data.row_keys import keyed_rows, unique_rows
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table import TableRead, read_table
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.titles import titles_of
from hlmdiag.data.unit_parts import is_of_parts, put_together
from hlmdiag.data.voices import SheetVoices
from hlmdiag.errors import Location, Severity
from hlmdiag.grid.data_model import NAMING


def read_candidate(candidate: Candidate, log: ReadLog) -> TableRead:
    """Read a sheet for its table, saying what its titles are not."""
    matches, problems = titles_of(candidate, candidate.form)
    log.problems += problems
    read = read_table(candidate.sheet, candidate.header, matches, candidate.form, account=log.account)
    log.add(read)
    return read


def assemble_stock(candidates: Sequence[Candidate], form: TableSchema, log: ReadLog) -> DecodedTable:
    """Assemble the stock: the sheet with its name or with the most units first, then the ones that complete it."""
    ordered = sorted(candidates, key=lambda c: (c.named, _units(c, form), len(c.answers)), reverse=True)
    first = ordered[0]
    continues = {c for c in ordered if c is first or c.answers & first.answers - _shared(form)}
    renamed = grouped_by_sheet([c for c in candidates if c in continues], form, log)
    candidates, ordered = ([renamed.get(c, c) for c in each] for each in (candidates, ordered))
    continues = {renamed.get(c, c) for c in continues}
    stacked = _pieces([c for c in candidates if c in continues], candidates, form, log)
    completing = _pieces([c for c in candidates if c not in continues], ordered, form, log)
    alone = {piece.sheet: piece for several in completing for piece in several.one_by_one()}
    joined = [alone[c.sheet] for c in ordered if c not in continues]
    order = {candidate.sheet: place for place, candidate in enumerate(candidates)}
    numbers = count(1)
    stacked.sort(key=lambda piece: order[piece.sheet])
    if form.judged:
        _hear([*stacked, *joined], form, log)
    stacked, doubles = without_doubles(stacked, form, order)
    table = _stack(stacked, form, log, order)
    for double in doubles:
        table = completed(table, double, _compared(double.piece, form), next(numbers), form, log)
    for group in _alike(joined, form):
        table = _joined(table, group, order, numbers, form, log)
    return table


def _joined(
    table: DecodedTable, group: list[StockSheet], order: Mapping[Sheet, int], numbers: Iterator[int], form: TableSchema,
    log: ReadLog,
) -> DecodedTable:  # fmt: skip
    """The stock with what some sheets of the same questions add to it; what another sheet says too has to agree."""
    pieces, doubles = without_doubles(group, form, order)
    known = table.provenance
    table = join(table, pieces, next(numbers), form, log)
    places = {(sheet.file, sheet.name): sheet for sheet in order}
    for piece in pieces:
        again = [column for column in _compared(piece, form) if column in known]
        if again:
            first = places[known[again[0]].file, known[again[0]].sheet]
            table = completed(table, Double(piece, (first,)), again, next(numbers), form, log)
    for double in doubles:
        table = completed(table, double, _compared(double.piece, form), next(numbers), form, log)
    return table


def _compared(piece: StockSheet, form: TableSchema) -> list[str]:
    """Columns in which sheets have to agree: all except the ones that locate a row."""
    return [column for column in piece.provenance if column not in (*form.keys, *_shared(form))]


def _pieces(candidates: list[Candidate], ordered: list[Candidate], form: TableSchema, log: ReadLog) -> list[StockSheet]:
    """Sheets as read: together where possible, one by one otherwise, in the order of `ordered`."""
    pieces, left = [], set(candidates)
    for group in groups_of(candidates, form, log):
        piece, others = read_alike(group, form, log)
        if piece is not None:
            pieces.append(piece)
            left -= set(group) - set(others)
    return [*pieces, *(_piece(candidate, form, log) for candidate in ordered if candidate in left)]


def _alike(pieces: list[StockSheet], form: TableSchema) -> list[list[StockSheet]]:
    """Sheets that complete the stock, grouped where they answer the same questions for other units."""
    groups: list[list[StockSheet]] = []
    for piece in pieces:
        own = piece.answers - _shared(form)
        group = next((group for group in groups if group[0].answers & own), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    return groups


def _units(candidate: Candidate, form: TableSchema) -> int:
    """Approximate number of rows with a key."""
    index = next(match.index for match in candidate.matches if match.column == form.keys[0])
    return int(candidate.sheet.cells[str(index)].slice(candidate.header.last + 1).str.contains(r"\S").sum())


def _shared(form: TableSchema) -> frozenset[str]:
    """Columns that every sheet may repeat: labels and groups, which say where one is."""
    return frozenset(column.id for column in form.columns.values() if column.role in NAMING)


def _piece(candidate: Candidate, form: TableSchema, log: ReadLog) -> StockSheet:
    read = read_candidate(candidate, log)
    titles = {match.column: (match.header, match.index) for match in candidate.matches}
    frame, problems = keyed_rows(read, form.keys, candidate.sheet, {key: titles[key] for key in form.keys})
    near = near_codes(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    there = {column: titles[column] for column in read.provenance}
    log.notes += column_notes(frame, form, candidate.sheet, there, candidate.matches)
    if (proving := evidence_columns(candidate.matches, form)) > 0:
        log.counts[EVIDENCE_COLUMNS] = log.counts.get(EVIDENCE_COLUMNS, 0) + proving
    if {form.respondent, form.role} & read.provenance.keys():
        split = opinions(frame, form, candidate.sheet, {column: titles[column] for column in read.provenance})
        log.problems += problems + split.problems + near
        return StockSheet(candidate.sheet, read.provenance, split.units, candidate.answers, split.rows)
    if candidate.form.together:
        read_here = {column: titles[column] for column in read.provenance}
        frame, repeated = put_together(frame, candidate.form, candidate.sheet, read_here)
    elif is_of_parts(frame, form.keys):
        log.of_parts.append((candidate.sheet.file, candidate.sheet.name))
        frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]], of_parts=True)
    else:
        frame, repeated = unique_rows(frame, form.keys, candidate.sheet, *titles[form.keys[0]])
    log.problems += problems + repeated + near
    return StockSheet(candidate.sheet, read.provenance, frame, candidate.answers)


def _stack(pieces: list[StockSheet], form: TableSchema, log: ReadLog, order: Mapping[Sheet, int]) -> DecodedTable:
    first = pieces[0]
    places = {sheet: places for piece in pieces for sheet, places in piece.places.items()}
    if len(places) == 1:
        return DecodedTable(first.frame, first.provenance)
    sheets = sorted(places, key=order.__getitem__)
    alike = [sheet for sheet in sheets if sheet not in log.heard]
    if len(alike) > 1:
        said = first.sheet.problem("donnees.feuilles-empilees", severity=Severity.NOTICE, sheets=listed(alike))
        log.problems += [said, *about_names(alike), *unequal(alike, places)]
    numbers = {sheet: number for number, sheet in enumerate(sheets)}
    frame = pl.concat([piece.numbered(numbers) for piece in pieces])
    if len(sheets) > len(pieces) > 1:
        frame = frame.sort("part", maintain_order=True)
    log.problems += near_across(frame, form.keys, sheets)
    provenance: dict[str, Provenance] = {}
    for piece in reversed(pieces):
        provenance |= piece.provenance
    return DecodedTable(frame, provenance, tuple(places[sheet] for sheet in sheets))


def _hear(pieces: list[StockSheet], form: TableSchema, log: ReadLog) -> None:
    """Note what the respondents of each sheet judge, and what the others judge without naming any."""
    for piece in pieces:
        if piece.opinions is not None:
            log.heard.update(piece.every_sheet)
            rows = piece.opinions.with_columns(pl.lit(0, pl.UInt32).alias("part"))
            log.voices.append(SheetVoices(rows, (piece.provenance,), partial(_cell, piece)))
            continue
        judged = [column for column in piece.provenance if column in form.judged]
        if judged:
            kept = (*map(data_value, (*form.keys, *judged)), "row", *map(data_state, judged))
            log.own_judgements.append(piece.frame.select(kept))


def _cell(piece: StockSheet, _: int, column: str, row: int) -> Location:
    place = piece.provenance[column]
    return piece.sheet.place(row, piece.sheet.column(place.letter), place.header)
