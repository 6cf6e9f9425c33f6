"""Reads what relative values are placed in: a block of the grid, or the file that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path as File
from typing import Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.data_document import ReferenceBlock, StandingBlock
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.hashing import hash_of
from hlmdiag.grid.lookup import FoundFile
from hlmdiag.grid.model import Grid
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.reference_model import ReferenceGroup, ReferencePopulation
from hlmdiag.grid.source_map import NodeOrigin, NodePath
from hlmdiag.grid.validation import read_block


def with_reference_file(reading: YamlDocument, found: FoundFile) -> YamlDocument:
    """The same document with the reference file that it names written in full; own keys win."""
    own = reading.data.get("reference") if isinstance(reading.data, dict) else None
    name = own.get("file") if isinstance(own, dict) else None
    if not isinstance(own, dict) or not isinstance(name, str):
        return reading
    path = found.path.parent / name
    if File(name).is_absolute() or not path.is_file():
        spot = reading.places["reference", "file"]
        where = Location(reading.file, spot.line, spot.column)
        raise HlmdiagError([*reading.problems, Problem("grille.reference-introuvable", where, {"name": name})])
    source = FoundFile(path, (File(found.name).parent / name).as_posix()).read()
    content = _checked(source)
    merged = {**content, **{key: value for key, value in own.items() if key != "file"}}
    places = {**dict(_places(source, own)), **reading.places}
    del places["reference", "file"]
    return replace(reading, data={**reading.data, "reference": merged}, places=places)


def read_frozen(path: File) -> dict[str, Any]:
    """The document of a reference file; all its faults are reported together."""
    return _checked(FoundFile(path, path.as_posix()).read())


def with_reference(grid: Grid, document: Mapping[str, Any]) -> Grid:
    """The same grid with its relative values taken from a given reference, used and extended grids included."""
    block = {**document, **({"at_least": grid.reference.at_least} if grid.reference is not None else {})}
    whole = {**grid.document, "reference": block}
    return replace(
        grid,
        reference=read_reference(ReferenceBlock.model_validate(block), None),
        document=whole,
        hash=hash_of(whole),
        uses={name: with_reference(used, document) for name, used in grid.uses.items()},
        optional_uses={name: with_reference(used, document) for name, used in grid.optional_uses.items()},
        parent=with_reference(grid.parent, document) if grid.parent is not None else None,
    )


def read_reference(block: ReferenceBlock, faults: Faults | None) -> ReferencePopulation:
    """The reference of a block; its quantiles rise."""
    groups: dict[tuple[str, str | None], dict[str, ReferenceGroup]] = {}
    for column, found in block.columns.items():
        path: NodePath = ("reference", "columns", column)
        if found.all is not None:
            groups[column, None] = {"": _group(found.all, (*path, "all"), faults)}
        for within, named in found.within.items():
            here = (*path, "within", within)
            groups[column, within] = {name: _group(each, (*here, name), faults) for name, each in named.items()}
    return ReferencePopulation(block.at_least, bool(block.columns), groups, block.title, block.source, block.date)


def _group(block: StandingBlock, path: NodePath, faults: Faults | None) -> ReferenceGroup:
    quantiles = []
    for place, value in block.quantiles.items():
        try:
            quantiles.append((float(place), value))
        except ValueError:
            quantiles.append((-1.0, value))
    quantiles.sort()
    sound = all(0 < place < 100 for place, _ in quantiles)
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(quantiles))
    if faults is not None and not (sound and rising):
        faults.add("grille.reference-quantiles", (*path, "quantiles"))
    return ReferenceGroup(block.count, block.mean, block.deviation, block.median, tuple(quantiles))


def _checked(source: YamlDocument) -> dict[str, Any]:
    faults = Faults(source)
    if not isinstance(source.data, dict) or not source.data.get("columns"):
        faults.note("grille.pas-une-reference", ())
        faults.stop()
    block = read_block(ReferenceBlock, source.data, (), faults)
    if block is not None:
        read_reference(block, faults)
    faults.stop()
    return dict(source.data)


def _places(source: YamlDocument, own: Mapping[str, Any]) -> Iterator[tuple[NodePath, Any]]:
    origin = NodeOrigin(source.file, source.text)
    for path, place in source.places.items():
        if path and path[0] not in own:
            yield ("reference", *path), replace(place, origin=origin)
