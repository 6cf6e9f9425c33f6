"""Dossiers of units of a saved result: reads results, writes files, keeps what could not be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.branding import read as read_brand
from hlmdiag.configuration import Configuration
from hlmdiag.errors import Location, Problem, Severity
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.chosen_units import rows_where
from hlmdiag.runs.given_results import files_of, result_of
from hlmdiag.runs.outputs import OutputTarget, check_outputs, is_folder
from hlmdiag.runs.photos import photos_of, require_photos
from hlmdiag.runs.progress import Listener, unheard
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.reserved_names import next_free
from hlmdiag.scoring.unit_code import rows_of_codes
from hlmdiag.text import say
from hlmdiag.text.figures import day
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.branding import Brand, OwnDocument
    from hlmdiag.dossier import Dossier
    from hlmdiag.scoring.result import Result

_FORMATS = ("docx", "html", "md")
_CODE = "{code}"


@dataclass(frozen=True)
class DossierRequest:
    """Everything that was asked."""

    result: Path | Result
    codes: tuple[str, ...]
    where: str | None
    history: tuple[Path, ...]
    walks: tuple[Path, ...]
    outputs: tuple[str, ...]
    template: str | None
    language: str
    configuration: Configuration = field(default_factory=Configuration)
    force: bool = False
    photos: Path | None = None
    """The folder of the pictures that evidence names."""

    @property
    def inputs(self) -> list[Path]:
        """The results that are read, and so never replaced."""
        return files_of((self.result, *self.history, *self.walks))


@dataclass(frozen=True)
class DossierRun:
    """The files written, and what a reader has to know of them."""

    targets: Sequence[OutputTarget]
    problems: Sequence[Problem]


def write_dossiers(order: DossierRequest, listener: Listener = unheard) -> DossierRun:
    """Write the dossiers that were asked for."""
    from hlmdiag.dossier import Drafter
    from hlmdiag.wording import Wording

    formats = _formats(order.outputs)
    _require_use_of_template(order, formats)
    require_photos(order.photos)
    brand = read_brand(order.configuration)
    template = _template(order.template)
    result = result_of(order.result, order.language)
    brand = brand.naming(result.manifest.whose)
    targets = _targets(order, formats, result, order.language)
    every = [target for found in targets.values() for target in found]
    check_outputs(every, [*order.inputs, *_own_files(template, brand.document)], force=order.force)
    history = [(path.name, result_of(path, order.language)) for path in order.history]
    walks = [(path.name, result_of(path, order.language)) for path in order.walks]
    drafter = Drafter(result, Wording(order.language, result.grid), history, walks)
    problems: list[Problem] = []
    with listener(len(targets)) as progress:
        for row, dossier in zip(targets, drafter.units(targets), strict=True):
            progress.begin(say("cli.dossier.ecriture", order.language))
            problems += _absences(dossier, order, order.language)
            if order.photos is not None:
                photos, said = photos_of(dossier.evidence, order.photos)
                dossier, problems = replace(dossier, photos=tuple(photos)), problems + said
            for target in targets[row]:
                problems += _write(dossier, target, brand, template, order.language)
    return DossierRun(every, problems)


def _formats(outputs: Sequence[str]) -> list[tuple[Path, str]]:
    """The format of each output: a file of a format, or a folder of Word documents (a path without suffix)."""
    found = []
    for output in outputs:
        path = Path(output)
        suffix = path.suffix.lower().removeprefix(".")
        if output != "-" and is_folder(output):
            found.append((path / f"dossier-{_CODE}.docx", "docx"))
        elif suffix in _FORMATS:
            found.append((path, suffix))
        else:
            raise refusal("dossier.format", path=output)
    return found


def _require_use_of_template(order: DossierRequest, formats: Sequence[tuple[Path, str]]) -> None:
    """Refuse a template that nothing would use."""
    if order.template is not None and formats and all(name != "docx" for _, name in formats):
        raise refusal("dossier.modele-sans-word")


def _template(typed: str | None) -> OwnDocument | None:
    from hlmdiag.branding import read_document

    return None if typed is None else read_document(Path(typed))


def _own_files(*documents: OwnDocument | None) -> list[Path]:
    """The templates, which are not replaced either."""
    return [each.path for each in documents if each is not None and each.path is not None]


def _rows(order: DossierRequest, result: Result) -> list[int]:
    """The rows of the units asked for, each once; every unknown code is said."""
    if bool(order.codes) == (order.where is not None):
        raise refusal("dossier.codes")
    if order.where is not None:
        return rows_where(result, order.where, "dossier.aucune")
    return rows_of_codes(result, order.codes)


def _targets(
    order: DossierRequest, formats: Sequence[tuple[Path, str]], result: Result, language: str
) -> dict[int, list[OutputTarget]]:
    """The files of each unit: the slug of its code in the place of `{code}`."""
    from hlmdiag.report.markdown import sheet_names

    rows, names = _rows(order, result), sheet_names(result)
    if not formats:
        beside = order.result.parent if isinstance(order.result, Path) else Path()
        return {
            row: [OutputTarget(next_free(beside / f"dossier-{Path(names[row]).stem}.docx"), "docx")] for row in rows
        }
    for path, _ in formats:
        if len(rows) > 1 and _CODE not in path.name:
            raise refusal("dossier.plusieurs", count=len(rows), path=path)
    return {
        row: [
            OutputTarget(path.with_name(path.name.replace(_CODE, Path(names[row]).stem)), name)
            for path, name in formats
        ]
        for row in rows
    }


def _absences(dossier: Dossier, order: DossierRequest, language: str) -> Iterator[Problem]:
    """The results given in which a unit does not stand."""
    code = dossier.diagnostic.code
    for each in dossier.history:
        if each.diagnostic is None:
            values = {"code": code, "date": day(each.day, language)}
            yield Problem("dossier.historique-absent", Location(), values, Severity.NOTICE)
    for walk in dossier.walks:
        if walk.diagnostic is None:
            yield Problem("dossier.parcours-absent", Location(walk.file), {"code": code}, Severity.NOTICE)


def _write(
    dossier: Dossier, target: OutputTarget, brand: Brand, template: OwnDocument | None, language: str
) -> Iterator[Problem]:
    """Write one file; gives what its template did not have."""
    with opened(target.path) as stream:
        match target.format:
            case "docx":
                from hlmdiag.report.dossier import word

                missing = word.render(dossier, stream, language, brand, template)
                own = template or brand.document
                if missing and own is not None:
                    values = {"styles": Listed((*missing,))}
                    yield Problem("dossier.styles", Location(own.name), values, Severity.WARNING)
            case "html":
                from hlmdiag.report.dossier import html

                html.render(dossier, stream, language, brand)
            case _:
                from hlmdiag.report.dossier import markdown

                markdown.render(dossier, stream, language, brand)
