"""Results that a run is given: the file of each, or the result itself where a program holds it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.runs.saved_results import companions, load

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result


def result_of(given: Path | Result, language: str) -> Result:
    """The result, whose grid says its texts in a language where it has them."""
    from hlmdiag.scoring.in_words import in_words

    return in_words(load(given) if isinstance(given, Path) else given, language)


def name_of(given: Path | Result) -> str:
    """The name by which messages call a result: its file, or else its date."""
    return given.name if isinstance(given, Path) else given.manifest.reference_date.isoformat()


def files_of(given: Iterable[Path | Result]) -> list[Path]:
    """The files that results are read from, which no output replaces."""
    return [each for result in given if isinstance(result, Path) for each in companions(result)]


def beside(given: Path | Result, ending: str) -> Path:
    """A name made from that of a result, in its folder; in the current one where no file holds it."""
    return given.with_name(f"{given.stem}-{ending}") if isinstance(given, Path) else Path(f"{name_of(given)}-{ending}")
