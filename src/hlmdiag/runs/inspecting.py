"""An inspection asked for: files are looked at, copies written, findings shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.configuration import Configuration
from hlmdiag.errors import REFUSED, HlmdiagError, Problem
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.inputs import data_files
from hlmdiag.runs.outputs import OutputTarget, check_outputs
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.request import ReadRequest
from hlmdiag.runs.settings import settings_for
from hlmdiag.text import say
from hlmdiag.text.phrase import Listed, in_quotes

if TYPE_CHECKING:
    from hlmdiag.grid import Grid
    from hlmdiag.inspection import Inspection

_SETTINGS = "hlmdiag.toml"
_MACROS = ".xlsm"
_TABLES = (".csv", ".parquet")


@dataclass(frozen=True)
class InspectRequest:
    """Everything that was asked of one inspection."""

    data: tuple[str, ...]
    grids: tuple[str, ...]
    date: date
    reading: ReadRequest
    language: str
    annotate: str | None = None
    write: str | None = None
    write_config: bool = False
    force: bool = False
    strict: bool = False
    configuration: Configuration = field(default_factory=Configuration)


@dataclass(frozen=True)
class InspectRun:
    """Findings of an inspection, sentences on the files written, and why a copy could not be made."""

    inspection: Inspection
    written: Sequence[str]
    refused: Sequence[Problem]
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """3 where nothing could be read, or where data was refused and nothing was to be; else 0."""
        found = self.inspection
        return REFUSED if not found.is_readable or (self.strict and found.is_refused) else 0


def inspect_files(asked: InspectRequest, listener: Listener = unheard) -> InspectRun:
    """Look at files and write the copies asked for; what would be refused to be written is, before data is read."""
    from hlmdiag.grid import in_language, load_grid
    from hlmdiag.inspection import inspect

    inputs = data_files(asked.data)
    if len(asked.grids) > 1:
        raise refusal("usage.une-grille", grids=Listed((*asked.grids,)))
    grid = in_language(load_grid(asked.grids[0]), asked.language)
    settings = settings_for(asked.configuration, [grid])
    copies = _copies(asked, inputs)
    outputs = [*copies.values(), *_tables(asked, grid)]
    check_outputs([OutputTarget(path, path.suffix[1:] or "xlsx") for path in outputs], inputs, force=asked.force)
    told = asked.reading
    with listener(2) as progress:
        progress.begin(say("cli.etape.lecture", asked.language))
        inspection = inspect(
            asked.data, grid, date=asked.date, encoding=told.encoding, separator=told.separator, sheet=told.sheet,
            header_row=told.header_row, settings=settings,
        )  # fmt: skip
        progress.begin(say("cli.etape.ecriture", asked.language, path=asked.annotate or "-"))
        written, refused = _written(asked, inspection, copies, asked.language)
    return InspectRun(inspection, written, refused, asked.strict)


def _copies(asked: InspectRequest, inputs: list[Path]) -> dict[str, Path]:
    """The annotated copy of each file, by the name of the file."""
    if asked.annotate is None:
        return {}
    from hlmdiag.data.sources import list_sources

    if "-" in asked.data:
        raise refusal("sortie.copie-entree-standard")
    sources = [(source.name, source.path) for source in list_sources(inputs, []) if source.path is not None]
    target = Path(asked.annotate)
    is_folder = asked.annotate.endswith(("/", "\\")) or target.is_dir() or not target.suffix
    if not is_folder and len(sources) > 1:
        raise refusal("sortie.copies-dossier", path=asked.annotate, count=len(sources))
    copies = {}
    for name, path in sources:
        suffix = _MACROS if path.suffix.lower() == _MACROS else ".xlsx"
        if not is_folder and target.suffix.lower() != suffix:
            raise refusal("sortie.copie-suffixe", path=target, suffix=suffix, file=name)
        stem = name.removesuffix(path.suffix).replace("/", "-")
        copies[name] = target / f"{stem}-annote{suffix}" if is_folder else target
    return copies


def _tables(asked: InspectRequest, grid: Grid) -> list[Path]:
    """The files that `--write` may make: one, or as many as there are tables."""
    if asked.write is None:
        return []
    path = Path(asked.write)
    suffix = path.suffix.lower()
    if suffix not in _TABLES:
        raise refusal("sortie.tableau-suffixe", path=path, formats=Listed((*_TABLES,)))
    if suffix == ".csv":
        return [path]
    from hlmdiag.data.typed_parquet import typed_paths

    return typed_paths(grid, path)


def _written(
    asked: InspectRequest, inspection: Inspection, copies: dict[str, Path], language: str
) -> tuple[list[str], list[Problem]]:
    """Write what was asked for; gives the sentences that say so, and why a copy could not be made."""
    said: list[str] = []
    refused: list[Problem] = []
    for source, sheets in inspection.opened if copies else ():
        from hlmdiag.inspection import questions
        from hlmdiag.report.annotated import annotate

        asked_there = questions(inspection, source.name, language)
        faults = [fault for fault in inspection.faults if fault.location.file in (source.name, None)]
        try:
            with opened(copies[source.name]) as stream:
                annotate(source, sheets, faults, inspection.numeric, stream, language, asked.date, asked_there)
        except HlmdiagError as fault:
            refused += fault.problems
        else:
            copy = copies[source.name]
            said.append(say("cli.examen.copie", language, path=copy, count=len(faults)))
            if asked_there:
                said.append(say("cli.examen.copie-questions", language, path=copy, count=len(asked_there)))
    if asked.write:
        said += _write_table(Path(asked.write), inspection, asked.date, language)
    if asked.write_config:
        said.append(_write_settings(asked, inspection, language))
    return said, refused


def _write_table(path: Path, inspection: Inspection, day: date, language: str) -> Iterator[str]:
    """The stock as it was understood: one CSV to read, or typed tables to score again."""
    dataset, grid = inspection.dataset, inspection.grid
    if dataset is None:
        yield say("cli.examen.sans-tableau", language, path=path)
        return
    from hlmdiag.report import table

    if path.suffix.lower() == ".csv":
        with opened(path) as stream:
            table.render(dataset, grid, stream)
        yield say("cli.resume.ecrit", language, path=path)
    else:
        from hlmdiag.data.typed_parquet import typed_files

        for each, content in typed_files(dataset, grid, day, path):
            with opened(each) as stream:
                stream.write(content)
            yield say("cli.resume.ecrit", language, path=each)
    if free := table.left_out(dataset, grid):
        columns = in_quotes(*(column.label for column in free)).say(language)
        yield say("cli.examen.texte-libre", language, columns=columns)


def _write_settings(asked: InspectRequest, inspection: Inspection, language: str) -> str:
    from hlmdiag.configuration import with_proposals

    path = asked.configuration.path or Path(_SETTINGS)
    received = path.read_bytes() if path.exists() else b""
    mark = b"\xef\xbb\xbf" if received.startswith(b"\xef\xbb\xbf") else b""
    preface = say("cli.examen.preface", language).splitlines()
    text, count = with_proposals(received.decode("utf-8-sig"), inspection.proposals, path.name, preface, language)
    if not count:
        return say("cli.examen.rien-a-proposer", language, path=path)
    with opened(path) as stream:
        stream.write(mark + text.encode("utf-8"))
    code = "reponses-gardees" if any(each.is_answer for each in inspection.proposals) else "propositions"
    return say(f"cli.examen.{code}", language, path=path, count=count)
