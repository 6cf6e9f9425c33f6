"""A result written and read back, in each format that a result is saved in."""

from __future__ import annotations

import hashlib
from io import BytesIO

from hlmdiag.report import csv, json, jsonl, parquet
from hlmdiag.scoring import Result
from hlmdiag.scoring.manifest import TableProof

RENDERERS = {"json": json, "parquet": parquet, "csv": csv, "jsonl": jsonl}
FORMATS = ("json", "parquet", "csv", "jsonl")


def manifest_of(result: Result, table: bytes) -> bytes:
    """The manifest that goes with a table."""
    out = BytesIO()
    csv.render_manifest(result, out, "fr", TableProof(result.frame.height, hashlib.sha256(table).hexdigest()))
    return out.getvalue()


def written(result: Result, format: str) -> tuple[bytes, bytes]:
    """What is written of a result, and the manifest that stands beside where the format holds its rows only."""
    out = BytesIO()
    RENDERERS[format].render(result, out, "fr")
    return out.getvalue(), manifest_of(result, out.getvalue())


def round_trip(result: Result, format: str) -> Result:
    """The result that is read of what was written."""
    saved, beside = map(BytesIO, written(result, format))
    match format:
        case "json":
            return json.read(saved)
        case "parquet":
            return parquet.read(saved)
        case "csv":
            return csv.read(saved, beside)
        case _:
            return jsonl.read(saved, beside)
