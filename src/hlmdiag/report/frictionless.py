"""The tables that a grid reads, as Table Schema: what Validata or frictionless check a file against before it is sent.

Stricter than our own reading, which takes other spellings: what such a check accepts, we read without a refusal.
Specification: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, assert_never

from hlmdiag.data.missing_markers import declared_markers
from hlmdiag.data.table_schema import TableSchema
from hlmdiag.data.table_schemas import STOCK, event_schema, stock_schema
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.model import Grid

SUFFIX: Final = ".json"
ABSENT: Final = (
    "", "-", "NC", "nc", "ND", "nd", "NR", "nr", "non renseigné", "Non renseigné", "NSP", "nsp", "ne sait pas",
    "Ne sait pas", "SO", "so", "sans objet", "Sans objet",
)  # fmt: skip
"""The usual ways to say that there is no answer; a table schema takes texts as they are spelled."""
_YES: Final = ("oui", "Oui", "OUI", "o", "O", "vrai", "Vrai", "VRAI", "1")
_NO: Final = ("non", "Non", "NON", "n", "N", "faux", "Faux", "FAUX", "0")
_MONTH: Final = "(0[1-9]|1[0-2])/(19|20)[0-9]{2}"


def tables_of(grid: Grid) -> tuple[str, ...]:
    """The tables that have a schema: the stock, then the event files."""
    return (STOCK, *grid.tables)


def render(grid: Grid, table: str = STOCK) -> str:
    """The schema of a table, one of `tables_of`, as JSON. Columns are called by their ids."""
    form = stock_schema(grid, {}) if table == STOCK else event_schema(grid, grid.tables[table], {})
    return json.dumps(_descriptor(grid, form), ensure_ascii=False, indent=2) + "\n"


def _descriptor(grid: Grid, form: TableSchema) -> dict[str, Any]:
    event = grid.tables.get(form.id)
    title = grid.title if event is None else f"{grid.title} : {event.title or event.id}"
    described = {"title": title, "description": grid.statement, "version": grid.version, "updated": grid.date}
    schema: dict[str, Any] = {"name": grid.id if event is None else f"{grid.id}-{event.id}"}
    schema |= {key: value for key, value in described.items() if value}
    fields = [_field(column, is_key=column.id in form.keys) for column in form.columns.values()]
    schema |= {"fieldsMatch": "partial", "missingValues": list(ABSENT), "fields": fields}
    # no primary key in event files, nor where several people answer: a unit has several rows there
    if event is None and form.respondent is None:
        schema["primaryKey"] = list(form.keys)
    return schema


def _field(column: Column, *, is_key: bool) -> dict[str, Any]:
    told = " ".join(part for part in (column.help, f"({column.said_unit})" if column.said_unit else "") if part)
    described = {"description": told} if told else {}
    found: dict[str, Any] = {"name": column.id, "title": column.label, **described, **_type(column)}
    own = [text for text, _ in declared_markers(column) if text not in ABSENT]
    if own and not is_key:
        found["missingValues"] = [*ABSENT, *own]
    if is_key:
        found["constraints"] = {**found.get("constraints", {}), "required": True}
    return found


def _type(column: Column) -> dict[str, Any]:
    match column.type:
        case "id" | "text":
            return {"type": "string"}
        case "integer":
            return {"type": "integer", **_bounds(column)}
        case "number" | "percent":
            return {"type": "number", "decimalChar": ",", "groupChar": " ", **_bounds(column)}
        case "boolean":
            yes, no = (_words(column, code, usual) for code, usual in (("true", _YES), ("false", _NO)))
            return {"type": "boolean", "trueValues": yes, "falseValues": no}
        case "choice":
            listed = dict.fromkeys(text for code in column.choices for text in _words(column, code, (code,)))
            return {"type": "string", "constraints": {"enum": list(listed)}}
        case "date":
            return {"type": "date", "format": "%d/%m/%Y"}
        case "month":
            return {"type": "string", "constraints": {"pattern": _MONTH}}
        case _:
            assert_never(column.type)


def _words(column: Column, code: str, usual: tuple[str, ...]) -> list[str]:
    """Words accepted for an answer, except words that also name another answer of the column."""
    others = {each for other in column.choices if other != code for each in _named(column, other)}
    return [each for each in dict.fromkeys((*usual, *_named(column, code))) if each and each not in others]


def _named(column: Column, code: str) -> tuple[str, ...]:
    return code, column.choices.get(code, ""), *column.choice_aliases.get(code, ())


def _bounds(column: Column) -> Mapping[str, Any]:
    low, high = column.bounds
    ends = {"minimum": low, "maximum": high}
    found = {name: int(end) if end == int(end) else end for name, end in ends.items() if end is not None}
    return {"constraints": found} if found else {}
