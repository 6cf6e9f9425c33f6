"""Finds answers to score again: data files, or the unchanged files beside a saved result made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hlmdiag.data import InputFile
from hlmdiag.runs.inputs import data_files, existing
from hlmdiag.runs.reference_date import reference_date
from hlmdiag.runs.refusals import refusal
from hlmdiag.runs.saved_results import is_result, load
from hlmdiag.text.phrase import Listed


@dataclass(frozen=True)
class Answers:
    """The files to read and the reference date to read them at."""

    paths: tuple[str, ...]
    date: date


def answers_of(typed: Sequence[str], day: str | None) -> Answers:
    """The answers asked for; without `--date`, a saved result gives its own."""
    results = [Path(name) for name in typed if is_result(Path(name))]
    data = [name for name in typed if Path(name) not in results]
    data_files(data or ["-"])
    dates: list[date] = []
    for path in results:
        manifest = load(existing(str(path))).manifest
        data += _inputs(path, manifest.inputs)
        dates.append(manifest.reference_date)
    if day is None and len(set(dates)) > 1:
        raise refusal("usage.dates-differentes", dates=Listed((*sorted({*dates}),)))
    return Answers(tuple(dict.fromkeys(data)), dates[0] if dates and day is None else reference_date(day))


def _inputs(result: Path, inputs: Sequence[InputFile]) -> list[str]:
    """The files of a result, each unchanged; a file of one event table is declared for that table."""
    tables: dict[str, set[str]] = {}
    for each in inputs:
        path = _beside(result, each)
        tables.setdefault(str(path), set()).add(each.table)
    return [_said(path, fed) for path, fed in tables.items()]


def _beside(result: Path, wanted: InputFile) -> Path:
    for path in (result.parent / wanted.name, Path(wanted.name)):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256:
            return path
    raise refusal("usage.reponses-perdues", path=result, name=wanted.name)


def _said(path: str, tables: set[str]) -> str:
    (only, *others) = tables
    return path if others or only in ("stock", "overrides") else f"{only}={path}"
