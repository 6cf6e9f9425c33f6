"""A result written and read back, in each format that a result is saved in."""

from __future__ import annotations

from io import BytesIO

from hlmdiag.report import csv, json, jsonl, parquet
from hlmdiag.scoring import Result

FORMATS = ("json", "parquet", "csv", "jsonl")


def round_trip(result: Result, format: str) -> Result:
    """The result that is read of what was written."""
    out, manifest = BytesIO(), BytesIO()
    {"json": json, "parquet": parquet, "csv": csv, "jsonl": jsonl}[format].render(result, out)
    csv.render_manifest(result, manifest)
    saved, beside = BytesIO(out.getvalue()), BytesIO(manifest.getvalue())
    match format:
        case "json":
            return json.read(saved)
        case "parquet":
            return parquet.read(saved)
        case "csv":
            return csv.read(saved, beside)
        case _:
            return jsonl.read(saved, beside)
