"""What `hlmdiag dossier` does: results are read, dossiers written, what could not be said is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.cli.configured import brand_for
from hlmdiag.cli.error_handler import say_problems
from hlmdiag.cli.terminal import steps
from hlmdiag.errors import USAGE, HlmdiagError, Location, Problem, Severity
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import Target, refuse_losses
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.runs.saved_results import companions, load
from hlmdiag.text import say
from hlmdiag.text.figures import day, integer

if TYPE_CHECKING:
    from hlmdiag.branding import Brand, OwnDocument
    from hlmdiag.dossier import Dossier
    from hlmdiag.scoring.result import Result

_FORMATS = ("docx", "html", "md")
_CODE = "{code}"
_LISTED = 10
"""Files that are named one by one."""


@dataclass(frozen=True)
class Order:
    """Everything that was asked."""

    result: Path
    codes: tuple[str, ...]
    where: str | None
    history: tuple[Path, ...]
    walk: Path | None
    outputs: tuple[str, ...]
    template: str | None

    @property
    def inputs(self) -> list[Path]:
        """The results that are read, and so never replaced."""
        results = [self.result, *self.history, *([self.walk] if self.walk is not None else [])]
        return [each for result in results for each in companions(result)]


def draft(order: Order, terminal: Terminal, *, force: bool) -> None:
    """Write the dossiers that were asked for."""
    from hlmdiag.dossier import Drafter

    formats = _formats(order.outputs)
    _require_word(order, formats)
    brand = brand_for()
    template = _template(order.template)
    result = load(order.result)
    brand = brand.naming(result.manifest.whose)
    targets = _targets(order, formats, result, terminal.language)
    every = [target for found in targets.values() for target in found]
    refuse_losses(every, [*order.inputs, *_own_files(template, brand.document)], force=force)
    history = [(path.name, load(path)) for path in order.history]
    walk = (order.walk.name, load(order.walk)) if order.walk is not None else None
    drafter = Drafter(result, history, walk, terminal.language)
    problems: list[Problem] = []
    with steps(terminal, len(targets)) as bar:
        for row, dossier in zip(targets, drafter.units(targets), strict=True):
            bar.begin(say("cli.dossier.ecriture", terminal.language))
            problems += _absences(dossier, order, terminal.language)
            for target in targets[row]:
                problems += _write(dossier, target, brand, template, terminal.language)
    if not terminal.quiet:
        _tell(problems, every, terminal)


def _formats(outputs: Sequence[str]) -> list[tuple[Path, str]]:
    """What each output asks for: a file of a format, or a folder of Word documents (a path without suffix)."""
    found = []
    for output in outputs:
        path = Path(output)
        suffix = path.suffix.lower().removeprefix(".")
        if output.endswith(("/", os.sep)) or path.is_dir() or not (suffix or output == "-"):
            found.append((path / f"dossier-{_CODE}.docx", "docx"))
        elif suffix in _FORMATS:
            found.append((path, suffix))
        else:
            raise refusal("dossier.format", path=output)
    return found


def _require_word(order: Order, formats: Sequence[tuple[Path, str]]) -> None:
    """Refuse what Word is needed for where the library is absent, and a template that nothing would use."""
    in_word = not formats or any(name == "docx" for _, name in formats)
    if order.template is not None and not in_word:
        raise refusal("dossier.modele-sans-word")
    if in_word and find_spec("docx") is None:
        raise refusal("dossier.word-absent")


def _template(typed: str | None) -> OwnDocument | None:
    from hlmdiag.branding import read_document

    return None if typed is None else read_document(Path(typed))


def _own_files(*documents: OwnDocument | None) -> list[Path]:
    """The templates, which are not replaced either."""
    return [each.path for each in documents if each is not None and each.path is not None]


def _rows(order: Order, result: Result, language: str) -> list[int]:
    """The rows of the units asked for, each once; every unknown code is said."""
    if bool(order.codes) == (order.where is not None):
        raise refusal("dossier.codes")
    from hlmdiag.explain import find

    if order.where is not None:
        from hlmdiag.selection import matching, read_where

        rows = matching(result, read_where(order.where, result.grid, language))
        if not rows:
            raise refusal("dossier.aucune")
        return rows
    found, problems = [], list[Problem]()
    for code in order.codes:
        try:
            found.append(find(result, code))
        except HlmdiagError as error:
            problems += error.problems
    if problems:
        raise HlmdiagError(problems, exit_code=USAGE)
    return list(dict.fromkeys(found))


def _targets(
    order: Order, formats: Sequence[tuple[Path, str]], result: Result, language: str
) -> dict[int, list[Target]]:
    """The files of each unit: the slug of its code in the place of `{code}`."""
    from hlmdiag.report.markdown import sheet_names

    rows, names = _rows(order, result, language), sheet_names(result)
    if not formats:
        beside = order.result.parent
        return {row: [Target(next_free(beside / f"dossier-{Path(names[row]).stem}.docx"), "docx")] for row in rows}
    for path, _ in formats:
        if len(rows) > 1 and _CODE not in path.name:
            raise refusal("dossier.plusieurs", count=len(rows), path=path)
    return {
        row: [Target(path.with_name(path.name.replace(_CODE, Path(names[row]).stem)), name) for path, name in formats]
        for row in rows
    }


def _absences(dossier: Dossier, order: Order, language: str) -> Iterator[Problem]:
    """The results given in which a unit does not stand."""
    code = dossier.diagnostic.code
    for each in dossier.history:
        if each.diagnostic is None:
            values = {"code": code, "date": day(each.day, language)}
            yield Problem("dossier.historique-absent", Location(), values, Severity.NOTICE)
    if dossier.walk is not None and dossier.walk.diagnostic is None and order.walk is not None:
        yield Problem("dossier.parcours-absent", Location(order.walk.name), {"code": code}, Severity.NOTICE)


def _write(
    dossier: Dossier, target: Target, brand: Brand, template: OwnDocument | None, language: str
) -> Iterator[Problem]:
    """Write one file; gives what its template did not have."""
    with opened(target.path) as stream:
        match target.format:
            case "docx":
                from hlmdiag.report.dossier import word

                missing = word.render(dossier, stream, language, brand, template)
                own = template or brand.document
                if missing and own is not None:
                    values = {"styles": ", ".join(missing)}
                    yield Problem("dossier.styles", Location(own.name), values, Severity.WARNING)
            case "html":
                from hlmdiag.report.dossier import html

                html.render(dossier, stream, language, brand)
            case _:
                from hlmdiag.report.dossier import markdown

                markdown.render(dossier, stream, language, brand)


def _tell(problems: Iterable[Problem], written: Sequence[Target], terminal: Terminal) -> None:
    """What a reader has to know, each thing once, then where the dossiers are."""
    said: set[str] = set()
    for problem in problems:
        text = problem.say(terminal.language)
        if text not in said:
            said.add(text)
            say_problems([problem], terminal.language)
    if len(written) <= _LISTED:
        for target in written:
            terminal.out.print(styled(say("cli.dossier.ecrit", terminal.language, path=target.path)))
        return
    count = integer(len(written), terminal.language)
    folders = ", ".join(dict.fromkeys(f"{target.path.parent}{os.sep}" for target in written if target.path))
    terminal.out.print(styled(say("cli.dossier.ecrits", terminal.language, count=count, path=folders)))
