"""The units of a saved result where they are written as JSON, one a line: read by columns, checked as they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.received_json import read_json
from hlmdiag.scoring.result_columns import Kind
from hlmdiag.text.phrase import Phrase

if TYPE_CHECKING:
    import polars as pl

    from hlmdiag.scoring.saved import Saved

_CHUNK = 50_000
_SHOWN = 60


def frame_of_lines(lines: bytes, saved: Saved, line: int = 1) -> pl.DataFrame:
    """The rows of units written one per line; `line` is the line of the first one in its file.

    A stock of 200 000 units does not fit in Python objects: lines that are, to the byte, what hlmdiag writes are read
    by columns; others, that another program wrote or a person edited, one after the other, every difference said.
    """
    import polars as pl

    if not lines.strip():
        return pl.DataFrame(schema=saved.types)
    try:
        frame = pl.read_ndjson(lines, schema=saved.types)
    except pl.exceptions.PolarsError:
        frame = None
    if frame is not None and _is_as_written(frame, lines):
        return frame
    found = (each for each in enumerate(BytesIO(lines), line) if each[1].strip())
    return frame_of_units((read_json(text, saved.name, line=number) for number, text in found), saved)


def frame_of_units(units: Iterable[Any], saved: Saved) -> pl.DataFrame:
    """The rows of units that another program laid out, each looked at key by key."""
    import polars as pl

    kinds = saved.manifest.kinds
    out = BytesIO()
    for row, unit in enumerate(units, 1):
        for problem in _faults(unit, kinds, saved.name, row):
            raise HlmdiagError([problem])
        out.write(json.dumps(unit, ensure_ascii=False).encode() + b"\n")
    lines = out.getvalue()
    try:
        return pl.read_ndjson(lines, schema=saved.types) if lines else pl.DataFrame(schema=saved.types)
    except pl.exceptions.PolarsError as fault:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=saved.name))]) from fault


def _is_as_written(frame: pl.DataFrame, lines: bytes) -> bool:
    """Whether these rows are written as these lines: nothing was dropped, repeated or taken for something else."""
    start = 0
    for first in range(0, frame.height, _CHUNK):
        out = BytesIO()
        frame.slice(first, _CHUNK).write_ndjson(out)
        written = out.getvalue()
        if lines[start : start + len(written)].rstrip(b"\n") != written.rstrip(b"\n"):
            return False
        start += len(written)
    return not lines[start:].strip()


def _faults(unit: Any, kinds: Mapping[str, Kind], name: str, row: int) -> Iterator[Problem]:
    if not isinstance(unit, Mapping):
        yield _fault(name, row, "", unit, Phrase("rapport.contenu.objet"))
        return
    for column, kind in kinds.items():
        if column not in unit:
            yield _fault(name, row, column, "", Phrase("rapport.contenu.present"))
        elif unit[column] is not None and not _is(unit[column], kind):
            yield _fault(name, row, column, unit[column], Phrase(f"rapport.contenu.{kind}"))
    for column in unit:
        if column not in kinds:
            yield _fault(name, row, column, unit[column], Phrase("rapport.contenu.absent"))


def _is(value: Any, kind: Kind) -> bool:
    match kind:
        case "text" | "date":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**32
        case "boolean":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _fault(name: str, row: int, column: str, value: Any, expected: Phrase) -> Problem:
    shown = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:_SHOWN]
    values = {"row": row, "column": column[:_SHOWN], "value": shown, "expected": expected}
    return Problem("rapport.resultat-valeur", Location(file=name), values)
