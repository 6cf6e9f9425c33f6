"""Loads a grid: from its file, its id, or the canonical document kept in a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.actions import read_actions
from hlmdiag.grid.certainty import with_certainties
from hlmdiag.grid.columns import check_about, read_columns, read_tables
from hlmdiag.grid.computed_columns import check_units, with_computed
from hlmdiag.grid.data_model import Column
from hlmdiag.grid.diagnostics import Faults, nearest_first
from hlmdiag.grid.dictionary import with_dictionary
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.families import read_families
from hlmdiag.grid.flags import check_level_cycle, order_flags, read_flags
from hlmdiag.grid.formulas import formulas_of
from hlmdiag.grid.hashing import hash_of
from hlmdiag.grid.indicators import IndicatorReader
from hlmdiag.grid.languages import in_words_of, language_of, texts_beside
from hlmdiag.grid.levels import read_level_rules
from hlmdiag.grid.lookup import FoundFile, find_beside, find_grid, find_parent, known_grid, known_names
from hlmdiag.grid.model import Grid
from hlmdiag.grid.optional_uses import settled
from hlmdiag.grid.overlay import overlaid
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.reference import read_reference, with_reference_file
from hlmdiag.grid.respondents import read_respondents, read_roles, with_roles
from hlmdiag.grid.roll_up import read_roll_up
from hlmdiag.grid.shipped import shipped_grids
from hlmdiag.grid.source_map import NodeOrigin
from hlmdiag.grid.source_map import NodePath as Place
from hlmdiag.grid.source_map import SourceRange as Spot
from hlmdiag.grid.stock_alerts import read_stock_alerts
from hlmdiag.grid.tree import build_tree, check_ids
from hlmdiag.grid.validation import read_document
from hlmdiag.grid.views import read_first_look, read_gap, read_views, read_watch
from hlmdiag.rules.scale import Scale
from hlmdiag.text.phrase import Listed

_CHAIN = 40
"""Grids that extend each other, or read each other, in a longer chain are refused."""

Finder = Callable[[str], Grid]
"""Gives a grid by its id; raises when there is none or when it cannot be read."""


def load_grid(path_or_id: str | Path) -> Grid:
    """The grid of a file or of a pack, or the installed or shipped grid of that id."""
    return load_found(find_grid(path_or_id))


def load_found(found: FoundFile) -> Grid:
    """The grid of a file that was found; messages call the file by its name."""
    return _of_ours(found) if found.path in shipped_grids().values() else _load(found, ())


def load_shipped() -> tuple[Grid, ...]:
    """The grids that come with the tool, of its own files, whatever has their name where it is run."""
    return tuple(_of_ours(FoundFile(path, f"grids/{id}.yaml")) for id, path in shipped_grids().items())


@cache
def _of_ours(found: FoundFile) -> Grid:
    """A grid that comes with the tool, read once: its files do not change while it runs, and it names no other."""
    return _load(found, ())


def load_document(
    document: Mapping[str, Any],
    lines: Mapping[str, int] | None = None,
    path: str = "",
    uses: Mapping[str, Grid] | None = None,
    files: Mapping[str, str] | None = None,
    parent: Grid | None = None,
) -> Grid:
    """The same grid again from the document kept in a result. `uses`: the grids that it reads, by id, built already."""
    kept = uses or {}
    elsewhere = {name: None if file == path else NodeOrigin(file, "") for name, file in (files or {}).items()}
    places: dict[Place, Spot] = {}
    for place, line in _places(document, lines or {}, ()):
        above = places[place[:-1]].origin if place[:-1] in places else None
        places[place] = Spot(line, None, line, None, origin=elsewhere.get(_dotted(place), above))

    def find(id: str) -> Grid:
        if id not in kept:
            raise HlmdiagError([Problem("grille.usage-inconnu", Location(path), {"id": id, "names": Listed((*kept,))})])
        return kept[id]

    return _resolve(YamlDocument(dict(document), places, path), find, parent)


def _places(document: Any, lines: Mapping[str, int], path: Place) -> list[tuple[Place, int]]:
    line = lines.get(_dotted(path))
    found = [(path, line)] if line is not None else []
    if isinstance(document, Mapping):
        items: list[tuple[str | int, Any]] = list(document.items())
    else:
        items = list(enumerate(document)) if isinstance(document, list | tuple) else []
    for key, value in items:
        found += _places(value, lines, (*path, key))
    return found


def _load(found: FoundFile, chain: tuple[str, ...]) -> Grid:
    reading, found = _read(found, ())
    parent = _load(found.above, chain) if found.above is not None else None
    texts = texts_beside(found, parent.texts if parent is not None else {})
    reading = with_reference_file(with_dictionary(reading, found), found)
    id = reading.data.get("id") if isinstance(reading.data, dict) else None

    def find(wanted: str) -> Grid:
        return _load_used(wanted, found, (*chain, str(id)))

    return replace(_resolve(reading, find, parent), texts=texts)


def in_language(grid: Grid, language: str) -> Grid:
    """The grid in another language, if it has texts for it; a missing text stays in the first language.

    Its document and its hash are those of the grid: it is the same one. What is read of files in its first language is
    still read. The texts of a grid that came with a result are those of the grid of that id that is known here, if it
    is the same one.
    """
    texts = _texts_in(grid, language)
    if texts is None or language == language_of(grid.document):
        return grid
    read = [*grid.every_use.values(), *grid.unread.values()]
    uses = {each.id: in_language(each, language) for each in read}
    parent = in_language(grid.parent, language) if grid.parent is not None else None
    said = load_document(in_words_of(grid.document, texts), grid.lines, grid.path, uses, grid.files, parent)
    if grid.unread:
        said = settled(said, grid.every_use)
    tables = {
        id: replace(each, columns=_read_as(grid.tables[id].columns, each.columns)) for id, each in said.tables.items()
    }
    return replace(
        said, columns=_read_as(grid.columns, said.columns), tables=tables, document=grid.document, hash=grid.hash,
        texts=grid.texts,
    )  # fmt: skip


def _read_as(columns: Mapping[str, Column], said: Mapping[str, Column]) -> dict[str, Column]:
    """Columns in other words, whose files are read by the units that they had."""
    return {id: replace(each, first_unit=columns[id].read_unit) for id, each in said.items()}


def _texts_in(grid: Grid, language: str) -> Mapping[str, Any] | None:
    if grid.texts:
        return grid.texts.get(language)
    found = known_grid(grid.id)
    known = load_found(found) if found is not None else None
    return known.texts.get(language) if known is not None and _is_known_as(grid, known) else None


def _is_known_as(grid: Grid, known: Grid) -> bool:
    """Whether a grid is one that is known here, be it of several organisations."""
    from hlmdiag.grid.organisation import for_organisations, is_of_organisations

    return known.hash == grid.hash or (is_of_organisations(grid) and for_organisations(known).hash == grid.hash)


def _read(found: FoundFile, lineage: tuple[Path, ...]) -> tuple[YamlDocument, FoundFile]:
    """The document of a file with what it takes from the grid that it extends, and that file."""
    own = found.read()
    wanted = own.data.get("extends") if isinstance(own.data, dict) else None
    if not isinstance(wanted, str) or not wanted:
        return own, found
    above, lineage = find_parent(wanted, found), (*lineage, found.path.resolve())
    if above is None:
        names = nearest_first(wanted, known_names())
        raise HlmdiagError([*own.problems, _at_extends("grille.variante-inconnue", own, id=wanted, names=names)])
    if above.path.resolve() in lineage:
        raise HlmdiagError([_at_extends("grille.variantes-en-boucle", own, id=wanted)])
    if len(lineage) > _CHAIN:
        raise HlmdiagError([_at_extends("grille.variantes-en-chaine", own, limit=_CHAIN)])
    parent, above = _read(above, lineage)
    found = replace(found, above=above)
    return (overlaid(parent, own, str(parent.data.get("id"))), found) if isinstance(parent.data, dict) else (own, found)


def _at_extends(code: str, own: YamlDocument, **values: Any) -> Problem:
    place = own.places[("extends",)]
    return Problem(code, Location(own.file, place.line, place.column), values)


def _load_used(id: str, user: FoundFile, chain: tuple[str, ...]) -> Grid:
    """The grid that another one reads: beside its file first, else among those shipped."""
    if id in chain:
        raise HlmdiagError([Problem("grille.usages-en-boucle", values={"grids": " → ".join((*chain, id))})])
    if len(chain) > _CHAIN:
        raise HlmdiagError([Problem("grille.usages-en-chaine", values={"limit": _CHAIN})])
    found = find_beside(id, user, known_grid)
    if found is None:
        names = nearest_first(id, known_names())
        raise HlmdiagError([Problem("grille.usage-inconnu", values={"id": id, "names": names})])
    grid = _load(found, chain)
    if grid.id != id:
        raise HlmdiagError([Problem("grille.usage-autre", values={"id": id, "file": found.name, "other": grid.id})])
    return grid


def _resolve(reading: YamlDocument, find: Finder, parent: Grid | None = None) -> Grid:
    """Check a document whole and build its grid; every fault that was found is raised at once."""
    faults = Faults(reading)
    if not isinstance(reading.data, dict):
        faults.note("grille.vide" if reading.data is None else "grille.pas-une-grille", ())
        faults.stop()
    document = read_document(reading.data, faults)
    if document is None:
        faults.stop()
    assert document is not None
    grid = _build(document, reading, _uses(document, find, faults), faults)
    reference = read_reference(document.reference, faults) if document.reference is not None else None
    faults.stop()
    return replace(grid, parent=parent, reference=reference)


def _uses(document: GridBlock, find: Finder, faults: Faults) -> dict[str, Grid]:
    """The used grids by local name; their faults are reported with the others."""
    uses = {}
    for local, use in document.uses.items():
        path = ("uses", local)
        if local in document.tables:
            faults.add_key("grille.usage-table", path, name=local)
        try:
            uses[local] = find(use.grid)
        except HlmdiagError as refusal:
            faults.lost.add(local)
            for problem in refusal.problems:
                if problem.location == Location():
                    faults.note(problem.code, path, **problem.values)
                else:
                    faults.used.append(problem)
    return uses


def _build(document: GridBlock, reading: YamlDocument, uses: Mapping[str, Grid], faults: Faults) -> Grid:
    low, high = document.scale if document.scale is not None else (None, None)
    scale = Scale(low, high, document.polarity == "burden")
    columns = read_columns(document, faults)
    keys = tuple(id for id, column in columns.items() if column.type == "id" and column.required)
    tables = read_tables(document, keys, faults)
    check_ids(document, faults)
    respondents, roles = read_respondents(document, columns, keys, faults), read_roles(document)
    columns = with_certainties(document, with_roles(columns, respondents, roles))
    formulas = formulas_of(document, columns, tables, uses, faults)
    columns = with_computed(document, columns, keys, formulas)
    check_units(document, tables, faults)
    leaves = IndicatorReader(columns, scale, formulas, faults, respondents, roles)
    root = build_tree(document, leaves, "level_rules" in reading.data)
    check_about(document.columns, {node.id for node in root.walk()}, faults)
    rules = read_level_rules(document.level_rules, document.levels, formulas)
    flags = read_flags(document, formulas)
    order = order_flags(flags, faults)
    check_level_cycle(rules, flags, faults)
    return Grid(
        id=document.id, version=document.version, title=document.title, polarity=document.polarity, scale=scale,
        unit=document.unit, root=root, columns=columns, keys=keys, tables=tables,
        views=read_views(document, root, faults), view_gap=read_gap(document), level_rules=rules, flags=flags,
        flag_order=order, actions=read_actions(document, formulas), stock_alerts=read_stock_alerts(document, faults),
        uses={name: it for name, it in uses.items() if not document.uses[name].optional},
        optional_uses={name: it for name, it in uses.items() if document.uses[name].optional},
        units_from=document.units_from, respondents=respondents,
        roll_up=read_roll_up(document, columns, keys, formulas), publisher=document.publisher,
        licence=document.licence, date=document.date, statement=document.statement, path=reading.file,
        hash=hash_of(reading.data), document=reading.data, lines=_lines(reading), files=_files(reading),
        first_look=read_first_look(document, faults), roles=roles, evidence_months=document.evidence_months,
        watch=read_watch(document, faults), unproven=document.unproven,
        families=read_families(document, columns, faults),
    )  # fmt: skip


def _lines(reading: YamlDocument) -> dict[str, int]:
    """The line of each node, and of what an overlay takes away."""
    return {_dotted(path): place.key_line for path, place in {**reading.places, **reading.removed}.items() if path}


def _files(reading: YamlDocument) -> dict[str, str]:
    """Parts of the document held in another file: the node that opens each part, and that file."""
    places = {**reading.places, **reading.removed}
    return {
        _dotted(path): place.origin.file if place.origin else reading.file
        for path, place in places.items()
        if path and place.origin != (places[path[:-1]].origin if path[:-1] in places else None)
    }


def _dotted(path: Place) -> str:
    return ".".join(map(str, path))
