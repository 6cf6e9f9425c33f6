"""Saved results, opened by their suffix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmdiag.cli.usage import refusal

if TYPE_CHECKING:
    from hlmdiag.scoring.result import Result

__all__ = ["load", "manifest_path"]

_READABLE = (".json", ".parquet", ".csv")


def load(path: Path) -> Result:
    """The result saved in a file; a CSV needs the manifest that was written beside it."""
    if path.is_dir():
        raise refusal("sortie.est-un-dossier", path=path)
    match path.suffix.lower():
        case ".json":
            from hlmdiag.report import json

            with path.open("rb") as source:
                return json.read(source, path.name)
        case ".parquet":
            from hlmdiag.report import parquet

            with path.open("rb") as source:
                return parquet.read(source, path.name)
        case ".csv":
            return _load_csv(path)
        case _:
            raise refusal("usage.resultat", path=path, formats=", ".join(_READABLE))


def manifest_path(path: Path) -> Path:
    """Where the manifest of a CSV stands."""
    return path.with_name(f"{path.stem}.manifest.json")


def _load_csv(path: Path) -> Result:
    from hlmdiag.report import csv

    manifest = manifest_path(path)
    if not manifest.exists():
        raise refusal("usage.manifeste", path=path, manifest=manifest.name)
    with path.open("rb") as source, manifest.open("rb") as description:
        return csv.read(source, description, path.name)
