"""Opens each file once as the type that it is, and gives its sheets; refuses a file that is not what its name says."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, Literal

from hlmdiag.configuration import LIMITS, Limits
from hlmdiag.data.csv import read_text
from hlmdiag.data.encoding import to_text
from hlmdiag.data.file_bytes import read_bytes, regular_size
from hlmdiag.data.file_type import ADVICE, FileType, file_type_of
from hlmdiag.data.form_model import Form
from hlmdiag.data.form_sheets import form_in
from hlmdiag.data.lakes import Lake
from hlmdiag.data.own_outputs import is_document, is_own_output
from hlmdiag.data.packed import TOGETHER, packed
from hlmdiag.data.repeated_remarks import summed_up
from hlmdiag.data.sheet import Sheet
from hlmdiag.data.size_limits import counted, too_large
from hlmdiag.data.sources import SUFFIXES, TEXT, ZIPPED, InputSource, digest_of_source
from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.text.phrase import Listed, Phrase

_ANNOUNCED: dict[str, FileType] = {
    **dict.fromkeys(TEXT, "texte"), **dict.fromkeys(ZIPPED, "classeur"), ".xls": "ancien-classeur", ".ods": "ods",
    ".parquet": "parquet",
}  # fmt: skip
"""Type announced by each suffix."""
_SUFFIX_OF: dict[FileType, str] = {nature: suffix for suffix, nature in reversed(_ANNOUNCED.items())}
_MILLION = 1_000_000


@dataclass(frozen=True)
class FileOptions:
    """Options of the user: reading of text files, limits of size."""

    encoding: str | None = None
    separator: str | None = None
    limits: Limits = LIMITS


@dataclass(frozen=True, eq=False)
class OpenedFiles:
    """Every sheet with its declared table, the forms, and notices on files set aside."""

    sheets: list[tuple[Sheet, str | None]]
    forms: list[Form]
    aside: list[Problem]


def open_sources(sources: Sequence[InputSource], asked: FileOptions) -> OpenedFiles:
    """Open every file; all refusals are raised together, except files among forms, which are set aside.

    A form is taken out of its file at once: thousands of them take the memory of their answers.
    """
    sheets: list[Sheet] = []
    tables: list[str | None] = []
    forms: list[Form] = []
    refused: list[tuple[InputSource, HlmdiagError]] = []
    done = 0
    for source in sources:
        try:
            found = open_source(source, asked)
        except HlmdiagError as fault:
            refused.append((source, fault))
            continue
        if (form := form_in(found)) is not None:
            forms.append(form)
            continue
        sheets += found
        tables += [source.table] * len(found)
        if len(sheets) - done >= TOGETHER:
            sheets[done:] = packed(sheets[done:])
            done = len(sheets)
    aside = set_aside(refused, sources, forms)
    return OpenedFiles(list(zip(sheets, tables, strict=True)), forms, aside)


def set_aside(
    refused: Sequence[tuple[InputSource, HlmdiagError]], sources: Sequence[InputSource], forms: Sequence[Form]
) -> list[Problem]:
    """Notices on unreadable files in a folder of forms: the other forms are still read.

    Raises `HlmdiagError` with all that is wrong where another file cannot be read.
    """
    of_forms = {form.file for form in forms}
    folders = {each.path.parent for each in sources if each.path is not None and each.name in of_forms}
    problems = [problem for _, fault in refused for problem in fault.problems]
    if any(source.path is None or source.path.parent not in folders for source, _ in refused):
        code = min(fault.exit_code for _, fault in refused)
        raise HlmdiagError(summed_up(problems, ((source.name, None) for source in sources)), code)
    lost = [Problem("donnees.formulaire-illisible", Location(source.name)) for source, _ in refused]
    return [*problems, *lost]


def open_source(source: InputSource, asked: FileOptions) -> list[Sheet]:
    """The sheets of a file, or of a table with a log, with a hash of all that it is made of."""
    if source.path is not None and (lake := Lake.at(source.path)) is not None:
        from hlmdiag.data.frames import as_sheet
        from hlmdiag.data.typed_rows import TypedRows

        of = replace(source, columns=())
        sheet = as_sheet(TypedRows(source.name, [of]).frame(asked.limits), source.name, first=1)
        return [replace(sheet, sha256=digest_of_source(lake.folder), given=source.columns)]
    data = _bytes(source, asked.limits)
    if not data:
        raise _refused("donnees.fichier-vide", source.name)
    sheets = _read(source, data, asked)
    if not sheets:
        raise _refused("donnees.fichier-vide", source.name)
    sha256 = hashlib.sha256(data).hexdigest()
    return [replace(sheet, sha256=sha256, given=source.columns) for sheet in sheets]


def _bytes(source: InputSource, limits: Limits) -> bytes:
    """The bytes of a file, which is not even opened where it is too large."""
    if source.path is not None:
        size = regular_size(source.path, source.name)
        _check_size(source, size, limits)
        return read_bytes(source.path, source.name, size)
    try:
        data = _standard_input(sys.stdin.buffer, limits.unfolded_mb * _MILLION + 1)
    except OSError:
        raise _refused("donnees.lecture-impossible", source.name) from None
    _check_size(source, len(data), limits, data)
    return data


@lru_cache(maxsize=1)
def _standard_input(stream: BinaryIO, most: int) -> bytes:
    """Content of the standard input, kept since it can be read only once and each grid reads the stock."""
    return stream.read(most)


def _check_size(source: InputSource, size: int, limits: Limits, data: bytes = b"") -> None:
    suffix = source.path.suffix.lower() if source.path is not None else _suffix_of(data)
    key: Literal["text_mb", "unfolded_mb"] = "text_mb" if suffix in TEXT else "unfolded_mb"
    if size > getattr(limits, key) * _MILLION:
        raise too_large(source.name, key, counted("mega", -(-size // _MILLION)), limits)


def _read(source: InputSource, data: bytes, asked: FileOptions) -> list[Sheet]:
    suffix = _checked_suffix(source, data)
    if suffix in TEXT:
        text = to_text(data, source.name, asked.encoding)
        sheet = read_text(
            text.data, source.name, separator=asked.separator, encoding=text.encoding, limits=asked.limits
        )
        return [replace(sheet, problems=(*text.problems, *sheet.problems))]
    if suffix == ".parquet":
        from hlmdiag.data.parquet import read_parquet

        return [read_parquet(data, source.name, asked.limits)]
    return _workbook(suffix, data, source.name, asked.limits)


def _workbook(suffix: str, data: bytes, name: str, limits: Limits) -> list[Sheet]:
    if suffix == ".ods":
        from hlmdiag.data.opendocument import read_open_document

        return read_open_document(data, name, limits)
    if suffix == ".xls":
        from hlmdiag.data.old_workbook import read_old_workbook

        return read_old_workbook(data, name, limits)
    from hlmdiag.data.xlsx import read_xlsx

    return read_xlsx(data, name, limits)


def _suffix_of(data: bytes) -> str:
    return _SUFFIX_OF.get(file_type_of(data), ".csv")


def _checked_suffix(source: InputSource, data: bytes) -> str:
    """The suffix that tells how to read a file; a name that lies is refused: it would be read as something else."""
    if is_own_output(BytesIO(data)):
        raise _refused("donnees.resultat", source.name, path=source.name)
    if is_document(BytesIO(data)):
        raise _refused("donnees.document", source.name)
    found = file_type_of(data)
    if found == "protege":
        raise _refused("donnees.mot-de-passe", source.name)
    suffix = source.path.suffix.lower() if source.path is not None else _SUFFIX_OF.get(found, "")
    said = {"found": Phrase(f"donnees.mots.{found}"), "advice": Phrase(f"donnees.mots.conseil-{ADVICE[found]}")}
    if suffix not in SUFFIXES:
        raise _refused("donnees.suffixe-inconnu", source.name, suffixes=Listed(tuple(SUFFIXES)), **said)
    if found == "archive-abimee" and suffix in (*ZIPPED, ".ods"):
        raise _refused("donnees.fichier-illisible", source.name)
    if found != _ANNOUNCED[suffix]:
        announced = Phrase(f"donnees.mots.{_ANNOUNCED[suffix]}")
        raise _refused("donnees.suffixe-trompeur", source.name, announced=announced, **said)
    return suffix


def _refused(code: str, file: str, **values: object) -> HlmdiagError:
    return HlmdiagError([Problem(code, Location(file), values)])
