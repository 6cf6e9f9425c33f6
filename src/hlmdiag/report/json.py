"""The result as JSON, for other programs: the manifest at the head, then `units`, one object a line."""

from __future__ import annotations

import json
from io import BytesIO
from typing import BinaryIO

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.scoring.json_rows import frame_of_lines, frame_of_units
from hlmdiag.scoring.received_json import read_json
from hlmdiag.scoring.result import Result
from hlmdiag.scoring.saved import describe, open_saved, plain
from hlmdiag.synthesis import Collection, collection, collection_described

_UNITS = b'"units": [\n'
_END = b"\n]}\n"
_CHUNK = 50_000


def render(result: Result, out: BinaryIO, language: str) -> None:
    """Write the manifest and every unit, under the names of the result's columns."""
    manifest = describe(result, language)
    if result.rolled is not None and result.grid.roll_up is not None:
        manifest["roll_up"] = {"unit": result.grid.roll_up.unit, "rows": plain(result.rolled).to_dicts()}
    # a partial result cannot say what the units lack
    if result.grid.indicators and not result.manifest.is_part and isinstance(found := collection(result), Collection):
        manifest["to_collect"] = collection_described(found, result)
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
    text = source.read()
    if _UNITS in text and text.endswith(_END):
        return _read_lines(text, name)
    document = read_json(text, name)
    units = document.pop("units", None) if isinstance(document, dict) else None
    saved = open_saved(document, name)
    if not isinstance(units, list):
        raise HlmdiagError([Problem("rapport.resultat-illisible", Location(file=name))])
    return saved.result(frame_of_units(units, saved))


def _read_lines(text: bytes, name: str) -> Result:
    """Our own layout, read by columns: a stock of 200 000 units does not fit in Python objects."""
    head, _, units = text.partition(_UNITS)
    saved = open_saved(read_json(head.rstrip().removesuffix(b",") + b"}", name), name)
    lines = units.removesuffix(_END).replace(b"},\n{", b"}\n{")
    return saved.result(frame_of_lines(lines, saved, head.count(b"\n") + 2))
