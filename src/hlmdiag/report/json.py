"""The result as JSON, for other programs: the manifest at the head, then `units`, one object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import describe, plain, rebuild, require_version, schema

if TYPE_CHECKING:
    import polars as pl

__all__ = ["read", "render"]

_UNITS = b'"units": [\n'
_END = b"\n]}\n"
_CHUNK = 50_000


def render(result: Result, out: BinaryIO, language: str = "fr") -> None:
    """Write the manifest and every unit; the names are those of the result's columns."""
    manifest = describe(result, language)
    if result.rolled is not None and result.grid.roll_up is not None:
        manifest["roll_up"] = {"unit": result.grid.roll_up.unit, "rows": plain(result.rolled).to_dicts()}
    head = json.dumps(manifest, ensure_ascii=False, indent=1)
    out.write(head.removesuffix("\n}").encode() + b",\n" + _UNITS)
    frame = plain(result.frame)
    for start in range(0, frame.height, _CHUNK):
        lines = BytesIO()
        frame.slice(start, _CHUNK).write_ndjson(lines)
        joint = b",\n" if start else b""
        out.write(joint + lines.getvalue().rstrip(b"\n").replace(b"\n", b",\n"))
    out.write(_END)


def read(source: BinaryIO, name: str = "") -> Result:
    """The result that `render` wrote, be it laid out anew by another program; `name` is what messages call the file."""
    import polars as pl

    text = source.read()
    try:
        document, frame = _read_lines(text) if _UNITS in text and text.endswith(_END) else _read_any(text)
    except (pl.exceptions.PolarsError, KeyError, ValueError) as fault:
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))]) from fault
    require_version(document, name)
    return rebuild(document, frame, name)


def _read_lines(text: bytes) -> tuple[Mapping[str, Any], pl.DataFrame]:
    """Our own layout, read by columns: a stock of 200 000 units does not fit in Python objects."""
    import polars as pl

    head, _, units = text.partition(_UNITS)
    document = json.loads(head.rstrip().removesuffix(b",") + b"}")
    lines = units.removesuffix(_END).replace(b"},\n{", b"}\n{")
    types = schema(document)
    return document, pl.read_ndjson(lines, schema=types) if lines else pl.DataFrame(schema=types)


def _read_any(text: bytes) -> tuple[Mapping[str, Any], pl.DataFrame]:
    import polars as pl

    document = json.loads(text)
    types = schema(document)
    lines = "\n".join(json.dumps(unit, ensure_ascii=False) for unit in document["units"]).encode()
    return document, pl.read_ndjson(lines, schema=types) if lines else pl.DataFrame(schema=types)
