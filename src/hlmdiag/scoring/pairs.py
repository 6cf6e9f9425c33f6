"""A table and the manifest beside it are one result: a pair that does not match is refused, with what explains it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from hlmdiag.errors import HlmdiagError, Location, Problem, Severity
from hlmdiag.scoring.received_json import read_json
from hlmdiag.scoring.saved import Saved, open_saved
from hlmdiag.text.phrase import Phrase


def open_saved_pair(manifest: bytes, table: bytes, name: str) -> Saved:
    """The manifest of a table, which is the one that was written with it; `name` is what messages call the table.

    A manifest of an earlier version says nothing of its table: that is remarked, since nothing shows that they match.
    """
    saved = open_saved(read_json(manifest, f"{name}.manifest.json"), name)
    proof = saved.manifest.table
    if proof is None or proof.sha256 is None or proof.rows is None:
        if saved.manifest.schema_version > 1:
            raise _mismatch(name, _why("sans"))
        unproved = Problem("rapport.resultat-sans-empreinte", Location(file=name), severity=Severity.NOTICE)
        return replace(saved, remarks=(unproved,))
    if hashlib.sha256(table).hexdigest() != proof.sha256:
        raise _mismatch(name, _reason(table, proof.rows))
    return saved


def _mismatch(name: str, why: Phrase) -> HlmdiagError:
    return HlmdiagError([Problem("rapport.resultat-depareille", Location(file=name), {"why": why})])


def _reason(table: bytes, expected: int) -> Phrase:
    """Probable cause, judged from the shape of the table."""
    if not table:
        return _why("vide")
    if not table.endswith(b"\n"):
        return _why("coupe")
    rows = _rows(table)
    if rows < expected:
        return _why("moins", found=rows, expected=expected)
    if rows > expected:
        return _why("plus", found=rows, expected=expected)
    return _why("autre", rows=rows)


def _rows(table: bytes) -> int:
    """Rows of a CSV or of JSON Lines: line ends outside quotes, the header apart."""
    if table.lstrip().startswith(b"{"):
        return sum(1 for line in table.splitlines() if line.strip())
    return sum(_ends(table)) - 1


def _ends(table: bytes) -> Iterator[int]:
    """Line ends between quoted texts: a doubled quote closes one and opens the next."""
    for place, part in enumerate(table.split(b'"')):
        if place % 2 == 0:
            yield part.count(b"\n")


def _why(what: str, **values: int) -> Phrase:
    return Phrase(f"rapport.depareille.{what}", **values)
