"""Reads the data dictionary: the columns that the data may contain, judgements included, and the event tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from hlmdiag.grid.answers import check_aliases, declared_aliases, declared_labels, judged_aliases, judged_labels
from hlmdiag.grid.data_document import ColumnBlock, TableBlock
from hlmdiag.grid.data_model import NUMERIC, Column, EventTable
from hlmdiag.grid.diagnostics import Faults, show
from hlmdiag.grid.document import GridBlock, IndicatorBlock
from hlmdiag.grid.identifiers import RESERVED, fold, is_column_name
from hlmdiag.grid.replaced import check_replaced
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.traverse import indicator_blocks
from hlmdiag.text.phrase import Listed

_BOUNDED_BY_NATURE = (0.0, 100.0)
"""A percent is stored from 0 to 100."""


def read_columns(document: GridBlock, faults: Faults) -> dict[str, Column]:
    """Every column of the stock by id: declared columns, then the columns of judgements."""
    columns = _declared(document.columns, ("columns",), faults)
    known = {id.casefold(): id for id in columns}
    for path, id, block in indicator_blocks(document):
        if block.kind == "judgement" and block.value is None:
            for column in _brought(id, block):
                _bring(column, columns, known, path, faults)
    check_replaced(document.columns, columns, faults)
    refused = any(path[:1] in ((), ("columns",)) for path in faults.tainted)
    if not refused and not any(column.type == "id" and column.required for column in columns.values()):
        faults.add_key("grille.cle-du-stock", ("columns",))
    return columns


def column_of(indicator: str, columns: Mapping[str, Column]) -> str | None:
    """The column that has the id of an indicator, `-` reading as `_`, blind to case; None without one."""
    wanted = indicator.replace("-", "_")
    if wanted in columns:
        return wanted
    return next((id for id in columns if id.casefold() == wanted.casefold()), None)


def read_tables(document: GridBlock, keys: tuple[str, ...], faults: Faults) -> dict[str, EventTable]:
    """The event tables by id."""
    tables = {}
    for id, block in document.tables.items():
        path: NodePath = ("tables", id)
        _check_name(id, path, faults)
        if len(block.key) != len(keys) and keys:
            faults.add("grille.cle-de-table", (*path, "key"), table=id, keys=Listed((*keys,)))
        if block.window is not None and block.date is None:
            faults.add("grille.fenetre-sans-date", (*path, "window"), table=id)
        tables[id] = _table(id, block, path, faults)
    return tables


def _table(id: str, block: TableBlock, path: NodePath, faults: Faults) -> EventTable:
    columns = _declared(block.columns, (*path, "columns"), faults)
    _check_else(block, columns, path, faults)
    return EventTable(id, block.key, block.date, block.window, columns, block.title, block.aliases, block.key_else)


def _check_else(block: TableBlock, columns: Mapping[str, Column], path: NodePath, faults: Faults) -> None:
    """Another column may give a key of one column only, and is nothing else in the table."""
    taken = {*block.key, *columns, *([block.date] if block.date else [])}
    for name in block.key_else:
        if len(block.key) > 1 or name in taken:
            faults.add("grille.cle-de-repli", (*path, "key_else"), name=name)
        else:
            _check_name(name, (*path, "key_else"), faults)


def check_about(blocks: Mapping[str, ColumnBlock], known: Collection[str], faults: Faults) -> None:
    """Check that remarks are about a theme or an indicator of the grid."""
    for id, block in blocks.items():
        if block.about is not None and (block.about not in known or block.remark is None):
            faults.add("grille.remarque-sur", ("columns", id, "about"), name=block.about)


def _declared(blocks: Mapping[str, ColumnBlock], path: NodePath, faults: Faults) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    headers = {fold(id): id for id in blocks}
    seen: dict[str, str] = {}
    for id, block in blocks.items():
        here = (*path, id)
        _check_name(id, here, faults)
        if id.casefold() in seen:
            faults.add_key("grille.colonne-double", here, name=id, other=seen[id.casefold()])
        seen[id.casefold()] = id
        _check_aliases(id, block, here, headers, faults)
        _check_block(block, here, faults)
        if block.blank is not None:
            _check_blank(block, here, faults)
        columns[id] = _column(id, block)
        check_aliases(columns[id], (*here, "choices"), faults)
    return columns


def _check_name(id: str, path: NodePath, faults: Faults) -> None:
    if not is_column_name(id):
        faults.add_key("grille.nom-de-colonne", path, name=id)
    elif id.lower() in RESERVED:
        faults.add_key("grille.nom-reserve", path, name=id)


def _check_aliases(id: str, block: ColumnBlock, path: NodePath, headers: dict[str, str], faults: Faults) -> None:
    for rank, alias in enumerate(block.aliases):
        owner = headers.setdefault(fold(alias), id)
        if owner != id:
            faults.add("grille.alias-double", (*path, "aliases", rank), alias=alias, other=owner)


def _check_block(block: ColumnBlock, path: NodePath, faults: Faults) -> None:
    if block.type == "choice" and not block.choices:
        faults.add_key("grille.choix-absents", path, name=path[-1])
    if block.type != "choice" and block.choices:
        faults.add_key("grille.choix-inutiles", (*path, "choices"), type=block.type)
    for end in ("min", "max"):
        if getattr(block, end) is not None and block.type not in NUMERIC:
            faults.add("grille.borne-inutile", (*path, end), entry=end, type=block.type)
    if block.min is not None and block.max is not None and block.min > block.max:
        faults.add("grille.bornes-inversees", (*path, "min"), low=show(block.min), high=show(block.max))
    if block.role == "size" and block.type not in NUMERIC:
        faults.add("grille.taille-non-numerique", (*path, "role"), type=block.type)


def _check_blank(block: ColumnBlock, path: NodePath, faults: Faults) -> None:
    """Nothing written means zero only in the numbers of a table, and where zero is a value of the column."""
    place = (*path, "blank")
    if path[0] != "tables":
        faults.add("grille.vide-hors-table", place, name=path[-1])
    elif block.type not in NUMERIC:
        faults.add("grille.vide-non-numerique", place, type=block.type)
    elif not (block.min or 0) <= 0 <= (0 if block.max is None else block.max):
        bound = block.min if (block.min or 0) > 0 else block.max
        faults.add("grille.vide-hors-bornes", place, bound=show(bound))


def _column(id: str, block: ColumnBlock) -> Column:
    low, high = _BOUNDED_BY_NATURE if block.type == "percent" else (None, None)
    return Column(
        id,
        block.type,
        block.label or id,
        required=block.required,
        unit=block.unit,
        min=low if block.min is None else block.min,
        max=high if block.max is None else block.max,
        role=block.role,
        remark=block.remark,
        about=block.about,
        aliases=block.aliases,
        choices=declared_labels(block.choices),
        choice_aliases=declared_aliases(block.choices),
        missing=block.missing,
        unknown=block.unknown,
        not_applicable=block.not_applicable,
        blank=block.blank,
        help=block.help,
    )


def _brought(id: str, block: IndicatorBlock) -> Iterator[Column]:
    """The columns that a judgement needs, as its rule describes them."""
    name, score = id.replace("-", "_"), block.score
    matrix = score.get("matrix")
    if isinstance(matrix, dict):
        written = matrix.get("points")
        cells = written if isinstance(written, dict) else {}
        lines = [line for line in cells.values() if isinstance(line, dict)]
        codes = {"rows": list(cells), "columns": list(dict.fromkeys(code for line in lines for code in line))}
        for side, found in codes.items():
            if isinstance(matrix.get(side), str):
                choices = {code: code for code in found}
                yield Column(matrix[side], "choice", matrix[side], choices=choices, help=block.help, declared=False)
    elif isinstance(score.get("choices"), dict):
        written = score["choices"]
        yield Column(
            name, "choice", block.title, choices=judged_labels(written), choice_aliases=judged_aliases(written),
            help=block.help, declared=False,
        )  # fmt: skip
    else:
        yield Column(name, "number", block.title, unit=block.unit, help=block.help, declared=False)


def _bring(column: Column, columns: dict[str, Column], known: dict[str, str], path: NodePath, faults: Faults) -> None:
    """Add the column of a judgement, unless it is declared or another judgement already brought it."""
    if column.id.casefold() in known:
        return
    if column.id.lower() in RESERVED or not is_column_name(column.id):
        faults.add_key("grille.nom-reserve", path, name=column.id)
    known[column.id.casefold()] = column.id
    columns[column.id] = column
    check_aliases(column, (*path, "score", "choices"), faults)
