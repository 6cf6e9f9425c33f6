"""A grid written in a workbook: made of one that is known, read back into a file, its faults named by their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from hlmdiag.authoring import WrittenGrid, document_of, read_workbook, rows_of
from hlmdiag.errors import REFUSED, Location, Problem
from hlmdiag.grid import Grid, load_found
from hlmdiag.grid.day import LONG_AGO, day_of
from hlmdiag.grid.lookup import FoundFile, find_grid
from hlmdiag.grid.reader import YamlDocument, read_yaml
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method import examine
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.one_output import write_output
from hlmdiag.runs.refusals import refusal

SUFFIX = ".xlsx"
_IN_A_CELL = {
    "grille.couleur": "ecriture.couleur", "grille.texte": "ecriture.texte",
    "grille.nombre": "ecriture.nombre", "grille.virgule-decimale": "ecriture.nombre",
}  # fmt: skip
"""Faults with another remedy in a cell than in a text: quotes there are signs like others, and the spreadsheet writes
the decimals."""


@dataclass(frozen=True)
class _Typed(FoundFile):
    """A grid not yet in a file, placed where it will be."""

    content: bytes = b""

    def read(self) -> YamlDocument:
        """The document that was written."""
        return read_yaml(self.content, self.name)


@dataclass(frozen=True)
class ImportedGrid:
    """Content of a workbook: the text of the grid, the grid if it can be read, and its faults."""

    text: bytes
    grid: Grid | None
    problems: tuple[Problem, ...]
    written: tuple[Path, ...] = ()
    """The files: the copy with its faults, then the grid, where it can be read."""

    @property
    def exit_code(self) -> int:
        """3 where the workbook makes no grid, else 0."""
        return REFUSED if self.grid is None else 0


def import_grid(workbook: str, output: str, annotate: str | None, language: str, *, force: bool) -> ImportedGrid:
    """Read the grid of a workbook and write it, with a copy that has its faults if one was asked for."""
    for path, suffix in ((output, ".yaml"), (annotate, SUFFIX)):
        if path is not None and Path(path).suffix.lower() != suffix:
            raise refusal("sortie.suffixe", path=path, formats=suffix)
    found, received = grid_of(workbook, Path(output)), [Path(workbook)]
    written = []
    if annotate is not None:
        copy = _annotated(workbook, found.problems, language)
        written.append(write_output(copy, annotate, received, force=force))
    if found.grid is not None:
        written.append(write_output(found.text, output, received, force=force))
    return replace(found, written=tuple(path for path in written if path is not None))


def workbook_of(name: str, language: str) -> tuple[bytes, Path]:
    """The workbook of a grid as its author wrote it, and the file of that one, which is never replaced."""
    from hlmdiag.report.excel import grid_authoring

    found = find_grid(name)
    grid = load_found(found)
    own = replace(found, above=None).read()
    out = BytesIO()
    grid_authoring.render(rows_of(own.data), grid.title, day_of(grid.date), out, language)
    return out.getvalue(), found.path


def grid_of(workbook: str, output: Path) -> ImportedGrid:
    """The grid of a workbook, as the file `output` will hold it; its faults are placed at cells of the workbook.

    Raises `HlmdiagError` where the rows make no document; other faults are in `problems`.
    """
    path = existing(workbook)
    written = document_of(read_workbook(path.read_bytes(), path.name), path.name)
    text = yaml_of(written.document)
    found = _Typed(output, output.name, content=text)
    examined = examine(found)
    problems = tuple(_at_their_cells(examined.problems, found.read(), written, path.name))
    return ImportedGrid(text, examined.grid, problems)


def yaml_of(document: dict[str, Any]) -> bytes:
    """The document as YAML, which reads as the same document."""
    text = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110).encode()
    assert read_yaml(text, "").data == document, "a grid is written as it reads"
    return text


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines unchanged, and nothing as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchor: what is said twice is written twice."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not re.search(r"[ \t]\n|[ \t]$", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _at_their_cells(
    problems: tuple[Problem, ...], reading: YamlDocument, written: WrittenGrid, file: str
) -> Iterator[Problem]:
    """The problems of the text, each at the cell of the node that it is about."""
    by_line: dict[int, NodePath] = {}
    for path, source in reading.places.items():
        if source.origin is None:
            for line in (source.key_line, source.line):
                known = by_line.get(line)
                by_line[line] = path if known is None or len(path) > len(known) else known
    for problem in problems:
        place = problem.location
        path = by_line.get(place.line or 0, ())
        found = written.place(path) if place.file == reading.file else None
        if place.file != reading.file:
            yield problem
        elif found is None:
            yield replace(problem, location=Location(file))
        else:
            # an item of a list is written in its cell as in a text
            is_item = bool(path) and isinstance(path[-1], int)
            code = problem.code if is_item else _IN_A_CELL.get(problem.code, problem.code)
            yield replace(problem, code=code, location=Location(file, sheet=found[0], cell=found[1]))


def _annotated(workbook: str, problems: tuple[Problem, ...], language: str) -> bytes:
    """A copy of the workbook, each fault at its cell."""
    from hlmdiag.data.sources import InputSource
    from hlmdiag.inspection import Fault
    from hlmdiag.report.annotated import annotate

    out, path = BytesIO(), Path(workbook)
    faults = [Fault(each) for each in problems]
    annotate(InputSource(path), (), faults, frozenset(), out, language, LONG_AGO)
    return out.getvalue()
