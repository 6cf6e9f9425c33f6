"""Prints the findings of an inspection in sentences: in brief, by sheet, by cause, then the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.data.dataset import SETTINGS
from hlmdiag.errors import Severity
from hlmdiag.report.terminal.console import Terminal, indented, plain, styled
from hlmdiag.report.terminal.problems import show_problems
from hlmdiag.report.terminal.summary import show_settings_told
from hlmdiag.report.terminal.understood_columns import Words, print_columns
from hlmdiag.synthesis.answers import group_problems
from hlmdiag.text import say
from hlmdiag.text.figures import integer
from hlmdiag.text.shell import quoted
from hlmdiag.wording import Wording

if TYPE_CHECKING:
    from rich.console import Console

    from hlmdiag.inspection import Inspection

_ABSENT = 15
_ONE_BY_ONE = 10
"""Most faults listed one by one; more of them are grouped by cause."""


def show(
    inspection: Inspection, data: Sequence[str], grids: Sequence[str], terminal: Terminal, *, may_annotate: bool = True
) -> None:
    """The whole account; `grids`: those typed, which the commands to type next repeat."""
    console, language = terminal.out, terminal.language
    words = Words(language, inspection.grid)
    for line in _brief(inspection, language):
        console.print(styled(line, "bold"))
    for sheet in inspection.sheets:
        _heading(words.title(sheet), console)
        if inspection.is_readable and sheet.table is None:
            continue
        for line in words.reading(sheet):
            console.print(indented(styled(line)))
        print_columns(words, sheet, console)
    if inspection.is_readable and inspection.absent:
        _heading(say("cli.examen.absentes", language, count=len(inspection.absent)), console)
        shown = inspection.absent if terminal.verbose else inspection.absent[:_ABSENT]
        labels = words.joined(words.column(column) for column in shown)
        rest = len(inspection.absent) - len(shown)
        more = say("cli.examen.et-autres-colonnes", language, count=rest) if rest else ""
        console.print(indented(styled(labels + more)))
    if inspection.problems:
        _heading(say("cli.resume.problemes", language), console)
        groups = group_problems(inspection.problems)
        few = sum(len(group.problems) for group in groups) <= _ONE_BY_ONE
        show_problems(groups, replace(terminal, verbose=True) if few else terminal, console, causes=len(groups))
    if inspection.dataset is not None:
        settings = next((file for file in inspection.dataset.inputs if file.table == SETTINGS), None)
        show_settings_told(settings, inspection.problems, language, console)
    if inspection.sheets:
        _heading(say("cli.examen.suite.titre", language), console)
        for line in _next(inspection, data, grids, language, may_annotate=may_annotate):
            console.print(indented(styled(line)))
    console.print()


def show_errors(inspection: Inspection, terminal: Terminal) -> None:
    """Print the refused data on stderr."""
    groups = group_problems(inspection.problems)
    show_problems([group for group in groups if group.severity is Severity.ERROR], terminal, terminal.err)


def _brief(inspection: Inspection, language: str) -> Iterator[str]:
    count, total = inspection.recognised
    values = {"grid": inspection.grid.title, "version": inspection.grid.version}
    yield say("cli.examen.grille", language, **values)
    recognised = {"recognised": integer(count, language), "titles": integer(total, language)}
    if not inspection.sheets:
        yield say("cli.examen.ferme", language)
        return
    if inspection.dataset is None:
        yield say("cli.examen.illisible", language, **recognised)
        return
    units = Wording(language, inspection.grid).count(inspection.dataset.stock.frame.height)
    yield say("cli.examen.lisible", language, units=units, **recognised)
    refused = inspection.counts.get("refused_cells", 0)
    none = "aucune-cellule-du-parc" if inspection.is_refused else "aucune-cellule"
    code = "cellules-refusees" if refused else none
    yield say(f"cli.examen.{code}", language, count=integer(refused, language))


def _next(
    inspection: Inspection, data: Sequence[str], grids: Sequence[str], language: str, *, may_annotate: bool
) -> Iterator[str]:
    alone = _typed(data)
    files = " ".join((alone, *(f"-g {_typed((grid,))}" for grid in grids)))
    if may_annotate and "-" not in data:
        yield from _annotating(inspection, data, files, language)
    proposed = [each for each in inspection.proposals if not each.is_answer]
    if proposed:
        yield say("cli.examen.suite.propositions", language, count=len(proposed))
        for proposal in proposed:
            yield f"  {proposal.title} {plain(proposal.line)}"
    if inspection.proposals:
        code = "ecrire" if proposed else "garder"
        yield say(f"cli.examen.suite.{code}", language, files=files)
    for fit in inspection.fits:
        values = {"title": fit.grid.title, "id": fit.grid.id, "count": fit.recognised, "columns": fit.columns}
        code = "meme-grille" if fit.grid.id == inspection.grid.id else "autre-grille"
        yield say(f"cli.examen.suite.{code}", language, **values)
    if not inspection.is_readable and not inspection.fits:
        yield say("cli.examen.suite.aucune-grille", language)
    if (inspection.fits or not inspection.is_readable) and len(data) == 1 and "-" not in data:
        yield say("cli.examen.suite.nouvelle-grille", language, files=alone)
    if not inspection.is_readable:
        keys = ", ".join(inspection.grid.columns[key].label for key in inspection.grid.keys)
        yield say("cli.examen.suite.cle", language, keys=keys)
    if inspection.is_readable:
        code = "noter-quand-meme" if inspection.is_refused else "noter"
        yield say(f"cli.examen.suite.{code}", language, files=files)


def _annotating(inspection: Inspection, data: Sequence[str], files: str, language: str) -> Iterator[str]:
    """The copy to make: to answer in it what is asked, or to correct what is wrong."""
    from hlmdiag.inspection import questions

    first = Path(data[0].partition("=")[2] or data[0])
    again = "-2" if first.stem.endswith("-annote") else "-annote"
    copy = f"{first.stem}{again}{'.xlsm' if first.suffix.lower() == '.xlsm' else '.xlsx'}"
    values = {"files": files, "copy": quoted(copy) if len(data) == 1 and not first.is_dir() else "copies/"}
    asked = [each for source, _ in inspection.opened for each in questions(inspection, source.name, language)]
    count = sum(not (each.is_answered or each.is_read) for each in asked)
    if count:
        yield say("cli.examen.suite.repondre", language, count=integer(count, language), **values)
    elif any(fault.location.cell for fault in inspection.faults):
        yield say("cli.examen.suite.annoter", language, **values)


def _typed(names: Sequence[str]) -> str:
    return " ".join(map(quoted, names))


def _heading(text: str, console: Console) -> None:
    console.print()
    console.print(styled(text, "bold underline"))
