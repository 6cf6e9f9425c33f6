"""Outputs of a run: the names asked for, the next free name, and refusals of any loss.

Everything here is decided before the data is read, so that nobody waits for a result that cannot be kept.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.file_names import refuse_name
from hlmdiag.runs.formats import (
    FORMATS,
    ROLLED_FORMATS,
    VERDICT_FORMATS,
    WHOLE_FORMATS,
    WITH_MANIFEST,
    format_named,
    suffixes,
)
from hlmdiag.runs.inputs import STDIN
from hlmdiag.runs.refusals import chosen, refusal
from hlmdiag.runs.reserved_names import free
from hlmdiag.runs.saved_results import manifest_path
from hlmdiag.text.phrase import Listed

if TYPE_CHECKING:
    from hlmdiag.report.csv import CsvDialect

_FOLDER = tuple(name for name in FORMATS if format_named(name).in_folder)
"""Formats of a folder of everything."""

_NAME = "diagnostic"
_BESIDE = ("xlsx", "html", "json")
"""Outputs written beside the data when none is asked for: to read, and to come back to."""

_PRINTED = {"docx": "sortie.format-word", "pdf": "sortie.format-pdf"}
"""What is asked for to be printed, and is had otherwise."""

_LARGE = 5_000
"""Units beyond which the saved result is a Parquet file: a JSON of so many is slow to open again."""

_GRID = "{grid}"

_LISTING = "problems"
"""The format of the list of what is wrong with the data: a CSV without a manifest."""


def is_folder(output: str) -> bool:
    """Whether an output asks for a folder: it is one, ends as one, or has no suffix."""
    path = Path(output)
    return output.endswith(("/", os.sep)) or path.is_dir() or not path.suffix


@dataclass(frozen=True)
class OutputTarget:
    """One output: a file of one format, a folder of every format (`format` is None), or stdout (`path` is None)."""

    path: Path | None
    format: str | None
    rolled: str | None = None
    """The wider units: written apart in the formats that hold one table."""

    @property
    def is_folder(self) -> bool:
        """Whether every format goes there, with one sheet per unit."""
        return self.format is None

    @property
    def is_verdict(self) -> bool:
        """Whether it shows the verdict alone."""
        return self.format in VERDICT_FORMATS

    def files(self) -> Iterator[Path]:
        """Every file that is known to be written, whatever the units."""
        if self.path is None:
            return
        for path, name in self.reports():
            yield path
            if name in WITH_MANIFEST:
                yield manifest_path(path)
            if self.rolled is not None and name in ROLLED_FORMATS:
                yield rolled_path(path, self.rolled)

    def reports(self) -> tuple[tuple[Path, str], ...]:
        """The reports on the whole, each with its format."""
        if self.path is None:
            return ()
        if self.format is None:
            return tuple((self.path / f"{_NAME}.{name}", name) for name in _FOLDER)
        return ((self.path, self.format),)


def dialect(typed: str) -> CsvDialect:
    """Dialect of a CSV: for machines, or for a French Excel."""
    return "excel-fr" if chosen("--csv-dialect", typed, ("standard", "excel-fr")) == "excel-fr" else "standard"


def targets(outputs: Sequence[str], format_name: str | None, *, several: bool = False) -> list[OutputTarget]:
    """Targets asked for by `-o` and `-f`; `several`: more than one grid writes there."""
    found = [_target(output, format_name) for output in outputs]
    to_stdout = [target for target in found if target.path is None]
    if format_name is not None and not to_stdout:
        raise refusal("sortie.format-sans-standard", format=format_name)
    if len(to_stdout) > 1 or (to_stdout and several):
        raise refusal("sortie.standard-seule")
    for target in found:
        if several and not target.is_folder and target.path is not None and _GRID not in target.path.name:
            raise refusal("sortie.plusieurs-grilles", path=target.path)
    return found


def listing_target(typed: str | None, *, several: bool = False) -> OutputTarget | None:
    """Target of `--problems`, the list of problems of the data."""
    if typed is None:
        return None
    path = Path(typed)
    if path.suffix.lower() != ".csv":
        raise refusal("sortie.liste-suffixe", path=path)
    if several and _GRID not in path.name:
        raise refusal("sortie.plusieurs-listes", path=path)
    return OutputTarget(path, _LISTING)


def is_file(typed: str | None) -> bool:
    """Whether a text goes to a file: without a name, or for « - », it goes to standard output."""
    return typed not in (None, "-")


def rolled_path(path: Path, unit: str) -> Path:
    """File of the wider units, beside that of the units: `diagnostic-residence.csv`.

    >>> rolled_path(Path("diagnostic.csv"), "Résidence").name
    'diagnostic-residence.csv'
    """
    folded = unicodedata.normalize("NFKD", unit).encode("ascii", "ignore").decode().lower()
    return path.with_name(f"{path.stem}-{re.sub(r'[^a-z0-9]+', '-', folded).strip('-') or 'unite'}{path.suffix}")


def target_for_grid(
    target: OutputTarget, grid_id: str, *, several: bool = False, rolled: str | None = None
) -> OutputTarget:
    """The same output for one grid: its id in the place of `{grid}`, or a folder of its own when there are several.

    `rolled` is what its units roll up to.
    """
    if target.path is None:
        return target
    named = Path(str(target.path).replace(_GRID, grid_id))
    path = named / grid_id if several and target.is_folder and named == target.path else named
    return replace(target, path=path, rolled=rolled)


def default_targets(data: Path, grid_id: str | None = None) -> list[OutputTarget]:
    """`<data>-diagnostic.xlsx`, `.html` and the saved result beside the data; the grid is named if there are several.

    Where one of them is taken, all have the next free name, so that they are seen to go together.
    """
    data = data if data.name else data.resolve()
    stem = data.name if data.is_dir() else data.stem
    parts = ["" if data == STDIN else stem, _NAME, grid_id or ""]
    stem = free(data.parent, "-".join(part for part in parts if part), [f".{name}" for name in (*_BESIDE, "parquet")])
    return [OutputTarget(data.with_name(f"{stem}.{name}"), name) for name in _BESIDE]


def fit_for(found: Sequence[OutputTarget], units: int, rolled: str | None) -> list[OutputTarget]:
    """The default outputs once the units are counted: the saved result of a large stock is a Parquet file."""
    if units <= _LARGE:
        return list(found)
    return [
        OutputTarget(each.path.with_suffix(".parquet"), "parquet", rolled)
        if each.path and each.format == "json"
        else each
        for each in found
    ]


def saved_among(written: Iterable[str]) -> str | None:
    """The saved result among the default outputs."""
    return next((path for path in written if Path(path).suffix.removeprefix(".") in WHOLE_FORMATS), None)


def check_outputs(found: Iterable[OutputTarget], inputs: Iterable[Path], *, force: bool) -> None:
    """Refuse to replace an input, ever, and an existing output without `force`; refuse what could not be written.

    A document in Word could not where the library that writes it is absent.
    """
    from hlmdiag.errors import USAGE, HlmdiagError, Problem

    inputs = [path for path in inputs if path.exists()]
    problems: list[Problem] = []
    seen: set[str] = set()
    targets = list(found)
    if any(target.format == "docx" for target in targets):
        require_word()
    for target in targets:
        try:
            _refuse_loss(target, inputs, seen, force)
        except HlmdiagError as error:
            problems += error.problems
        except OSError:
            problems += refusal("sortie.nom-impossible", path=target.path).problems
    if problems:
        raise HlmdiagError(problems, exit_code=USAGE)


def require_word() -> None:
    """Refuse a document in Word where the library that writes it is absent."""
    if find_spec("docx") is None:
        raise refusal("dossier.word-absent")


def _refuse_loss(target: OutputTarget, inputs: list[Path], seen: set[str], force: bool) -> None:
    if target.path is None:
        return
    refuse_name(target.path)
    for path in target.files():
        # « A.xlsx » and « a.xlsx » are one file on Windows and most Macs: refused on every system alike
        key = unicodedata.normalize("NFC", os.path.realpath(path)).casefold()
        if key in seen:
            raise refusal("sortie.deux-fois", path=path)
        seen.add(key)
        if path.exists() and any(path.samefile(each) for each in inputs):
            raise refusal("sortie.entree", path=path)
        if _would_be_read(path, inputs):
            raise refusal("sortie.dans-les-donnees", path=target.path)
        if not target.is_folder and path.is_dir():
            raise refusal("sortie.est-un-dossier", path=path)
        if not target.is_folder and os.path.lexists(path) and not force:
            raise refusal("sortie.existe", path=path)
    if target.is_folder and target.path.is_dir() and any(target.path.iterdir()) and not force:
        raise refusal("sortie.dossier-occupe", path=target.path)
    _refuse_unwritable(target.path if target.is_folder else target.path.parent)


def _would_be_read(path: Path, inputs: Iterable[Path]) -> bool:
    """Whether the next run on the same folder would take an output for data."""
    from hlmdiag.data.sources import SUFFIXES

    return path.suffix.lower() in SUFFIXES and any(
        folder.is_dir() and path.resolve().is_relative_to(folder.resolve()) for folder in inputs
    )


def _refuse_unwritable(folder: Path) -> None:
    nearest = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not nearest.is_dir():
        raise refusal("sortie.est-un-fichier", path=nearest if nearest != folder.absolute() else folder)
    if not os.access(nearest, os.W_OK):
        raise refusal("sortie.droits", path=folder)


def _target(output: str, format_name: str | None) -> OutputTarget:
    every = (*FORMATS, *VERDICT_FORMATS)
    named, sign, rest = output.partition("=")
    if sign and rest and named.lower() in every:
        return OutputTarget(None if rest == "-" else Path(rest), named.lower())
    if output == "-":
        if format_name is None:
            raise refusal("sortie.standard-format", formats=Listed((*every,)))
        return OutputTarget(None, chosen("-f", format_name, every))
    path = Path(output)
    if is_folder(output):
        return OutputTarget(path, None)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in _PRINTED:
        raise refusal(_PRINTED[suffix], path=path)
    if suffix not in every:
        verdicts = ", ".join(f"{name}=" for name in VERDICT_FORMATS)
        raise refusal("sortie.format", path=path, formats=suffixes(joint=", "), verdicts=verdicts)
    return OutputTarget(path, suffix)
