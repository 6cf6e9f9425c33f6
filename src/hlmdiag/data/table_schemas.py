"""The schemas of the tables that feed a grid: the stock, its event tables, the overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hlmdiag.data.note_titles import noted_criteria
from hlmdiag.data.settings import translated, with_declared_absences
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.grid.data_model import Column, EventTable
from hlmdiag.grid.model import Grid

STOCK = "stock"
OVERRIDES = "overrides"

Translations = Mapping[str, Mapping[str, str]]


def stock_schema(grid: Grid, translations: Translations) -> TableSchema:
    """The stock: every column of the grid; the key and columns with a role also as received."""
    received = {column.id for column in grid.columns.values() if column.role is not None} | set(grid.keys)
    columns, above = dict(grid.columns), grid.parent
    while above is not None:
        # columns removed by a grid that extends another are still read: the parent's own score needs them
        columns, above = {**above.columns, **columns}, above.parent
    ordered = {name: columns[name] for name in dict.fromkeys((*grid.columns, *columns))}
    form = replace(_form(STOCK, ordered, grid.keys, frozenset(received), translations), criteria=noted_criteria(grid))
    if grid.respondents is None:
        return form
    who = grid.respondents
    return replace(form, respondent=who.column, role=who.role, judged=grid.judged_columns)


def event_schema(grid: Grid, table: EventTable, translations: Translations) -> TableSchema:
    """An event file: the key of the unit, the date, then the columns of the table."""
    columns = {key: _key(grid, key) for key in table.key}
    if table.date is not None:
        columns[table.date] = Column(table.date, "date", table.date, aliases=("date",))
    columns |= table.columns
    columns |= {name: _key(grid, name) for name in table.key_else}
    form = _form(table.id, columns, table.key, frozenset(table.key), translations)
    return replace(form, date=table.date)


def overrides_schema(grid: Grid) -> TableSchema:
    """The overrides: the key, the level, who set it, when and why."""
    columns = {key: _key(grid, key) for key in grid.keys}
    columns |= {
        "niveau": Column("niveau", "text", "Niveau", required=True, aliases=("niveau final", "niveau retenu", "level")),
        "auteur": Column("auteur", "text", "Auteur", aliases=("par", "décidé par", "author")),
        "date": Column("date", "text", "Date", aliases=("date de la dérogation", "le")),
        "motif": Column("motif", "text", "Motif", aliases=("raison", "justification", "reason")),
    }
    return TableSchema(OVERRIDES, columns, grid.keys, frozenset(grid.keys))


def _form(
    id: str, columns: Mapping[str, Column], keys: tuple[str, ...], received: frozenset[str], values: Translations
) -> TableSchema:
    """A table whose columns know what the user says of their texts."""
    said = {name: with_declared_absences(column, values.get(name, {})) for name, column in columns.items()}
    translations = {name: translated(columns[name], values[name]) for name in columns if name in values}
    declared = {name: columns[name] for name in columns if values.get(name)}
    return TableSchema(id, said, keys, received, translations, declared=declared)


def _key(grid: Grid, key: str) -> Column:
    column = grid.columns.get(key)
    return replace(column, type="id") if column is not None else Column(key, "id", key, required=True)
