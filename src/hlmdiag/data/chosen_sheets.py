"""Which sheets are the stock, which are events or overrides, and why the others feed nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hlmdiag.data.assign import Candidate, Tables, assign
from hlmdiag.data.checks import check_header, key_absent
from hlmdiag.data.repeated_remarks import summed_up
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.table_schemas import OVERRIDES, STOCK
from hlmdiag.data.tables import OVERRIDES_NAMES
from hlmdiag.errors import USAGE, HlmdiagError, Problem, Severity
from hlmdiag.grid.model import Grid
from hlmdiag.text.phrase import Listed, in_quotes


@dataclass(frozen=True, eq=False)
class ChosenSheets:
    """The use of each sheet, and notices about the unused ones."""

    stock: list[Candidate]
    events: dict[str, list[Candidate]]
    overrides: list[Candidate]
    unread: list[Problem]


def check_options(sheets: Sequence[tuple[Sheet, str | None]], sheet: str | None, header_row: int | None) -> None:
    """Refuse a sheet or a row of titles asked for that are not there."""
    names = [each.name for each, _ in sheets if each.name is not None]
    if sheet is not None and names and not any(_is_asked(each, sheet, names) for each, _ in sheets):
        known = in_quotes(*names)
        raise HlmdiagError([Problem("donnees.feuille-absente", values={"sheet": sheet, "known": known})], USAGE)
    last = max((each.row(-1) for each, _ in sheets if each.cells.height), default=0)
    if header_row is not None and not 1 <= header_row <= last:
        raise HlmdiagError(
            [Problem("donnees.ligne-des-titres", values={"value": str(header_row), "last": str(last)})], USAGE
        )


def _is_asked(sheet: Sheet, asked: str, names: Sequence[str]) -> bool:
    if sheet.name is None:
        return False
    if sheet.name.casefold() == asked.strip().casefold():
        return True
    return (
        asked.isdecimal()
        and asked not in names
        and 1 <= int(asked) <= len(names)
        and names[int(asked) - 1] == sheet.name
    )


def assigned(
    given: tuple[Sheet, str | None], tables: Tables, of_file: Mapping[str, int], header_row: int | None
) -> Candidate | None:
    """The best use of a sheet, declared or recognised."""
    sheet, forced = given
    forced = OVERRIDES if forced in OVERRIDES_NAMES else forced
    return assign(sheet, tables, forced=forced, header_row=header_row, alone=of_file[sheet.file] == 1)


def choose_sheets(
    found: Sequence[tuple[tuple[Sheet, str | None], Candidate | None]],
    tables: Tables,
    grid: Grid,
    sheet: str | None,
    *,
    alone: bool,
) -> ChosenSheets:
    """The use of each sheet; raises where no stock can be read, or a sheet that is used must be refused whole.

    `alone`: whether nothing but sheets may name the units.
    """
    candidates = [candidate for _, candidate in found if candidate is not None]
    names = [each.name for (each, _), _ in found if each.name is not None]
    stock = [c for c in candidates if c.table == STOCK and c.keyed]
    if sheet is not None:
        stock = [c for c in stock if c.sheet.name is None or _is_asked(c.sheet, sheet, names)]
    rich = [c for c in stock if c.answers]
    stock = rich or stock[:1]
    others = [c for c in candidates if c.table != STOCK and c.keyed]
    # with event tables, a stock that only has codes is enough
    has_events = any(c.table in grid.tables for c in others)
    problems = [
        problem
        for c in [*stock, *others]
        for problem in check_header(c, tables.forms[c.table], codes_suffice=c.table == STOCK and has_events)
    ]
    problems += [p for c in candidates if c.forced and not c.keyed for p in key_absent(c, tables.forms[c.table])]
    named = [c for c in others if c.table == grid.units_from]
    if alone and not stock and not named and not problems:
        problems = _no_stock(candidates, [each for (each, _), _ in found], tables, grid)
    if problems:
        raise HlmdiagError(summed_up(problems, ((each.file, each.name) for (each, _), _ in found)))
    used = {*stock, *others}
    unread = [
        _unread(each, candidate, tables, grid)
        for (each, _), candidate in found
        if candidate is None or candidate not in used
    ]
    events = {id: [c for c in others if c.table == id] for id in grid.tables}
    return ChosenSheets(stock, events, [c for c in others if c.table == OVERRIDES], unread)


def _no_stock(candidates: list[Candidate], sheets: Sequence[Sheet], tables: Tables, grid: Grid) -> list[Problem]:
    """Why no sheet is the stock: the nearest one, and what it lacks."""
    near = [c for c in candidates if c.table == STOCK and not c.keyed]
    if near:
        best = max(near, key=lambda c: len(c.header.columns))
        return check_header(best, tables.forms[STOCK]) + key_absent(best, tables.forms[STOCK])
    if not candidates:
        return [each.problem("donnees.entete-vide") for each in sheets]
    return [Problem("donnees.sans-parc", values={"keys": Listed(grid.keys)})]


def _unread(sheet: Sheet, candidate: Candidate | None, tables: Tables, grid: Grid) -> Problem:
    """A sheet that feeds nothing, and why."""
    if candidate is None or candidate.keyed or not candidate.header.columns:
        return sheet.problem("donnees.feuille-ecartee", severity=Severity.NOTICE)
    titles = in_quotes(*(title for title in candidate.header.titles if title.strip()))
    keys = Listed(tuple(tables.forms[candidate.table].keys))
    return sheet.problem("donnees.feuille-sans-cle", severity=Severity.WARNING, keys=keys, headers=titles)
