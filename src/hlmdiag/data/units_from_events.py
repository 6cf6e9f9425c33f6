"""Builds a stock without a file of its own, from the units named in an event table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hlmdiag.data.dataset import DecodedTable, Provenance
from hlmdiag.data.dataset_columns import data_state, data_text, data_value
from hlmdiag.data.decoded import absent
from hlmdiag.data.table import TableRead
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.grid.data_model import EventTable
from hlmdiag.states import KNOWN


def units_of(reads: Sequence[TableRead], table: EventTable, form: TableSchema) -> DecodedTable:
    """A stock of one row per key of the table, in the order of their first rows; nothing else is known of them."""
    keys = [data_value(key) for key in table.key]
    rows = pl.concat([read.frame.select(*keys, *(data_state(key) for key in table.key), "row") for read in reads])
    named = rows.filter(pl.all_horizontal(pl.col(data_state(key)) == int(KNOWN) for key in table.key))
    units = named.select(*keys, "row").unique(keys, keep="first", maintain_order=True)
    columns = [units["row"]]
    for column in form.columns.values():
        found = absent(column, units.height)
        values, states, texts = found.values, found.states, found.texts
        if column.id in form.keys:
            values = texts = units[keys[form.keys.index(column.id)]]
            states = pl.Series([int(KNOWN)], dtype=pl.UInt8).new_from_index(0, units.height)
        columns += [values.alias(data_value(column.id)), states.alias(data_state(column.id))]
        if column.id in form.as_received:
            columns.append(texts.alias(data_text(column.id)))
    return DecodedTable(pl.DataFrame(columns), _places(reads[0], table, form))


def _places(read: TableRead, table: EventTable, form: TableSchema) -> dict[str, Provenance]:
    """Places of the keys: those of the table."""
    pairs = zip(form.keys, table.key, strict=True)
    return {own: read.provenance[there] for own, there in pairs if there in read.provenance}
