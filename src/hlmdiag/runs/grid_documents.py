"""Documents of a grid: its method sheet, its schema for other tools, the first text of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hlmdiag.draft import propose, skeleton
from hlmdiag.grid import in_language, load_grid
from hlmdiag.report import frictionless, methodology
from hlmdiag.runs import authoring
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.outputs import is_file, require_word
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.text.phrase import Listed


@dataclass(frozen=True)
class GridDocument:
    """A document and the files that it was made from, which it never replaces."""

    content: bytes
    inputs: tuple[Path, ...]


def method_sheet(grid: str, output: str | None, language: str) -> GridDocument:
    """The method sheet of a grid, in the format that the suffix of the output asks for; Markdown without one."""
    suffix = _suffix(output, ".md", (*methodology.SUFFIXES, methodology.WORD))
    found = in_language(load_grid(grid), language)
    if suffix == methodology.WORD:
        require_word()
        return GridDocument(methodology.render_word(found, language), (Path(grid),))
    return GridDocument(methodology.render(found, suffix, language).encode(), (Path(grid),))


def exported(grid: str, output: str | None, table: str, language: str) -> GridDocument:
    """A grid for another tool: the workbook in which it is changed, or the schema of one of its tables."""
    suffix = _suffix(output, frictionless.SUFFIX, (authoring.SUFFIX, frictionless.SUFFIX))
    if suffix == authoring.SUFFIX:
        content, path = authoring.workbook_of(grid, language)
        return GridDocument(content, (path,))
    loaded = load_grid(grid)
    text = frictionless.render(loaded, chosen("--table", table, frictionless.tables_of(loaded)))
    return GridDocument(text.encode(), (Path(grid),))


def first_grid(title: str | None, data: str | None, day: date, sheet: str | None) -> GridDocument:
    """A grid to start from: one that a file suggests, else a commented skeleton."""
    if data is not None:
        path = existing(data)
        return GridDocument(propose(path, title or path.stem, day, sheet).encode(), (path,))
    if title is None:
        raise refusal("usage.argument-manquant", name="TITRE")
    return GridDocument(skeleton(title, day).encode(), ())


def _suffix(output: str | None, usual: str, known: tuple[str, ...]) -> str:
    suffix = Path(str(output)).suffix.lower() if is_file(output) else usual
    if suffix not in known:
        raise refusal("sortie.suffixe", path=output, formats=Listed(known, joint=", "))
    return suffix
